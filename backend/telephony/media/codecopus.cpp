// SPDX-License-Identifier: GPL-3.0-or-later
// Opus by libopus (RFC 6716, RFC 7587): narrowband speech with in-band FEC out, whatever the peer sends in.
#include "telephony/media/codecmakers.h"
#include "telephony/media/samples.h"

#include <opus/opus.h>

#include <algorithm>

namespace telephony::media {
namespace {
constexpr int opusBitrate = 24'000, lowestOpusBitrate = 6000;
constexpr int opusComplexity = 4;    ///< half the cost of 10 and, at 8 kHz, hardly another sound
constexpr int opusExpectedLoss = 10; ///< percent; without a loss in view the encoder adds no FEC

struct FreeOpus
{
    void operator()(OpusEncoder *state) const { opus_encoder_destroy(state); }
    void operator()(OpusDecoder *state) const { opus_decoder_destroy(state); }
};

class Opus : public Transcoder
{
public:
    explicit Opus(const CodecSetup &setup)
        : m_encoder(opus_encoder_create(sampleRate, 1, OPUS_APPLICATION_VOIP, nullptr)),
          m_decoder(opus_decoder_create(sampleRate, 1, nullptr))
    {
        if (!m_encoder)
            return;
        const int most = setup.bitrate > 0 ? std::max(setup.bitrate, lowestOpusBitrate) : opusBitrate;
        opus_encoder_ctl(m_encoder.get(), OPUS_SET_BITRATE(std::min(most, opusBitrate)));
        opus_encoder_ctl(m_encoder.get(), OPUS_SET_COMPLEXITY(opusComplexity));
        opus_encoder_ctl(m_encoder.get(), OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE));
        opus_encoder_ctl(m_encoder.get(), OPUS_SET_INBAND_FEC(1));
        opus_encoder_ctl(m_encoder.get(), OPUS_SET_PACKET_LOSS_PERC(opusExpectedLoss));
        opus_encoder_ctl(m_encoder.get(), OPUS_SET_DTX(0));
        opus_encoder_ctl(m_encoder.get(), OPUS_SET_VBR(setup.constantBitrate ? 0 : 1));
    }
    bool isComplete() const { return m_encoder && m_decoder; }
    bool remembers() const override { return true; }

    size_t decode(std::span<const uint8_t> payload, std::span<int16_t> to) override
    {
        const int expected = samplesOf(payload);
        return expected > 0 && size_t(expected) <= to.size() ? run(payload, to, false) : 0;
    }
    size_t encode(std::span<const int16_t> from, std::span<uint8_t> to) override
    {
        const int bytes =
            opus_encode(m_encoder.get(), from.data(), int(from.size()), to.data(), opus_int32(std::min(to.size(), maxPayload)));
        return bytes > 0 ? size_t(bytes) : 0;
    }
    bool recover(std::span<const uint8_t> next, std::span<int16_t> to) override
    {
        return samplesOf(next) > 0 && run(next, to, true) == to.size();
    }
    bool conceal(std::span<int16_t> to) override { return run({}, to, false) == to.size(); }

private:
    static int samplesOf(std::span<const uint8_t> payload)
    {
        return payload.empty() || payload.size() > maxPayload
                   ? 0
                   : opus_packet_get_nb_samples(payload.data(), opus_int32(payload.size()), sampleRate);
    }
    size_t run(std::span<const uint8_t> payload, std::span<int16_t> to, bool fec)
    {
        const int count = opus_decode(m_decoder.get(), payload.empty() ? nullptr : payload.data(), opus_int32(payload.size()),
                                      to.data(), int(to.size()), fec ? 1 : 0);
        return count > 0 ? size_t(count) : 0;
    }

    std::unique_ptr<OpusEncoder, FreeOpus> m_encoder;
    std::unique_ptr<OpusDecoder, FreeOpus> m_decoder;
};
} // namespace

std::unique_ptr<Transcoder> makeOpus(const CodecSetup &setup)
{
    auto made = std::make_unique<Opus>(setup);
    return made->isComplete() ? std::move(made) : nullptr;
}

} // namespace telephony::media
