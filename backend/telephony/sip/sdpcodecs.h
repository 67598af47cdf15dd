// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/sip/sdp.h"

namespace telephony::sip {

inline constexpr const char *telephoneEventName = "TELEPHONE-EVENT";
inline constexpr int firstDynamic = 96, lastDynamic = 127;

/// By the name that wishes use; the payload type is the static one, or −1.
inline std::optional<SdpFormat> sdpCodec(const QByteArray &name)
{
    const auto made = [](int type, const char *encoding, int clockRate, int channels, const char *parameters) {
        SdpFormat format;
        format.payloadType = type;
        format.encoding = encoding;
        format.clockRate = clockRate;
        format.channels = channels;
        format.parameters = parameters;
        return format;
    };
    const QByteArray upper = name.toUpper();
    if (upper == "PCMU")
        return made(0, "PCMU", 8000, 1, "");
    if (upper == "PCMA")
        return made(8, "PCMA", 8000, 1, "");
    if (upper == "G722")
        return made(9, "G722", 8000, 1, "");
    if (upper == "OPUS") // RFC 7587 §7: what we want to get; our own sound has 8 kHz as well
        return made(-1, "OPUS", 48'000, 2, "useinbandfec=1;maxplaybackrate=8000;sprop-maxcapturerate=8000");
    if (upper == "L16")
        return made(-1, "L16", 8000, 1, "");
    if (upper == "L16/16000")
        return made(-1, "L16", 16'000, 1, "");
    return {};
}

} // namespace telephony::sip
