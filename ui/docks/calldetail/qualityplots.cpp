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
constexpr double noLimit = std::numeric_limits<double>::quiet_NaN();

QString withMinus(double value, int decimals)
{
    return QString::number(value, 'f', decimals).replace(QLatin1Char('-'), QChar(0x2212));
}
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
    const Plot plots[] = {
        {tr("Jitter"), tr("ms"), 20, 0, 15, [](const ChannelQuality &q) { return q.jitterMs; }, nullptr, 1},
        {tr("Loss"), tr("%"), 4, 0, 2, [](const ChannelQuality &q) { return q.lossPercent; }, nullptr, 1},
        {tr("MOS estimate"), {}, 5, 1, 3.6, [](const ChannelQuality &q) { return q.mos; }, nullptr, 2, {}, true},
        {tr("Level in"), tr("dB"), 0, -60, noLimit, [](const ChannelQuality &q) { return double(q.levelIn); },
         [](const ChannelQuality &q) { return double(q.levelOut); }, 0, tr("out")},
    };
    const int columns = width() > 900 ? 4 : 2, lines = 4 / columns;
    const int wide = width() / columns, high = height() / lines;
    for (int i = 0; i < 4; ++i)
        paintPlot(painter, QRect(i % columns * wide, i / columns * high, wide, high).adjusted(gap, 6, -gap, -4), plots[i]);
}

void QualityPlots::paintPlot(QPainter &painter, const QRect &area, const Plot &plot) const
{
    const auto &samples = m_history.samples(m_channel);
    double top = plot.top, sum = 0;
    for (const QualitySample &one : samples) {
        top = std::max(top, plot.value(one.quality));
        sum += plot.value(one.quality);
    }
    Plot scaled = plot;
    scaled.top = top;
    const int named = paintName(painter, QRect(area.x(), area.y(), area.width(), titleHeight), plot);
    const auto number = [&](double value) { return withMinus(value, plot.decimals); };
    const QString now =
        number(plot.value(samples.back().quality)) + (plot.unit.isEmpty() ? QString() : QLatin1Char(' ') + plot.unit);
    const QString both = tr("%1, mean %2").arg(now, number(sum / double(samples.size())));
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

/// The worst of what falls into one pixel: of a long call it is what matters, and lines stay lines.
void QualityPlots::paintLine(QPainter &painter, const QRect &area, const Plot &plot, double (*value)(const ChannelQuality &),
                             Token token) const
{
    const auto &samples = m_history.samples(m_channel);
    const double span = std::max(1.0, double((samples.back().at - samples.front().at).count()));
    QPolygonF line;
    int pixel = -1;
    for (const QualitySample &one : samples) {
        const double x = area.left() + double((one.at - samples.front().at).count()) / span * area.width();
        const double part = std::clamp((value(one.quality) - plot.bottom) / (plot.top - plot.bottom), 0.0, 1.0);
        const double y = area.bottom() - part * area.height();
        if (std::exchange(pixel, int(x)) == int(x))
            line.last().setY(plot.isLowWorse ? std::max(line.last().y(), y) : std::min(line.last().y(), y));
        else
            line += QPointF(x, y);
    }
    painter.setPen(QPen(color(token), 1.5));
    painter.drawPolyline(line);
}

} // namespace ui
