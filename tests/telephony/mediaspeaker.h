// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mediapeer.h"

#include <cmath>
#include <numbers>

namespace testmedia {

/// A peer that speaks a tone through a codec, and hears.
class Speaker
{
public:
    Speaker(telephony::media::Codec codec, int payloadType)
        : m_type(payloadType), m_factor(quint32(telephony::media::factsOf(codec).clockRate / 8000))
    {
        telephony::media::CodecSetup setup;
        setup.codec = codec;
        m_codec = telephony::media::makeTranscoder(setup);
    }
    Peer peer;

    QByteArray packet()
    {
        telephony::media::Frame frame;
        for (int16_t &sample : frame)
            sample = int16_t(8000 * std::sin(2 * std::numbers::pi * 500 * m_at++ / 8000));
        std::array<uint8_t, telephony::media::Transcoder::maxPayload> bytes;
        const size_t size = m_codec->encode(frame, bytes);
        const QByteArray payload(reinterpret_cast<const char *>(bytes.data()), qsizetype(size));
        const QByteArray made = Peer::bytesOf({m_type, false, m_sequence++, m_timestamp, 7, payload});
        m_timestamp += 160 * m_factor;
        return made;
    }
    void hear(const std::vector<Peer::Packet> &packets)
    {
        for (const Peer::Packet &packet : packets) {
            if (packet.payloadType != m_type)
                continue;
            std::array<int16_t, telephony::media::Transcoder::maxSamples> samples;
            const auto *data = reinterpret_cast<const uint8_t *>(packet.payload.constData());
            const size_t count = m_codec->decode({data, size_t(packet.payload.size())}, samples);
            heard.insert(heard.end(), samples.begin(), samples.begin() + long(count));
            timestamps.push_back(packet.timestamp);
        }
    }
    double share() const
    {
        const auto end = std::span(heard).last(std::min<size_t>(heard.size(), 160 * 20));
        double real = 0, imaginary = 0, all = 1;
        for (size_t i = 0; i < end.size(); ++i) {
            const double angle = 2 * std::numbers::pi * 500 * double(i) / 8000;
            real += end[i] * std::cos(angle);
            imaginary += end[i] * std::sin(angle);
            all += double(end[i]) * end[i];
        }
        return 2 * (real * real + imaginary * imaginary) / double(end.size() + 1) / all;
    }
    std::vector<int16_t> heard;
    std::vector<quint32> timestamps;

private:
    std::unique_ptr<telephony::media::Transcoder> m_codec;
    int m_type;
    quint32 m_factor, m_timestamp = 4'294'900'000; // wraps around soon
    quint16 m_sequence = 65'500;
    int m_at = 0;
};

} // namespace testmedia
