// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/common.h"

/// Recordings and external media of call-manager (contract/call-manager.md §1, §2, §9, §10).
namespace contract {

namespace recordingstatus {
inline const QString initiating = QStringLiteral("initiating");
inline const QString recording = QStringLiteral("recording");
inline const QString stopping = QStringLiteral("stopping");
inline const QString ended = QStringLiteral("ended");
} // namespace recordingstatus

struct Recording
{
    QUuid id, customerId;
    QString ownerType;
    QUuid ownerId, activeflowId;
    QString referenceType; ///< call, confbridge
    QUuid referenceId;
    QString status, format;
    QUuid onEndFlowId;
    QString recordingName;
    QStringList filenames;
    QString asteriskId;
    QStringList channelIds;
    Timestamp tmStart, tmEnd, tmCreate, tmUpdate, tmDelete;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        using namespace core;
        v("id", &Recording::id);
        v("customer_id", &Recording::customerId);
        v("owner_type", &Recording::ownerType);
        v("owner_id", &Recording::ownerId);
        v("activeflow_id", &Recording::activeflowId);
        v("reference_type", &Recording::referenceType);
        v("reference_id", &Recording::referenceId);
        v("status", &Recording::status);
        v("format", &Recording::format);
        v("on_end_flow_id", &Recording::onEndFlowId);
        v("recording_name", &Recording::recordingName);
        v("filenames", &Recording::filenames);
        v("asterisk_id", &Recording::asteriskId);
        v("channel_ids", &Recording::channelIds);
        v("tm_start", &Recording::tmStart, opt);
        v("tm_end", &Recording::tmEnd, opt);
        v("tm_create", &Recording::tmCreate, opt);
        v("tm_update", &Recording::tmUpdate, opt);
        v("tm_delete", &Recording::tmDelete, opt);
    }
};

/// Body of recording_start on a call or confbridge and, with the members of the reference, of POST /v1/recordings.
struct RecordingStart
{
    QUuid activeflowId;
    QString referenceType;
    QUuid referenceId;
    QString format;       ///< wav
    int endOfSilence = 0; ///< seconds; 0: none
    QString endOfKey;     ///< none, any, * or #
    int duration = 0;     ///< seconds; 0: no limit
    QUuid onEndFlowId;

    template <typename V> static void describe(V &v)
    {
        using namespace core;
        v("activeflow_id", &RecordingStart::activeflowId);
        v("reference_type", &RecordingStart::referenceType, opt);
        v("reference_id", &RecordingStart::referenceId);
        v("format", &RecordingStart::format);
        v("end_of_silence", &RecordingStart::endOfSilence);
        v("end_of_key", &RecordingStart::endOfKey);
        v("duration", &RecordingStart::duration);
        v("on_end_flow_id", &RecordingStart::onEndFlowId);
    }
};

namespace externalmediastatus {
inline const QString running = QStringLiteral("running");
inline const QString terminating = QStringLiteral("terminating");
inline const QString terminated = QStringLiteral("terminated");
} // namespace externalmediastatus

/// Sound of a call or confbridge sent to and taken from a host of the customer's. Lives in the cache alone.
struct ExternalMedia
{
    QUuid id;
    QString asteriskId, channelId, bridgeId, playbackId;
    QString referenceType; ///< call, confbridge
    QUuid referenceId;
    QString status, localIp;
    int localPort = 0;
    QString externalHost;  ///< `host:port`
    QString encapsulation; ///< rtp, audiosocket, none
    QString transport;     ///< udp, tcp, websocket
    QString transportData, mediaUri, connectionType, format;
    QString directionListen, directionSpeak; ///< empty, both, in, out
    Json extra;

    template <typename V> static void describe(V &v)
    {
        using namespace core;
        v("id", &ExternalMedia::id);
        v("asterisk_id", &ExternalMedia::asteriskId);
        v("channel_id", &ExternalMedia::channelId);
        v("bridge_id", &ExternalMedia::bridgeId, opt);
        v("playback_id", &ExternalMedia::playbackId, opt);
        v("reference_type", &ExternalMedia::referenceType);
        v("reference_id", &ExternalMedia::referenceId);
        v("status", &ExternalMedia::status, opt);
        v("local_ip", &ExternalMedia::localIp);
        v("local_port", &ExternalMedia::localPort);
        v("external_host", &ExternalMedia::externalHost);
        v("encapsulation", &ExternalMedia::encapsulation);
        v("transport", &ExternalMedia::transport);
        v("transport_data", &ExternalMedia::transportData, opt);
        v("media_uri", &ExternalMedia::mediaUri, opt);
        v("connection_type", &ExternalMedia::connectionType);
        v("format", &ExternalMedia::format);
        v("direction_listen", &ExternalMedia::directionListen, opt);
        v("direction_speak", &ExternalMedia::directionSpeak, opt);
    }
};

/// Body of the routes that start external media. Empty members take the defaults of contract/call-manager.md §9.
struct ExternalMediaStart
{
    QUuid id; ///< of POST /v1/external-medias; its other routes call it external_media_id
    QUuid externalMediaId;
    QString referenceType;
    QUuid referenceId;
    QString externalHost, encapsulation, transport, transportData, connectionType, format;
    QString directionListen, directionSpeak;

    template <typename V> static void describe(V &v)
    {
        using namespace core;
        v("id", &ExternalMediaStart::id);
        v("external_media_id", &ExternalMediaStart::externalMediaId);
        v("reference_type", &ExternalMediaStart::referenceType, opt);
        v("reference_id", &ExternalMediaStart::referenceId);
        v("external_host", &ExternalMediaStart::externalHost, opt);
        v("encapsulation", &ExternalMediaStart::encapsulation, opt);
        v("transport", &ExternalMediaStart::transport, opt);
        v("transport_data", &ExternalMediaStart::transportData, opt);
        v("connection_type", &ExternalMediaStart::connectionType, opt);
        v("format", &ExternalMediaStart::format, opt);
        v("direction_listen", &ExternalMediaStart::directionListen, opt);
        v("direction_speak", &ExternalMediaStart::directionSpeak, opt);
    }
};

} // namespace contract
