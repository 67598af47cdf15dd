// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QTableView>
#include <QTreeView>

#include <memory>

class QMenu;

namespace ui {

class EmptyPage;
class FilterField;

/// Width and place of one column; in the order of the model. Wide ones give way in a narrow view, so that the last column
/// stays in sight.
struct Column
{
    int width = 80;       ///< pixels at 100 %
    bool stretch = false; ///< takes what is left; at most one
    bool hidden = false;  ///< by default; the operator can show it
    int drop = 0;         ///< above 0: goes while the view is too narrow, the highest first
    bool rigid = false;   ///< needs its width
    int most = 0;         ///< above `width`: grows to that before the one that stretches, unless the operator chose its width
    int least = 0;        ///< above 0: gives way down to that; 0: what a wide one can do without
};

/// What TableView and TreeView share: the set-up of the design, keyboard, copy, columns, the page for no rows.
class ViewSupport : public QObject
{
    Q_OBJECT

public:
    explicit ViewSupport(QAbstractItemView *view);

    void setColumns(const QList<Column> &columns);
    /// Ctrl+F goes there, Esc comes back.
    void setFilter(FilterField *filter);
    /// Shown over the view while the model has no rows. The view takes it.
    void setEmptyPage(EmptyPage *page);
    /// Rows as text with tabs: the selected ones, in the order on screen, visible columns only.
    QString selectedText() const;
    /// Checkable columns; the caller shows and deletes it. The first column stays.
    QMenu *columnsMenu();
    /// Columns as bytes for the settings, and back.
    QByteArray saveColumns() const;
    bool restoreColumns(const QByteArray &state);
    /// While not all columns fit: those that are empty in all rows go before others. Looks again which are.
    void refit();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void restyle();
    void rescale(int before);
    void updateEmptyPage();
    void fitColumns();
    void columnResized(int column, int before, int width);
    int canGive(int column) const;
    QList<bool> columnsThatFit() const;
    bool isEmpty(int column) const;
    void watchModel();
    bool keyPressed(class QKeyEvent *event);
    class QHeaderView *header() const;

    QAbstractItemView *m_view;
    QList<Column> m_columns;
    QList<int> m_wanted;  ///< widths that the design or the operator gave
    QList<bool> m_hidden; ///< columns that the operator does not want
    int m_scale = 100;    ///< size of the text that m_wanted is for, percent
    bool m_fitting = false;
    FilterField *m_filter = nullptr;
    EmptyPage *m_page = nullptr;
    QAbstractItemModel *m_watched = nullptr;
    friend class TableView;
    friend class TreeView;
};

/// A table set up to the design. Whole rows are selected, Enter and double click emit `opened`.
class TableView : public QTableView
{
    Q_OBJECT

public:
    explicit TableView(QWidget *parent = nullptr);
    ViewSupport *support() const { return m_support.get(); }
    void setModel(QAbstractItemModel *model) override;
    /// Whether a row has the alternate base. @param usual  whether Qt would give it
    virtual bool isStriped(int, bool usual) const { return usual; }
    virtual QModelIndexList selectedRows() const { return selectionModel()->selectedRows(); }

Q_SIGNALS:
    /// Enter or double click on a row.
    void opened(const QModelIndex &index);

protected:
    /// Home and End go to the first and the last row, with Ctrl as without.
    void keyPressEvent(QKeyEvent *event) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;

private:
    std::unique_ptr<ViewSupport> m_support; ///< ends before the view: what it filters is being destroyed then
};

/// A tree set up to the design: branches indented by 17, the arrow drawn in the first column.
class TreeView : public QTreeView
{
    Q_OBJECT

public:
    explicit TreeView(QWidget *parent = nullptr);
    ViewSupport *support() const { return m_support.get(); }
    void setModel(QAbstractItemModel *model) override;

Q_SIGNALS:
    void opened(const QModelIndex &index);

protected:
    void drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const override;

private:
    std::unique_ptr<ViewSupport> m_support;
};

} // namespace ui
