// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/callsmodel.h"

#include <QSet>
#include <QTimer>
#include <QToolButton>

#include <optional>

namespace ui {

class CallsTree;
class CallsView;

/// "3 new" over the table of live calls: those that came in above or below what is in sight. A click goes there. GUI thread.
class NewCallsChip : public QToolButton
{
    Q_OBJECT

public:
    static constexpr int most = 999; ///< more are not told apart

    NewCallsChip(Host &host, CallsModel &model, CallsTree &tree, CallsView &view);

    int count() const { return int(m_unseen.size()); }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void take(const QList<QUuid> &added);
    void settle();
    void goThere();

    CallsModel &m_model;
    CallsTree &m_tree;
    CallsView &m_view;
    const core::Timestamp m_since; ///< what is older came with a snapshot
    QSet<QUuid> m_unseen;
    int m_firstAbove = -1, m_firstBelow = -1; ///< rows
    int m_first = 0, m_last = -1;             ///< rows that were in sight when it last looked
    std::optional<int> m_scrolledFrom, m_scrolledTo;
    QTimer m_settling;
};

} // namespace ui
