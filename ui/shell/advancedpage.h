// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QTreeWidget;
class QTreeWidgetItem;

namespace ui {

class Host;
class MessageBar;

/// Every setting with value and source. Values are edited in place and kept for the next start.
class AdvancedPage : public QWidget
{
    Q_OBJECT

public:
    enum Column { Name, Value, Source };

    AdvancedPage(Host &host, MessageBar &messages, QWidget *parent = nullptr);

private:
    void fill();
    void save(QTreeWidgetItem *item);

    Host &m_host;
    MessageBar &m_messages;
    QTreeWidget *m_tree;
};

} // namespace ui
