// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calldetail/qualityplots.h"

#include "ui/common/formats.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui {
namespace {
constexpr int gap = 12, titleHeight = 28, axisWidth = 34, footHeight = 18;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

QString withMinus(double value, int decimals)
{
    return QString::number(value, 'f', decimals).replace(QLatin1Char('-'), QChar(0x2212));
}

/// Of what has come from the phone.
template <double ChannelQuality::*Member> double received(const ChannelQuality &one) { return one.mos > 0 ? one.*Member : none; }
} // namespace

QualityPlots::QualityPlots(const QualityHistory &history, QWidget *parent) : QWidget(parent), m_history(history)
{
    setLayoutDirection(Qt::LeftToRight);
    setAccessibleName(tr("Media quality"));
    connect(&history, &QualityHistory::changed, this, [this] {
        if (isVisible())
            update();
    });
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void QualityPlots::setChannel(const QString &channel, core::Nanos begun)
{
    m_channel = channel;
    m_begun = begun;
    update();
}

void QualityPlots::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Token::Base));
    if (m_history.samples(m_channel).empty()) {
        painter.setPen(color(Token::Text3));
        painter.setFont(Theme::instance().font(Type::Body));
        painter.drawText(rect().adjusted(20, 0, -20, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("No media measured. Sound is measured while a call is in progress and this window shows calls."));
        return;
    }
    const auto all = plots();
    const int columns = width() > 900 ? 4 : 2, lines = int(all.size()) / columns;
    const int wide = width() / columns, high = height() / lines;
    for (int i = 0; i < int(all.size()); ++i)
        paintPlot(painter, QRect(i % columns * wide, i / columns * high, wide, high).adjusted(gap, 6, -gap, -4), all[size_t(i)]);
}

std::array<QualityPlots::Plot, 4> QualityPlots::plots()
{
    return {{
        {tr("Jitter"), tr("ms"), 20, 0, 15, &received<&ChannelQuality::jitterMs>, nullptr, 1},
        {tr("Loss"), tr("%"), 4, 0, 2, &received<&ChannelQuality::lossPercent>, nullptr, 1},
        {tr("MOS estimate"), {}, 5, 1, 3.6, &received<&ChannelQuality::mos>, nullptr, 2, {}, true},
        {tr("Level in"), tr("dB"), 0, -60, none, [](const ChannelQuality &q) { return double(q.levelIn); },
         [](const ChannelQuality &q) { return double(q.levelOut); }, 0, tr("out")},
    }};
}

QStringList QualityPlots::figures() const
{
    QStringList all;
    for (const Plot &one : plots())
        all += bothOf(one);
    return all;
}

QString QualityPlots::written(const Plot &plot, double value)
{
    return std::isnan(value) ? format::none() : plot.second ? format::decibel(value) : withMinus(value, plot.decimals);
}

QString QualityPlots::nowOf(const Plot &plot) const
{
    const ChannelQuality &quality = m_history.samples(m_channel).back().quality;
    const double now = plot.value(quality);
    if (plot.second)
        return tr("in %1, out %2 %3").arg(written(plot, now), written(plot, plot.second(quality)), plot.unit);
    return written(plot, now) + (plot.unit.isEmpty() || std::isnan(now) ? QString() : QLatin1Char(' ') + plot.unit);
}

/// With the mean of the times at which something could be measured; of two lines the mean of one says little.
QString QualityPlots::bothOf(const Plot &plot) const
{
    if (plot.second)
        return nowOf(plot);
    double sum = 0;
    int count = 0;
    for (const QualitySample &one : m_history.samples(m_channel)) {
        const double value = plot.value(one.quality);
        sum += std::isnan(value) ? 0 : value;
        count += !std::isnan(value);
    }
    return tr("%1, mean %2").arg(nowOf(plot), written(plot, count > 0 ? sum / count : none));
}

void QualityPlots::paintPlot(QPainter &painter, const QRect &area, const Plot &plot) const
{
    const auto &samples = m_history.samples(m_channel);
    double top = plot.top;
    for (const QualitySample &one : samples)
        top = std::fmax(top, plot.value(one.quality)); // which is a number though that be none
    Plot scaled = plot;
    scaled.top = top;
    const int named = paintName(painter, QRect(area.x(), area.y(), area.width(), titleHeight), plot);
    const QString now = nowOf(plot), both = bothOf(plot);
    painter.setFont(Theme::instance().font(Type::Mono));
    painter.setPen(color(Token::Text2));
    const QRect rest(area.x() + named + gap, area.y(), area.width() - named - gap, titleHeight);
    const bool fits = painter.fontMetrics().horizontalAdvance(both) <= rest.width();
    painter.drawText(rest, Qt::AlignVCenter | Qt::AlignRight, fits ? both : now);
    const QRect graph = area.adjusted(axisWidth, titleHeight, 0, -footHeight);
    if (graph.height() < 20)
        return;
    painter.setFont(Theme::instance().font(Type::MonoAxis));
    for (int i = 0; i <= 2; ++i) {
        const int y = graph.bottom() - graph.height() * i / 2;
        painter.setPen(color(Token::Line));
        painter.drawLine(graph.left(), y, graph.right(), y);
        painter.setPen(color(Token::Text3));
        painter.drawText(QRect(area.x(), y - 8, axisWidth - 6, 16), Qt::AlignRight | Qt::AlignVCenter,
                         withMinus(plot.bottom + (top - plot.bottom) * i / 2, top - plot.bottom < 5 ? 1 : 0));
    }
    paintTimes(painter, QRect(graph.x(), graph.bottom() + 2, graph.width(), footHeight));
    if (!std::isnan(plot.limit)) {
        const int y = graph.bottom() - int((plot.limit - plot.bottom) / (top - plot.bottom) * graph.height());
        painter.setPen(QPen(color(Token::Warn), 1, Qt::DashLine));
        painter.drawLine(graph.left(), y, graph.right(), y);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    paintLine(painter, graph, scaled, plot.value, Token::Accent);
    if (plot.second)
        paintLine(painter, graph, scaled, plot.second, Token::Progressing);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

/// Since the call began: of a long one only its last minutes are there.
void QualityPlots::paintTimes(QPainter &painter, const QRect &area) const
{
    const auto &samples = m_history.samples(m_channel);
    const auto since = [this](core::Nanos at) {
        return format::shortDuration(std::chrono::duration_cast<core::Millis>(std::max(core::Nanos(0), at - m_begun)));
    };
    painter.setPen(color(Token::Text3));
    painter.drawText(area, Qt::AlignLeft, since(samples.front().at));
    painter.drawText(area, Qt::AlignRight, since(samples.back().at));
}

/// In the colours of the lines where there are two. @return its width
int QualityPlots::paintName(QPainter &painter, const QRect &area, const Plot &plot)
{
    painter.setFont(Theme::instance().font(Type::Strong));
    painter.setPen(color(plot.second ? Token::Accent : Token::Text));
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft, plot.name);
    int width = painter.fontMetrics().horizontalAdvance(plot.name);
    if (plot.second) {
        painter.setPen(color(Token::Progressing));
        painter.drawText(area.adjusted(width + 6, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, plot.secondName);
        width += 6 + painter.fontMetrics().horizontalAdvance(plot.secondName);
    }
    return width;
}

/// The worst of what falls into one pixel: of a long call it is what matters, and lines stay lines. Where nothing could be
/// measured there is none.
void QualityPlots::paintLine(QPainter &painter, const QRect &area, const Plot &plot, double (*value)(const ChannelQuality &),
                             Token token) const
{
    const auto &samples = m_history.samples(m_channel);
    const double span = std::max(1.0, double((samples.back().at - samples.front().at).count()));
    painter.setPen(QPen(color(token), 1.5));
    QPolygonF line;
    int pixel = -1;
    for (const QualitySample &one : samples) {
        if (std::isnan(value(one.quality))) {
            painter.drawPolyline(std::exchange(line, {}));
            pixel = -1;
            continue;
        }
        const double x = area.left() + double((one.at - samples.front().at).count()) / span * area.width();
        const double part = std::clamp((value(one.quality) - plot.bottom) / (plot.top - plot.bottom), 0.0, 1.0);
        const double y = area.bottom() - part * area.height();
        if (std::exchange(pixel, int(x)) == int(x))
            line.last().setY(plot.isLowWorse ? std::max(line.last().y(), y) : std::min(line.last().y(), y));
        else
            line += QPointF(x, y);
    }
    painter.drawPolyline(line);
}

} // namespace ui
