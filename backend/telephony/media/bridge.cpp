// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/bridge.h"

#include "telephony/media/g711.h"

namespace telephony::media {

std::span<const uint8_t> SharedFrame::payload(Codec codec)
{
    auto &payload = m_payloads[size_t(codec)];
    if (const unsigned bit = 1U << unsigned(codec); (m_encoded & bit) == 0) {
        encode(codec, samples, payload);
        m_encoded |= bit;
    }
    return payload;
}

void Bridge::setMusic(Samples &music)
{
    m_music.samples.swap(music);
    m_music.at = 0;
}

void Bridge::finishAll(Outbox &out)
{
    player.finishAll(out);
    recorders.endAll(out);
}

void Bridge::begin()
{
    m_sum.fill(0);
    m_before = std::exchange(m_members, 0);
    m_common.begin();
}

void Bridge::add(const Frame &voice)
{
    for (size_t i = 0; i < frameSamples; ++i)
        m_sum[i] += voice[i];
}

void Bridge::finish(Outbox &out)
{
    Frame played{};
    if (recorders.beepInto(played) || player.fill(played, out)) {
        add(played);
    } else if (m_music.samples) {
        m_music.fill(played);
        add(played);
    }
    for (size_t i = 0; i < frameSamples; ++i)
        m_common.samples[i] = saturate(m_sum[i]);
    recorders.take(m_common.samples, out);
}

void Bridge::withoutOwn(const Frame &own, Frame &to) const
{
    for (size_t i = 0; i < frameSamples; ++i)
        to[i] = saturate(m_sum[i] - own[i]);
}

} // namespace telephony::media
