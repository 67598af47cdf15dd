// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bench/process.h"

#include <QTemporaryDir>

namespace bench {

/// A switch under load, pinned to the second processor.
class Switch
{
public:
    virtual ~Switch() = default;

    QString name, server; ///< server: `ip:port`
    /// What to dial; empty when it has no such thing. The names are those of the engine alone.
    virtual QString number(const QString &what) const { return what; }
    ProcessFigures figures() const { return ProcessFigures(m_pid); }

protected:
    qint64 m_pid = 0;
    Program m_program;
};

/// A real Asterisk in the folder that tests/bench/telephony/asterisk made; null with the reason on stderr when it does not run.
std::unique_ptr<Switch> startAsterisk(const QString &folder);
/// The switch of this project without a platform.
std::unique_ptr<Switch> startEngine(const QString &program);
/// The whole platform, headless, on a fresh profile.
std::unique_ptr<Switch> startPlatform(const QString &program);
/// The whole platform with its window, on a fresh profile.
/// @param display   of X.
/// @param realtime  whether it may raise the priority of its threads, as root may.
std::unique_ptr<Switch> startWindow(const QString &program, const QString &display, bool realtime);

} // namespace bench
