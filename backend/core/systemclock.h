// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <atomic>

namespace core {

/// Real time: one heap and one QTimer per thread that uses it.
class SystemClock : public Clock
{
public:
    Nanos now() const override;
    Timestamp wall() const override;
    Timer after(Millis delay, std::function<void()> callback) override;

private:
    mutable std::atomic<qint64> m_lastWall{0};
};

} // namespace core
