// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calldetail/qualityhistory.h"

namespace ui {
namespace {
constexpr core::Millis sampleEvery{450};
}

QualityHistory::QualityHistory(Host &host, QObject *parent) : QObject(parent), m_host(host)
{
    connect(&host, &Host::quality, this, &QualityHistory::take);
    connect(&host, &Host::levels, this, [this](const QHash<QString, QPointF> &channels) {
        if (const auto own = channels.constFind(m_watched); own != channels.cend())
            takeLevel(*own);
    });
}

void QualityHistory::watch(const QString &channel)
{
    if (std::exchange(m_watched, channel) == channel)
        return;
    m_levels.clear();
    for (const QualitySample &one : samples(channel))
        m_levels.emplace_back(one.at, QPointF(double(one.quality.levelIn), double(one.quality.levelOut)));
}

void QualityHistory::takeLevel(const QPointF &level)
{
    m_levels.emplace_back(m_host.clock().now(), level);
    if (m_levels.size() > levelsKept)
        m_levels.pop_front();
}

const std::deque<QualitySample> &QualityHistory::samples(const QString &channel) const
{
    static const std::deque<QualitySample> none;
    const auto found = m_samples.constFind(channel);
    return found == m_samples.cend() ? none : *found;
}

void QualityHistory::take(const QHash<QString, ChannelQuality> &all)
{
    const core::Nanos now = m_host.clock().now();
    if (const auto own = all.constFind(m_watched); own != all.cend())
        takeLevel(QPointF(double(own->levelIn), double(own->levelOut)));
    const auto keep = [&](const QString &channel, const ChannelQuality &quality) {
        auto &samples = m_samples[channel];
        if (!samples.empty() && now - samples.back().at < sampleEvery)
            return;
        samples.push_back({now, quality});
        if (samples.size() > kept)
            samples.pop_front();
    };
    if (all.size() <= channels) {
        for (auto one = all.cbegin(); one != all.cend(); ++one)
            keep(one.key(), *one);
    } else if (const auto watched = all.constFind(m_watched); watched != all.cend()) {
        keep(m_watched, *watched);
    }
    while (m_samples.size() > channels) {
        auto oldest = m_samples.begin();
        for (auto one = m_samples.begin(); one != m_samples.end(); ++one) {
            if (one.key() != m_watched && (oldest.key() == m_watched || one->back().at < oldest->back().at))
                oldest = one;
        }
        m_samples.erase(oldest);
    }
    Q_EMIT changed();
}

} // namespace ui
