// SPDX-License-Identifier: GPL-3.0-or-later
// The advance step and the life of an activeflow (contract/flow-manager.md §6).
#include "services/flow/engine.h"

#include "core/log.h"
#include "services/flow/catalogue.h"

#include <QDateTime>

namespace services::flow {

using namespace contract;
using core::Errc;
using core::Error;

namespace {
constexpr quint64 maxSteps = 101;
constexpr int maxCompletions = 5;
constexpr qsizetype maxValue = 32 * 1024, maxTotal = 64 * 1024, maxMerged = 256 * 1024;
constexpr size_t maxInjected = 100;

QString eventUpdated() { return QStringLiteral("activeflow_updated"); }

Error limit(const QString &reason, const QString &message) { return Error(Errc::InvalidArgument, reason, message); }

/// Names of this program: the local time, ready to be spoken.
QString nowSpoken(const core::Clock &clock, const QString &name)
{
    const bool time = name == QLatin1String("app.time");
    if (!time && name != QLatin1String("app.date"))
        return {};
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(clock.wall().micros() / 1000);
    return local.toString(time ? QStringLiteral("h mm") : QStringLiteral("MMMM d"));
}

qsizetype bytesOf(const std::map<QString, QString> &variables)
{
    qsizetype total = 0;
    for (const auto &[name, value] : variables)
        total += name.toUtf8().size() + value.toUtf8().size();
    return total;
}

/// Client variables at creation (§8): reserved names are dropped, too much drops all.
std::map<QString, QString> injectable(const std::map<QString, QString> &wanted)
{
    std::map<QString, QString> good;
    for (const auto &[key, value] : wanted) {
        const QString name = key.trimmed();
        if (name.isEmpty() || name.startsWith(QLatin1String("voipbin."), Qt::CaseInsensitive))
            continue;
        if (value.toUtf8().size() > maxValue)
            return {};
        good[name] = value;
    }
    return good.size() > maxInjected || bytesOf(good) > maxTotal ? std::map<QString, QString>() : good;
}
} // namespace

Engine::Engine(bus::Bus &bus, std::shared_ptr<core::Clock> clock, Repository &repository)
    : m_clock(std::move(clock)),
      m_repo(repository),
      m_notify(bus, service::flow),
      m_calls(bus, service::flow),
      m_rooms(bus, service::flow),
      m_conferences(bus, service::flow),
      m_webhooks(bus, service::flow),
      m_self(bus, service::flow)
{
}

Task<Flow> Engine::createFlow(FlowCreate body)
{
    prepare(body.actions);
    Flow flow;
    flow.id = core::newId();
    flow.customerId = body.customerId;
    flow.type = body.type;
    flow.name = body.name;
    flow.detail = body.detail;
    flow.persist = body.persist;
    flow.actions = std::move(body.actions);
    flow.onCompleteFlowId = body.onCompleteFlowId;
    Flow stored = co_await m_repo.insert(std::move(flow));
    m_notify.publish(QStringLiteral("flow_created"), stored);
    co_return stored;
}

std::map<QString, QString> Engine::initialVariables(const Activeflow &flow, const ActiveflowCreate &body)
{
    std::map<QString, QString> variables;
    int completions = 0;
    if (!flow.referenceActiveflowId.isNull()) {
        try {
            variables = m_repo.variables(flow.referenceActiveflowId);
        } catch (const Error &error) { // never fails the creation (§2.1)
            core::log::warn("flow", "activeflow {} inherits nothing: {}", flow.id, error.message());
        }
        completions = variables[QStringLiteral("voipbin.activeflow.complete_count")].toInt() + 1;
        if (completions >= maxCompletions)
            throw limit(QStringLiteral("COMPLETION_LIMIT"),
                        QStringLiteral("Completion flows have followed one another %1 times.").arg(completions));
    }
    std::map<QString, QString> merged = injectable(body.variables);
    merged.merge(std::map(variables));
    if (bytesOf(merged) <= maxMerged)
        variables = std::move(merged);
    const QString prefix = QStringLiteral("voipbin.activeflow.");
    variables[prefix + QLatin1String("id")] = core::toText(flow.id);
    variables[prefix + QLatin1String("reference_type")] = flow.referenceType;
    variables[prefix + QLatin1String("reference_id")] = core::toText(flow.referenceId);
    variables[prefix + QLatin1String("reference_activeflow_id")] = core::toText(flow.referenceActiveflowId);
    variables[prefix + QLatin1String("flow_id")] = core::toText(flow.flowId);
    variables[prefix + QLatin1String("complete_count")] = QString::number(completions);
    return variables;
}

Task<Engine::Row> Engine::create(ActiveflowCreate body)
{
    Activeflow flow;
    flow.id = body.id.isNull() ? core::newId() : body.id;
    flow.customerId = body.customerId;
    flow.flowId = body.flowId;
    flow.status = activeflow::running;
    flow.referenceType = body.referenceType;
    flow.referenceId = body.referenceId;
    flow.referenceActiveflowId = body.referenceActiveflowId;
    flow.webhookUri = body.webhookUri;
    flow.webhookMethod = body.webhookMethod;
    flow.currentStackId = mainStack;
    flow.currentAction.id = actionid::start;
    Stack main;
    main.id = mainStack;
    if (!body.flowId.isNull()) {
        const Flow source = co_await m_repo.flow(body.flowId);
        if (source.customerId != body.customerId)
            throw limit(QStringLiteral("FLOW_OF_OTHER_CUSTOMER"), QStringLiteral("The flow belongs to another customer."));
        main.actions = source.actions;
        flow.onCompleteFlowId = source.onCompleteFlowId;
    }
    flow.stackMap[core::toText(mainStack)] = std::move(main);
    std::map<QString, QString> variables = initialVariables(flow, body);
    Row stored;
    if (body.id.isNull())
        stored = m_repo.add(std::move(flow));
    else
        stored = co_await m_repo.insert(std::move(flow));
    m_repo.setVariables(stored->id, std::move(variables));
    m_notify.publish(QStringLiteral("activeflow_created"), stored);
    co_return stored;
}

Task<Engine::Row> Engine::edit(QUuid id, std::function<void(Activeflow &)> change)
{
    Activeflow flow = *co_await m_repo.activeflow(id);
    change(flow);
    Row stored = co_await m_repo.update(std::move(flow));
    co_return stored;
}

Task<Action> Engine::next(QUuid id, QUuid currentActionId)
{
    std::exception_ptr failure;
    QString why;
    try {
        Action action = co_await advance(id, currentActionId);
        co_return action;
    } catch (const Error &error) {
        why = error.message();
        failure = std::current_exception();
    }
    try {
        const Row flow = co_await m_repo.activeflow(id);
        const bool isOfCall = flow->referenceType == QLatin1String("call");
        if (flow->status != activeflow::ended)
            core::log::call(core::log::Level::Warn, "flow", isOfCall ? flow->referenceId : QUuid(), "the flow ends: {}", why);
        co_await stop(id);
    } catch (const Error &error) {
        core::log::warn("flow", "activeflow {} was not stopped: {}", id, error.message());
    }
    std::rethrow_exception(failure);
}

Task<Action> Engine::advance(QUuid id, QUuid currentActionId)
{
    QUuid expected = currentActionId;
    while (true) {
        const Row before = co_await m_repo.activeflow(id);
        if (before->executeCount >= maxSteps)
            throw limit(QStringLiteral("EXECUTE_LIMIT"), QStringLiteral("The flow has run %1 steps.").arg(before->executeCount));
        if (before->status == activeflow::ended)
            throw limit(QStringLiteral("ACTIVEFLOW_ENDED"), QStringLiteral("The activeflow has ended."));
        if (!before->currentAction.id.isNull() && before->currentAction.id != expected)
            throw limit(QStringLiteral("NOT_CURRENT_ACTION"), QStringLiteral("Another action is the current one."));
        const Position position = nextOf(*before);
        const Lookup lookup = co_await lookupFor(id, namesIn(position.action.option));
        Activeflow flow = *co_await m_repo.activeflow(id);
        Action action = position.action;
        action.option = substitute(action.option, lookup);
        flow.executedActions.push_back(flow.currentAction);
        flow.currentStackId = position.stack;
        flow.currentAction = action;
        flow.forwardStackId = flow.forwardActionId = QUuid();
        ++flow.executeCount;
        const Row stored = co_await m_repo.update(std::move(flow));
        m_notify.publish(eventUpdated(), stored);
        if (position.isFinish()) {
            co_await stop(id);
            co_return action;
        }
        expected = action.id;
        if (!allowed(infoOf(action.type), stored->referenceType))
            continue;
        bool goOn = false;
        std::exception_ptr soft;
        try {
            goOn = co_await execute(id, action);
        } catch (const Error &) {
            if (!infoOf(action.type)->soft)
                throw;
            soft = std::current_exception();
        }
        if (soft) {
            core::log::warn("flow", "{} in activeflow {} failed: {}", action.type, id, core::describe(soft));
            continue;
        }
        if (goOn)
            continue;
        if (action.type == QLatin1String("block"))
            co_return Action();
        co_return action;
    }
}

Task<Engine::Row> Engine::stop(QUuid id)
{
    const Row running = co_await m_repo.activeflow(id);
    if (running->status == activeflow::ended)
        co_return running;
    Activeflow flow = *running;
    flow.status = activeflow::ended;
    const Row stored = co_await m_repo.update(std::move(flow));
    m_notify.publish(eventUpdated(), stored);
    if (!stored->onCompleteFlowId.isNull()) {
        ActiveflowCreate completion;
        completion.customerId = stored->customerId;
        completion.flowId = stored->onCompleteFlowId;
        completion.referenceType = stored->referenceType;
        completion.referenceId = stored->referenceId;
        completion.referenceActiveflowId = stored->id;
        try {
            const Row made = co_await create(std::move(completion));
            drive(made->id, actionid::start);
        } catch (const Error &error) {
            core::log::warn("flow", "no completion flow for activeflow {}: {}", id, error.message());
        }
    }
    co_return stored;
}

Task<Engine::Row> Engine::remove(QUuid id)
{
    Row flow = co_await stop(id);
    if (flow->tmDelete.isSet())
        co_return flow;
    const auto now = m_clock->wall();
    flow = co_await edit(id, [now](Activeflow &row) { row.tmDelete = now; });
    m_notify.publish(QStringLiteral("activeflow_deleted"), flow);
    co_return flow;
}

void Engine::drive(QUuid id, QUuid currentActionId)
{
    m_tasks.run([](Engine *self, QUuid flow, QUuid current) -> Task<void> {
        co_await self->next(flow, current);
    }(this, id, currentActionId));
}

Task<void> Engine::forward(QUuid id, QUuid target, bool now)
{
    const Row flow = co_await edit(id, [target](Activeflow &row) { setForward(row, find(row, row.currentStackId, target)); });
    if (now && flow->referenceType == QLatin1String("call"))
        m_tasks.run(m_calls.forceNext(flow->referenceId));
}

/// @param wanted  the names of what is to be substituted.
Task<Lookup> Engine::lookupFor(QUuid id, QStringList wanted)
{
    const auto &stored = m_repo.variables(id);
    if (wanted.isEmpty())
        co_return [](const QString &) { return QString(); };
    std::map<QString, QString> values = stored;
    const QString reference = QStringLiteral("voipbin.flow.reference_data");
    if (wanted.contains(reference) && !values.contains(reference)) {
        const Row flow = co_await m_repo.activeflow(id);
        if (flow->referenceType == QLatin1String("call")) {
            try {
                const Call call = co_await m_calls.call(flow->referenceId);
                values[reference] = core::fromUtf8(core::dumpJson(core::toJson(call)));
            } catch (const Error &error) {
                core::log::info("flow", "no reference data: {}", error.message());
            }
        }
    }
    co_return [values = std::move(values), clock = m_clock](const QString &name) {
        const auto found = values.find(name);
        return found == values.end() ? nowSpoken(*clock, name) : found->second;
    };
}

Task<QString> Engine::substituteText(QUuid id, QString text)
{
    const Lookup lookup = co_await lookupFor(id, namesIn(text));
    co_return substitute(text, lookup);
}

Task<void> Engine::setVariables(QUuid id, std::map<QString, QString> variables)
{
    QStringList wanted;
    for (const auto &[name, value] : variables)
        wanted += namesIn(value);
    const Lookup lookup = co_await lookupFor(id, std::move(wanted));
    auto &stored = m_repo.variables(id);
    for (const auto &[name, value] : variables)
        stored[name] = substitute(value, lookup);
}

} // namespace services::flow
