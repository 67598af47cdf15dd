// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/flow.h"

/// Frames of actions: pure look-ups and edits on an activeflow (contract/flow-manager.md §6.3, §6.4). No clock, no bus.
namespace services::flow {

using contract::Action;
using contract::Activeflow;

/// A place in the frames.
struct Position
{
    QUuid stack;
    Action action; ///< with the stored, unsubstituted option
    bool isFinish() const { return action.id == contract::actionid::finish; }
};

inline const QUuid mainStack{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

/// The action after the current one; the finish action when there is none.
Position nextOf(const Activeflow &flow);
/// Scans the frame and its return frames outward. @throws core::Error(InvalidArgument, TARGET_NOT_FOUND)
Position find(const Activeflow &flow, const QUuid &fromStack, const QUuid &target);
/// Pushes a frame whose first action is next. An empty list does nothing. @throws InvalidArgument for a known frame id.
void push(Activeflow &flow, QUuid frameId, std::vector<Action> actions);
/// Inserts after the current action. @throws InvalidArgument in the main frame.
void insertAfterCurrent(Activeflow &flow, std::vector<Action> actions);
/// Removes the current frame; what follows its pushing action is next. @throws InvalidArgument when it is not the current one.
void pop(Activeflow &flow, const QUuid &frameId);
void setForward(Activeflow &flow, const Position &to);
/// The stored action, to be changed in place; null when it is gone.
Action *storedAction(Activeflow &flow, const QUuid &stack, const QUuid &action);
/// Gives fresh ids to actions without one; checks types. @throws InvalidArgument (INVALID_ACTION_TYPE, INVALID_ANONYMOUS_VALUE)
void prepare(std::vector<Action> &actions);

} // namespace services::flow
