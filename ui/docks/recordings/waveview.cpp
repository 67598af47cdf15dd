// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/recordings/waveview.h"

#include "ui/common/formats.h"
#include "ui/common/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cstdlib>

namespace ui {
namespace {
constexpr size_t waveParts = 2000;
constexpr int axisHigh = 18, markHigh = 14, markReach = 8; ///< px
constexpr int speechHeight = 600;                          ///< about −35 dB
constexpr double pauseSeconds = 0.8;
constexpr int leastBetweenTimes = 90; ///< px

/// The next of the usual steps in seconds.
int axisStep(double least)
{
    for (const int step : {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800}) {
        if (step >= least)
            return step;
    }
    return 3600;
}
} // namespace

WaveView::WaveView(QWidget *parent) : QWidget(parent)
{
    setLayoutDirection(Qt::LeftToRight);
    setAccessibleName(tr("Waveform"));
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

std::vector<float> WaveView::peaksOf(const std::vector<int16_t> &side)
{
    std::vector<float> peaks(side.empty() ? 0 : waveParts);
    for (size_t i = 0; i < peaks.size(); ++i) {
        const size_t from = i * side.size() / waveParts, to = std::max(from + 1, (i + 1) * side.size() / waveParts);
        int peak = 0;
        for (size_t at = from; at < std::min(to, side.size()); ++at)
            peak = std::max(peak, std::abs(int(side[at])));
        peaks[i] = float(peak) / 32'768.0F;
    }
    return peaks;
}

void WaveView::findEvents(const std::vector<int16_t> &side, int rate)
{
    const auto pause = size_t(pauseSeconds * rate), step = size_t(rate / 50);
    size_t quiet = pause;
    for (size_t at = 0; at + step <= side.size(); at += step) {
        int peak = 0;
        for (size_t i = at; i < at + step; ++i)
            peak = std::max(peak, std::abs(int(side[i])));
        if (peak < speechHeight) {
            quiet += step;
            continue;
        }
        if (quiet >= pause)
            m_events.push_back(at);
        quiet = 0;
    }
}

/// Two sides that begin at once are one event.
void WaveView::findEvents(const SoundClip &clip)
{
    m_events.clear();
    findEvents(clip.left, clip.rate);
    findEvents(clip.right, clip.rate);
    std::sort(m_events.begin(), m_events.end());
    const auto near = size_t(clip.rate / 4);
    const auto isNear = [near](size_t one, size_t other) { return other - one < near; };
    m_events.erase(std::unique(m_events.begin(), m_events.end(), isNear), m_events.end());
}

/// A click on a mark goes to where its speech starts.
double WaveView::frameAt(const QPointF &position) const
{
    const double there = position.x() / std::max(1, width()) * double(m_frames);
    const double reach = double(m_frames) * markReach / std::max(1, width());
    if (position.y() < height() - markHigh)
        return there;
    for (const size_t at : m_events) {
        if (std::abs(double(at) - there) <= reach)
            return double(at);
    }
    return there;
}

void WaveView::setClip(const SoundClip &clip)
{
    m_left = peaksOf(clip.left);
    m_right = peaksOf(clip.right);
    m_frames = clip.frames();
    m_rate = clip.rate;
    m_position = 0;
    findEvents(clip);
    update();
}

void WaveView::setPosition(double frame)
{
    m_position = frame;
    update();
}

void WaveView::mousePressEvent(QMouseEvent *event)
{
    if (m_frames > 0)
        Q_EMIT sought(frameAt(event->position()));
}

void WaveView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Token::Base));
    if (m_frames == 0)
        return;
    painter.setFont(Theme::instance().font(Type::MonoAxis));
    painter.setPen(color(Token::Text3));
    const double seconds = double(m_frames) / m_rate;
    const int step = axisStep(seconds * leastBetweenTimes / std::max(1, width()));
    for (int at = 0; at < seconds; at += step) {
        const int x = int(width() * at / seconds);
        const QString label = format::shortDuration(core::Millis(at * 1000));
        if (x + painter.fontMetrics().horizontalAdvance(label) <= width())
            painter.drawText(QRect(x, 0, leastBetweenTimes, axisHigh), Qt::AlignVCenter | Qt::AlignLeft, label);
    }
    const QRect body(0, axisHigh, width(), height() - axisHigh - markHigh);
    if (m_right.empty()) {
        paintSide(painter, body, m_left, tr("Both"));
    } else {
        paintSide(painter, QRect(0, body.y(), width(), body.height() / 2 - 2), m_left, tr("Left: in"));
        paintSide(painter, QRect(0, body.y() + body.height() / 2 + 2, width(), body.height() / 2 - 2), m_right, tr("Right: out"));
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(Token::Text3));
    for (const size_t at : m_events) {
        const double x = std::clamp(double(at) / double(m_frames) * width(), 4.0, width() - 4.0), y = height() - markHigh + 2;
        painter.drawPolygon(QPolygonF{{x, y}, {x + 4, y + 8}, {x - 4, y + 8}});
    }
    const int head = int(m_position / double(m_frames) * width());
    painter.fillRect(QRect(head, axisHigh, 2, height() - axisHigh), color(Token::Failed));
}

void WaveView::paintSide(QPainter &painter, const QRect &area, const std::vector<float> &peaks, const QString &name) const
{
    painter.fillRect(area, color(Token::Alt));
    const double played = m_position / double(m_frames);
    for (int x = 0; x < area.width(); x += 2) {
        const auto from = size_t(x) * peaks.size() / size_t(area.width()),
                   to = size_t(x + 2) * peaks.size() / size_t(area.width());
        float peak = 0;
        for (size_t i = from; i < std::max(from + 1, to) && i < peaks.size(); ++i)
            peak = std::max(peak, peaks[i]);
        const int half = std::max(1, int(peak * float(area.height()) / 2));
        painter.fillRect(x, area.center().y() - half, 1, 2 * half,
                         color(double(x) / area.width() < played ? Token::Accent : Token::LineStrong));
    }
    painter.setPen(color(Token::Text3));
    painter.setFont(Theme::instance().font(Type::Badge));
    const QRect label(area.topLeft() + QPoint(2, 2), painter.fontMetrics().size(0, name) + QSize(8, 2));
    painter.fillRect(label, color(Token::Alt)); // read over loud sound, too
    painter.drawText(label, Qt::AlignCenter, name);
}

} // namespace ui
