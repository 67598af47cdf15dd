// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/measures.h"

#include "core/json.h"

namespace services::call {

namespace {
constexpr size_t mostSeries = 500; ///< of one name
const QString restOfSeries = QStringLiteral("other");

/// `call` of `reference_type=call,reference_id=…` (contract/call-manager.md §2).
QString referenceTypeOf(const QString &bridgeName)
{
    static const QString prefix = QStringLiteral("reference_type=");
    static const QStringList known{QStringLiteral("call"), QStringLiteral("call-snoop"), QStringLiteral("confbridge"),
                                   QStringLiteral("confbridge-snoop")};
    const QString type =
        bridgeName.startsWith(prefix) ? bridgeName.section(QLatin1Char(','), 0, 0).mid(prefix.size()) : QString();
    return known.contains(type) ? type : QStringLiteral("unknown");
}

double secondsBetween(core::Timestamp from, core::Timestamp to) { return double(to.micros() - from.micros()) / 1e6; }
} // namespace

template <typename Metric> Metric Family<Metric>::make(const Values &values) const
{
    core::Metrics::Labels labels;
    for (size_t i = 0; i < m_labels.size(); ++i)
        labels[m_labels[i]] = core::utf8(values[i]);
    if constexpr (std::is_same_v<Metric, core::Counter>)
        return m_metrics->counter(m_name, m_help, labels);
    else
        return m_metrics->histogram(m_name, m_help, labels, m_buckets);
}

template <typename Metric> void Family<Metric>::note(const Values &values, double value)
{
    if (!m_metrics)
        return;
    auto found = m_series.find(values);
    if (found == m_series.end()) {
        const Values rest{restOfSeries, restOfSeries, restOfSeries};
        const Values &kept = m_series.size() < mostSeries ? values : rest;
        found = m_series.find(kept);
        if (found == m_series.end())
            found = m_series.emplace(kept, make(kept)).first;
    }
    if constexpr (std::is_same_v<Metric, core::Counter>)
        found->second.add(value);
    else
        found->second.observe(value);
}

double Measures::millisSince(core::Nanos begun) const { return double((m_clock->now() - begun).count()) / 1e6; }

void Measures::requestDone(const QString &route, const QString &method, core::Nanos begun)
{
    m_requests.note({route, method}, millisSince(begun));
}

void Measures::eventDone(const QString &publisher, const QString &type, core::Nanos begun)
{
    m_events.note({publisher, type}, millisSince(begun));
}

void Measures::ariEventDone(const contract::AriEvent &event, core::Nanos begun)
{
    m_ariEvents.note({event.asteriskId, event.type}); // the contract's quirk: `type` is the engine
    m_ariTimes.note({event.asteriskId, event.type}, millisSince(begun));
}

void Measures::callCreated(const contract::Call &call) { m_callsMade.note({call.direction, call.type}); }

void Measures::callEnded(const contract::Call &call)
{
    m_callsEnded.note({call.direction, call.type, call.hangupReason});
    if (call.tmProgressing.isSet() && call.tmHangup.isSet())
        m_callTimes.note({call.direction, call.type}, secondsBetween(call.tmProgressing, call.tmHangup));
}

void Measures::action(const QString &type) { m_actions.note({type}); }

void Measures::actionDone(const QString &type, core::Nanos begun) { m_actionTimes.note({type}, millisSince(begun)); }

void Measures::whitelistRejected(const QString &country) { m_rejections.note({country}); }

void Measures::configFetchFailed(const char *kind) { m_fetchFailures.note({QLatin1String(kind)}); }

void Measures::channelEntered(const contract::Channel &channel)
{
    m_channelsMade.note({channel.direction, channel.type});
    m_transports.note({channel.sipTransport, channel.direction});
}

void Measures::channelEnded(const contract::Channel &channel)
{
    m_channelsEnded.note({channel.direction, channel.type, QString::number(channel.hangupCause)});
}

void Measures::bridgeCreated(const QString &name) { m_bridgesMade.note({referenceTypeOf(name)}); }

void Measures::bridgeDestroyed(const QString &name) { m_bridgesEnded.note({referenceTypeOf(name)}); }

void Measures::roomCreated() { m_roomsMade.note({}); }

void Measures::roomClosed(const contract::Confbridge &room, core::Timestamp now)
{
    m_roomsEnded.note({});
    if (room.tmCreate.isSet())
        m_roomTimes.note({room.type}, secondsBetween(room.tmCreate, now));
}

void Measures::recordingStarted(const QString &referenceType) { m_recordings.note({referenceType}); }

void Measures::recordingEnded(const QString &referenceType) { m_recordingsEnded.note({referenceType}); }

void Measures::externalMediaStarted(const contract::ExternalMedia &media)
{
    m_medias.note({media.referenceType, media.encapsulation});
}

void Measures::externalMediaStopped(const QString &referenceType) { m_mediasEnded.note({referenceType}); }

} // namespace services::call
