// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QKeySequenceEdit;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace ui {

class CommandRegistry;

/// The keyboard map: every command with its keys, searched as one types, changed in place; a conflict shows at once.
class KeyboardPage : public QWidget
{
    Q_OBJECT

public:
    explicit KeyboardPage(CommandRegistry &commands, QWidget *parent = nullptr);

private:
    enum Column { Name, Place, Keys };
    void fill();
    void showCurrent();
    void change();
    QString current() const;

    CommandRegistry &m_commands;
    QTreeWidget *m_tree;
    QKeySequenceEdit *m_keys;
    QPushButton *m_set, *m_reset;
    QLabel *m_conflict;
};

} // namespace ui
