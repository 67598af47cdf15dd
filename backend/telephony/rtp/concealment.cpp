// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/rtp/concealment.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace telephony::rtp {
namespace {
constexpr float fadePerSample = 1.0F / 480;
constexpr size_t steadySamples = 80; ///< before it begins to fade

int16_t mix(float a, float b, float shareOfB) { return int16_t(std::lround(a + (b - a) * shareOfB)); }

/// Of two frames; several sums side by side, which the compiler makes one of vectors.
float dot(const float *a, const float *b)
{
    std::array<float, 8> sums{};
    for (size_t i = 0; i < Concealment::frame; i += sums.size()) {
        for (size_t lane = 0; lane < sums.size(); ++lane)
            sums[lane] += a[i + lane] * b[i + lane];
    }
    return std::accumulate(sums.begin(), sums.end(), 0.0F);
}
} // namespace

Concealment::History Concealment::history() const
{
    History all;
    const auto &older = m_recent[1 - m_latest];
    const auto middle = std::copy(older.end() - longestPitch, older.end(), all.begin());
    std::copy(m_recent[m_latest].begin(), m_recent[m_latest].end(), middle);
    return all;
}

/// The lag at which the last 20 ms resemble what was before them most.
size_t Concealment::findPitch(const History &history)
{
    std::array<float, historySize> sound;
    std::copy(history.begin(), history.end(), sound.begin());
    const float *recent = sound.data() + longestPitch;
    const auto square = [&history](size_t at) { return int64_t(history[at]) * history[at]; };
    int64_t energy = 1; // of the 20 ms that are compared
    for (size_t i = 0; i < frame; ++i)
        energy += square(longestPitch - shortestPitch + i);
    size_t best = longestPitch;
    float bestScore = 0;
    for (size_t lag = shortestPitch; lag <= longestPitch; ++lag) {
        const float product = dot(recent, recent - lag);
        const float score = product <= 0 ? 0 : product * product / float(energy);
        if (score > bestScore * 1.001F) { // of equals the shortest: multiples of the pitch resemble as well
            bestScore = score;
            best = lag;
        }
        const size_t end = historySize - lag - 1; // of them, which leaves
        if (lag < longestPitch)
            energy += square(longestPitch - lag - 1) - square(end);
    }
    return best;
}

int16_t Concealment::synthesise()
{
    const float value = float(m_period[m_inPeriod]) * m_gain;
    m_inPeriod = m_inPeriod + 1 < m_pitch ? m_inPeriod + 1 : 0;
    if (++m_at > steadySamples)
        m_gain = std::max(m_gain - fadePerSample, 0.0F);
    return int16_t(value);
}

void Concealment::lost(std::span<int16_t, frame> samples)
{
    if (m_pitch == 0) {
        const History heard = history();
        m_pitch = findPitch(heard);
        m_at = m_inPeriod = 0;
        m_gain = 1;
        std::copy_n(heard.end() - std::ptrdiff_t(m_pitch), m_pitch, m_period.begin());
        // The end of the period runs over into what stood before its beginning, so that repeating it has no edge.
        const size_t blended = std::min(m_pitch / 4, overlap);
        const int16_t *before = heard.data() + historySize - m_pitch - blended;
        for (size_t i = 0; i < blended; ++i) {
            int16_t &late = m_period[m_pitch - blended + i];
            late = mix(late, before[i], float(i + 1) / float(blended));
        }
    }
    for (int16_t &sample : samples)
        sample = synthesise();
    remember(samples);
}

void Concealment::good(std::span<int16_t, frame> samples)
{
    if (m_pitch != 0) {
        for (size_t i = 0; i < overlap; ++i)
            samples[i] = mix(synthesise(), samples[i], float(i + 1) / float(overlap));
        m_pitch = 0;
    }
    remember(samples);
}

void Concealment::remember(std::span<const int16_t, frame> samples)
{
    m_latest = 1 - m_latest;
    std::copy(samples.begin(), samples.end(), m_recent[m_latest].begin());
}

} // namespace telephony::rtp
