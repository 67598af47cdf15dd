// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/theme.h"

#include <QMetaType>

namespace ui {

/// What a row, worker or service is doing. Each has a colour, a shape and a word (design §3.3).
enum class State {
    None,
    Dialing,
    Ringing,
    Progressing,
    Hold,
    Terminating,
    Canceling,
    Hangup,
    Failed,
    Paused,
    Ready,
    Busy,
    Loading,
    Standby,
    Degraded,
    Down,
    Unknown
};

Token stateToken(State state);
/// File below `icons/state/`, without extension; empty for None.
QString stateGlyph(State state);
/// The translated word, for example "Progressing"; Ready reads "Up".
QString stateWord(State state);
/// From a wire word of a call (`progressing`), groupcall or worker (`ready`); Unknown for others.
State stateOf(QStringView wireWord);

} // namespace ui

Q_DECLARE_METATYPE(ui::State)
