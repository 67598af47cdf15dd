// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calldetail/callstory.h"

#include "contract/names.h"
#include "core/log.h"
#include "ui/common/formats.h"
#include "ui/common/theme.h"

#include <QRegularExpression>

#include <algorithm>

namespace ui {
namespace {
using Kind = core::TimelineKind;
constexpr size_t scanned = 20'000;
constexpr int detailsRead = 300; ///< untagged entries whose body is looked into, per refresh

QString firstWords(const QString &line, int count) { return line.section(QLatin1Char(' '), 0, count - 1); }

/// What the window asks to show the call is no part of it.
bool isLook(const core::TimelineEntry &entry)
{
    return entry.kind == Kind::Bus && entry.source == contract::service::window && entry.text.startsWith(QLatin1String("GET "));
}

QString shortService(QString queue)
{
    if (queue.startsWith(QLatin1String("asterisk.")))
        return QStringLiteral("engine");
    queue.remove(QLatin1String("bin-manager.")).remove(QLatin1String(".request"));
    return queue;
}
} // namespace

QString sipPeer(const QString &source)
{
    QString address = source.section(QLatin1Char('/'), 1);
    if (address.startsWith(QLatin1Char('[')) && address.count(QLatin1Char(':')) == 1)
        address.remove(QLatin1Char('[')).remove(QLatin1Char(']'));
    return address;
}

CallStory::CallStory(Host &host, QObject *parent) : QObject(parent), m_host(host)
{
    m_wallOffsetMicros = host.clock().wall().micros() - host.clock().now().count() / 1000;
}

core::Timestamp CallStory::wallOf(core::Nanos at) const
{
    return core::Timestamp::fromMicros(at.count() / 1000 + m_wallOffsetMicros);
}

core::Nanos CallStory::startedAt() const { return m_entries.empty() ? core::Nanos(0) : m_entries.front().entry.at; }

void CallStory::begin()
{
    m_call = {};
    m_refused = {};
    m_entries.clear();
    m_sipCallIds.clear();
    m_hasAll = true;
    m_last = 0;
}

void CallStory::setRefused(const RefusedCall &refused)
{
    begin();
    m_refused = refused;
    m_call.source.target = refused.from;
    m_call.destination.target = refused.to;
    m_call.direction = contract::direction::incoming;
    m_call.status = contract::callstatus::hangup;
    m_call.tmCreate = m_call.tmHangup = wallOf(refused.at);
    m_sipCallIds.insert(refused.sipCallId);
    refresh();
    Q_EMIT callChanged();
}

void CallStory::setCall(const contract::Call &call)
{
    begin();
    m_call = call;
    m_hasAll = takeHistory();
    refresh();
    Q_EMIT callChanged();
}

void CallStory::update(const contract::Call &call)
{
    m_call = call;
    Q_EMIT callChanged();
}

bool CallStory::belongs(const core::TimelineEntry &entry, int &budget)
{
    if (!entry.callId.isNull())
        return entry.callId == m_call.id;
    if (isRefused() && entry.kind != Kind::Sip)
        return false;
    switch (entry.kind) {
    case Kind::Sip: return m_sipCallIds.contains(entry.thread);
    case Kind::Bus:
        if (!entry.text.startsWith(QLatin1String("event "))) {
            return entry.text.contains(core::toText(m_call.id)) ||
                   (!m_call.activeflowId.isNull() && entry.text.contains(core::toText(m_call.activeflowId))) ||
                   (!m_call.channelId.isEmpty() && entry.text.contains(m_call.channelId));
        }
        return entry.detail && budget-- > 0 && entry.detail().contains(core::toText(m_call.id));
    case Kind::Engine:
        return entry.detail && !m_call.channelId.isEmpty() && budget-- > 0 && entry.detail().contains(m_call.channelId);
    default: return entry.text.contains(core::toText(m_call.id));
    }
}

StoryEntry CallStory::described(core::TimelineEntry entry)
{
    StoryEntry made;
    switch (entry.kind) {
    case Kind::Sip: {
        made.incoming = entry.text.startsWith(QChar(0x2190));
        made.peer = sipPeer(entry.source);
        const QString line = entry.text.mid(2);
        if (line.startsWith(QLatin1String("SIP/2.0 "))) {
            made.label = line.mid(8);
            made.failing = firstWords(made.label, 1).toInt() >= 400;
        } else {
            made.label = firstWords(line, 1);
        }
        if (entry.detail && entry.detail().contains(QLatin1String("application/sdp")))
            made.label += QStringLiteral(", SDP");
        break;
    }
    case Kind::Bus: {
        static const QRegularExpression request(QStringLiteral("^(\\w+) /(?:v\\d|ari)/(\\S*) → (\\S+) (\\d+) ([0-9.]+) ms$"));
        static const QRegularExpression ids(QStringLiteral("/?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"));
        const auto match = request.match(entry.text);
        made.label = entry.text;
        if (match.hasMatch()) {
            made.label = match.captured(1) + QLatin1Char(' ') + match.captured(2).section(QLatin1Char('?'), 0, 0).remove(ids);
            made.to = shortService(match.captured(3));
            made.failing = match.captured(4).toInt() >= 300;
            made.tookMs = format::millis(match.captured(5).toDouble());
        }
        break;
    }
    default:
        made.label = entry.text.simplified();
        made.failing = entry.kind == Kind::Log && entry.level >= int(core::log::Level::Warn);
        break;
    }
    made.entry = std::move(entry);
    return made;
}

/// @return whether it is whole.
bool CallStory::takeHistory()
{
    core::CallHistory history = m_host.timeline().ofCall(m_call.id);
    for (core::TimelineEntry &one : history.entries)
        keep(std::move(one));
    return history.isWhole;
}

/// @return whether it is new.
bool CallStory::keep(core::TimelineEntry entry)
{
    const auto before = [](const StoryEntry &one, quint64 sequence) { return one.entry.sequence < sequence; };
    const auto place = std::lower_bound(m_entries.begin(), m_entries.end(), entry.sequence, before);
    if (isLook(entry) || (place != m_entries.end() && place->entry.sequence == entry.sequence))
        return false;
    if (entry.kind == Kind::Sip && !entry.thread.isEmpty())
        m_sipCallIds.insert(entry.thread);
    m_entries.insert(place, described(std::move(entry)));
    return true;
}

bool CallStory::isWhole() const
{
    const auto first =
        std::find_if(m_entries.begin(), m_entries.end(), [](const StoryEntry &one) { return one.entry.kind == Kind::Sip; });
    return m_hasAll && (first == m_entries.end() || first->label.startsWith(QLatin1String("INVITE")));
}

bool CallStory::refresh()
{
    if (isEmpty())
        return false;
    std::vector<core::TimelineEntry> found = m_host.timeline().since(m_last, scanned);
    if (found.empty())
        return false;
    m_last = found.back().sequence;
    bool any = false;
    int budget = detailsRead;
    // The newest bodies are the ones worth reading.
    for (auto one = found.rbegin(); one != found.rend(); ++one) {
        if (!belongs(*one, budget))
            one->sequence = 0;
    }
    const qsizetype known = m_sipCallIds.size();
    for (core::TimelineEntry &one : found) {
        if (one.sequence != 0)
            any = keep(std::move(one)) || any;
    }
    if (m_sipCallIds.size() != known)
        takeHistory(); // with the messages that were before the call had an id
    while (m_entries.size() > limit)
        m_entries.pop_front();
    if (any)
        Q_EMIT changed();
    return any;
}

std::vector<TracedMessage> CallStory::sipMessages() const
{
    std::vector<TracedMessage> all;
    const QString own = m_host.facts().sip;
    for (const StoryEntry &one : m_entries) {
        if (one.entry.kind != Kind::Sip || !one.entry.detail)
            continue;
        all.push_back({one.entry.at, one.incoming ? one.peer : own, one.incoming ? own : one.peer, one.entry.detail()});
    }
    return all;
}

QString CallStory::sipText() const
{
    QString text;
    for (const StoryEntry &one : m_entries) {
        if (one.entry.kind != Kind::Sip || !one.entry.detail)
            continue;
        text += QStringLiteral("%1 %2 %3\n%4\n")
                    .arg(format::traceClock(wallOf(one.entry.at)), one.incoming ? tr("from") : tr("to"), one.peer,
                         one.entry.detail().trimmed() + QLatin1Char('\n'));
    }
    return text;
}

} // namespace ui
