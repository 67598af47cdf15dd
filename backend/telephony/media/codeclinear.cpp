// SPDX-License-Identifier: GPL-3.0-or-later
// Linear 16-bit samples at 8, 16 and other kHz.
#include "telephony/media/codecmakers.h"
#include "telephony/media/halfband.h"

#include <speex/speex_resampler.h>

#include <algorithm>
#include <array>

namespace telephony::media {
namespace {
int16_t readLinear(const uint8_t *at, bool bigEndian) { return int16_t(bigEndian ? at[0] << 8 | at[1] : at[1] << 8 | at[0]); }

void writeLinear(uint8_t *at, int16_t sample, bool bigEndian)
{
    at[bigEndian ? 0 : 1] = uint8_t(uint16_t(sample) >> 8);
    at[bigEndian ? 1 : 0] = uint8_t(sample);
}

class Linear : public Transcoder
{
public:
    explicit Linear(bool bigEndian) : m_bigEndian(bigEndian) {}
    size_t decode(std::span<const uint8_t> payload, std::span<int16_t> to) override
    {
        const size_t count = payload.size() / 2;
        if (payload.size() % 2 != 0 || count > to.size())
            return 0;
        for (size_t i = 0; i < count; ++i)
            to[i] = readLinear(&payload[2 * i], m_bigEndian);
        return count;
    }
    size_t encode(std::span<const int16_t> from, std::span<uint8_t> to) override
    {
        if (from.size() * 2 > to.size())
            return 0;
        for (size_t i = 0; i < from.size(); ++i)
            writeLinear(&to[2 * i], from[i], m_bigEndian);
        return from.size() * 2;
    }

private:
    const bool m_bigEndian;
};

class WideLinear : public Transcoder
{
public:
    explicit WideLinear(bool bigEndian) : m_bigEndian(bigEndian) {}
    bool remembers() const override { return true; }
    size_t decode(std::span<const uint8_t> payload, std::span<int16_t> to) override
    {
        const size_t count = payload.size() / 4;
        if (payload.size() % 4 != 0 || count > to.size())
            return 0;
        for (size_t i = 0; i < count; ++i)
            to[i] = m_down.take(readLinear(&payload[4 * i], m_bigEndian), readLinear(&payload[4 * i + 2], m_bigEndian));
        return count;
    }
    size_t encode(std::span<const int16_t> from, std::span<uint8_t> to) override
    {
        if (from.size() * 4 > to.size())
            return 0;
        for (size_t i = 0; i < from.size(); ++i) {
            const auto [first, second] = m_up.take(from[i]);
            writeLinear(&to[4 * i], first, m_bigEndian);
            writeLinear(&to[4 * i + 2], second, m_bigEndian);
        }
        return from.size() * 4;
    }

private:
    const bool m_bigEndian;
    Halver m_down;
    Doubler m_up;
};

class Resampler
{
public:
    Resampler(int from, int to) : m_state(speex_resampler_init(1, spx_uint32_t(from), spx_uint32_t(to), quality, nullptr)) {}
    Resampler(const Resampler &) = delete;
    Resampler &operator=(const Resampler &) = delete;
    ~Resampler()
    {
        if (m_state)
            speex_resampler_destroy(m_state);
    }
    bool isUsable() const { return m_state != nullptr; }
    /// @returns the samples written.
    size_t run(std::span<const int16_t> from, std::span<int16_t> to)
    {
        auto in = spx_uint32_t(from.size()), out = spx_uint32_t(to.size());
        speex_resampler_process_int(m_state, 0, from.data(), &in, to.data(), &out);
        return out;
    }

private:
    static constexpr int quality = 4;
    SpeexResamplerState *const m_state;
};

class ResampledLinear : public Transcoder
{
public:
    explicit ResampledLinear(int rate) : m_rate(size_t(rate)), m_down(rate, sampleRate), m_up(sampleRate, rate) {}
    bool isUsable() const { return m_down.isUsable() && m_up.isUsable(); }
    bool remembers() const override { return true; }
    size_t decode(std::span<const uint8_t> payload, std::span<int16_t> to) override
    {
        const size_t count = payload.size() / 2;
        if (payload.size() % 2 != 0 || count > m_wide.size() || count * sampleRate > to.size() * m_rate)
            return 0;
        for (size_t i = 0; i < count; ++i)
            m_wide[i] = readLinear(&payload[2 * i], false);
        return m_down.run(std::span(m_wide).first(count), to);
    }
    size_t encode(std::span<const int16_t> from, std::span<uint8_t> to) override
    {
        const size_t most = from.size() * m_rate / sampleRate;
        if (most > m_wide.size() || most * 2 > to.size())
            return 0;
        const size_t count = m_up.run(from, std::span(m_wide).first(most));
        for (size_t i = 0; i < count; ++i)
            writeLinear(&to[2 * i], m_wide[i], false);
        return count * 2;
    }

private:
    const size_t m_rate;
    Resampler m_down, m_up;
    std::array<int16_t, 6 * maxSamples> m_wide;
};
} // namespace

std::unique_ptr<Transcoder> makeResampled(int rate)
{
    auto made = std::make_unique<ResampledLinear>(rate);
    return made->isUsable() ? std::move(made) : nullptr;
}

std::unique_ptr<Transcoder> makeLinear(bool wide, bool bigEndian)
{
    if (wide)
        return std::make_unique<WideLinear>(bigEndian);
    return std::make_unique<Linear>(bigEndian);
}

} // namespace telephony::media
