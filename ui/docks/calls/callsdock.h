// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/commands.h"
#include "ui/common/dock.h"
#include "ui/common/host.h"

#include <QTimer>

class QLabel;
class QMenu;
class QPushButton;
class QModelIndex;
class QSettings;

namespace ui {

class CallActions;
class CallsModel;
class CallsTree;
class CallsView;
class EmptyPage;
class FilterField;
class LevelFeed;
class Monitor;
class NewCallsChip;

/// Live calls (design §12.1).
class CallsDock : public Dock
{
    Q_OBJECT

public:
    CallsDock(Host &host, CommandRegistry &commands, QWidget *parent = nullptr);

    /// Adds Listen, Whisper and Barge to menu, keys and rows. Once; `monitor` outlives the dock.
    void setMonitor(Monitor &monitor);
    /// The tree, or the list, is as it was left, now and from now on. Once; `store` outlives the dock.
    void keepTree(QSettings &store);
    CallsModel &model() { return *m_model; }
    CallActions &actions() { return *m_actions; }
    /// Selects the call's row, if it is there.
    void select(const QUuid &id);
    /// The calls of the selected rows, each once: all of a groupcall, that of a channel.
    QList<QUuid> selected() const;

Q_SIGNALS:
    /// The current call's detail is to be shown.
    void detailWanted();
    /// These calls are to join a room that the operator chooses.
    void joinWanted(const QList<QUuid> &ids);
    /// The operator wants to place a call.
    void newCallWanted();
    /// One call is selected.
    void currentChanged(const QUuid &id);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void addCommands(CommandRegistry &commands);
    void addSortMenu(QMenu &menu);
    void updateSummary();
    void updateEmptyPage();
    void updateTimers();
    void showMenu(const QPoint &at);
    void selectionChanged();
    void callSelected();
    void selectAll(const QList<QUuid> &ids);
    void connectModel();
    void makeRowActions();
    QWidget *makeContent();
    void updateBulkBar();
    void addSoundCommands(CommandRegistry &commands);
    /// In the menu Call. Keys without a modifier work while the table has the focus.
    void addCommand(const QString &id, const QString &text, const QString &iconName, const QKeySequence &keys, int group,
                    std::function<QString()> offReason, std::function<void()> run, std::function<QString()> textNow = {});
    QString whyNotOn(bool audible) const;
    QString whyNotHeard(const QModelIndex &row) const;
    void listenTo(const QUuid &id);
    QStringList channelsInSight() const;
    void copyAsRequest();

    Host &m_host;
    CommandRegistry &m_commands;
    CallsModel *m_model;
    CallsTree *m_tree;
    CallsView *m_table;
    FilterField *m_field;
    EmptyPage *m_empty;
    CallActions *m_actions;
    LevelFeed *m_levels;
    Monitor *m_monitor = nullptr;
    QWidget *m_bulk = nullptr;
    QLabel *m_bulkText = nullptr;
    QList<QPushButton *> m_bulkButtons;
    QTimer m_durations, m_quality, m_changes;
};

} // namespace ui
