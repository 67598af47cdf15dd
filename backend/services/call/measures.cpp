// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/measures.h"

#include "core/json.h"

namespace services::call {

namespace {
const std::vector<double> durationBuckets{1, 5, 10, 30, 60, 300, 600, 1800, 3600}; // seconds

std::string label(const QString &text) { return core::utf8(text); }
} // namespace

void Measures::count(const char *name, const char *help, core::Metrics::Labels labels)
{
    if (m_metrics)
        m_metrics->counter(std::string("call_manager_") + name, help, labels).add();
}

void Measures::seconds(const char *name, const char *help, core::Metrics::Labels labels, core::Timestamp from, core::Timestamp to)
{
    if (m_metrics && from.isSet() && to.isSet())
        m_metrics->histogram(std::string("call_manager_") + name, help, labels, durationBuckets)
            .observe(double(to.micros() - from.micros()) / 1e6);
}

void Measures::callCreated(const contract::Call &call)
{
    count("call_create_total", "Calls made.", {{"direction", label(call.direction)}, {"type", label(call.type)}});
}

void Measures::callEnded(const contract::Call &call)
{
    const core::Metrics::Labels labels{{"direction", label(call.direction)}, {"type", label(call.type)}};
    core::Metrics::Labels withReason = labels;
    withReason["reason"] = label(call.hangupReason);
    count("call_hangup_total", "Calls that have ended.", withReason);
    seconds("call_duration_seconds", "From the answer to the end.", labels, call.tmProgressing, call.tmHangup);
}

void Measures::action(const QString &type) { count("call_action_total", "Actions executed.", {{"type", label(type)}}); }

void Measures::whitelistRejected(const QString &country)
{
    count("call_outbound_whitelist_rejected_total", "Calls to countries that are not allowed.",
          {{"destination_country", label(country)}});
}

void Measures::configFetchFailed(const char *kind)
{
    count("outbound_config_fetch_error_total", "Outbound configs that could not be read.", {{"error_type", kind}});
}

void Measures::channelEntered(const contract::Channel &channel)
{
    count("channel_create_total", "Channels that entered the application.",
          {{"direction", label(channel.direction)}, {"tech", label(channel.type)}});
    count("channel_transport_direction_total", "Channels by transport.",
          {{"transport", label(channel.sipTransport)}, {"direction", label(channel.direction)}});
}

void Measures::channelEnded(const contract::Channel &channel)
{
    count("channel_hangup_total", "Channels that have ended.",
          {{"direction", label(channel.direction)},
           {"type", label(channel.type)},
           {"reason", std::to_string(channel.hangupCause)}});
}

void Measures::roomCreated() { count("confbridge_create_total", "Rooms made."); }

void Measures::roomClosed(const contract::Confbridge &room, core::Timestamp now)
{
    count("confbridge_close_total", "Rooms that have ended.");
    seconds("confbridge_duration_seconds", "Life of a room.", {{"type", label(room.type)}}, room.tmCreate, now);
}

void Measures::recordingStarted(const QString &referenceType)
{
    count("recording_start_total", "Recordings begun.", {{"reference_type", label(referenceType)}});
}

void Measures::recordingEnded(const QString &referenceType)
{
    count("recording_end_total", "Recordings that have ended.", {{"reference_type", label(referenceType)}});
}

void Measures::externalMediaStarted(const contract::ExternalMedia &media)
{
    count("external_media_start_total", "External medias begun.",
          {{"reference_type", label(media.referenceType)}, {"encapsulation", label(media.encapsulation)}});
}

void Measures::externalMediaStopped(const QString &referenceType)
{
    count("external_media_stop_total", "External medias that have ended.", {{"reference_type", label(referenceType)}});
}

} // namespace services::call
