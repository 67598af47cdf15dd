// SPDX-License-Identifier: GPL-3.0-or-later
// Listen, whisper and barge from Live calls, and the way out of them.
#include "ui/common/monitor.h"
#include "ui/docks/calldetail/calldetaildock.h"
#include "ui/docks/calls/callsdock.h"
#include "ui/docks/confbridges/confbridgesdock.h"
#include "ui/docks/testphone/testphonedock.h"
#include "ui/shell/layouts.h"
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
    connect(&m_monitor, &Monitor::failed, this, &MainWindow::monitorFailed);
    connect(&m_monitor, &Monitor::changed, m_testPhone, [this] {
        const Monitor::Status now = m_monitor.status();
        const bool speaks = now.state != Monitor::State::Off && now.mode != Monitor::Mode::Listen;
        m_testPhone->setMicrophoneTaken(!speaks ? QString() : now.mode == Monitor::Mode::Whisper ? tr("whisper") : tr("barge"));
    });
}

/// Said where the operator asked for it.
void MainWindow::monitorFailed(const QString &what, const QString &why, const Monitor::Subject &subject, Monitor::Mode mode)
{
    Dock *const focused = m_layouts->focused();
    Dock *dock = subject.isRoom ? static_cast<Dock *>(m_confbridges) : m_calls;
    if (!subject.isRoom && (focused == m_detail || focused == m_confbridges))
        dock = focused;
    dock->messages()->show(MessageBar::Kind::Error, what, why, tr("Try again"), [this, dock, subject, mode] {
        dock->messages()->clear();
        m_monitor.start(subject, mode);
    });
}

} // namespace ui
