// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/views.h"

#include <QSet>

class QStandardItem;
class QStandardItemModel;

namespace ui {

/// A JSON value as a tree that folds: a row for each line that `core::dumpJson` writes with an indent, but for those that close.
/// What is open stays open when the value changes. Ctrl+C copies the chosen rows, what is folded with all that is in it. GUI thread.
class JsonTree : public TreeView
{
    Q_OBJECT

public:
    explicit JsonTree(QWidget *parent = nullptr);

    /// @return whether it is JSON; the tree is empty when it is not.
    bool setJson(const QString &text);
    /// Shows the row of a line of that text, from 0; of a line that closes the one before.
    void showLine(int line);

private:
    QSet<QString> openRows() const;
    void open(const QSet<QString> &paths);

    QStandardItemModel *m_rows;
    QList<QStandardItem *> m_byLine;
};

} // namespace ui
