// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/views.h"

#include "ui/common/cells.h"
#include "ui/common/emptypage.h"
#include "ui/common/filterfield.h"
#include "ui/common/iconcache.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace ui {
namespace {
template <typename View> void setUp(View *view)
{
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setAlternatingRowColors(true);
    view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setContextMenuPolicy(Qt::CustomContextMenu);
    view->setMouseTracking(true);
    view->setFrameShape(QFrame::NoFrame);
    view->setItemDelegate(new CellDelegate(view));
    view->setTabKeyNavigation(false);
    QObject::connect(view, &QAbstractItemView::doubleClicked, view,
                     [view](const QModelIndex &index) { Q_EMIT view->opened(index); });
}

/// Its place is kept, so that columns do not move; without anything to scroll it shows no handle.
void reserveBar(QAbstractScrollArea &view)
{
    view.setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    QScrollBar *bar = view.verticalScrollBar();
    bar->setEnabled(bar->maximum() > bar->minimum());
    QObject::connect(bar, &QScrollBar::rangeChanged, bar, [bar](int least, int most) { bar->setEnabled(most > least); });
}
} // namespace

ViewSupport::ViewSupport(QAbstractItemView *view) : QObject(view), m_view(view)
{
    view->installEventFilter(this);
    view->viewport()->installEventFilter(this);
    connect(&Theme::instance(), &Theme::changed, this, &ViewSupport::restyle);
}

QHeaderView *ViewSupport::header() const
{
    if (auto *table = qobject_cast<QTableView *>(m_view))
        return table->horizontalHeader();
    return static_cast<QTreeView *>(m_view)->header();
}

void ViewSupport::setFilter(FilterField *filter)
{
    m_filter = filter;
    filter->setView(m_view);
    filter->setHint(QStringLiteral("Ctrl F"));
}

void ViewSupport::setEmptyPage(EmptyPage *page)
{
    m_page = page;
    page->setParent(m_view->viewport());
    updateEmptyPage();
}

QString ViewSupport::selectedText() const
{
    const QHeaderView *h = header();
    const auto *table = qobject_cast<const TableView *>(m_view);
    QModelIndexList rows = table ? table->selectedRows() : m_view->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(), [this](const QModelIndex &a, const QModelIndex &b) {
        return m_view->visualRect(a).y() < m_view->visualRect(b).y();
    });
    QStringList lines;
    for (const QModelIndex &row : rows) {
        QStringList cells;
        for (int visual = 0; visual < h->count(); ++visual) {
            const int column = h->logicalIndex(visual);
            if (h->isSectionHidden(column))
                continue;
            const QModelIndex cell = row.siblingAtColumn(column);
            const QString own = cell.data(CopyRole).toString();
            cells += own.isEmpty() ? cell.data(Qt::DisplayRole).toString() : own;
        }
        lines += cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n'));
}

bool ViewSupport::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view->viewport() && event->type() == QEvent::Resize) {
        fitColumns();
        if (m_page)
            m_page->setGeometry(m_view->viewport()->rect());
    }
    if (watched == m_view->viewport() && (event->type() == QEvent::Leave || event->type() == QEvent::MouseMove))
        m_view->viewport()->update();
    if (watched == m_view && event->type() == QEvent::KeyPress && keyPressed(static_cast<QKeyEvent *>(event)))
        return true;
    return QObject::eventFilter(watched, event);
}

bool ViewSupport::keyPressed(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(selectedText());
        return true;
    }
    if (event->matches(QKeySequence::Find) && m_filter) {
        m_filter->setFocus(Qt::ShortcutFocusReason);
        m_filter->selectAll();
        return true;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        const QModelIndex current = m_view->currentIndex();
        if (!current.isValid() || event->modifiers())
            return false;
        if (auto *table = qobject_cast<TableView *>(m_view))
            Q_EMIT table->opened(current);
        else if (auto *tree = qobject_cast<TreeView *>(m_view))
            Q_EMIT tree->opened(current);
        return true;
    }
    return false;
}

void ViewSupport::watchModel()
{
    if (m_watched)
        m_watched->disconnect(this);
    m_watched = m_view->model();
    if (!m_watched)
        return;
    connect(m_watched, &QAbstractItemModel::modelReset, this, &ViewSupport::updateEmptyPage);
    connect(m_watched, &QAbstractItemModel::rowsInserted, this, &ViewSupport::updateEmptyPage);
    connect(m_watched, &QAbstractItemModel::rowsRemoved, this, &ViewSupport::updateEmptyPage);
    setColumns(m_columns);
    updateEmptyPage();
}

void ViewSupport::restyle()
{
    if (auto *table = qobject_cast<QTableView *>(m_view)) {
        table->verticalHeader()->setMinimumSectionSize(16);
        table->verticalHeader()->setDefaultSectionSize(Theme::instance().rowHeight());
    }
    header()->setFixedHeight(Theme::instance().scaled(25));
    if (m_scale != Theme::instance().textScale()) {
        rescale(m_scale);
        fitColumns();
    }
    m_view->viewport()->update();
}

void ViewSupport::updateEmptyPage()
{
    if (!m_page)
        return;
    const bool empty = !m_view->model() || m_view->model()->rowCount(m_view->rootIndex()) == 0;
    m_page->setGeometry(m_view->viewport()->rect());
    m_page->setVisible(empty);
}

TableView::TableView(QWidget *parent) : QTableView(parent), m_support(std::make_unique<ViewSupport>(this))
{
    setUp(this);
    setShowGrid(false);
    setWordWrap(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    setCornerButtonEnabled(false);
    reserveBar(*this);
}

void TableView::setModel(QAbstractItemModel *model)
{
    QTableView::setModel(model);
    m_support->watchModel();
}

void TableView::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() != Qt::Key_Home && event->key() != Qt::Key_End) || !(event->modifiers() & Qt::ControlModifier)) {
        QTableView::keyPressEvent(event);
        return;
    }
    QKeyEvent plain(event->type(), event->key(), event->modifiers() & ~Qt::ControlModifier); // with Ctrl nothing is selected
    QTableView::keyPressEvent(&plain);
}

QModelIndex TableView::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    if ((action != MoveHome && action != MoveEnd) || !model() || model()->rowCount() == 0)
        return QTableView::moveCursor(action, modifiers);
    const int column = currentIndex().isValid() ? currentIndex().column() : 0;
    return model()->index(action == MoveHome ? 0 : model()->rowCount() - 1, column);
}

TreeView::TreeView(QWidget *parent) : QTreeView(parent), m_support(std::make_unique<ViewSupport>(this))
{
    setUp(this);
    setIndentation(17);
    setUniformRowHeights(true);
    viewport()->setForegroundRole(QPalette::Link); // of the frame where something would be dropped; delegates have their own
    setAllColumnsShowFocus(true);
    reserveBar(*this);
}

void TreeView::setModel(QAbstractItemModel *model)
{
    QTreeView::setModel(model);
    m_support->watchModel();
}

void TreeView::drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    if (selectionModel() && selectionModel()->isRowSelected(index.row(), index.parent())) // the style has a tone of its own
        paintChosen(*painter, rect, hasFocus(), true, false);
    if (!model()->hasChildren(index))
        return;
    const QString name = isExpanded(index) ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right");
    const QPixmap arrow = IconCache::instance().pixmap(name, 12, color(Token::Text2), painter->device()->devicePixelRatioF());
    painter->drawPixmap(rect.right() - 14, rect.y() + (rect.height() - 12) / 2, arrow);
}

} // namespace ui
