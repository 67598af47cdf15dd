// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clients/callclient.h"
#include "clients/flowclient.h"
#include "clients/serviceclients.h"
#include "services/common/notify.h"
#include "services/flow/repository.h"
#include "services/flow/stackmachine.h"
#include "services/flow/substitute.h"

namespace services::flow {

/// Advances activeflows and runs the actions that are flow-manager's own (contract/flow-manager.md §6, §7).
class Engine
{
public:
    using Row = Repository::Row;
    Engine(bus::Bus &bus, std::shared_ptr<core::Clock> clock, Repository &repository);

    Task<Row> create(contract::ActiveflowCreate body);
    /// The next action that the driver must execute. @throws core::Error after ending the activeflow (contract §6.2).
    Task<Action> next(QUuid id, QUuid currentActionId);
    Task<Row> stop(QUuid id);
    /// Stops it first. One that is deleted already is returned as it is.
    Task<Row> remove(QUuid id);
    /// Drives from `currentActionId` in the background; actions of others are not executed.
    void drive(QUuid id, QUuid currentActionId);
    Task<Row> edit(QUuid id, std::function<void(Activeflow &)> change);
    Task<void> forward(QUuid id, QUuid target, bool now);
    Task<Flow> createFlow(contract::FlowCreate body);

    Task<QString> substituteText(QUuid id, QString text);
    Task<void> setVariables(QUuid id, std::map<QString, QString> variables);

    Notifier &notifier() { return m_notify; }

private:
    Task<Action> advance(QUuid id, QUuid currentActionId);
    /// True: go on to the next action; false: the driver has to act.
    Task<bool> execute(QUuid id, Action action);
    Task<Lookup> lookupFor(QUuid id, QStringList wanted);
    Task<void> branch(QUuid id, Action action);
    Task<void> jumpUnless(QUuid id, bool condition, Json option);
    Task<void> repeat(QUuid id, Action action);
    Task<void> connect(QUuid id, Json option);
    Task<void> closeRoom(QUuid id);
    Task<void> joinConference(QUuid id, Json option);
    Task<void> sendWebhook(QUuid id, Json option);
    Task<void> startCall(QUuid id, Json option);
    Task<void> fetchFlow(QUuid id, Json option);
    bool dateMatches(const Json &option) const;
    std::map<QString, QString> initialVariables(const Activeflow &flow, const contract::ActiveflowCreate &body);

    std::shared_ptr<core::Clock> m_clock;
    Repository &m_repo;
    Notifier m_notify;
    clients::CallClient m_calls;
    clients::CallResourceClient m_rooms;
    clients::ConferenceClient m_conferences;
    clients::WebhookClient m_webhooks;
    clients::FlowClient m_self;
    core::TaskGroup m_tasks;
};

/// `left condition right`; unknown conditions are false.
template <typename T> bool compare(const QString &condition, const T &left, const T &right)
{
    if (condition == QLatin1String("=="))
        return left == right;
    if (condition == QLatin1String("!="))
        return left != right;
    if (condition == QLatin1String(">"))
        return left > right;
    if (condition == QLatin1String(">="))
        return left >= right;
    if (condition == QLatin1String("<"))
        return left < right;
    return condition == QLatin1String("<=") && left <= right;
}

} // namespace services::flow
