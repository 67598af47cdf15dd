// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/commands.h"
#include "ui/common/dock.h"
#include "ui/common/host.h"
#include "ui/common/tasks.h"

#include <QTimer>

namespace ui {

class CallsModel;
class CallsFilter;
class EmptyPage;
class FilterField;
class TableView;

/// Live calls (design §12.1).
class CallsDock : public Dock
{
    Q_OBJECT

public:
    CallsDock(Host &host, CommandRegistry &commands, QWidget *parent = nullptr);

    CallsModel &model() { return *m_model; }
    /// Selects the call's row, if it is there.
    void select(const QUuid &id);
    /// Ids of the selected rows.
    QList<QUuid> selected() const;

Q_SIGNALS:
    /// The operator wants to place a call.
    void newCallWanted();
    /// One call is current; nil when none.
    void currentChanged(const QUuid &id);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void addCommands(CommandRegistry &commands);
    void updateSummary();
    void updateEmptyPage();
    void updateTimers();
    void showMenu(const QPoint &at);
    QString whyNotOn(bool audible) const;
    void hangup(const QList<QUuid> &ids);
    void toggleMute(const QList<QUuid> &ids);
    void toggleHold(const QList<QUuid> &ids);
    void copyAsRequest();

    Host &m_host;
    CommandRegistry &m_commands;
    CallsModel *m_model;
    CallsFilter *m_filter;
    TableView *m_table;
    FilterField *m_field;
    EmptyPage *m_empty;
    Tasks m_tasks;
    QTimer m_durations, m_quality;
};

} // namespace ui
