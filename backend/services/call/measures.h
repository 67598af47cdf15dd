// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/ari.h"
#include "contract/call.h"
#include "contract/callmedia.h"
#include "core/clock.h"
#include "core/metrics.h"

#include <array>
#include <unordered_map>

namespace services::call {

/// The series of one name, each looked up once. Label values that strangers choose end in `other` beyond a few hundred.
template <typename Metric> class Family
{
public:
    using Values = std::array<QString, 3>; ///< of the labels, in their order

    /// @param metrics  may be null: nothing is counted; otherwise outlives this.
    Family(core::Metrics *metrics, const char *name, const char *help, std::vector<const char *> labels = {},
           const std::vector<double> &buckets = core::Metrics::defaultBuckets)
        : m_metrics(metrics),
          m_name(std::string("call_manager_") + name),
          m_help(help),
          m_labels(std::move(labels)),
          m_buckets(buckets)
    {
    }
    /// Adds to a counter, is observed by a histogram.
    void note(const Values &values, double value = 1);

private:
    struct Hash
    {
        size_t operator()(const Values &values) const { return qHashMulti(0, values[0], values[1], values[2]); }
    };
    Metric make(const Values &values) const;

    core::Metrics *m_metrics;
    std::string m_name, m_help;
    std::vector<const char *> m_labels;
    std::vector<double> m_buckets;
    std::unordered_map<Values, Metric, Hash> m_series;
};

/// What call-manager counts (contract/call-manager.md §16). Without metrics nothing is counted.
class Measures
{
public:
    /// @param metrics  may be null; otherwise outlives this.
    Measures(core::Metrics *metrics, std::shared_ptr<core::Clock> clock) : m_metrics(metrics), m_clock(std::move(clock)) {}

    /// When something begins whose time is measured.
    core::Nanos begin() const { return m_clock->now(); }

    void requestDone(const QString &route, const QString &method, core::Nanos begun);
    void eventDone(const QString &publisher, const QString &type, core::Nanos begun);
    void ariEventDone(const contract::AriEvent &event, core::Nanos begun);
    void callCreated(const contract::Call &call);
    void callEnded(const contract::Call &call);
    void action(const QString &type);
    void actionDone(const QString &type, core::Nanos begun);
    void whitelistRejected(const QString &country);
    void configFetchFailed(const char *kind);
    void channelEntered(const contract::Channel &channel);
    void channelEnded(const contract::Channel &channel);
    /// @param name  of the bridge, which tells what it is for.
    void bridgeCreated(const QString &name);
    void bridgeDestroyed(const QString &name);
    void roomCreated();
    void roomClosed(const contract::Confbridge &room, core::Timestamp now);
    void recordingStarted(const QString &referenceType);
    void recordingEnded(const QString &referenceType);
    void externalMediaStarted(const contract::ExternalMedia &media);
    void externalMediaStopped(const QString &referenceType);

private:
    using Counters = Family<core::Counter>;
    using Histograms = Family<core::Histogram>;
    double millisSince(core::Nanos begun) const;

    core::Metrics *m_metrics;
    std::shared_ptr<core::Clock> m_clock;
    inline static const std::vector<double> seconds{1, 5, 10, 30, 60, 300, 600, 1800, 3600};
    Histograms m_requests{m_metrics, "receive_request_process_time", "Milliseconds of a request.", {"type", "method"}};
    Histograms m_events{m_metrics, "subscribe_event_process_time", "Milliseconds of an event.", {"publisher", "type"}};
    Counters m_ariEvents{m_metrics, "ari_event_listen_total", "Events of engines.", {"type", "asterisk_id"}};
    Histograms m_ariTimes{
        m_metrics, "ari_event_listen_process_time", "Milliseconds of an engine's event.", {"asterisk_id", "type"}};
    Counters m_callsMade{m_metrics, "call_create_total", "Calls made.", {"direction", "type"}};
    Counters m_callsEnded{m_metrics, "call_hangup_total", "Calls that have ended.", {"direction", "type", "reason"}};
    Histograms m_callTimes{m_metrics, "call_duration_seconds", "From the answer to the end.", {"direction", "type"}, seconds};
    Counters m_actions{m_metrics, "call_action_total", "Actions executed.", {"type"}};
    Histograms m_actionTimes{m_metrics, "call_action_process_time", "Milliseconds to execute an action.", {"type"}};
    Counters m_rejections{
        m_metrics, "call_outbound_whitelist_rejected_total", "Calls to countries that are not allowed.", {"destination_country"}};
    Counters m_fetchFailures{
        m_metrics, "outbound_config_fetch_error_total", "Outbound configs that could not be read.", {"error_type"}};
    Counters m_channelsMade{m_metrics, "channel_create_total", "Channels that entered the application.", {"direction", "tech"}};
    Counters m_transports{m_metrics, "channel_transport_direction_total", "Channels by transport.", {"transport", "direction"}};
    Counters m_channelsEnded{m_metrics, "channel_hangup_total", "Channels that have ended.", {"direction", "type", "reason"}};
    Counters m_bridgesMade{m_metrics, "bridge_create_total", "Bridges made.", {"reference_type"}};
    Counters m_bridgesEnded{m_metrics, "bridge_destroy_total", "Bridges that have ended.", {"reference_type"}};
    Counters m_roomsMade{m_metrics, "confbridge_create_total", "Rooms made."};
    Counters m_roomsEnded{m_metrics, "confbridge_close_total", "Rooms that have ended."};
    Histograms m_roomTimes{m_metrics, "confbridge_duration_seconds", "Life of a room.", {"type"}, seconds};
    Counters m_recordings{m_metrics, "recording_start_total", "Recordings begun.", {"reference_type"}};
    Counters m_recordingsEnded{m_metrics, "recording_end_total", "Recordings that have ended.", {"reference_type"}};
    Counters m_medias{m_metrics, "external_media_start_total", "External medias begun.", {"reference_type", "encapsulation"}};
    Counters m_mediasEnded{m_metrics, "external_media_stop_total", "External medias that have ended.", {"reference_type"}};
};

} // namespace services::call
