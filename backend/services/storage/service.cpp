// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/service.h"

#include "services/common/pool.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace services::storage {

using contract::File;
using core::Errc;
using core::Error;
using core::Json;

namespace {
constexpr qint64 quotaBytes = 10LL * 1024 * 1024 * 1024;
constexpr qsizetype longestPath = 1023;

QString binPath(const QUuid &id) { return QLatin1String("bin/") + core::toText(id); }

/// Inside the folder, without a way out of it.
bool isSound(const QString &path)
{
    if (path.isEmpty() || path.size() > longestPath || path.startsWith(QLatin1Char('/')) || path.contains(QChar(0)))
        return false;
    const QStringList parts = path.split(QLatin1Char('/'));
    return std::none_of(parts.begin(), parts.end(), [](const QString &part) {
        return part.isEmpty() || part == QLatin1String(".") || part == QLatin1String("..");
    });
}
} // namespace

Service::Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock, QString folder, QString bucket,
                 QString downloadUrl)
    : Manager(bus, std::move(clock), contract::service::storage, {contract::service::customer}),
      m_folder(std::move(folder)),
      m_bucket(std::move(bucket)),
      m_downloadUrl(std::move(downloadUrl)),
      m_files(db, QStringLiteral("storage_files"), QStringLiteral("FILE_NOT_FOUND"), QStringLiteral("file"),
              names("id", "customer_id", "owner_type", "owner_id", "reference_type", "reference_id", "type", "name", "filename",
                    "deleted"))
{
    static constexpr std::array table{
        bus::Route<Service>{"GET", "/v1/files?", &Service::list, "List files"},
        bus::Route<Service>{"POST", "/v1/files", &Service::create, "Make an object of the bucket a customer's file"},
        bus::Route<Service>{"GET", "/v1/files/{id}", &Service::get, "One file"},
        bus::Route<Service>{"DELETE", "/v1/files/{id}", &Service::remove, "Delete a file"},
        bus::Route<Service>{"POST", "/v1/files/{id}/download_uri_refresh", &Service::refreshDownload, "A link that works now"},
    };
    addRoutes(table, this);
}

/// The link follows the port of this run; it is not what the row was stored with.
File Service::withLink(File file) const
{
    file.uriDownload = file.tmDelete.isSet() ? QString() : m_downloadUrl + core::toText(file.id);
    return file;
}

Task<bus::Reply> Service::list(Request request)
{
    Reply reply = co_await m_files.list(std::move(request));
    auto files = reply.data.as<std::vector<File>>();
    for (File &file : files)
        file = withLink(std::move(file));
    co_return Reply::ok(std::move(files));
}

Task<bus::Reply> Service::get(Request request)
{
    const File file = co_await m_files.find(request.id());
    co_return Reply::ok(withLink(file));
}

Task<bus::Reply> Service::refreshDownload(Request request)
{
    const File file = co_await m_files.find(request.id());
    if (file.tmDelete.isSet())
        m_files.throwMissing();
    co_return Reply::ok(withLink(file));
}

/// @returns size in bytes, -1 when there is nothing to take
Task<qint64> Service::take(QString from, QString to)
{
    return onPool<qint64>([source = m_folder + QLatin1Char('/') + from, target = m_folder + QLatin1Char('/') + to] {
        const QFileInfo info(source);
        if (info.isSymLink() || !info.isFile())
            return qint64(-1);
        const qint64 size = info.size();
        QDir().mkpath(QFileInfo(target).path());
        if (!QFile::rename(source, target))
            return qint64(-1);
        QFile::setPermissions(target, QFile::ReadOwner | QFile::WriteOwner);
        return size;
    });
}

Task<void> Service::requireQuota(QUuid customerId, qint64 bytes)
{
    store::Sql sum{
        QStringLiteral("SELECT COALESCE(SUM(filesize), 0) FROM storage_files WHERE customer_id = ? AND tm_delete IS NULL"),
        {customerId.toRfc4122()}};
    const store::Rows rows = co_await m_files->store().query(std::move(sum));
    if (rows.rows.front().front().toLongLong() + bytes > quotaBytes)
        throw Error(Errc::ResourceExhausted, QStringLiteral("STORAGE_QUOTA_EXCEEDED"),
                    QStringLiteral("The customer's storage is full."));
}

Task<bus::Reply> Service::create(Request request)
{
    const auto wish = request.body<contract::FileCreate>();
    if (!isSound(wish.filepath))
        throw Error(Errc::InvalidArgument, QStringLiteral("INVALID_FILEPATH"),
                    QStringLiteral("\"%1\" is no path in the bucket.").arg(wish.filepath));
    const QFileInfo source(m_folder + QLatin1Char('/') + wish.filepath);
    co_await requireQuota(wish.customerId, source.size());
    File file;
    file.id = core::newId();
    file.customerId = wish.customerId;
    file.ownerType = QStringLiteral("agent");
    file.ownerId = wish.ownerId;
    file.referenceType = wish.referenceType;
    file.referenceId = wish.referenceId;
    file.type = wish.type;
    file.name = wish.name;
    file.detail = wish.detail;
    file.filename = wish.filename;
    file.bucketName = m_bucket;
    file.filepath = binPath(file.id);
    file.uriBucket = m_bucket.isEmpty() ? file.filepath : QLatin1String("gs://") + m_bucket + QLatin1Char('/') + file.filepath;
    file.filesize = co_await take(wish.filepath, file.filepath);
    if (file.filesize < 0)
        throw Error(Errc::NotFound, QStringLiteral("OBJECT_NOT_FOUND"),
                    QStringLiteral("The bucket has no \"%1\".").arg(wish.filepath));
    file.tmCreate = m_clock->wall();
    co_await m_files->insert(file);
    file = withLink(std::move(file));
    m_notify.publish(QStringLiteral("file_created"), file);
    co_return Reply::ok(std::move(file));
}

Task<bus::Reply> Service::remove(Request request)
{
    File file = co_await m_files.find(request.id());
    if (!file.tmDelete.isSet())
        file = co_await erase(std::move(file));
    co_return Reply::ok(std::move(file));
}

Task<File> Service::erase(File file)
{
    file.tmUpdate = file.tmDelete = m_clock->wall();
    co_await m_files->update(file);
    if (isSound(file.filepath))
        co_await onPool<bool>([path = m_folder + QLatin1Char('/') + file.filepath] { return QFile::remove(path); });
    m_notify.publish(QStringLiteral("file_deleted"), file);
    co_return file;
}

Task<void> Service::on(bus::Event event)
{
    if (event.type != QLatin1String("customer_deleted"))
        co_return;
    const auto files = co_await m_files.liveOf(member<QUuid>(event.data.toJson(), "id"));
    for (const File &file : files)
        co_await erase(file);
}

} // namespace services::storage
