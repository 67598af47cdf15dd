// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/wavfolder.h"

#include "core/poster.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QThreadPool>

namespace http {
namespace {
struct Range
{
    qint64 first = 0;
    qint64 length = 0;
    bool partial = false;
    bool good = true;
};

/// Several ranges, other units and malformed ones are answered with the whole file, as the RFC allows.
Range rangeOf(const QByteArray &header, qint64 size)
{
    static const QRegularExpression form(QStringLiteral("^bytes=(\\d{0,18})-(\\d{0,18})$"));
    const auto match = form.match(QString::fromLatin1(header));
    const QString from = match.captured(1), to = match.captured(2);
    if (!match.hasMatch() || (from.isEmpty() && to.isEmpty()))
        return {0, size, false, true};
    if (from.isEmpty()) {
        const qint64 length = std::min(to.toLongLong(), size);
        return {size - length, length, true, length > 0};
    }
    const qint64 first = from.toLongLong();
    const qint64 last = to.isEmpty() ? size - 1 : std::min(to.toLongLong(), size - 1);
    if (!to.isEmpty() && to.toLongLong() < first)
        return {0, size, false, true};
    return {first, last - first + 1, true, first < size};
}

QByteArray contentTypeOf(const QByteArray &head)
{
    if (head.startsWith("RIFF"))
        return "audio/wav";
    if (head.startsWith("OggS"))
        return "audio/ogg";
    if (head.startsWith("fLaC"))
        return "audio/flac";
    const bool frame = head.size() > 1 && uchar(head[0]) == 0xff && (uchar(head[1]) & 0xe0) == 0xe0;
    return head.startsWith("ID3") || frame ? "audio/mpeg" : "application/octet-stream";
}

Response read(const QString &path, const QByteArray &rangeHeader)
{
    const QFileInfo info(path);
    QFile file(path);
    if (info.isSymLink() || !info.isFile() || !file.open(QIODevice::ReadOnly))
        return Response::error(404, QStringLiteral("There is no such sound."));
    const qint64 size = file.size();
    const Range range = rangeOf(rangeHeader, size);
    const QByteArray total = QByteArray::number(size);
    if (!range.good) {
        Response refused = Response::error(416, QStringLiteral("The file is shorter than that."));
        refused.headers.emplace_back("Content-Range", "bytes */" + total);
        return refused;
    }
    const QByteArray type = contentTypeOf(file.peek(4));
    file.seek(range.first);
    Response response{range.partial ? 206 : 200, type, file.read(range.length), {{"Accept-Ranges", "bytes"}}};
    if (range.partial)
        response.headers.emplace_back("Content-Range", "bytes " + QByteArray::number(range.first) + '-' +
                                                           QByteArray::number(range.first + range.length - 1) + '/' + total);
    return response;
}

core::Task<Response> answer(QString folder, QRegularExpression name, Request request)
{
    const QString wanted = request.arguments.value(QStringLiteral("name"));
    if (!name.match(wanted).hasMatch())
        co_return Response::error(404, QStringLiteral("There is no such sound."));
    const core::Promise<Response> done;
    const QString path = folder + QLatin1Char('/') + wanted;
    QThreadPool::globalInstance()->start([done, path, range = request.header("Range"), poster = core::Poster::ofThisThread()] {
        Response response = read(path, range);
        poster->post([done, response = std::move(response)] { done.resolve(response); });
    });
    Response response = co_await done;
    co_return response;
}
} // namespace

Handler wavFolder(const QString &folder)
{
    const QRegularExpression sha1(QStringLiteral("\\A[0-9a-f]{40}\\.wav\\z"));
    return [folder, sha1](Request request) { return answer(folder, sha1, std::move(request)); };
}

Handler storedFiles(const QString &folder)
{
    const QRegularExpression uuid(QStringLiteral("\\A[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\z"));
    return [folder, uuid](Request request) { return answer(folder, uuid, std::move(request)); };
}

} // namespace http
