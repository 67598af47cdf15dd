// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/dtmfdetector.h"
#include "telephony/media/linecodec.h"
#include "telephony/media/mediaengine.h"

namespace telephony::media {

/// What a stream needs from the heap for what was agreed. Made outside the tick, swapped into it, and freed outside together
/// with what it replaced.
struct StreamParts
{
    std::unique_ptr<LineCodec> codec;
    SecureLine secure;
    std::unique_ptr<DtmfDetector> detector; ///< null: the peer sends events

    explicit StreamParts(const StreamParameters &agreed)
        : codec(std::make_unique<LineCodec>(CodecSetup{agreed.codec, agreed.ptimeMs, agreed.bitrate, agreed.constantBitrate})),
          secure(agreed.srtp ? SecureLine(*agreed.srtp) : SecureLine()),
          detector(agreed.dtmfPayloadType < 0 ? std::make_unique<DtmfDetector>() : nullptr)
    {
    }

    /// Becomes what was made for a new description; what goes on unchanged keeps its state.
    void adopt(StreamParts &made)
    {
        if (!(codec->setup() == made.codec->setup()))
            codec.swap(made.codec);
        secure.adopt(made.secure);
        if (!detector != !made.detector)
            detector.swap(made.detector);
    }
};

} // namespace telephony::media
