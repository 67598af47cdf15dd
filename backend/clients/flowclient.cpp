// SPDX-License-Identifier: GPL-3.0-or-later
#include "clients/flowclient.h"

namespace clients {

Task<contract::Flow> FlowClient::createFlow(contract::FlowCreate body)
{
    return askFor<contract::Flow>(post, QStringLiteral("/v1/flows"), Payload::of(std::move(body)));
}
Task<contract::Flow> FlowClient::flow(QUuid id) { return askFor<contract::Flow>(get, path("flows", id)); }
Task<std::vector<contract::Flow>> FlowClient::flows(Page page, Json filters)
{
    return askList<contract::Flow>(QStringLiteral("/v1/flows"), page, std::move(filters), Millis(30'000));
}
Task<contract::Activeflow> FlowClient::createActiveflow(contract::ActiveflowCreate body)
{
    return askFor<contract::Activeflow>(post, QStringLiteral("/v1/activeflows"), Payload::of(std::move(body)));
}
Task<contract::Activeflow> FlowClient::activeflow(QUuid id) { return askFor<contract::Activeflow>(get, path("activeflows", id)); }
Task<contract::Activeflow> FlowClient::stopActiveflow(QUuid id)
{
    return askFor<contract::Activeflow>(post, path("activeflows", id, "/stop"));
}
Task<void> FlowClient::execute(QUuid id) { co_await ask(post, path("activeflows", id, "/execute")); }
Task<contract::Action> FlowClient::next(QUuid activeflowId, QUuid currentActionId)
{
    Json body{{"current_action_id", core::utf8(core::toText(currentActionId))}};
    return askFor<contract::Action>(get, path("activeflows", activeflowId, "/next"), Payload(std::move(body)), Millis(60'000));
}
Task<contract::Activeflow> FlowClient::pushActions(QUuid id, std::vector<contract::Action> actions)
{
    Json body{{"actions", core::toJson(actions)}};
    return askFor<contract::Activeflow>(post, path("activeflows", id, "/push_actions"), Payload(std::move(body)));
}
Task<std::map<QString, QString>> FlowClient::variables(QUuid activeflowId)
{
    const auto record = co_await askFor<contract::Variable>(get, path("variables", activeflowId));
    co_return record.variables;
}
Task<void> FlowClient::setVariables(QUuid activeflowId, std::map<QString, QString> variables)
{
    contract::VariablesBody body{std::move(variables)};
    co_await ask(post, path("variables", activeflowId, "/variables"), Payload::of(std::move(body)));
}

} // namespace clients
