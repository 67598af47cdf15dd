// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calls/newcallschip.h"

#include "ui/common/iconcache.h"
#include "ui/common/theme.h"
#include "ui/docks/calls/callstree.h"
#include "ui/docks/calls/callsview.h"

#include <QEvent>
#include <QHeaderView>
#include <QScrollBar>

namespace ui {
namespace {
constexpr int settleMs = 150, chipMargin = 6;
}

NewCallsChip::NewCallsChip(Host &host, CallsModel &model, CallsTree &tree, CallsView &view)
    : QToolButton(&view), m_model(model), m_tree(tree), m_view(view), m_since(host.clock().wall())
{
    setObjectName(QStringLiteral("newCalls"));
    setAccessibleName(tr("New calls out of sight"));
    setProperty("role", QStringLiteral("chip"));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    hide();
    m_settling.setSingleShot(true);
    m_settling.setInterval(settleMs);
    const auto settleSoon = [this] {
        if (!m_unseen.isEmpty() && !m_settling.isActive())
            m_settling.start();
    };
    connect(&m_settling, &QTimer::timeout, this, &NewCallsChip::settle);
    connect(&model, &CallsModel::flushed, this, [this, settleSoon](const QList<QUuid> &added) {
        take(added);
        settleSoon();
    });
    connect(&tree, &QAbstractItemModel::layoutChanged, this, settleSoon);
    connect(&tree, &CallsTree::filtered, this, &NewCallsChip::settle);
    connect(view.verticalScrollBar(), &QScrollBar::valueChanged, this, [this, settleSoon] {
        if (!m_unseen.isEmpty() && !m_view.isKeeping()) {
            m_scrolledFrom = std::min(m_scrolledFrom.value_or(m_first), m_view.firstWhole());
            m_scrolledTo = std::max(m_scrolledTo.value_or(m_last), m_view.lastWhole());
        }
        settleSoon();
    });
    connect(this, &QToolButton::clicked, this, &NewCallsChip::goThere);
    view.viewport()->installEventFilter(this);
}

void NewCallsChip::take(const QList<QUuid> &added)
{
    for (const QUuid &id : added) {
        const contract::Call *call = m_model.call(id);
        const bool isNew = call && !CallsModel::isEnded(*call) && call->tmCreate >= m_since;
        if (isNew && m_unseen.size() < most)
            m_unseen.insert(id);
    }
}

void NewCallsChip::settle()
{
    if (!m_unseen.isEmpty())
        m_view.layOut();
    const int first = m_view.firstWhole(), last = m_view.lastWhole();
    m_firstAbove = m_firstBelow = -1;
    // What the list was scrolled past was seen, and who is at the top of one that follows misses nothing.
    const int seenFrom = std::min(first, m_scrolledFrom.value_or(first)), seenTo = std::max(last, m_scrolledTo.value_or(last));
    m_scrolledFrom.reset();
    m_scrolledTo.reset();
    const bool isAtTop = m_view.horizontalHeader()->sortIndicatorSection() < 0 && m_view.verticalScrollBar()->value() == 0;
    const bool misses = !isAtTop || m_tree.isSteady();
    for (auto one = m_unseen.begin(); one != m_unseen.end();) {
        const int row = m_tree.rowOf(*one);
        const contract::Call *call = m_model.call(*one);
        const bool isSeen = row >= seenFrom && row <= seenTo;
        if (row < 0 || isSeen || !misses || !call || CallsModel::isEnded(*call)) { // below 0: not what one waits for
            one = m_unseen.erase(one);
            continue;
        }
        int &nearest = row < first ? m_firstAbove : m_firstBelow;
        nearest = nearest < 0 ? row : std::min(nearest, row);
        ++one;
    }
    m_first = first;
    m_last = last;
    setVisible(!m_unseen.isEmpty());
    if (m_unseen.isEmpty())
        return;
    const QString text = m_unseen.size() < most ? tr("%Ln new", nullptr, count()) : tr("%1 new and more").arg(most);
    setText(text);
    setAccessibleName(tr("%1 calls out of sight").arg(text));
    setToolTip(m_firstAbove >= 0 ? tr("Go up to them") : tr("Go down to them"));
    setIcon(ui::icon(m_firstAbove >= 0 ? QStringLiteral("chevron-up") : QStringLiteral("chevron-down"), Token::Accent));
    adjustSize();
    const QRect area = m_view.viewport()->geometry(); // not its child: that would scroll with the rows
    move(area.x() + (area.width() - width()) / 2,
         m_firstAbove >= 0 ? area.y() + chipMargin : area.bottom() - height() - chipMargin);
    raise();
}

void NewCallsChip::goThere()
{
    settle();
    const int row = m_firstAbove >= 0 ? m_firstAbove : m_firstBelow;
    if (row < 0)
        return;
    m_view.scrollTo(m_tree.index(row, 0),
                    m_firstAbove >= 0 ? QAbstractItemView::PositionAtTop : QAbstractItemView::PositionAtCenter);
    settle();
    if (!isVisible())
        m_view.setFocus();
}

bool NewCallsChip::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::Show)
        settle();
    return QToolButton::eventFilter(watched, event);
}

} // namespace ui
