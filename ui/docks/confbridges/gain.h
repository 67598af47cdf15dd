// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ui {

/// By how much a participant is louder or softer, in whole dB; 0: as it is.
struct Gain
{
    static constexpr int most = 20; ///< up and down

    int in = 0;  ///< what the room hears of it
    int out = 0; ///< what it hears of the room

    bool operator==(const Gain &) const = default;
    bool isNone() const { return *this == Gain(); }
};

/// `+6 dB`, `0 dB`, `−12 dB` with a real minus sign.
QString gainText(int decibels);
/// `+6 dB`, with what goes the other way behind a stroke, `+6 dB / −3 dB`; empty when there is none.
QString gainText(const Gain &gain);
/// In sentences; empty when there is none.
QString gainTip(const Gain &gain);

} // namespace ui
