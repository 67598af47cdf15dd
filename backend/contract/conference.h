// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/flow.h"

/// Models of conference-manager (contract/media-services.md, A.2) and of services that push actions (contract/flow-manager.md §7.5).
namespace contract {

struct Conference
{
    QUuid id, customerId, confbridgeId;
    QString type, status, name, detail; ///< type: conference, connect, queue; status: as a confbridge's, or starting
    Json data = Json::object();
    int timeout = 0; ///< seconds; 0: none
    QUuid preFlowId, postFlowId;
    std::vector<QUuid> conferencecallIds;
    QUuid recordingId;
    std::vector<QUuid> recordingIds;
    QUuid transcribeId;
    std::vector<QUuid> transcribeIds;
    QUuid directId;
    QString directHash;
    Timestamp tmEnd, tmCreate, tmUpdate, tmDelete;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        using namespace core;
        v("id", &Conference::id);
        v("customer_id", &Conference::customerId);
        v("confbridge_id", &Conference::confbridgeId);
        v("type", &Conference::type, opt);
        v("status", &Conference::status, opt);
        v("name", &Conference::name, opt);
        v("detail", &Conference::detail, opt);
        v("data", &Conference::data, opt);
        v("timeout", &Conference::timeout, opt);
        v("pre_flow_id", &Conference::preFlowId);
        v("post_flow_id", &Conference::postFlowId);
        v("conferencecall_ids", &Conference::conferencecallIds, opt);
        v("recording_id", &Conference::recordingId);
        v("recording_ids", &Conference::recordingIds, opt);
        v("transcribe_id", &Conference::transcribeId);
        v("transcribe_ids", &Conference::transcribeIds, opt);
        v("direct_id", &Conference::directId);
        v("direct_hash", &Conference::directHash, opt);
        v("tm_end", &Conference::tmEnd);
        v("tm_create", &Conference::tmCreate);
        v("tm_update", &Conference::tmUpdate);
        v("tm_delete", &Conference::tmDelete);
    }
};

/// A caller's stay in a conference.
struct Conferencecall
{
    QUuid id, customerId, activeflowId, conferenceId;
    QString referenceType; ///< call
    QUuid referenceId;
    QString status; ///< joining joined leaving leaved
    Timestamp tmCreate, tmUpdate, tmDelete;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        using namespace core;
        v("id", &Conferencecall::id);
        v("customer_id", &Conferencecall::customerId);
        v("activeflow_id", &Conferencecall::activeflowId);
        v("conference_id", &Conferencecall::conferenceId);
        v("reference_type", &Conferencecall::referenceType, opt);
        v("reference_id", &Conferencecall::referenceId);
        v("status", &Conferencecall::status, opt);
        v("tm_create", &Conferencecall::tmCreate);
        v("tm_update", &Conferencecall::tmUpdate);
        v("tm_delete", &Conferencecall::tmDelete);
    }
};

/// Body of POST and PUT /v1/conferences.
struct ConferenceCreate
{
    QUuid id, customerId;
    QString type, name, detail;
    Json data = Json::object();
    int timeout = 0; ///< seconds
    QUuid preFlowId, postFlowId;

    template <typename V> static void describe(V &v)
    {
        using namespace core;
        v("id", &ConferenceCreate::id);
        v("customer_id", &ConferenceCreate::customerId);
        v("type", &ConferenceCreate::type, opt);
        v("name", &ConferenceCreate::name, opt);
        v("detail", &ConferenceCreate::detail, opt);
        v("data", &ConferenceCreate::data, opt);
        v("timeout", &ConferenceCreate::timeout, opt);
        v("pre_flow_id", &ConferenceCreate::preFlowId);
        v("post_flow_id", &ConferenceCreate::postFlowId);
    }
};

/// Reply of a manager that takes over a flow for a while: actions to run under its id.
struct ServiceStarted
{
    QUuid id;
    QString type; ///< conferencecall, queuecall, aicall, ai_summary
    std::vector<Action> pushActions;

    template <typename V> static void describe(V &v)
    {
        v("id", &ServiceStarted::id);
        v("type", &ServiceStarted::type);
        v("push_actions", &ServiceStarted::pushActions);
    }
};

} // namespace contract
