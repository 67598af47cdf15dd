// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/router.h"

#include "contract/names.h"
#include "core/log.h"

#include <QUrl>
#include <QVarLengthArray>

#include <algorithm>

namespace bus {
namespace {
QString decoded(const QString &text) { return text.contains(QLatin1Char('%')) ? QUrl::fromPercentEncoding(text.toUtf8()) : text; }
} // namespace

QUuid Call::id(size_t index) const { return core::parseId(arguments.at(index)); }

unsigned Call::pageSize() const
{
    bool ok = false;
    const unsigned size = query.value(QStringLiteral("page_size")).toUInt(&ok);
    return ok ? size : 0;
}

QString Call::pageToken() const { return query.value(QStringLiteral("page_token")); }

core::Json Call::filters() const
{
    const core::Json body = request.data.toJson();
    if (body.is_object() && !body.empty())
        return body;
    core::Json filters = core::Json::object();
    for (auto it = query.begin(); it != query.end(); ++it) {
        if (!it.key().startsWith(QLatin1String("filter_")))
            continue;
        const QString name = it.key().mid(7);
        if (name == QLatin1String("deleted"))
            filters["deleted"] = it.value() != QLatin1String("false");
        else
            filters[core::utf8(name)] = core::utf8(it.value());
    }
    return filters;
}

void Call::requireBody() const
{
    if (request.data.isEmpty())
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("BODY_MISSING"),
                          QStringLiteral("The request needs a body."));
}

void Router::add(RouteInfo info, Function function)
{
    Entry entry;
    entry.method = info.method;
    QString pattern = info.pattern;
    entry.wantsQuery = pattern.endsWith(QLatin1Char('?'));
    if (entry.wantsQuery)
        pattern.chop(1);
    for (const QString &segment : pattern.split(QLatin1Char('/'), Qt::SkipEmptyParts))
        entry.segments.push_back({!segment.startsWith(QLatin1Char('{'))    ? Segment::Word
                                  : segment.endsWith(QLatin1String("id}")) ? Segment::Id
                                                                           : Segment::Text,
                                  segment});
    entry.function = std::move(function);
    m_bySize.resize(std::max(m_bySize.size(), entry.segments.size() + 1));
    m_bySize[entry.segments.size()].push_back(m_entries.size());
    m_entries.push_back(std::move(entry));
    m_infos.push_back(std::move(info));
}

bool Router::fits(QStringView part, const Segment &segment)
{
    bool ok = !part.isEmpty();
    switch (segment.kind) {
    case Segment::Word: return part == segment.word;
    case Segment::Id: core::parseId(part, &ok); return ok;
    case Segment::Text: return ok;
    }
    return false;
}

const Router::Entry *Router::match(const Request &request, Call *call) const
{
    const qsizetype question = request.uri.indexOf(QLatin1Char('?'));
    const QStringView path = QStringView(request.uri).left(question < 0 ? request.uri.size() : question);
    if (!path.startsWith(QLatin1Char('/')))
        return nullptr;
    QVarLengthArray<QStringView, 8> segments;
    for (const QStringView segment : path.mid(1).tokenize(QLatin1Char('/')))
        segments.push_back(segment);
    if (size_t(segments.size()) >= m_bySize.size())
        return nullptr;
    for (const size_t row : m_bySize[size_t(segments.size())]) {
        const Entry &entry = m_entries[row];
        if (entry.method != request.method || entry.wantsQuery != (question >= 0))
            continue;
        if (!std::equal(segments.begin(), segments.end(), entry.segments.begin(), entry.segments.end(), fits))
            continue;
        for (size_t i = 0; i < entry.segments.size(); ++i) {
            if (entry.segments[i].kind == Segment::Word)
                continue;
            const QString text = segments[qsizetype(i)].toString();
            call->arguments.push_back(entry.segments[i].kind == Segment::Id ? text : decoded(text));
        }
        if (question >= 0) {
            const QStringView query = QStringView(request.uri).mid(question + 1);
            for (const QStringView pair : query.split(QLatin1Char('&'), Qt::SkipEmptyParts)) {
                const qsizetype equals = pair.indexOf(QLatin1Char('='));
                const QString name = pair.left(equals < 0 ? pair.size() : equals).toString();
                QString value = equals < 0 ? QString() : pair.mid(equals + 1).toString();
                call->query.insert(decoded(name), decoded(value.replace(QLatin1Char('+'), QLatin1Char(' '))));
            }
        }
        return &entry;
    }
    return nullptr;
}

bool Router::settles(const Request &request) const
{
    return m_settle && (m_servicesWait || !contract::isService(request.publisher));
}

Task<Reply> Router::dispatch(Request request) const
{
    Call call;
    const Entry *entry = match(request, &call);
    if (!entry)
        co_return Reply::status(404);
    call.request = std::move(request);
    const QString uri = call.request.uri;
    const QString domain = m_domain;
    try {
        call.settles = settles(call.request);
        const bool waits = call.settles && call.request.method != QLatin1String("GET");
        Reply reply = co_await entry->function(std::move(call));
        if (waits)
            co_await m_settle();
        co_return reply;
    } catch (const core::Error &error) {
        if (error.status() >= 500)
            core::log::warn(domain.toStdString(), "{}: {} {}", uri, error.reason(), error.detail());
        co_return Reply::error(error, domain);
    }
}

QString listUri(const QString &path, unsigned pageSize, const QString &pageToken)
{
    return QStringLiteral("%1?page_size=%2&page_token=%3")
        .arg(path)
        .arg(pageSize)
        .arg(QString::fromLatin1(QUrl::toPercentEncoding(pageToken)));
}

} // namespace bus
