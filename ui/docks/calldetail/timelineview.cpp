// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calldetail/timelineview.h"
#include "ui/common/theme.h"

#include "ui/common/actions.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace ui {
namespace {
using Kind = core::TimelineKind;
constexpr int axisHeight = 22, labelWidth = 70, reach = 6, markGap = 14, leastName = 28;
constexpr int strokeStep = 3;
constexpr double silence = -60; ///< dB
constexpr std::chrono::seconds longestGap{2};
constexpr double leastSpan = 0.05, largestSpan = 4 * 3600;
} // namespace

TimelineView::TimelineView(CallStory &story, const QualityHistory &quality, core::Clock &clock, QWidget *parent)
    : QWidget(parent), m_story(story), m_quality(quality), m_clock(clock)
{
    setFocusPolicy(Qt::StrongFocus);
    setLayoutDirection(Qt::LeftToRight);
    setAccessibleName(tr("Timeline of the call"));
    const auto repaint = [this] {
        stickToNow();
        update();
    };
    connect(&story, &CallStory::changed, this, repaint);
    connect(&story, &CallStory::callChanged, this, repaint);
    connect(&quality, &QualityHistory::changed, this, repaint);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void TimelineView::setSteps(std::vector<contract::Action> executed)
{
    m_steps = std::move(executed);
    update();
}

int TimelineView::laneOf(Kind kind)
{
    switch (kind) {
    case Kind::Sip: return Sip;
    case Kind::Engine: return Engine;
    case Kind::Bus: return Bus;
    case Kind::Flow: return Flow;
    default: return -1;
    }
}

QRect TimelineView::laneRect(int lane) const
{
    const int height = std::max(1, (this->height() - axisHeight) / Lanes);
    return QRect(0, axisHeight + lane * height, width(), height);
}

double TimelineView::seconds(core::Nanos at) const { return double((at - m_story.startedAt()).count()) / 1e9; }

double TimelineView::xOf(core::Nanos at) const
{
    return labelWidth + (seconds(at) - m_from) / m_span * std::max(1, width() - labelWidth);
}

double TimelineView::endSeconds() const
{
    if (m_story.entries().empty())
        return 1;
    const bool ended = m_story.call().status == contract::callstatus::hangup;
    return ended ? std::max(leastSpan, seconds(m_story.entries().back().entry.at)) : std::max(0.5, seconds(m_clock.now()));
}

void TimelineView::stickToNow()
{
    if (m_following)
        m_from = std::max(0.0, endSeconds() - m_span * 0.92);
}

void TimelineView::setFollowing(bool on)
{
    m_following = on;
    stickToNow();
    update();
    Q_EMIT followingChanged(on);
}

void TimelineView::fit()
{
    m_span = std::max(leastSpan, endSeconds() * 1.06);
    m_from = 0;
    setFollowing(false);
}

void TimelineView::zoom(double factor, double atX)
{
    const double part = std::clamp((atX - labelWidth) / std::max(1, width() - labelWidth), 0.0, 1.0);
    const double fixed = m_from + part * m_span;
    m_span = std::clamp(m_span * factor, leastSpan, largestSpan);
    m_from = std::max(0.0, fixed - part * m_span);
    stickToNow();
    update();
}

void TimelineView::wheelEvent(QWheelEvent *event)
{
    zoom(std::pow(0.8, event->angleDelta().y() / 120.0), event->position().x());
    event->accept();
}

void TimelineView::mousePressEvent(QMouseEvent *event)
{
    m_dragX = event->pos().x();
    if (const StoryEntry *hit = at(event->pos())) {
        m_current = hit->entry.sequence;
        update();
        Q_EMIT picked(m_current);
    }
}

void TimelineView::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton) || width() <= labelWidth)
        return;
    m_from = std::max(0.0, m_from - double(event->pos().x() - m_dragX) / (width() - labelWidth) * m_span);
    m_dragX = event->pos().x();
    if (m_following)
        setFollowing(false);
    update();
}

void TimelineView::keyPressEvent(QKeyEvent *event)
{
    const auto &entries = m_story.entries();
    switch (event->key()) {
    case Qt::Key_Plus: zoom(0.8, width() / 2.0); return;
    case Qt::Key_Minus: zoom(1.25, width() / 2.0); return;
    case Qt::Key_0: fit(); return;
    case Qt::Key_End: setFollowing(true); return;
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const bool forward = event->key() == Qt::Key_Right;
        const StoryEntry *next = nullptr;
        for (const StoryEntry &one : entries) {
            if (laneOf(one.entry.kind) < 0)
                continue;
            if (forward && one.entry.sequence > m_current) {
                next = &one;
                break;
            }
            if (!forward && one.entry.sequence < m_current)
                next = &one;
        }
        if (!next)
            return;
        m_current = next->entry.sequence;
        if (const double x = xOf(next->entry.at); x < labelWidth || x > width()) {
            m_from = std::max(0.0, seconds(next->entry.at) - m_span / 2);
            setFollowing(false);
        }
        update();
        Q_EMIT picked(m_current);
        return;
    }
    default: QWidget::keyPressEvent(event);
    }
}

const StoryEntry *TimelineView::at(const QPoint &point) const
{
    const StoryEntry *best = nullptr;
    double distance = reach;
    for (const StoryEntry &one : m_story.entries()) {
        const int lane = laneOf(one.entry.kind);
        if (lane < 0 || !laneRect(lane).contains(point))
            continue;
        if (const double away = std::abs(xOf(one.entry.at) - point.x()); away < distance) {
            distance = away;
            best = &one;
        }
    }
    return best;
}

bool TimelineView::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const StoryEntry *hit = at(help->pos());
    QToolTip::showText(help->globalPos(),
                       hit ? tr("%1 s: %2").arg(seconds(hit->entry.at), 0, 'f', 3).arg(hit->entry.text) : QString(), this);
    return true;
}

void TimelineView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Token::Base));
    for (int lane = 1; lane < Lanes; lane += 2)
        painter.fillRect(laneRect(lane), color(Token::Alt));
    paintAxis(painter);
    painter.setClipRect(QRect(labelWidth, axisHeight, width() - labelWidth, height() - axisHeight));
    paintLevels(painter, laneRect(RtpIn), true);
    paintLevels(painter, laneRect(RtpOut), false);
    paintSteps(painter);
    paintMarks(painter);
    painter.setClipping(false);
    const QString names[] = {tr("SIP"), tr("RTP in"), tr("RTP out"), tr("Engine"), tr("Bus"), tr("Flow")};
    painter.setFont(Theme::instance().font(Type::Body));
    painter.setPen(color(Token::Text2));
    for (int lane = 0; lane < Lanes; ++lane)
        painter.drawText(laneRect(lane).adjusted(10, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, names[lane]);
}

void TimelineView::paintAxis(QPainter &painter) const
{
    const double wanted = m_span * 90 / std::max(1, width() - labelWidth);
    const double magnitude = std::pow(10, std::floor(std::log10(wanted)));
    const double step = wanted / magnitude > 5 ? magnitude * 10 : wanted / magnitude > 2 ? magnitude * 5 : magnitude * 2;
    painter.setFont(Theme::instance().font(Type::MonoAxis));
    const double width = this->width() - labelWidth;
    for (auto i = qint64(std::ceil(m_from / step)); double(i) * step <= m_from + m_span; ++i) {
        const double at = double(i) * step;
        const int x = labelWidth + int((at - m_from) / m_span * width);
        painter.setPen(color(Token::Line));
        painter.drawLine(x, axisHeight - 4, x, height());
        painter.setPen(color(Token::Text3));
        painter.drawText(QRect(x + 3, 0, 80, axisHeight), Qt::AlignVCenter | Qt::AlignLeft,
                         QStringLiteral("%1:%2")
                             .arg(int(at) / 60)
                             .arg(std::fmod(at, 60), step < 1 ? 6 : 2, 'f', step < 1 ? 3 : 0, QLatin1Char('0')));
    }
    painter.setPen(color(Token::Line));
    painter.drawLine(0, axisHeight, this->width(), axisHeight);
}

void TimelineView::paintMarks(QPainter &painter) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(Theme::instance().font(Type::Badge));
    const QFontMetrics metrics(painter.font());
    // From the newest on: a name ends before the next mark of its lane.
    std::array<double, Lanes> next;
    next.fill(width());
    const auto &entries = m_story.entries();
    for (auto mark = entries.rbegin(); mark != entries.rend(); ++mark) {
        const StoryEntry &one = *mark;
        const int lane = laneOf(one.entry.kind);
        const double x = lane < 0 ? -1 : xOf(one.entry.at);
        if (x < labelWidth - 4 || x > width())
            continue;
        const QRect area = laneRect(lane);
        const bool isCurrent = one.entry.sequence == m_current;
        const QColor tint = color(one.failing ? Token::Failed : isCurrent ? Token::Accent : Token::Text2);
        const double y = area.center().y();
        painter.setPen(Qt::NoPen);
        painter.setBrush(tint);
        painter.drawPolygon(QPolygonF{{x, y - 4}, {x + 4, y}, {x, y + 4}, {x - 4, y}});
        const int room = int(std::exchange(next[size_t(lane)], x) - x) - markGap;
        if (room < leastName)
            continue;
        painter.setPen(tint);
        painter.drawText(QRectF(x + 8, area.y(), room, area.height()), Qt::AlignVCenter | Qt::AlignLeft,
                         metrics.elidedText(one.label, Qt::ElideRight, room));
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    const int now = int(labelWidth + (endSeconds() - m_from) / m_span * (width() - labelWidth));
    painter.setPen(color(Token::Accent));
    painter.drawLine(now, axisHeight, now, height());
}

/// A stroke each few pixels, as loud as it was there: the loudest of what was measured, or between what was measured beside.
void TimelineView::paintLevels(QPainter &painter, const QRect &lane, bool in) const
{
    const auto &levels = m_quality.levels();
    if (levels.empty())
        return;
    const auto valueOf = [in](const auto &one) { return in ? one.second.x() : one.second.y(); };
    const auto timeAt = [this](int x) {
        const double after = m_from + double(x - labelWidth) / std::max(1, width() - labelWidth) * m_span;
        return m_story.startedAt() + core::Nanos(qint64(after * 1e9));
    };
    auto next = std::lower_bound(levels.begin(), levels.end(), timeAt(labelWidth),
                                 [](const auto &one, core::Nanos at) { return one.first < at; });
    painter.setPen(color(Token::Text3));
    for (int x = labelWidth; x < width(); x += strokeStep) {
        const core::Nanos from = timeAt(x), to = timeAt(x + strokeStep);
        double loudest = silence;
        bool isMeasured = false;
        for (; next != levels.end() && next->first < to; ++next) {
            loudest = std::max(loudest, valueOf(*next));
            isMeasured = true;
        }
        if (!isMeasured) {
            if (next == levels.begin() || next == levels.end() || next->first - std::prev(next)->first > longestGap)
                continue;
            const auto before = std::prev(next);
            const double part = double((from - before->first).count()) / double((next->first - before->first).count());
            loudest = valueOf(*before) + (valueOf(*next) - valueOf(*before)) * part;
        }
        const int half = std::max(1, int((std::clamp(loudest, silence, 0.0) - silence) / -silence * (lane.height() / 2.0 - 3)));
        painter.drawLine(x, lane.center().y() - half, x, lane.center().y() + half);
    }
}

void TimelineView::paintSteps(QPainter &painter) const
{
    if (m_story.entries().empty())
        return;
    painter.setFont(Theme::instance().font(Type::Badge));
    const QFontMetrics metrics(painter.font());
    const qint64 start = m_story.wallOf(m_story.startedAt()).micros();
    const double wide = width() - labelWidth;
    const bool ended = m_story.call().status == contract::callstatus::hangup;
    for (size_t i = 0; i < m_steps.size(); ++i) {
        if (!m_steps[i].tmExecute.isSet())
            continue;
        const double from = double(m_steps[i].tmExecute.micros() - start) / 1e6;
        const auto next = std::find_if(m_steps.begin() + qsizetype(i) + 1, m_steps.end(),
                                       [](const contract::Action &one) { return one.tmExecute.isSet(); });
        const double to = next == m_steps.end() ? endSeconds() : double(next->tmExecute.micros() - start) / 1e6;
        const double x = labelWidth + (from - m_from) / m_span * wide, right = labelWidth + (to - m_from) / m_span * wide;
        if (right < labelWidth || x > width())
            continue;
        const QRectF box(x + 1, laneRect(Flow).y() + 6, std::max(2.0, right - x - 2), laneRect(Flow).height() - 12);
        painter.setPen(color(Token::LineStrong));
        painter.setBrush(color(i + 1 == m_steps.size() && !ended ? Token::AccentWash : Token::Raised));
        painter.drawRoundedRect(box, 3, 3);
        const QRectF inside = box.adjusted(6, 0, -4, 0).intersected(QRectF(labelWidth + 6, 0, wide, height()));
        painter.setPen(color(Token::Text));
        painter.drawText(inside, Qt::AlignVCenter | Qt::AlignLeft,
                         metrics.elidedText(QStringLiteral("%1 %2").arg(m_steps[i].type, actionSummary(m_steps[i])),
                                            Qt::ElideRight, int(inside.width())));
    }
}

} // namespace ui
