// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of tables and trees: how wide they are, which are shown, and what of that is kept.
#include "ui/common/cells.h"
#include "ui/common/formats.h"
#include "ui/common/theme.h"
#include "ui/common/views.h"

#include <QDataStream>
#include <QHeaderView>
#include <QIODevice>
#include <QMenu>

#include <algorithm>

namespace ui {
namespace {
constexpr int wideColumn = 100;
constexpr int rowsLookedAt = 100, emptyGoes = 100; ///< sooner than any that is not
constexpr quint8 columnsVersion = 2;               ///< of what is kept: widths of an older design are not the operator's choice
} // namespace

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
    m_scale = Theme::instance().textScale();
    for (const Column &one : columns) {
        m_hidden += one.hidden;
        m_wanted += Theme::instance().scaled(one.width);
    }
    connect(h, &QHeaderView::sectionResized, this, &ViewSupport::columnResized, Qt::UniqueConnection);
    restyle();
    fitColumns();
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
    stream << columnsVersion << m_scale << header()->saveState() << m_wanted << m_hidden;
    return bytes;
}

bool ViewSupport::restoreColumns(const QByteArray &state)
{
    QDataStream stream(state);
    quint8 version = 0;
    int scale = 0;
    QByteArray sections;
    QList<int> wanted;
    QList<bool> hidden;
    stream >> version >> scale >> sections >> wanted >> hidden;
    m_fitting = true;
    const bool done = stream.status() == QDataStream::Ok && version == columnsVersion && wanted.size() == m_columns.size() &&
                      hidden.size() == m_columns.size() && header()->restoreState(sections);
    m_fitting = false;
    if (!done) {
        setColumns(m_columns);
        return false;
    }
    m_wanted = wanted;
    m_hidden = hidden;
    rescale(scale);
    fitColumns();
    return true;
}

/// Makes the widths fit the size of the text that is set now. @param before  percent that they are for
void ViewSupport::rescale(int before)
{
    const Theme &theme = Theme::instance();
    m_scale = theme.textScale();
    if (before <= 0)
        return;
    for (int i = 0; i < m_wanted.size(); ++i) {
        const int usual = m_columns[i].width, then = (usual * before + 50) / 100;
        m_wanted[i] = m_wanted[i] == then ? theme.scaled(usual) : (m_wanted[i] * m_scale + before / 2) / before;
    }
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
    if (one.least > 0)
        return std::max(0, wanted - Theme::instance().scaled(one.least));
    const bool gives = column > 0 && !one.rigid && wanted > wide;
    return gives ? wanted - std::max(wide, wanted * (one.stretch ? 8 : 6) / 10) : 0;
}

bool ViewSupport::isEmpty(int column) const
{
    const QAbstractItemModel *model = m_view->model();
    const int rows = std::min(model->rowCount(), rowsLookedAt);
    for (int row = 0; row < rows; ++row) {
        const QModelIndex cell = model->index(row, column);
        const QString text = cell.data(Qt::DisplayRole).toString();
        if ((!text.isEmpty() && text != format::none()) || cell.data(LevelsRole).isValid())
            return false;
    }
    return rows > 0;
}

/// First those go that are empty, then those that may, one at a time; what then fits beside the others comes back.
QList<bool> ViewSupport::columnsThatFit() const
{
    const int room = m_view->viewport()->width();
    QList<bool> shown;
    int least = 0;
    const auto leastOf = [this](int i) { return m_wanted[i] - canGive(i); };
    for (int i = 0; i < m_columns.size(); ++i) {
        shown += !m_hidden[i];
        least += shown[i] ? leastOf(i) : 0;
    }
    if (least <= room)
        return shown;
    std::vector<std::pair<int, int>> dropping; // how soon, and which
    for (int i = 0; i < m_columns.size(); ++i) {
        const bool canGo = shown[i] && (m_columns[i].drop > 0 || m_columns[i].hidden);
        const bool goesFirst = canGo && isEmpty(i);
        if (goesFirst || m_columns[i].drop > 0)
            dropping.emplace_back(m_columns[i].drop + (goesFirst ? emptyGoes : 0), i);
    }
    std::sort(dropping.rbegin(), dropping.rend());
    std::vector<int> gone;
    for (const auto &[soon, i] : dropping) {
        if (least <= room)
            break;
        if (!shown[i])
            continue;
        shown[i] = false;
        least -= leastOf(i);
        gone.push_back(i);
    }
    for (auto i = gone.rbegin(); i != gone.rend(); ++i) {
        if (least + leastOf(*i) > room)
            continue;
        shown[*i] = true;
        least += leastOf(*i);
    }
    return shown;
}

void ViewSupport::refit()
{
    const QList<bool> shown = columnsThatFit();
    for (int i = 0; i < shown.size(); ++i) {
        if (shown[i] == header()->isSectionHidden(i)) {
            fitColumns();
            return;
        }
    }
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

} // namespace ui
