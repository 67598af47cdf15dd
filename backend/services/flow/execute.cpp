// SPDX-License-Identifier: GPL-3.0-or-later
// The actions flow-manager runs itself (contract/flow-manager.md §7.1).
#include "core/log.h"
#include "services/flow/catalogue.h"
#include "services/flow/engine.h"

#include <QDateTime>
#include <QTimeZone>

namespace services::flow {

using namespace contract;
using core::Errc;
using core::Error;

namespace {
template <typename T> T option(const Json &from, const char *name, T otherwise = T())
{
    const Json *found = from.is_object() ? core::detail::findMember(from, name) : nullptr;
    if (found && !found->is_null())
        core::fromJson(*found, otherwise, name);
    return otherwise;
}

Action makeAction(const char *type, Json settings = Json())
{
    Action action;
    action.id = core::newId();
    action.type = QLatin1String(type);
    action.option = std::move(settings);
    return action;
}
} // namespace

Task<bool> Engine::execute(QUuid id, Action action)
{
    const ActionInfo *info = infoOf(action.type);
    const QString &type = action.type;
    if (info->runBy == RunBy::Driver || type == QLatin1String("block"))
        co_return false;
    const Json &from = action.option;
    if (type == QLatin1String("branch")) {
        co_await branch(id, action);
    } else if (type == QLatin1String("goto")) {
        co_await repeat(id, action);
    } else if (type == QLatin1String("stop")) {
        Action finish;
        finish.id = actionid::finish;
        std::vector<Action> frame{finish};
        co_await edit(id, [&frame](Activeflow &row) { push(row, {}, frame); });
    } else if (type == QLatin1String("fetch_flow")) {
        co_await fetchFlow(id, from);
    } else if (type == QLatin1String("variable_set")) {
        std::map<QString, QString> variables{{option<QString>(from, "key"), option<QString>(from, "value")}};
        co_await setVariables(id, std::move(variables));
    } else if (type == QLatin1String("condition_variable")) {
        const QString left = option<QString>(from, "variable");
        const QString condition = option<QString>(from, "condition");
        const QString kind = option<QString>(from, "value_type");
        bool holds = false;
        bool parsed = false;
        if (kind == QLatin1String("string"))
            holds = compare(condition, left, option<QString>(from, "value_string"));
        else if (kind == QLatin1String("number")) {
            const double number = left.toDouble(&parsed);
            holds = parsed && compare(condition, number, option<double>(from, "value_number"));
        } else if (kind == QLatin1String("length"))
            holds = compare(condition, int(left.toUtf8().size()), option<int>(from, "value_length"));
        co_await jumpUnless(id, holds, from);
    } else if (type == QLatin1String("condition_datetime")) {
        co_await jumpUnless(id, dateMatches(from), from);
    } else if (type == QLatin1String("condition_call_digits")) {
        const Activeflow flow = *co_await m_repo.activeflow(id);
        const QString digits = co_await m_calls.digits(flow.referenceId);
        const int length = option<int>(from, "length");
        const QString key = option<QString>(from, "key");
        const bool holds = (length != 0 && digits.size() >= length) || (!key.isEmpty() && digits.contains(key));
        co_await jumpUnless(id, holds, from);
    } else if (type == QLatin1String("condition_call_status")) {
        const Activeflow flow = *co_await m_repo.activeflow(id);
        const Call call = co_await m_calls.call(flow.referenceId);
        co_await jumpUnless(id, call.status == option<QString>(from, "status"), from);
    } else if (type == QLatin1String("connect")) {
        co_await connect(id, from);
    } else if (type == QLatin1String("call")) {
        co_await startCall(id, from);
    } else if (type == QLatin1String("conference_join")) {
        co_await joinConference(id, from);
    } else if (type == QLatin1String("webhook_send")) {
        co_await sendWebhook(id, from);
    } else if (type != QLatin1String("empty")) {
        throw Error(Errc::InvalidArgument, QStringLiteral("ACTION_NOT_AVAILABLE"),
                    QStringLiteral("\"%1\" needs a service that is not running.").arg(type));
    }
    co_return true;
}

Task<void> Engine::branch(QUuid id, Action action)
{
    const QString name = option<QString>(action.option, "variable", QStringLiteral("voipbin.call.digits"));
    auto &variables = m_repo.variables(id);
    const QString value = variables[name];
    variables[name] = QString();
    const auto targets = option<std::map<QString, QUuid>>(action.option, "target_ids");
    const auto chosen = targets.find(value);
    const QUuid target = chosen == targets.end() ? option<QUuid>(action.option, "default_target_id") : chosen->second;
    co_await edit(id, [target](Activeflow &row) { setForward(row, find(row, row.currentStackId, target)); });
}

Task<void> Engine::jumpUnless(QUuid id, bool condition, Json from)
{
    if (condition)
        co_return;
    const QUuid target = option<QUuid>(from, "false_target_id");
    co_await edit(id, [target](Activeflow &row) { setForward(row, find(row, row.currentStackId, target)); });
}

/// A goto jumps `loop_count` times; what is left is stored in the frame, 0 included.
Task<void> Engine::repeat(QUuid id, Action action)
{
    const int left = option<int>(action.option, "loop_count");
    if (left <= 0)
        co_return;
    const QUuid target = option<QUuid>(action.option, "target_id");
    co_await edit(id, [&](Activeflow &row) {
        const Position to = find(row, row.currentStackId, target);
        if (Action *stored = storedAction(row, row.currentStackId, action.id))
            stored->option["loop_count"] = left - 1;
        setForward(row, to);
    });
}

Task<void> Engine::fetchFlow(QUuid id, Json from)
{
    const Flow source = co_await m_repo.flow(option<QUuid>(from, "flow_id"));
    const Activeflow flow = *co_await m_repo.activeflow(id);
    if (source.customerId != flow.customerId)
        throw Error(Errc::InvalidArgument, QStringLiteral("FLOW_OF_OTHER_CUSTOMER"),
                    QStringLiteral("The flow belongs to another customer."));
    co_await edit(id, [&source](Activeflow &row) { push(row, {}, source.actions); });
}

Task<void> Engine::startCall(QUuid id, Json from)
{
    const Activeflow flow = *co_await m_repo.activeflow(id);
    CallsCreate body;
    body.customerId = flow.customerId;
    body.flowId = option<QUuid>(from, "flow_id");
    body.source = option<Address>(from, "source");
    body.destinations = option<std::vector<Address>>(from, "destinations");
    body.earlyExecution = option<bool>(from, "early_execution");
    body.anonymous = option<QString>(from, "anonymous");
    if (option<bool>(from, "chained") && flow.referenceType == QLatin1String("call"))
        body.masterCallId = flow.referenceId;
    if (body.flowId.isNull()) {
        FlowCreate temporary;
        temporary.customerId = flow.customerId;
        temporary.type = QStringLiteral("flow");
        temporary.name = QStringLiteral("tmp");
        temporary.actions = option<std::vector<Action>>(from, "actions");
        const Flow made = co_await createFlow(std::move(temporary));
        body.flowId = made.id;
    }
    co_await m_calls.create(std::move(body));
}

Task<void> Engine::closeRoom(QUuid id) { co_await m_rooms.terminate(id); }

/// §7.3
Task<void> Engine::connect(QUuid id, Json from)
{
    const Activeflow flow = *co_await m_repo.activeflow(id);
    ConfbridgeCreate wanted;
    wanted.customerId = flow.customerId;
    wanted.activeflowId = flow.id;
    wanted.referenceType = QStringLiteral("call");
    wanted.referenceId = flow.referenceId;
    wanted.type = QStringLiteral("connect");
    const Confbridge room = co_await m_rooms.createConfbridge(std::move(wanted));
    const Json joining{{"confbridge_id", core::utf8(core::toText(room.id))}};
    FlowCreate temporary;
    temporary.customerId = flow.customerId;
    temporary.type = QStringLiteral("flow");
    temporary.name = QStringLiteral("tmp");
    temporary.actions = {makeAction("confbridge_join", joining), makeAction("hangup")};
    const Flow legs = co_await createFlow(std::move(temporary));
    CallsCreate body;
    body.customerId = flow.customerId;
    body.flowId = legs.id;
    body.masterCallId = flow.referenceId;
    body.source = option<Address>(from, "source");
    body.destinations = option<std::vector<Address>>(from, "destinations");
    body.earlyExecution = option<bool>(from, "early_media");
    body.connect = !body.earlyExecution && body.destinations.size() <= 1;
    body.anonymous = option<QString>(from, "anonymous");
    CallsCreated made;
    std::exception_ptr failure;
    try {
        made = co_await m_calls.create(std::move(body));
        if (made.calls.empty() && made.groupcalls.empty())
            throw Error(Errc::InvalidArgument, QStringLiteral("NOBODY_CALLED"),
                        QStringLiteral("No destination could be called."));
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) { // nobody will ever be in the room
        m_tasks.run(closeRoom(room.id), [id](std::exception_ptr error) {
            core::log::info("flow", "a room of activeflow {} stays open: {}", id, core::describe(error));
        });
        std::rethrow_exception(failure);
    }
    std::vector<Action> frame{makeAction("confbridge_join", joining)};
    if (option<bool>(from, "relay_reason") && made.groupcalls.empty()) {
        const Json relay{{"reference_id", core::utf8(core::toText(made.calls.front().id))}};
        frame.push_back(makeAction("hangup", relay));
    }
    co_await edit(id, [&frame](Activeflow &row) { push(row, {}, frame); });
}

Task<void> Engine::joinConference(QUuid id, Json from)
{
    const Activeflow flow = *co_await m_repo.activeflow(id);
    const QUuid conference = option<QUuid>(from, "conference_id");
    const QString referenceType = QStringLiteral("call");
    const ServiceStarted started = co_await m_conferences.startService(id, conference, referenceType, flow.referenceId);
    co_await edit(id, [&started](Activeflow &row) { push(row, started.id, started.pushActions); });
}

Task<void> Engine::sendWebhook(QUuid id, Json from)
{
    const Activeflow flow = *co_await m_repo.activeflow(id);
    Webhook hook;
    hook.customerId = flow.customerId;
    hook.uri = option<QString>(from, "uri");
    hook.method = option<QString>(from, "method");
    hook.dataType = option<QString>(from, "data_type", contract::jsonType);
    hook.data = Json(core::utf8(option<QString>(from, "data")));
    if (option<bool>(from, "sync"))
        co_await m_webhooks.sendTo(std::move(hook));
    else
        m_tasks.run(m_webhooks.sendTo(std::move(hook)), [id](std::exception_ptr error) {
            core::log::info("flow", "webhook of activeflow {} not sent: {}", id, core::describe(error));
        });
}

bool Engine::dateMatches(const Json &from) const
{
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(m_clock->wall().micros() / 1000, QTimeZone::utc());
    const QString condition = option<QString>(from, "condition");
    const auto weekdays = option<std::vector<int>>(from, "weekdays");
    if (!weekdays.empty() && std::find(weekdays.begin(), weekdays.end(), now.date().dayOfWeek() % 7) == weekdays.end())
        return false;
    const int month = option<int>(from, "month"), day = option<int>(from, "day");
    const int hour = option<int>(from, "hour"), minute = option<int>(from, "minute");
    return (month <= 0 || compare(condition, month, now.date().month())) &&
           (day <= 0 || compare(condition, day, now.date().day())) && (hour < 0 || compare(condition, hour, now.time().hour())) &&
           (minute < 0 || compare(condition, minute, now.time().minute()));
}

} // namespace services::flow
