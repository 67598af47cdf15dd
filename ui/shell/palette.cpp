// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palette.h"

#include "ui/common/iconcache.h"
#include "ui/common/labels.h"

#include <QApplication>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace ui {
namespace {
constexpr int rowHeight = 32, rowsShown = 9, paletteWidth = 520;
constexpr int exactRank = 0, prefixRank = 1, wordsRank = 2, insideRank = 3, fuzzyRank = 4;

/// One line with its hits in 600 weight, the letters shaped together. @return its width
int drawHits(QPainter &painter, const QRect &area, const QString &text, const QList<int> &hits)
{
    const Theme &theme = Theme::instance();
    QList<QTextLayout::FormatRange> ranges;
    for (const int at : hits) {
        const bool isHalf = at > 0 && at < text.size() && text[at].isLowSurrogate();
        QTextCharFormat strong;
        strong.setFont(theme.font(Type::Strong));
        ranges += {isHalf ? at - 1 : at, isHalf ? 2 : 1, strong};
        if (ranges.size() > 1 && ranges[ranges.size() - 2].start + ranges[ranges.size() - 2].length >= ranges.last().start) {
            const QTextLayout::FormatRange last = ranges.takeLast();
            ranges.last().length = last.start + last.length - ranges.last().start;
        }
    }
    QTextLayout layout(text, theme.font(Type::Body), painter.device());
    QTextOption option;
    option.setTextDirection(QGuiApplication::layoutDirection());
    option.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(option);
    layout.setFormats(ranges);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(area.width());
    layout.endLayout();
    layout.draw(&painter, QPointF(area.x(), area.y() + std::floor((area.height() - line.height()) / 2)));
    return qCeil(line.naturalTextWidth());
}

class PaletteDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return QSize(100, rowHeight); }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto *model = static_cast<const PaletteModel *>(index.model());
        const PaletteItem *item = model->item(index.row());
        if (!item)
            return;
        painter->save();
        const bool current = option.state & QStyle::State_Selected, off = !item->offReason.isEmpty();
        painter->fillRect(option.rect, color(current ? Token::AccentWash : Token::Raised));
        if (current)
            painter->fillRect(QRect(option.rect.x(), option.rect.y(), 3, option.rect.height()), color(Token::Accent));
        const Theme &theme = Theme::instance();
        QRect area = option.rect.adjusted(12, 0, -10, 0);
        const QPixmap picture = item->icon.isEmpty()
                                    ? QPixmap()
                                    : IconCache::instance().pixmap(item->icon, 16, color(off ? Token::Disabled : Token::Text2),
                                                                   painter->device()->devicePixelRatioF());
        painter->drawPixmap(area.x(), area.y() + 8, picture);
        area.setLeft(area.left() + 26);
        if (!item->keys.isEmpty()) {
            const QFontMetrics metrics(theme.font(Type::MonoAxis));
            const int width = metrics.horizontalAdvance(item->keys);
            painter->setFont(theme.font(Type::MonoAxis));
            painter->setPen(color(Token::Text3));
            painter->drawText(area, int(Qt::AlignRight | Qt::AlignVCenter), item->keys);
            area.setRight(area.right() - width - 12);
        }
        const QList<int> hits = index.data(PaletteModel::HitsRole).value<QList<int>>();
        const QFontMetrics plain(theme.font(Type::Body)), bold(theme.font(Type::Strong));
        painter->setPen(color(off ? Token::Disabled : Token::Text));
        const int x = area.left() + drawHits(*painter, area, bold.elidedText(item->text, Qt::ElideRight, area.width()), hits);
        painter->setFont(theme.font(Type::Body));
        painter->setPen(color(Token::Text3));
        const QString detail = off ? item->offReason : item->detail;
        const QRect rest(x + 12, area.y(), area.right() - x - 12, area.height());
        if (rest.width() > 20)
            painter->drawText(rest, int(Qt::AlignVCenter | Qt::AlignRight),
                              plain.elidedText(detail, Qt::ElideRight, rest.width()));
        painter->restore();
    }
};

/// A number is typed with spaces or without.
bool isFoundBy(const QString &also, const QString &text)
{
    return also.contains(text, Qt::CaseInsensitive) || also.contains(QString(text).remove(QLatin1Char(' ')), Qt::CaseInsensitive);
}
} // namespace

int PaletteModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    const PaletteItem *found = item(index.row());
    if (!found)
        return {};
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return found->text;
    if (role == HitsRole)
        return QVariant::fromValue(m_rows[size_t(index.row())].hits);
    return role == Qt::ToolTipRole ? found->offReason : QVariant();
}

const PaletteItem *PaletteModel::item(int row) const
{
    return row >= 0 && row < int(m_rows.size()) ? &m_rows[size_t(row)].item : nullptr;
}

int PaletteModel::match(const QString &candidate, const QString &text, QList<int> *hits)
{
    const auto range = [&](qsizetype from, qsizetype count) {
        for (qsizetype i = 0; i < count; ++i)
            *hits += int(from + i);
    };
    if (text.isEmpty())
        return prefixRank;
    if (candidate.startsWith(text, Qt::CaseInsensitive)) {
        range(0, text.size());
        return prefixRank;
    }
    const auto startsWord = [&](qsizetype i) { return i == 0 || !candidate[i - 1].isLetterOrNumber(); };
    for (qsizetype i = candidate.indexOf(text, 0, Qt::CaseInsensitive); i >= 0;
         i = candidate.indexOf(text, i + 1, Qt::CaseInsensitive)) {
        if (startsWord(i)) {
            range(i, text.size());
            return wordsRank;
        }
    }
    QList<int> starts;
    qsizetype at = 0;
    for (int i = 0; i < candidate.size() && at < text.size(); ++i) {
        const bool goesOn = !starts.isEmpty() && starts.last() == i - 1;
        if ((startsWord(i) || goesOn) && candidate[i].toLower() == text[at].toLower()) {
            starts += i;
            ++at;
        }
    }
    if (at == text.size()) {
        *hits = starts;
        return wordsRank;
    }
    if (const qsizetype inside = candidate.indexOf(text, 0, Qt::CaseInsensitive); inside >= 0) {
        range(inside, text.size());
        return insideRank;
    }
    at = 0;
    for (int i = 0; i < candidate.size() && at < text.size(); ++i) {
        if (candidate[i].toLower() == text[at].toLower()) {
            *hits += i;
            ++at;
        }
    }
    if (at == text.size())
        return fuzzyRank;
    hits->clear();
    return -1;
}

void PaletteModel::set(std::vector<PaletteItem> candidates, const QString &text)
{
    std::vector<Row> rows;
    for (PaletteItem &candidate : candidates) {
        Row row;
        row.rank = match(candidate.text, text, &row.hits);
        if (!text.isEmpty() && candidate.exact.compare(text, Qt::CaseInsensitive) == 0)
            row.rank = exactRank;
        if (row.rank < 0 && isFoundBy(candidate.also, text))
            row.rank = insideRank;
        if (row.rank < 0)
            continue;
        row.item = std::move(candidate);
        row.order = rows.size();
        rows.push_back(std::move(row));
    }
    std::sort(rows.begin(), rows.end(),
              [](const Row &a, const Row &b) { return std::pair(a.rank, a.order) < std::pair(b.rank, b.order); });
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

Palette::Palette(CommandRegistry &commands, QWidget *window)
    : QFrame(window),
      m_commands(commands),
      m_field(new QLineEdit),
      m_list(new QListView),
      m_nothing(caption({})),
      m_model(new PaletteModel(this))
{
    setObjectName(QStringLiteral("palette"));
    m_field->setPlaceholderText(tr("Type a command, number, flow or name.  > commands  # calls  @ extensions  : settings"));
    m_field->setAccessibleName(tr("Command palette"));
    m_field->setFixedHeight(36);
    m_field->installEventFilter(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setAccessibleName(tr("Found"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(4);
    column->addWidget(m_field);
    column->addWidget(m_list);
    m_nothing->setTextFormat(Qt::PlainText);
    m_nothing->setContentsMargins(8, 0, 8, 0);
    column->addWidget(m_nothing);
    hide();
    connect(m_field, &QLineEdit::textChanged, this, &Palette::search);
    connect(m_list, &QListView::clicked, this, [this] { runCurrent(Qt::NoModifier); });
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) {
        if (isVisible() && now && !isAncestorOf(now))
            hide();
    });
}

void Palette::open(QWidget *anchor)
{
    m_before = QApplication::focusWidget();
    const QPoint middle = anchor->mapTo(parentWidget(), QPoint(anchor->width() / 2, 0));
    const int width = std::min(paletteWidth, parentWidget()->width() - 20);
    const int x = std::clamp(middle.x() - width / 2, 10, std::max(10, parentWidget()->width() - width - 10));
    setGeometry(x, middle.y(), width, 100);
    m_field->clear();
    search();
    show();
    raise();
    m_field->setFocus();
}

std::vector<PaletteItem> Palette::commandItems() const
{
    std::vector<PaletteItem> items;
    std::vector<const Command *> commands;
    const std::vector<const Command *> all = m_commands.all();
    for (const QString &id : m_commands.recent()) {
        const auto found = std::find_if(all.begin(), all.end(), [&](const Command *one) { return one->id == id; });
        if (found != all.end())
            commands.push_back(*found);
    }
    for (const Command *one : all) {
        if (!m_commands.recent().contains(one->id))
            commands.push_back(one);
    }
    for (const Command *one : commands) {
        PaletteItem item;
        item.text = one->text;
        item.icon = one->icon.isEmpty() ? QStringLiteral("command") : one->icon;
        item.detail = one->place;
        item.also = one->keywords;
        item.keys = m_commands.shortcut(one->id).toString(QKeySequence::NativeText);
        item.offReason = one->offReason ? one->offReason() : QString();
        item.run = [registry = &m_commands, id = one->id] { registry->run(id); };
        items.push_back(std::move(item));
    }
    return items;
}

void Palette::search()
{
    QString text = m_field->text();
    QChar prefix;
    if (!text.isEmpty() && QStringLiteral(">#@:").contains(text[0])) {
        prefix = text[0];
        text = text.mid(1);
    }
    text = text.trimmed();
    std::vector<PaletteItem> candidates;
    if (prefix.isNull() || prefix == QLatin1Char('>'))
        candidates = commandItems();
    const int mine = ++m_search;
    for (const auto &source : m_sources) {
        if (!prefix.isNull() && source->prefix() != prefix)
            continue;
        source->find(text, [this, mine, &candidates](QList<PaletteItem> found) {
            if (mine == m_search)
                std::move(found.begin(), found.end(), std::back_inserter(candidates));
        });
    }
    m_model->set(std::move(candidates), text);
    m_list->setCurrentIndex(m_model->index(0));
    const int rows = std::clamp(m_model->rowCount(), 1, rowsShown);
    m_nothing->setText(text.isEmpty() ? tr("There is none now.") : tr("Nothing is called “%1”.").arg(text));
    m_nothing->setVisible(m_model->rowCount() == 0);
    m_list->setVisible(m_model->rowCount() > 0);
    m_list->setFixedHeight(rows * rowHeight + 2);
    resize(width(), rows * rowHeight + 2 + 52);
}

void Palette::runCurrent(Qt::KeyboardModifiers modifiers)
{
    const PaletteItem *item = m_model->item(m_list->currentIndex().row());
    if (!item || !item->offReason.isEmpty())
        return;
    const auto action = modifiers & Qt::AltModifier       ? item->copyAsRequest
                        : modifiers & Qt::ControlModifier ? item->openInDock
                                                          : item->run;
    close_();
    if (action)
        action();
}

void Palette::close_()
{
    hide();
    if (m_before)
        m_before->setFocus(Qt::OtherFocusReason);
}

bool Palette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept(); // before a command of the window
        return true;
    }
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const int row = m_list->currentIndex().row(), last = m_model->rowCount() - 1;
    switch (key->key()) {
    case Qt::Key_Escape: close_(); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: runCurrent(key->modifiers()); return true;
    case Qt::Key_Down: m_list->setCurrentIndex(m_model->index(std::min(row + 1, last))); return true;
    case Qt::Key_Up: m_list->setCurrentIndex(m_model->index(std::max(row - 1, 0))); return true;
    case Qt::Key_PageDown: m_list->setCurrentIndex(m_model->index(std::min(row + rowsShown, last))); return true;
    case Qt::Key_PageUp: m_list->setCurrentIndex(m_model->index(std::max(row - rowsShown, 0))); return true;
    default: return false;
    }
}

void Palette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(color(Token::LineStrong));
    painter.setBrush(color(Token::Raised));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

} // namespace ui
