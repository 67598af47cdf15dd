// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/flow/handlers.h"

#include <QUrl>

namespace services::flow {

using namespace contract;

namespace {
template <typename T> T member(const Json &body, const char *name)
{
    T value{};
    if (const Json *found = core::detail::findMember(body, name); found && !found->is_null())
        core::fromJson(*found, value, name);
    return value;
}
} // namespace

Task<bus::Reply> Handlers::createActiveflow(Request request)
{
    auto body = request.body<ActiveflowCreate>();
    auto made = co_await m_engine.create(std::move(body));
    co_return Reply::ok(std::move(made));
}

Task<bus::Reply> Handlers::listActiveflows(Request request)
{
    Json filters = request.filters();
    const auto found = co_await m_repo.activeflows(std::move(filters), request.pageSize(), request.pageToken());
    co_return Reply::ok(found);
}

Task<bus::Reply> Handlers::activeflow(Request request)
{
    auto found = co_await m_repo.activeflow(request.id());
    co_return Reply::ok(std::move(found));
}

Task<bus::Reply> Handlers::removeActiveflow(Request request)
{
    auto removed = co_await m_engine.remove(request.id());
    co_return Reply::ok(std::move(removed));
}

Task<bus::Reply> Handlers::next(Request request)
{
    const Json body = request.body<Json>();
    const bool waits = request.settles; // a GET that moves the flow on
    Action action = co_await m_engine.next(request.id(), member<QUuid>(body, "current_action_id"));
    if (waits)
        co_await m_repo.durable();
    co_return Reply::ok(std::move(action));
}

Task<bus::Reply> Handlers::forward(Request request)
{
    const Json body = request.body<Json>();
    co_await m_engine.forward(request.id(), member<QUuid>(body, "forward_action_id"), member<bool>(body, "forward_now"));
    co_return Reply::ok();
}

Task<bus::Reply> Handlers::execute(Request request)
{
    m_engine.drive(request.id(), actionid::start);
    co_return Reply::ok();
}

Task<bus::Reply> Handlers::goOn(Request request)
{
    const Json body = request.body<Json>();
    const Activeflow flow = *co_await m_repo.activeflow(request.id());
    if (flow.currentAction.type == QLatin1String("block"))
        m_engine.drive(request.id(), member<QUuid>(body, "current_action_id"));
    co_return Reply::ok();
}

Task<bus::Reply> Handlers::stop(Request request)
{
    auto stopped = co_await m_engine.stop(request.id());
    co_return Reply::ok(std::move(stopped));
}

Task<bus::Reply> Handlers::pushActions(Request request)
{
    const Json body = request.body<Json>();
    auto actions = member<std::vector<Action>>(body, "actions");
    prepare(actions);
    auto flow = co_await m_engine.edit(request.id(), [&actions](Activeflow &row) { push(row, {}, actions); });
    co_return Reply::ok(std::move(flow));
}

Task<bus::Reply> Handlers::addActions(Request request)
{
    const Json body = request.body<Json>();
    auto actions = member<std::vector<Action>>(body, "actions");
    prepare(actions);
    auto flow = co_await m_engine.edit(request.id(), [&actions](Activeflow &row) { insertAfterCurrent(row, actions); });
    co_return Reply::ok(std::move(flow));
}

Task<bus::Reply> Handlers::serviceStop(Request request)
{
    const Json body = request.body<Json>();
    const auto service = member<QUuid>(body, "service_id");
    co_await m_engine.edit(request.id(), [service](Activeflow &row) { pop(row, service); });
    co_return Reply::ok();
}

Task<bus::Reply> Handlers::createFlow(Request request)
{
    auto body = request.body<FlowCreate>();
    auto flow = co_await m_engine.createFlow(std::move(body));
    co_return Reply::ok(std::move(flow));
}

Task<bus::Reply> Handlers::listFlows(Request request)
{
    Json filters = request.filters();
    const auto found = co_await m_repo.flows(std::move(filters), request.pageSize(), request.pageToken());
    co_return Reply::ok(found);
}

Task<bus::Reply> Handlers::flow(Request request)
{
    auto found = co_await m_repo.flow(request.id());
    co_return Reply::ok(std::move(found));
}

Task<bus::Reply> Handlers::updateFlow(Request request)
{
    auto body = request.body<FlowCreate>();
    prepare(body.actions);
    Flow flow = co_await m_repo.flow(request.id());
    flow.name = body.name;
    flow.detail = body.detail;
    flow.actions = std::move(body.actions);
    flow.onCompleteFlowId = body.onCompleteFlowId;
    Flow stored = co_await m_repo.update(std::move(flow));
    m_engine.notifier().publish(QStringLiteral("flow_updated"), stored);
    co_return Reply::ok(std::move(stored));
}

Task<bus::Reply> Handlers::removeFlow(Request request)
{
    Flow flow = co_await m_repo.flow(request.id());
    Flow stored = co_await m_repo.update(flow);
    stored.tmDelete = stored.tmUpdate;
    stored = co_await m_repo.update(std::move(stored));
    m_engine.notifier().publish(QStringLiteral("flow_deleted"), stored);
    co_return Reply::ok(std::move(stored));
}

Task<bus::Reply> Handlers::updateActions(Request request)
{
    const Json body = request.body<Json>();
    auto actions = member<std::vector<Action>>(body, "actions");
    prepare(actions);
    Flow flow = co_await m_repo.flow(request.id());
    flow.actions = std::move(actions);
    Flow stored = co_await m_repo.update(std::move(flow));
    m_engine.notifier().publish(QStringLiteral("flow_updated"), stored);
    co_return Reply::ok(std::move(stored));
}

Task<bus::Reply> Handlers::action(Request request)
{
    const Flow flow = co_await m_repo.flow(request.id(0));
    for (const Action &action : flow.actions) {
        if (action.id == request.id(1))
            co_return Reply::ok(action);
    }
    co_return Reply::status(404);
}

Task<bus::Reply> Handlers::variables(Request request)
{
    Variable record{request.id(), m_repo.variables(request.id())};
    co_return Reply::ok(std::move(record));
}

Task<bus::Reply> Handlers::setVariables(Request request)
{
    auto body = request.body<contract::VariablesBody>();
    co_await m_engine.setVariables(request.id(), std::move(body.variables));
    co_return Reply::ok();
}

Task<bus::Reply> Handlers::removeVariable(Request request)
{
    const QString key = QUrl::fromPercentEncoding(request.text(1).toUtf8());
    m_repo.variables(request.id(0)).erase(key);
    co_return Reply::ok();
}

Task<bus::Reply> Handlers::substituteText(Request request)
{
    const Json body = request.body<Json>();
    const QString text = co_await m_engine.substituteText(request.id(), member<QString>(body, "data"));
    co_return Reply::ok(Json{{"data", core::utf8(text)}});
}

} // namespace services::flow
