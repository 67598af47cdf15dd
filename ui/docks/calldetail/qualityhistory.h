// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/host.h"

#include <deque>

namespace ui {

struct QualitySample
{
    core::Nanos at{0};
    ChannelQuality quality;
};

/// How channels have sounded: ten minutes of each, of the newest 64 channels. GUI thread.
class QualityHistory : public QObject
{
    Q_OBJECT

public:
    static constexpr size_t kept = 1200; ///< samples, one every half second at most
    static constexpr int channels = 64;
    static constexpr size_t levelsKept = 12'000; ///< ten minutes of twenty a second

    explicit QualityHistory(Host &host, QObject *parent = nullptr);
    /// Oldest first; empty for an unknown channel.
    const std::deque<QualitySample> &samples(const QString &channel) const;
    /// Kept even when there are more than 64.
    void watch(const QString &channel);
    /// In and out in dB of the channel that is watched, as often as somebody asks for its levels; oldest first.
    const std::deque<std::pair<core::Nanos, QPointF>> &levels() const { return m_levels; }

Q_SIGNALS:
    void changed();

private:
    void take(const QHash<QString, ChannelQuality> &all);
    void takeLevel(const QPointF &level);

    Host &m_host;
    QHash<QString, std::deque<QualitySample>> m_samples;
    QString m_watched;
    std::deque<std::pair<core::Nanos, QPointF>> m_levels;
};

} // namespace ui
