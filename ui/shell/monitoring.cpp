// SPDX-License-Identifier: GPL-3.0-or-later
// Listen, whisper and barge from Live calls, and the way out of them.
#include "ui/common/callsmodel.h"
#include "ui/common/monitorcommands.h"
#include "ui/common/views.h"
#include "ui/docks/calls/callsdock.h"
#include "ui/shell/mainwindow.h"

namespace ui {

void MainWindow::addMonitoring()
{
    const auto whyNot = [this] {
        const QList<QUuid> chosen = m_calls->selected();
        if (chosen.size() != 1)
            return chosen.isEmpty() ? tr("No call is selected.") : tr("Select one call.");
        const contract::Call *call = m_calls->model().call(chosen.front());
        return call && call->status == contract::callstatus::progressing ? QString() : tr("The call is not in progress.");
    };
    const auto subject = [this] {
        const QUuid id = m_calls->selected().value(0);
        const contract::Call *call = m_calls->model().call(id);
        const bool outgoing = call && call->direction == contract::direction::outgoing;
        const QModelIndex row = m_calls->model().indexOf(id);
        return Monitor::Subject{false, id, row.siblingAtColumn(outgoing ? CallsModel::To : CallsModel::From).data().toString()};
    };
    addMonitorCommands(m_commands, m_monitor,
                       {QStringLiteral("calls"), tr("Live calls"), m_calls->findChild<TableView *>(), 2, whyNot, subject}, this);
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
    connect(&m_monitor, &Monitor::failed, this,
            [this](const QString &what, const QString &why) { m_calls->messages()->show(MessageBar::Kind::Error, what, why); });
}

} // namespace ui
