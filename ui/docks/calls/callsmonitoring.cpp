// SPDX-License-Identifier: GPL-3.0-or-later
// Listen, whisper and barge from the rows of Live calls.
#include "ui/common/callsmodel.h"
#include "ui/common/monitorcommands.h"
#include "ui/docks/calls/callsdock.h"
#include "ui/docks/calls/callstree.h"
#include "ui/docks/calls/callsview.h"

namespace ui {
namespace {
Monitor::Subject subjectOf(const CallsModel &model, const QUuid &id)
{
    const contract::Call *call = model.call(id);
    const bool outgoing = call && call->direction == contract::direction::outgoing;
    return {false, id, model.cell(id, outgoing ? CallsModel::To : CallsModel::From, Qt::DisplayRole).toString()};
}
} // namespace

void CallsDock::setMonitor(Monitor &monitor)
{
    m_monitor = &monitor;
    const auto whyNot = [this] {
        const int count = m_table->selection().count();
        if (count != 1)
            return count == 0 ? tr("No call is selected.") : tr("Select one call.");
        return whyNotOn(true);
    };
    const auto subject = [this] { return subjectOf(*m_model, selected().value(0)); };
    addMonitorCommands(m_commands, monitor,
                       {QStringLiteral("calls"), tr("Live calls"), m_table, 2, whyNot, subject, {}, messages()}, this);
    connect(&monitor, &Monitor::changed, this, [this] {
        m_model->setEntered(m_monitor->status());
        m_table->viewport()->update();
    });
}

QString CallsDock::whyNotHeard(const QModelIndex &row) const
{
    const QList<QUuid> ids = m_tree->callsOf(row);
    const contract::Call *call = ids.size() == 1 ? m_model->call(ids.front()) : nullptr;
    if (!call)
        return tr("Open the group and listen to one of its calls.");
    if (call->status != contract::callstatus::progressing)
        return tr("The call is not in progress.");
    return m_monitor ? m_monitor->whyNot(Monitor::Mode::Listen) : tr("This window has no sound.");
}

void CallsDock::listenTo(const QUuid &id)
{
    const Monitor::Status now = m_monitor->status();
    if (now.isIn(id) && now.mode == Monitor::Mode::Listen)
        m_monitor->stop();
    else
        m_monitor->start(subjectOf(*m_model, id), Monitor::Mode::Listen);
}

} // namespace ui
