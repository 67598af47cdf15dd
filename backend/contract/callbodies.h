// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/common.h"

/// Bodies and settings of call-manager beside its calls (contract/call-manager.md §1, §2).
namespace contract {

/// What a customer's outgoing calls may do. Reply of every outbound_configs route.
struct OutboundConfig
{
    QUuid id, customerId;
    QString name, detail;
    QStringList destinationWhitelist; ///< lower-case ISO 3166 alpha-2
    QString codecs;                   ///< comma list
    QUuid defaultOutgoingSourceNumberId;
    Timestamp tmCreate, tmUpdate, tmDelete;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        v("id", &OutboundConfig::id);
        v("customer_id", &OutboundConfig::customerId);
        v("name", &OutboundConfig::name);
        v("detail", &OutboundConfig::detail);
        v("destination_whitelist", &OutboundConfig::destinationWhitelist);
        v("codecs", &OutboundConfig::codecs);
        v("default_outgoing_source_number_id", &OutboundConfig::defaultOutgoingSourceNumberId);
        v("tm_create", &OutboundConfig::tmCreate);
        v("tm_update", &OutboundConfig::tmUpdate);
        v("tm_delete", &OutboundConfig::tmDelete);
    }
};

/// Body of POST and PUT: an absent member is kept, an empty one cleared.
struct OutboundConfigChange
{
    QUuid customerId; ///< of POST
    std::optional<QString> name, detail, codecs;
    std::optional<QStringList> destinationWhitelist;

    template <typename V> static void describe(V &v)
    {
        using namespace core;
        v("customer_id", &OutboundConfigChange::customerId);
        v("name", &OutboundConfigChange::name, opt);
        v("detail", &OutboundConfigChange::detail, opt);
        v("destination_whitelist", &OutboundConfigChange::destinationWhitelist, opt);
        v("codecs", &OutboundConfigChange::codecs, opt);
    }
};

/// Body of POST /v1/confbridges.
struct ConfbridgeCreate
{
    QUuid customerId, activeflowId;
    QString referenceType; ///< call, conference, ai, queue, transcribe, transfer
    QUuid referenceId;
    QString type; ///< connect, conference

    template <typename V> static void describe(V &v)
    {
        v("customer_id", &ConfbridgeCreate::customerId);
        v("activeflow_id", &ConfbridgeCreate::activeflowId);
        v("reference_type", &ConfbridgeCreate::referenceType);
        v("reference_id", &ConfbridgeCreate::referenceId);
        v("type", &ConfbridgeCreate::type);
    }
};

/// Body of POST /v1/groupcalls.
struct GroupcallCreate
{
    QUuid id, customerId, flowId;
    Address source;
    std::vector<Address> destinations;
    QUuid masterCallId, masterGroupcallId;
    QString ringMethod;   ///< ring_all (also when empty), linear
    QString answerMethod; ///< hangup_others, empty: the others go on
    QString anonymous;    ///< yes, no, auto
    std::map<QString, QString> variables;

    template <typename V> static void describe(V &v)
    {
        using namespace core;
        v("id", &GroupcallCreate::id);
        v("customer_id", &GroupcallCreate::customerId);
        v("flow_id", &GroupcallCreate::flowId);
        v("source", &GroupcallCreate::source);
        v("destinations", &GroupcallCreate::destinations);
        v("master_call_id", &GroupcallCreate::masterCallId);
        v("master_groupcall_id", &GroupcallCreate::masterGroupcallId);
        v("ring_method", &GroupcallCreate::ringMethod);
        v("answer_method", &GroupcallCreate::answerMethod);
        v("anonymous", &GroupcallCreate::anonymous, opt);
        v("variables", &GroupcallCreate::variables, opt);
    }
};

} // namespace contract
