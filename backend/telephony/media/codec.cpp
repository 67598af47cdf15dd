// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/codec.h"

#include "telephony/media/codecmakers.h"
#include "telephony/media/g711.h"

#include <algorithm>
#include <array>

namespace telephony::media {
namespace {
constexpr std::array codecTable{
    CodecFacts{Codec::Pcmu, "PCMU", "ulaw", 8000, 1, 0}, CodecFacts{Codec::Pcma, "PCMA", "alaw", 8000, 1, 8},
    CodecFacts{Codec::G722, "G722", "g722", 8000, 1, 9}, CodecFacts{Codec::Opus, "OPUS", "opus", 48'000, 2, 107},
    CodecFacts{Codec::L16, "L16", "slin", 8000, 1, 118}, CodecFacts{Codec::L16Wide, "L16", "slin16", 16'000, 1, 119},
    CodecFacts{Codec::Slin, "", "", 8000, 1, 118},       CodecFacts{Codec::SlinWide, "", "", 16'000, 1, 119},
    CodecFacts{Codec::Slin12, "", "", 12'000, 1, 119},   CodecFacts{Codec::Slin24, "", "", 24'000, 1, 119},
    CodecFacts{Codec::Slin48, "", "", 48'000, 1, 119},
};

class G711 : public Transcoder
{
public:
    explicit G711(Codec codec) : m_codec(codec) {}
    size_t decode(std::span<const uint8_t> payload, std::span<int16_t> to) override
    {
        if (payload.size() > to.size())
            return 0;
        media::decode(m_codec, payload, to);
        return payload.size();
    }
    size_t encode(std::span<const int16_t> from, std::span<uint8_t> to) override
    {
        media::encode(m_codec, from, to);
        return std::min(from.size(), to.size());
    }

private:
    const Codec m_codec;
};
} // namespace

const CodecFacts &factsOf(Codec codec) { return codecTable[size_t(codec)]; }

std::optional<Codec> codecOf(std::string_view encoding, int clockRate, int channels)
{
    for (const CodecFacts &facts : codecTable) {
        if (!encoding.empty() && encoding == facts.encoding && clockRate == facts.clockRate && channels == facts.channels)
            return facts.codec;
    }
    return {};
}

std::optional<Codec> codecOfFormat(std::string_view format)
{
    for (const CodecFacts &facts : codecTable) {
        if (!format.empty() && format == facts.format)
            return facts.codec;
    }
    return {};
}

int packetMs(Codec codec, int ptimeMs)
{
    const bool wide = codec == Codec::L16Wide || codec == Codec::SlinWide;
    const int whole = std::clamp(ptimeMs, 10, wide ? 40 : 60) / 10 * 10;
    if (codec != Codec::Opus)
        return whole;
    return whole == 30 ? 20 : whole == 50 ? 40 : whole; // RFC 6716 §2.1.4
}

std::unique_ptr<Transcoder> makeTranscoder(const CodecSetup &setup)
{
    switch (setup.codec) {
    case Codec::Pcmu:
    case Codec::Pcma: return std::make_unique<G711>(setup.codec);
    case Codec::G722: return makeG722();
    case Codec::Opus: return makeOpus(setup);
    case Codec::L16: return makeLinear(false, true);
    case Codec::L16Wide: return makeLinear(true, true);
    case Codec::Slin: return makeLinear(false, false);
    case Codec::SlinWide: return makeLinear(true, false);
    case Codec::Slin12:
    case Codec::Slin24:
    case Codec::Slin48: return makeResampled(factsOf(setup.codec).clockRate);
    }
    return {};
}

} // namespace telephony::media
