// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/common.h"

/// Models of flow-manager (contract/flow-manager.md §3 to §5).
namespace contract {

/// Reserved action ids.
namespace actionid {
inline const QUuid empty;
inline const QUuid start{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
inline const QUuid finish{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2};
inline const QUuid next{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3};
} // namespace actionid

struct Action
{
    QUuid id;
    QUuid nextId; ///< nil: the next in the list
    QString type;
    Json option = Json();
    Timestamp tmExecute;
    Json extra;

    bool operator==(const Action &) const = default;
    template <typename V> static void describe(V &v)
    {
        v("id", &Action::id);
        v("next_id", &Action::nextId);
        v("type", &Action::type, core::opt);
        v("option", &Action::option, core::opt);
        v("tm_execute", &Action::tmExecute);
    }
};

struct Flow
{
    QUuid id, customerId;
    QString type, name, detail;
    bool persist = false;
    std::vector<Action> actions;
    QUuid directId;
    QString directHash;
    QUuid onCompleteFlowId;
    Timestamp tmCreate, tmUpdate, tmDelete;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        v("id", &Flow::id);
        v("customer_id", &Flow::customerId);
        v("type", &Flow::type, core::opt);
        v("name", &Flow::name, core::opt);
        v("detail", &Flow::detail, core::opt);
        v("persist", &Flow::persist, core::opt | core::noColumn);
        v("actions", &Flow::actions, core::opt);
        v("direct_id", &Flow::directId);
        v("direct_hash", &Flow::directHash, core::opt);
        v("on_complete_flow_id", &Flow::onCompleteFlowId);
        v("tm_create", &Flow::tmCreate);
        v("tm_update", &Flow::tmUpdate);
        v("tm_delete", &Flow::tmDelete);
    }
};

struct Stack
{
    QUuid id;
    std::vector<Action> actions;
    QUuid returnStackId, returnActionId;

    bool operator==(const Stack &) const = default;
    template <typename V> static void describe(V &v)
    {
        v("id", &Stack::id);
        v("actions", &Stack::actions);
        v("return_stack_id", &Stack::returnStackId);
        v("return_action_id", &Stack::returnActionId);
    }
};

namespace activeflow {
inline const QString running = QStringLiteral("running");
inline const QString ended = QStringLiteral("ended");
} // namespace activeflow

struct Activeflow
{
    QUuid id, customerId, flowId;
    QString status, referenceType;
    QUuid referenceId, referenceActiveflowId, onCompleteFlowId;
    QString webhookUri, webhookMethod;
    std::map<QString, Stack> stackMap; ///< keyed by stack id
    QUuid currentStackId;
    Action currentAction;
    QUuid forwardStackId, forwardActionId;
    quint64 executeCount = 0;
    std::vector<Action> executedActions;
    Timestamp tmCreate, tmUpdate, tmDelete;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        v("id", &Activeflow::id);
        v("customer_id", &Activeflow::customerId);
        v("flow_id", &Activeflow::flowId);
        v("status", &Activeflow::status, core::opt);
        v("reference_type", &Activeflow::referenceType, core::opt);
        v("reference_id", &Activeflow::referenceId);
        v("reference_activeflow_id", &Activeflow::referenceActiveflowId);
        v("on_complete_flow_id", &Activeflow::onCompleteFlowId);
        v("webhook_uri", &Activeflow::webhookUri, core::opt);
        v("webhook_method", &Activeflow::webhookMethod, core::opt);
        v("stack_map", &Activeflow::stackMap, core::opt);
        v("current_stack_id", &Activeflow::currentStackId);
        v("current_action", &Activeflow::currentAction);
        v("forward_stack_id", &Activeflow::forwardStackId);
        v("forward_action_id", &Activeflow::forwardActionId);
        v("execute_count", &Activeflow::executeCount, core::opt);
        v("executed_actions", &Activeflow::executedActions, core::opt);
        v("tm_create", &Activeflow::tmCreate);
        v("tm_update", &Activeflow::tmUpdate);
        v("tm_delete", &Activeflow::tmDelete);
    }
};

struct Variable
{
    QUuid id; ///< activeflow id
    std::map<QString, QString> variables;

    template <typename V> static void describe(V &v)
    {
        v("id", &Variable::id);
        v("variables", &Variable::variables);
    }
};

/// Body of POST /v1/variables/{id}/variables.
struct VariablesBody
{
    std::map<QString, QString> variables;

    template <typename V> static void describe(V &v) { v("variables", &VariablesBody::variables); }
};

/// Body of POST /v1/activeflows (§2.1).
struct ActiveflowCreate
{
    QUuid id, customerId, flowId;
    QString referenceType;
    QUuid referenceId, referenceActiveflowId;
    QString webhookUri, webhookMethod;
    std::map<QString, QString> variables;

    template <typename V> static void describe(V &v)
    {
        v("id", &ActiveflowCreate::id);
        v("customer_id", &ActiveflowCreate::customerId);
        v("flow_id", &ActiveflowCreate::flowId);
        v("reference_type", &ActiveflowCreate::referenceType);
        v("reference_id", &ActiveflowCreate::referenceId);
        v("reference_activeflow_id", &ActiveflowCreate::referenceActiveflowId);
        v("webhook_uri", &ActiveflowCreate::webhookUri, core::opt);
        v("webhook_method", &ActiveflowCreate::webhookMethod, core::opt);
        v("variables", &ActiveflowCreate::variables, core::opt);
    }
};

/// Body of POST /v1/flows (§2.2).
struct FlowCreate
{
    QUuid customerId;
    QString type, name, detail;
    std::vector<Action> actions;
    QUuid onCompleteFlowId;
    bool persist = false;

    template <typename V> static void describe(V &v)
    {
        v("customer_id", &FlowCreate::customerId);
        v("type", &FlowCreate::type);
        v("name", &FlowCreate::name);
        v("detail", &FlowCreate::detail);
        v("actions", &FlowCreate::actions);
        v("on_complete_flow_id", &FlowCreate::onCompleteFlowId);
        v("persist", &FlowCreate::persist);
    }
};

} // namespace contract
