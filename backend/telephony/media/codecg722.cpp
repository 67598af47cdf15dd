// SPDX-License-Identifier: GPL-3.0-or-later
// G.722 at 64 kbit/s by spandsp, which codes and decodes the lower sub-band alone when the sound has 8 kHz.
#include "telephony/media/codecmakers.h"
#include "telephony/media/spandsp.h"

namespace telephony::media {
namespace {
constexpr int g722Rate = 64'000;

struct FreeG722
{
    void operator()(g722_encode_state_t *state) const { g722_encode_free(state); }
    void operator()(g722_decode_state_t *state) const { g722_decode_free(state); }
};

class G722 : public Transcoder
{
public:
    bool isComplete() const { return m_encoder && m_decoder; }
    bool remembers() const override { return true; }
    size_t decode(std::span<const uint8_t> payload, std::span<int16_t> to) override
    {
        if (payload.size() > to.size()) // a byte is a sample
            return 0;
        return size_t(g722_decode(m_decoder.get(), to.data(), payload.data(), int(payload.size())));
    }
    size_t encode(std::span<const int16_t> from, std::span<uint8_t> to) override
    {
        if (from.size() > to.size())
            return 0;
        return size_t(g722_encode(m_encoder.get(), to.data(), from.data(), int(from.size())));
    }

private:
    std::unique_ptr<g722_encode_state_t, FreeG722> m_encoder{g722_encode_init(nullptr, g722Rate, G722_SAMPLE_RATE_8000)};
    std::unique_ptr<g722_decode_state_t, FreeG722> m_decoder{g722_decode_init(nullptr, g722Rate, G722_SAMPLE_RATE_8000)};
};
} // namespace

std::unique_ptr<Transcoder> makeG722()
{
    auto made = std::make_unique<G722>();
    return made->isComplete() ? std::move(made) : nullptr;
}

} // namespace telephony::media
