// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/stepview.h"

#include "ui/common/actions.h"
#include "ui/common/iconcache.h"

#include <QApplication>
#include <QClipboard>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

namespace ui {
namespace {
constexpr int boxSize = 24, indent = 26, topEdge = 10;
constexpr int plainEdge = 16, walkEdge = 44, wayMargin = 8;

/// The cases of a branch or condition: target → label, in the order written.
std::vector<std::pair<QUuid, QString>> casesOf(const contract::Action &action)
{
    std::vector<std::pair<QUuid, QString>> cases;
    const core::Json &option = action.option;
    if (!option.is_object())
        return cases;
    const auto idOf = [](const core::Json &value) {
        return value.is_string() ? core::parseId(core::fromUtf8(value.get<std::string>())) : QUuid();
    };
    if (const auto targets = option.find("target_ids"); targets != option.end() && targets->is_object()) {
        for (const auto &[key, id] : targets->items())
            cases.emplace_back(idOf(id), core::fromUtf8(key));
    }
    if (const auto other = option.find("default_target_id"); other != option.end())
        cases.emplace_back(idOf(*other), StepView::tr("else"));
    if (const auto no = option.find("false_target_id"); no != option.end())
        cases.emplace_back(idOf(*no), QStringLiteral("false"));
    if (const auto target = option.find("target_id"); target != option.end())
        cases.emplace_back(idOf(*target), QString());
    std::erase_if(cases, [](const auto &one) { return one.first.isNull(); });
    return cases;
}
} // namespace

StepView::StepView(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Steps of the flow"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void StepView::setFlow(const contract::Flow &flow)
{
    m_steps.clear();
    m_current = -1;
    layoutSteps(flow.actions);
    updateGeometry();
    update();
    Q_EMIT currentChanged();
}

void StepView::layoutSteps(const std::vector<contract::Action> &actions)
{
    QHash<QUuid, int> at;
    for (size_t i = 0; i < actions.size(); ++i)
        at.insert(actions[i].id, int(i));
    QHash<int, std::pair<int, QString>> cases; // step → the branch before it and its label
    for (size_t i = 0; i < actions.size(); ++i) {
        for (const auto &[id, label] : casesOf(actions[i])) {
            const auto target = at.constFind(id);
            if (target != at.cend() && *target > int(i) && !label.isEmpty() && !cases.contains(*target))
                cases.insert(*target, {int(i), label});
        }
    }
    for (size_t i = 0; i < actions.size(); ++i) {
        Step step;
        step.action = actions[i];
        step.summary = actionSummary(actions[i]);
        const bool fallsThrough = i > 0 && actions[i - 1].nextId.isNull();
        if (const auto found = cases.constFind(int(i)); found != cases.cend()) {
            step.parent = found->first;
            step.label = found->second;
            step.depth = m_steps[size_t(found->first)].depth + 1;
        } else if (i > 0) {
            const Step &before = m_steps.back();
            step.parent = before.depth > 0 && !fallsThrough ? before.parent : int(i) - 1;
            step.depth = before.depth > 0 && !fallsThrough ? m_steps[size_t(before.parent)].depth : before.depth;
        }
        QStringList jumps;
        const auto nameOf = [&](const QUuid &id) {
            const auto target = at.constFind(id);
            return target == at.cend() ? tr("another step")
                                       : QStringLiteral("%1 %2").arg(*target + 1).arg(actions[size_t(*target)].type);
        };
        if (!actions[i].nextId.isNull() && at.value(actions[i].nextId, -1) != int(i) + 1)
            jumps += tr("then %1").arg(nameOf(actions[i].nextId));
        for (const auto &[id, label] : casesOf(actions[i])) {
            if (at.value(id, -1) <= int(i))
                jumps += label.isEmpty() ? tr("to %1").arg(nameOf(id)) : tr("%1: back to %2").arg(label, nameOf(id));
        }
        step.jump = jumps.join(QStringLiteral(", "));
        m_steps.push_back(std::move(step));
    }
}

void StepView::setLive(QHash<QUuid, int> live)
{
    if (m_live == live)
        return;
    m_live = std::move(live);
    update();
}

void StepView::setWalk(Walk walk)
{
    m_walk = std::move(walk);
    update();
}

QString StepView::currentJson() const
{
    return m_current < 0 ? QString() : QString::fromStdString(core::toJson(m_steps[size_t(m_current)].action).dump(2));
}

int StepView::rowHeight() const { return Theme::instance().scaled(36); }

QSize StepView::sizeHint() const { return QSize(320, 2 * topEdge + rowHeight() * std::max(1, steps())); }

QRect StepView::rowRect(int step) const { return QRect(0, topEdge + step * rowHeight(), width(), rowHeight()); }

/// The ways that are no lines of the list go through the margin.
int StepView::leftEdge() const { return m_walk.ways.empty() ? plainEdge : walkEdge; }

QRect StepView::box(int step) const
{
    const QRect row = rowRect(step);
    return QRect(leftEdge() + m_steps[size_t(step)].depth * indent, row.y() + (row.height() - boxSize) / 2, boxSize, boxSize);
}

QString StepView::timesOf(int step) const
{
    const auto stop = m_walk.stops.constFind(m_steps[size_t(step)].action.id);
    if (stop == m_walk.stops.cend())
        return {};
    const QString moment = stop->took.isEmpty() ? stop->when : tr("%1 for %2").arg(stop->when, stop->took);
    return stop->times > 1 ? tr("%1 times, last %2").arg(QString::number(stop->times), moment) : moment;
}

void StepView::paintWays(QPainter &painter) const
{
    auto others = m_walk.ways;
    for (int i = 0; i < steps(); ++i) {
        const Step &step = m_steps[size_t(i)];
        if (step.parent < 0)
            continue;
        const bool walked = others.erase({m_steps[size_t(step.parent)].action.id, step.action.id}) > 0;
        painter.setPen(walked ? QPen(color(Token::Accent), 2.5) : QPen(color(Token::LineStrong), 1.5));
        const QRect from = box(step.parent), to = box(i);
        const int x = from.center().x();
        if (step.depth > m_steps[size_t(step.parent)].depth) {
            painter.drawLine(x, from.bottom() + 1, x, to.center().y());
            painter.drawLine(x, to.center().y(), to.left(), to.center().y());
        } else {
            painter.drawLine(x, from.bottom() + 1, x, to.top());
        }
    }
    QHash<QUuid, int> at;
    for (int i = 0; i < steps(); ++i)
        at.insert(m_steps[size_t(i)].action.id, i);
    for (const auto &[source, target] : others) {
        const int from = at.value(source, -1), to = at.value(target, -1);
        if (from < 0 || to < 0)
            continue;
        const QPointF start(box(from).left(), box(from).center().y() + 4), end(box(to).left() - 1, box(to).center().y() - 4);
        painter.setPen(QPen(color(Token::Accent), 2.5, to <= from ? Qt::DashLine : Qt::SolidLine));
        QPainterPath way(start);
        way.cubicTo(QPointF(wayMargin, start.y()), QPointF(wayMargin, end.y()), end);
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(way);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Token::Accent));
        painter.drawPolygon(QPolygonF{end, end + QPointF(-7, -4), end + QPointF(-7, 4)});
    }
}

void StepView::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintWays(painter);
    for (int i = 0; i < steps(); ++i) {
        if (rowRect(i).intersects(event->rect()))
            paintStep(painter, i);
    }
}

void StepView::paintStep(QPainter &painter, int number) const
{
    const Theme &theme = Theme::instance();
    const QFontMetrics body(theme.font(Type::Body)), strong(theme.font(Type::Strong)), badge(theme.font(Type::MonoAxis));
    const QRect row = rowRect(number), square = box(number);
    const Step &step = m_steps[size_t(number)];
    const int live = m_live.value(step.action.id);
    const bool ran = m_walk.stops.contains(step.action.id), isHere = !m_walk.at.isNull() && m_walk.at == step.action.id;
    const bool lit = live || isHere;
    if (number == m_current) {
        painter.fillRect(QRect(square.right() + 6, row.y() + 3, width(), row.height() - 6),
                         color(hasFocus() ? Token::AccentWash : Token::SelInactive));
        painter.fillRect(QRect(0, row.y() + 3, 3, row.height() - 6), color(Token::Accent));
    }
    painter.setPen(lit   ? QPen(color(Token::Progressing), 2)
                   : ran ? QPen(color(Token::Accent), 1.4)
                         : QPen(color(Token::LineStrong), 1));
    painter.setBrush(color(Token::Raised));
    painter.drawRoundedRect(QRectF(square).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
    const QPixmap picture = IconCache::instance().pixmap(actionIcon(step.action.type), 16,
                                                         color(lit ? Token::Progressing : Token::Text), devicePixelRatioF());
    painter.drawPixmap(square.x() + 4, square.y() + 4, picture);
    int x = square.right() + 12, right = width() - 8;
    if (const QString times = timesOf(number); !times.isEmpty()) {
        painter.setFont(theme.font(Type::MonoAxis));
        painter.setPen(color(isHere ? Token::Progressing : Token::Text2));
        painter.drawText(QRect(x, row.y(), right - x, row.height()), Qt::AlignVCenter | Qt::AlignRight, times);
        right -= badge.horizontalAdvance(times) + 10;
    }
    const auto put = [&](const QString &text, const QFont &font, const QFontMetrics &metrics, Token token) {
        const QString shown = metrics.elidedText(text, Qt::ElideRight, right - x - 6);
        painter.setFont(font);
        painter.setPen(color(token));
        painter.drawText(QRect(x, row.y(), right - x, row.height()), Qt::AlignVCenter | Qt::AlignLeft, shown);
        x += metrics.horizontalAdvance(shown) + 8;
    };
    put(QString::number(number + 1), theme.font(Type::MonoAxis), badge, Token::Text3);
    put(step.action.type, theme.font(Type::Strong), strong, lit ? Token::Progressing : Token::Text);
    if (!step.label.isEmpty()) {
        const QRect key(x, row.center().y() - 8, badge.horizontalAdvance(step.label) + 10, 17);
        painter.setPen(color(Token::LineStrong));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(key).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        painter.setFont(theme.font(Type::MonoAxis));
        painter.setPen(color(Token::Text2));
        painter.drawText(key, Qt::AlignCenter, step.label);
        x += key.width() + 8;
    }
    if (live) {
        const QString count = tr("%Ln call(s)", nullptr, live);
        const QRect pill(x, row.center().y() - 9, badge.horizontalAdvance(count) + 14, 19);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Token::Progressing));
        painter.drawRoundedRect(pill, 9, 9);
        painter.setPen(color(Token::Base));
        painter.setFont(theme.font(Type::MonoAxis));
        painter.drawText(pill, Qt::AlignCenter, count);
        x += pill.width() + 8;
    }
    put(step.summary, theme.font(Type::Body), body, Token::Text2);
    if (!step.jump.isEmpty())
        put(step.jump, theme.font(Type::Body), body, Token::Text3);
}

void StepView::mousePressEvent(QMouseEvent *event)
{
    const int step = (event->pos().y() - topEdge) / rowHeight();
    setCurrent(event->pos().y() >= topEdge && step < steps() ? step : -1);
}

void StepView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Down: setCurrent(std::min(m_current + 1, steps() - 1)); return;
    case Qt::Key_Up: setCurrent(std::max(m_current - 1, 0)); return;
    case Qt::Key_Home: setCurrent(0); return;
    case Qt::Key_End: setCurrent(steps() - 1); return;
    default: break;
    }
    if (event->matches(QKeySequence::Copy) && m_current >= 0)
        QApplication::clipboard()->setText(currentJson());
    else
        QWidget::keyPressEvent(event);
}

bool StepView::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int step = (help->pos().y() - topEdge) / rowHeight();
    if (step >= 0 && step < steps())
        QToolTip::showText(help->globalPos(),
                           QStringList{m_steps[size_t(step)].action.type, m_steps[size_t(step)].summary,
                                       m_steps[size_t(step)].jump, timesOf(step)}
                               .join(QLatin1Char('\n'))
                               .trimmed(),
                           this);
    return true;
}

void StepView::setCurrent(int step)
{
    if (step >= steps() || std::exchange(m_current, step) == step)
        return;
    update();
    if (step >= 0)
        setAccessibleDescription(
            tr("Step %1: %2 %3").arg(step + 1).arg(m_steps[size_t(step)].action.type, m_steps[size_t(step)].summary));
    Q_EMIT currentChanged();
}

} // namespace ui
