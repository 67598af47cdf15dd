// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/views.h"

#include "ui/common/cells.h"
#include "ui/common/emptypage.h"
#include "ui/common/filterfield.h"
#include "ui/common/iconcache.h"

#include <QApplication>
#include <QClipboard>
#include <QDataStream>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace ui {
namespace {
constexpr int wideColumn = 100;

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

void ViewSupport::setColumns(const QList<Column> &columns)
{
    m_columns = columns;
    QHeaderView *h = header();
    h->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    h->setHighlightSections(false);
    h->setMinimumSectionSize(24);
    h->setSectionsMovable(true);
    h->setFirstSectionMovable(false);
    h->setStretchLastSection(false);
    m_wanted.clear();
    m_hidden.clear();
    for (const Column &one : columns) {
        m_hidden += one.hidden;
        m_wanted += Theme::instance().scaled(one.width);
    }
    connect(h, &QHeaderView::sectionResized, this, &ViewSupport::columnResized, Qt::UniqueConnection);
    restyle();
    fitColumns();
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

QMenu *ViewSupport::columnsMenu()
{
    auto *menu = new QMenu(m_view);
    QHeaderView *h = header();
    for (int i = 1; i < h->count(); ++i) {
        const QString name = m_view->model()->headerData(i, Qt::Horizontal).toString();
        if (name.isEmpty())
            continue;
        QAction *action = menu->addAction(name);
        action->setCheckable(true);
        action->setChecked(!m_hidden.value(i));
        connect(action, &QAction::toggled, this, [this, i](bool on) {
            m_hidden[i] = !on;
            fitColumns();
        });
    }
    return menu;
}

QByteArray ViewSupport::saveColumns() const
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream << header()->saveState() << m_wanted << m_hidden;
    return bytes;
}

bool ViewSupport::restoreColumns(const QByteArray &state)
{
    QDataStream stream(state);
    QByteArray sections;
    QList<int> wanted;
    QList<bool> hidden;
    stream >> sections >> wanted >> hidden;
    m_fitting = true;
    const bool done = stream.status() == QDataStream::Ok && wanted.size() == m_columns.size() &&
                      hidden.size() == m_columns.size() && header()->restoreState(sections);
    m_fitting = false;
    if (!done) {
        setColumns(m_columns);
        return false;
    }
    m_wanted = wanted;
    m_hidden = hidden;
    fitColumns();
    return true;
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

void ViewSupport::columnResized(int column, int, int width)
{
    if (!m_fitting && column < m_wanted.size())
        m_wanted[column] = width;
}

/// What a wide column can do without; the first keeps its width.
int ViewSupport::canGive(int column) const
{
    const int wide = Theme::instance().scaled(wideColumn), wanted = m_wanted[column];
    const Column &one = m_columns[column];
    const bool gives = column > 0 && !one.rigid && wanted > wide;
    return gives ? wanted - std::max(wide, wanted * (one.stretch ? 8 : 6) / 10) : 0;
}

QList<bool> ViewSupport::columnsThatFit() const
{
    QList<bool> shown;
    int least = 0;
    for (int i = 0; i < m_columns.size(); ++i) {
        shown += !m_hidden[i];
        least += shown[i] ? m_wanted[i] - canGive(i) : 0;
    }
    while (least > m_view->viewport()->width()) {
        int dropped = -1;
        for (int i = 0; i < m_columns.size(); ++i) {
            if (shown[i] && m_columns[i].drop > (dropped < 0 ? 0 : m_columns[dropped].drop))
                dropped = i;
        }
        if (dropped < 0)
            break;
        shown[dropped] = false;
        least -= m_wanted[dropped] - canGive(dropped);
    }
    return shown;
}

void ViewSupport::fitColumns()
{
    QHeaderView *h = header();
    if (m_fitting || h->count() != m_columns.size() || m_columns.isEmpty())
        return;
    const QList<bool> shown = columnsThatFit();
    int stretch = -1, total = 0, spare = 0;
    for (int i = 0; i < m_columns.size(); ++i) {
        if (!shown[i])
            continue;
        stretch = m_columns[i].stretch ? i : stretch;
        total += m_wanted[i];
        spare += canGive(i);
    }
    const int missing = std::clamp(total - m_view->viewport()->width(), 0, spare);
    m_fitting = true;
    for (int i = 0; i < m_columns.size(); ++i) {
        h->setSectionHidden(i, !shown[i]);
        if (shown[i])
            h->resizeSection(i, m_wanted[i] - (spare > 0 ? (canGive(i) * missing + spare - 1) / spare : 0));
    }
    int room = m_view->viewport()->width() - total;
    for (int i = 0; i < m_columns.size() && room > 0; ++i) {
        const Theme &theme = Theme::instance();
        const bool isOwn = m_wanted[i] == theme.scaled(m_columns[i].width);
        const int more = shown[i] && isOwn ? std::clamp(theme.scaled(m_columns[i].most) - m_wanted[i], 0, room) : 0;
        if (more > 0)
            h->resizeSection(i, m_wanted[i] + more);
        room -= more;
    }
    if (stretch >= 0 && room > 0)
        h->resizeSection(stretch, m_wanted[stretch] + room);
    m_fitting = false;
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
    if (!model()->hasChildren(index))
        return;
    const QString name = isExpanded(index) ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right");
    const QPixmap arrow = IconCache::instance().pixmap(name, 12, color(Token::Text2), painter->device()->devicePixelRatioF());
    painter->drawPixmap(rect.right() - 14, rect.y() + (rect.height() - 12) / 2, arrow);
}

void TreeView::drawRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (selectionModel() && selectionModel()->isRowSelected(index.row(), index.parent()))
        painter->fillRect(option.rect, color(hasFocus() ? Token::AccentWash : Token::SelInactive));
    QTreeView::drawRow(painter, option, index);
}

} // namespace ui
