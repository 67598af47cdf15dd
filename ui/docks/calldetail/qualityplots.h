// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/theme.h"
#include "ui/docks/calldetail/qualityhistory.h"

#include <QWidget>

#include <array>

namespace ui {

/// Jitter, loss, MOS estimate and levels of one channel over time; the limit from which they are poor is dashed.
class QualityPlots : public QWidget
{
    Q_OBJECT

public:
    explicit QualityPlots(const QualityHistory &history, QWidget *parent = nullptr);
    /// @param begun  of the call, monotonic: times on the axis count from there
    void setChannel(const QString &channel, core::Nanos begun);
    /// What is written above each plot. Something must have been measured.
    QStringList figures() const;
    QSize minimumSizeHint() const override { return {260, 150}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Plot
    {
        QString name, unit;
        double top, bottom, limit;                ///< limit: not a number for none
        double (*value)(const ChannelQuality &);  ///< not a number: nothing could be measured
        double (*second)(const ChannelQuality &); ///< a second line, may be null
        int decimals;
        QString secondName = {};
        bool isLowWorse = false;
    };
    static std::array<Plot, 4> plots();
    static QString written(const Plot &plot, double value);
    QString nowOf(const Plot &plot) const;
    QString bothOf(const Plot &plot) const;
    void paintPlot(QPainter &painter, const QRect &area, const Plot &plot) const;
    static int paintName(QPainter &painter, const QRect &area, const Plot &plot);
    void paintLine(QPainter &painter, const QRect &area, const Plot &plot, double (*value)(const ChannelQuality &),
                   Token token) const;
    void paintTimes(QPainter &painter, const QRect &area) const;

    const QualityHistory &m_history;
    QString m_channel;
    core::Nanos m_begun{0};
};

} // namespace ui
