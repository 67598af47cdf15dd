// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/monitor.h"

/// The operator is in nobody's call, and cannot be.
class NoMonitor : public ui::Monitor
{
public:
    Status status() const override { return {}; }
    Figures figures() const override { return {}; }
    QString whyNot(Mode) const override { return QStringLiteral("No sound device."); }
    void start(const Subject &, Mode) override {}
    void stop() override {}
};
