// SPDX-License-Identifier: GPL-3.0-or-later
// Listen, whisper and barge from Live calls, and the way out of them.
#include "ui/common/monitor.h"
#include "ui/docks/calls/callsdock.h"
#include "ui/docks/testphone/testphonedock.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/topbar.h"

namespace ui {

void MainWindow::addMonitoring()
{
    m_calls->setMonitor(m_monitor);
    Command stop;
    stop.id = QStringLiteral("monitor.stop");
    stop.text = tr("Leave the call you are in");
    stop.icon = QStringLiteral("stop");
    stop.shortcut = QKeySequence(Qt::Key_Escape);
    stop.menu = Menu::Call;
    stop.group = 2;
    stop.offReason = [this] {
        return m_monitor.status().state == Monitor::State::Off ? tr("You are in nobody's call.") : QString();
    };
    stop.run = [this] { m_monitor.stop(); };
    m_commands.add(std::move(stop), this);
    const auto keysShown = [this] { m_top->setStopKeys(m_commands.shortcut(QStringLiteral("monitor.stop"))); };
    connect(&m_commands, &CommandRegistry::shortcutChanged, this, keysShown);
    keysShown();
    connect(&m_monitor, &Monitor::changed, m_testPhone, [this] {
        const Monitor::Status now = m_monitor.status();
        const bool speaks = now.state != Monitor::State::Off && now.mode != Monitor::Mode::Listen;
        m_testPhone->setMicrophoneTaken(!speaks ? QString() : now.mode == Monitor::Mode::Whisper ? tr("whisper") : tr("barge"));
    });
}

} // namespace ui
