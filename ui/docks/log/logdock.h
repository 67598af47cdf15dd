// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/commands.h"
#include "ui/common/dock.h"
#include "ui/common/host.h"

#include <QAbstractTableModel>
#include <QTimer>

#include <deque>

class QComboBox;
class QPushButton;

namespace ui {

class EmptyPage;
class FilterField;
class TableView;

/// Log lines of the timeline that pass a filter, oldest first.
class LogModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Level, From, Call, Message, Count };
    enum Role { CallIdRole = Qt::UserRole + 1 };

    explicit LogModel(Host &host, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Takes what is new. @return how many lines passed the filter.
    int fetch();
    /// Lines below the level are left out (0 debug … 3 error); `text` is looked for in message, source and call id.
    void setFilter(int level, const QString &text);
    int hidden() const { return m_hidden; }

private:
    bool passes(const core::TimelineEntry &entry) const;
    void readAgain();

    Host &m_host;
    std::deque<core::TimelineEntry> m_lines;
    quint64 m_last = 0;
    qint64 m_wallOffsetMicros = 0; ///< wall time = monotonic + offset
    int m_level = 1;
    int m_hidden = 0;
    QString m_text;
};

/// The log (design §12.11).
class LogDock : public Dock
{
    Q_OBJECT

public:
    LogDock(Host &host, CommandRegistry &commands, QWidget *parent = nullptr);
    void filterBy(const QString &text);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void fetch();
    void follow();
    bool isAtEnd() const;

    LogModel *m_model;
    TableView *m_table;
    FilterField *m_field;
    QComboBox *m_level;
    QPushButton *m_new;
    EmptyPage *m_empty;
    QTimer m_timer;
    int m_unseen = 0;
    bool m_following = true;
};

} // namespace ui
