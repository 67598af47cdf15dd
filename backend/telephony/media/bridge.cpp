// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/bridge.h"

namespace telephony::media {

std::span<const uint8_t> SharedFrame::payload(LineCodec &codec)
{
    const auto used = std::span(m_encoded).first(m_used);
    const auto known =
        std::find_if(used.begin(), used.end(), [&codec](const Encoded &one) { return one.setup == codec.setup(); });
    if (known != used.end())
        return std::span(known->payload).first(known->size);
    if (m_used == m_encoded.size())
        return codec.encode(samples);
    Encoded &made = m_encoded[m_used++];
    const auto bytes = codec.encode(samples);
    made.setup = codec.setup();
    made.size = bytes.size();
    std::copy(bytes.begin(), bytes.end(), made.payload.begin());
    return std::span(made.payload).first(made.size);
}

void Bridge::finishAll(Outbox &out)
{
    player.finishAll(out);
    recorders.endAll(out);
}

void Bridge::begin()
{
    m_silent = true;
    m_before = std::exchange(m_members, 0);
    m_mixed = false;
}

void Bridge::add(const Frame &voice)
{
    if (std::exchange(m_silent, false)) {
        std::copy(voice.begin(), voice.end(), m_sum.begin());
        return;
    }
    for (size_t i = 0; i < frameSamples; ++i)
        m_sum[i] += voice[i];
}

void Bridge::finish(Outbox &out)
{
    if (isIdle() && !m_music.on)
        return;
    Frame played{};
    if (recorders.beepInto(played) || player.fill(played, out)) {
        add(played);
    } else if (m_music.on) {
        m_music.fill(played);
        add(played);
    }
    if (!recorders.isEmpty())
        recorders.take(common().samples, out);
}

SharedFrame &Bridge::common()
{
    if (!std::exchange(m_mixed, true)) {
        m_common.begin();
        if (m_silent)
            m_sum.fill(0);
        for (size_t i = 0; i < frameSamples; ++i)
            m_common.samples[i] = saturate(m_sum[i]);
    }
    return m_common;
}

void Bridge::withoutOwn(const Frame &own, Frame &to) const
{
    for (size_t i = 0; i < frameSamples; ++i)
        to[i] = saturate(m_sum[i] - own[i]);
}

} // namespace telephony::media
