// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/flow.h"

/// Models of call-manager (contract/call-manager.md §2).
namespace contract {

namespace callstatus {
inline const QString dialing = QStringLiteral("dialing");
inline const QString ringing = QStringLiteral("ringing");
inline const QString progressing = QStringLiteral("progressing");
inline const QString terminating = QStringLiteral("terminating");
inline const QString canceling = QStringLiteral("canceling");
inline const QString hangup = QStringLiteral("hangup");
} // namespace callstatus

namespace direction {
inline const QString incoming = QStringLiteral("incoming");
inline const QString outgoing = QStringLiteral("outgoing");
} // namespace direction

struct Call
{
    QUuid id, customerId;
    QString ownerType;
    QUuid ownerId;
    QString channelId, bridgeId;
    QUuid flowId, activeflowId, confbridgeId;
    QString type;
    QUuid masterCallId;
    std::vector<QUuid> chainedCallIds;
    QUuid recordingId;
    std::vector<QUuid> recordingIds, externalMediaIds;
    QUuid groupcallId;
    Address source, destination;
    QString sourceTarget, destinationTarget; ///< columns for look-ups
    QString status;
    Json data = Json::object();
    Json metadata = Json::object();
    Action action;
    bool actionNextHold = false;
    QString direction, muteDirection, hangupBy, hangupReason;
    QUuid dialrouteId;
    Json dialroutes = Json::array();
    Timestamp tmRinging, tmProgressing, tmHangup, tmCreate, tmUpdate, tmDelete;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        using namespace core;
        v("id", &Call::id);
        v("customer_id", &Call::customerId);
        v("owner_type", &Call::ownerType);
        v("owner_id", &Call::ownerId);
        v("channel_id", &Call::channelId);
        v("bridge_id", &Call::bridgeId);
        v("flow_id", &Call::flowId);
        v("activeflow_id", &Call::activeflowId);
        v("confbridge_id", &Call::confbridgeId);
        v("type", &Call::type);
        v("master_call_id", &Call::masterCallId);
        v("chained_call_ids", &Call::chainedCallIds, opt);
        v("recording_id", &Call::recordingId);
        v("recording_ids", &Call::recordingIds, opt);
        v("external_media_ids", &Call::externalMediaIds, opt);
        v("groupcall_id", &Call::groupcallId);
        v("source", &Call::source);
        v("source_target", &Call::sourceTarget, noJson);
        v("destination", &Call::destination);
        v("destination_target", &Call::destinationTarget, noJson);
        v("status", &Call::status);
        v("data", &Call::data, opt);
        v("metadata", &Call::metadata, opt);
        v("action", &Call::action);
        v("action_next_hold", &Call::actionNextHold);
        v("direction", &Call::direction);
        v("mute_direction", &Call::muteDirection);
        v("hangup_by", &Call::hangupBy);
        v("hangup_reason", &Call::hangupReason);
        v("dialroute_id", &Call::dialrouteId);
        v("dialroutes", &Call::dialroutes, opt);
        v("tm_ringing", &Call::tmRinging, opt);
        v("tm_progressing", &Call::tmProgressing, opt);
        v("tm_hangup", &Call::tmHangup, opt);
        v("tm_create", &Call::tmCreate, opt);
        v("tm_update", &Call::tmUpdate, opt);
        v("tm_delete", &Call::tmDelete, opt);
    }
};

struct Groupcall
{
    QUuid id, customerId;
    QString ownerType;
    QUuid ownerId;
    QString status;
    QUuid flowId;
    Address source;
    std::vector<Address> destinations;
    QUuid masterCallId, masterGroupcallId;
    QString ringMethod, answerMethod, anonymous;
    QUuid answerCallId;
    std::vector<QUuid> callIds;
    QUuid answerGroupcallId;
    std::vector<QUuid> groupcallIds;
    int callCount = 0, groupcallCount = 0, dialIndex = 0;
    Timestamp tmCreate, tmUpdate, tmDelete;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        using namespace core;
        v("id", &Groupcall::id);
        v("customer_id", &Groupcall::customerId);
        v("owner_type", &Groupcall::ownerType);
        v("owner_id", &Groupcall::ownerId);
        v("status", &Groupcall::status);
        v("flow_id", &Groupcall::flowId);
        v("source", &Groupcall::source);
        v("destinations", &Groupcall::destinations);
        v("master_call_id", &Groupcall::masterCallId);
        v("master_groupcall_id", &Groupcall::masterGroupcallId);
        v("ring_method", &Groupcall::ringMethod);
        v("answer_method", &Groupcall::answerMethod);
        v("anonymous", &Groupcall::anonymous);
        v("answer_call_id", &Groupcall::answerCallId);
        v("call_ids", &Groupcall::callIds);
        v("answer_groupcall_id", &Groupcall::answerGroupcallId);
        v("groupcall_ids", &Groupcall::groupcallIds);
        v("call_count", &Groupcall::callCount);
        v("groupcall_count", &Groupcall::groupcallCount);
        v("dial_index", &Groupcall::dialIndex);
        v("tm_create", &Groupcall::tmCreate, opt);
        v("tm_update", &Groupcall::tmUpdate, opt);
        v("tm_delete", &Groupcall::tmDelete, opt);
    }
};

struct Confbridge
{
    QUuid id, customerId, activeflowId;
    QString referenceType;
    QUuid referenceId;
    QString type, status, bridgeId;
    QStringList flags;
    std::map<QString, QUuid> channelCallIds; ///< channel id → call id
    QUuid recordingId;
    std::vector<QUuid> recordingIds, externalMediaIds;
    Timestamp tmCreate, tmUpdate, tmDelete;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        using namespace core;
        v("id", &Confbridge::id);
        v("customer_id", &Confbridge::customerId);
        v("activeflow_id", &Confbridge::activeflowId);
        v("reference_type", &Confbridge::referenceType, opt);
        v("reference_id", &Confbridge::referenceId);
        v("type", &Confbridge::type);
        v("status", &Confbridge::status);
        v("bridge_id", &Confbridge::bridgeId);
        v("flags", &Confbridge::flags);
        v("channel_call_ids", &Confbridge::channelCallIds);
        v("recording_id", &Confbridge::recordingId);
        v("recording_ids", &Confbridge::recordingIds);
        v("external_media_ids", &Confbridge::externalMediaIds);
        v("tm_create", &Confbridge::tmCreate);
        v("tm_update", &Confbridge::tmUpdate);
        v("tm_delete", &Confbridge::tmDelete);
    }
};

struct Channel
{
    QString id, asteriskId, name, type, tech, sipCallId, sipTransport;
    Json sipData = Json();
    QString sourceName, sourceNumber, destinationName, destinationNumber, state;
    Json data = Json::object();
    QString stasisName;
    std::map<QString, QString> stasisData;
    QString bridgeId, playbackId, dialResult;
    int hangupCause = 0;
    QString direction, muteDirection;
    Timestamp tmAnswer, tmRinging, tmEnd, tmCreate, tmUpdate, tmDelete;

    template <typename V> static void describe(V &v)
    {
        using namespace core;
        v("id", &Channel::id);
        v("asterisk_id", &Channel::asteriskId);
        v("name", &Channel::name);
        v("type", &Channel::type);
        v("tech", &Channel::tech);
        v("sip_call_id", &Channel::sipCallId);
        v("sip_transport", &Channel::sipTransport);
        v("sip_data", &Channel::sipData);
        v("source_name", &Channel::sourceName, noColumn);
        v("source_number", &Channel::sourceNumber, noColumn);
        v("destination_name", &Channel::destinationName, noColumn);
        v("destination_number", &Channel::destinationNumber, noColumn);
        v("src_name", &Channel::sourceName, noJson);
        v("src_number", &Channel::sourceNumber, noJson);
        v("dst_name", &Channel::destinationName, noJson);
        v("dst_number", &Channel::destinationNumber, noJson);
        v("state", &Channel::state);
        v("data", &Channel::data);
        v("stasis_name", &Channel::stasisName);
        v("stasis_data", &Channel::stasisData);
        v("bridge_id", &Channel::bridgeId);
        v("playback_id", &Channel::playbackId);
        v("dial_result", &Channel::dialResult);
        v("hangup_cause", &Channel::hangupCause);
        v("direction", &Channel::direction);
        v("mute_direction", &Channel::muteDirection);
        v("tm_answer", &Channel::tmAnswer);
        v("tm_ringing", &Channel::tmRinging);
        v("tm_end", &Channel::tmEnd);
        v("tm_create", &Channel::tmCreate);
        v("tm_update", &Channel::tmUpdate);
        v("tm_delete", &Channel::tmDelete);
    }
};

struct Dtmf
{
    QUuid id, customerId, callId;
    QString digit;
    int duration = 0; ///< ms
    Timestamp tmCreate;

    template <typename V> static void describe(V &v)
    {
        v("id", &Dtmf::id);
        v("customer_id", &Dtmf::customerId);
        v("call_id", &Dtmf::callId);
        v("digit", &Dtmf::digit);
        v("duration", &Dtmf::duration);
        v("tm_create", &Dtmf::tmCreate, core::opt);
    }
};

/// Body of POST /v1/calls.
struct CallsCreate
{
    QUuid flowId, customerId, masterCallId;
    Address source;
    std::vector<Address> destinations;
    bool earlyExecution = false, connect = false;
    QString anonymous;
    Json metadata = Json();
    std::map<QString, QString> variables;

    template <typename V> static void describe(V &v)
    {
        using namespace core;
        v("flow_id", &CallsCreate::flowId);
        v("customer_id", &CallsCreate::customerId);
        v("master_call_id", &CallsCreate::masterCallId);
        v("source", &CallsCreate::source);
        v("destinations", &CallsCreate::destinations);
        v("early_execution", &CallsCreate::earlyExecution, opt);
        v("connect", &CallsCreate::connect, opt);
        v("anonymous", &CallsCreate::anonymous, opt);
        v("metadata", &CallsCreate::metadata, opt);
        v("variables", &CallsCreate::variables, opt);
    }
};

/// Reply to POST /v1/calls.
struct CallsCreated
{
    std::vector<Call> calls;
    std::vector<Groupcall> groupcalls;

    template <typename V> static void describe(V &v)
    {
        v("calls", &CallsCreated::calls, core::opt);
        v("groupcalls", &CallsCreated::groupcalls, core::opt);
    }
};

} // namespace contract
