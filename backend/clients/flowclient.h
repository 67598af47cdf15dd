// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clients/client.h"
#include "contract/flow.h"

namespace clients {

/// flow-manager (contract/flow-manager.md §2).
class FlowClient : public Client
{
public:
    FlowClient(Bus &bus, QString publisher) : Client(bus, contract::service::flow, std::move(publisher)) {}

    Task<contract::Flow> createFlow(contract::FlowCreate body);
    Task<contract::Flow> flow(QUuid id);
    Task<std::vector<contract::Flow>> flows(Page page, Json filters);
    Task<contract::Activeflow> createActiveflow(contract::ActiveflowCreate body);
    Task<contract::Activeflow> activeflow(QUuid id);
    Task<contract::Activeflow> stopActiveflow(QUuid id);
    /// Runs an activeflow that nobody drives.
    Task<void> execute(QUuid id);
    /// The next action the caller must execute. May take as long as the actions that flow-manager runs inside: 60 s.
    Task<contract::Action> next(QUuid activeflowId, QUuid currentActionId);
    Task<std::map<QString, QString>> variables(QUuid activeflowId);
    /// A frame of actions that runs next; the flow goes on behind it.
    Task<contract::Activeflow> pushActions(QUuid id, std::vector<contract::Action> actions);
    /// Values are substituted before they are stored.
    Task<void> setVariables(QUuid activeflowId, std::map<QString, QString> variables);
};

} // namespace clients
