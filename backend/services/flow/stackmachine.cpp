// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/flow/stackmachine.h"

#include "services/flow/catalogue.h"

namespace services::flow {

using namespace contract;

namespace {
constexpr int maxHops = 100;

const Stack *stackOf(const Activeflow &flow, const QUuid &id)
{
    const auto found = flow.stackMap.find(core::toText(id));
    return found == flow.stackMap.end() ? nullptr : &found->second;
}

Position finishAt(const QUuid &stack)
{
    Position position;
    position.stack = stack;
    position.action.id = actionid::finish;
    return position;
}

std::optional<size_t> indexOf(const Stack &stack, const QUuid &action)
{
    for (size_t i = 0; i < stack.actions.size(); ++i) {
        if (stack.actions[i].id == action)
            return i;
    }
    return {};
}

std::optional<Position> tryFind(const Activeflow &flow, const QUuid &fromStack, const QUuid &target)
{
    const Stack *stack = stackOf(flow, fromStack);
    if (target == actionid::start && fromStack == mainStack && stack && !stack->actions.empty())
        return Position{mainStack, stack->actions.front()};
    for (int hop = 0; stack && hop < maxHops; ++hop) {
        if (const auto at = indexOf(*stack, target))
            return Position{stack->id, stack->actions[*at]};
        stack = stackOf(flow, stack->returnStackId);
    }
    return {};
}

Position after(const Activeflow &flow, QUuid stackId, QUuid actionId)
{
    for (int hop = 0; hop < maxHops; ++hop) {
        const Stack *stack = stackOf(flow, stackId);
        if (!stack)
            return finishAt(QUuid());
        if (actionId == actionid::start)
            return stack->actions.empty() ? finishAt(mainStack) : Position{stackId, stack->actions.front()};
        const auto at = indexOf(*stack, actionId);
        if (!at)
            return finishAt(QUuid());
        const Action &action = stack->actions[*at];
        if (!action.nextId.isNull())
            return tryFind(flow, stackId, action.nextId).value_or(finishAt(QUuid()));
        if (*at + 1 < stack->actions.size())
            return Position{stackId, stack->actions[*at + 1]};
        if (stack->returnStackId.isNull())
            return finishAt(mainStack);
        actionId = stack->returnActionId;
        stackId = stack->returnStackId;
    }
    return finishAt(QUuid());
}
} // namespace

Position nextOf(const Activeflow &flow)
{
    if (!flow.forwardStackId.isNull() && !flow.forwardActionId.isNull()) {
        if (flow.forwardActionId == actionid::finish)
            return finishAt(mainStack);
        return find(flow, flow.forwardStackId, flow.forwardActionId);
    }
    return after(flow, flow.currentStackId, flow.currentAction.id);
}

Position find(const Activeflow &flow, const QUuid &fromStack, const QUuid &target)
{
    const auto found = target.isNull() ? std::nullopt : tryFind(flow, fromStack, target);
    if (!found)
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("TARGET_NOT_FOUND"),
                          QStringLiteral("The flow has no action %1 to go to.").arg(core::toText(target)));
    return *found;
}

void setForward(Activeflow &flow, const Position &to)
{
    flow.forwardStackId = to.stack;
    flow.forwardActionId = to.action.id;
}

void push(Activeflow &flow, QUuid frameId, std::vector<Action> actions)
{
    if (actions.empty())
        return;
    if (frameId.isNull())
        frameId = core::newId();
    const QString key = core::toText(frameId);
    if (flow.stackMap.contains(key))
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("STACK_EXISTS"),
                          QStringLiteral("The frame %1 exists already.").arg(key));
    flow.forwardStackId = frameId;
    flow.forwardActionId = actions.front().id;
    flow.stackMap[key] = Stack{frameId, std::move(actions), flow.currentStackId, flow.currentAction.id};
}

void insertAfterCurrent(Activeflow &flow, std::vector<Action> actions)
{
    if (flow.currentStackId == mainStack)
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("MAIN_STACK"),
                          QStringLiteral("The main frame cannot grow."));
    Stack &stack = flow.stackMap[core::toText(flow.currentStackId)];
    const auto at = indexOf(stack, flow.currentAction.id);
    const auto where = at ? stack.actions.begin() + long(*at) + 1 : stack.actions.end();
    stack.actions.insert(where, std::make_move_iterator(actions.begin()), std::make_move_iterator(actions.end()));
}

void pop(Activeflow &flow, const QUuid &frameId)
{
    const Stack *stack = stackOf(flow, frameId);
    if (frameId != flow.currentStackId || frameId == mainStack || !stack)
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("NOT_CURRENT_STACK"),
                          QStringLiteral("That frame is not the current one."));
    Position next = after(flow, stack->returnStackId, stack->returnActionId);
    if (next.stack.isNull())
        next.stack = mainStack;
    flow.stackMap.erase(core::toText(frameId));
    setForward(flow, next);
}

Action *storedAction(Activeflow &flow, const QUuid &stackId, const QUuid &actionId)
{
    const auto found = flow.stackMap.find(core::toText(stackId));
    if (found == flow.stackMap.end())
        return nullptr;
    const auto at = indexOf(found->second, actionId);
    return at ? &found->second.actions[*at] : nullptr;
}

void prepare(std::vector<Action> &actions)
{
    for (Action &action : actions) {
        if (!infoOf(action.type) || action.type == QLatin1String("empty"))
            throw core::Error(core::Errc::InvalidArgument, QStringLiteral("INVALID_ACTION_TYPE"),
                              QStringLiteral("\"%1\" is no action type.").arg(action.type));
        const bool dials = action.type == QLatin1String("call") || action.type == QLatin1String("connect");
        if (dials && action.option.is_object() && action.option.contains("anonymous")) {
            const core::Json &value = action.option["anonymous"];
            const bool good = value.is_null() || value == "" || value == "yes" || value == "no" || value == "auto";
            if (!good)
                throw core::Error(core::Errc::InvalidArgument, QStringLiteral("INVALID_ANONYMOUS_VALUE"),
                                  QStringLiteral("\"anonymous\" must be yes, no or auto."));
        }
        if (action.id.isNull())
            action.id = core::newId();
    }
}

} // namespace services::flow
