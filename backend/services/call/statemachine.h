// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

/// The rules of contract/call-manager.md §4, free of side effects.
namespace services::call {

/// Q.850 causes the platform uses, and its two private ones.
namespace cause {
inline constexpr int unallocated = 1, noRoute = 3, normal = 16, busy = 17, noResponse = 18, noAnswer = 19, rejected = 21,
                     networkFailure = 38, interworking = 127, durationTimeout = 200, machine = 201;
} // namespace cause

bool mayChange(const QString &from, const QString &to);
/// Status of a new incoming call from its channel's state.
QString statusOfChannelState(const QString &state);
/// Cause sent to the engine when a call is hung up for `reason`.
int causeOfReason(const QString &reason);
/// `local` or `remote`.
QString hangupBy(const QString &lastStatus);
QString hangupReason(const QString &direction, const QString &lastStatus, int cause);

} // namespace services::call
