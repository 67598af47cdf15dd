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

    explicit QualityHistory(Host &host, QObject *parent = nullptr);
    /// Oldest first; empty for an unknown channel.
    const std::deque<QualitySample> &samples(const QString &channel) const;
    /// Kept even when there are more than 64.
    void watch(const QString &channel) { m_watched = channel; }

Q_SIGNALS:
    void changed();

private:
    void take(const QHash<QString, ChannelQuality> &all);

    Host &m_host;
    QHash<QString, std::deque<QualitySample>> m_samples;
    QString m_watched;
};

} // namespace ui
