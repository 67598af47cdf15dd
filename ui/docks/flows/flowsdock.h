// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/commands.h"
#include "ui/common/dock.h"
#include "ui/common/host.h"

class QLabel;
class QPushButton;
class QSplitter;

namespace ui {

class EmptyPage;
class FlowsModel;
class StepView;
class TableView;

/// The flows, and the steps of the current one with the calls that are in it (design §12.6; editing comes later).
class FlowsDock : public Dock
{
    Q_OBJECT

public:
    FlowsDock(Host &host, CommandRegistry &commands, QWidget *parent = nullptr);

    FlowsModel &model() { return *m_model; }
    StepView &steps() { return *m_steps; }
    void select(const QUuid &flowId);

Q_SIGNALS:
    /// The operator wants to call the flow's number.
    void callWanted(const QString &number);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showCurrent();
    void updateLive();
    void updateEmptyPage();

    Host &m_host;
    CommandRegistry &m_commands;
    FlowsModel *m_model;
    TableView *m_table;
    StepView *m_steps;
    EmptyPage *m_empty;
    QLabel *m_name;
    QPushButton *m_call;
    QSplitter *m_splitter;
    QUuid m_current;
};

} // namespace ui
