// SPDX-License-Identifier: GPL-3.0-or-later
// One session description from a stranger, as an offer to us and as the answer to our plain and our secured offer.
#include "require.h"

#include "telephony/media/codec.h"
#include "telephony/sip/sdp.h"

#include <algorithm>

namespace {
using namespace telephony::sip;
const std::vector<QByteArray> everything{"PCMU", "PCMA", "G722", "OPUS", "L16", "L16/16000"};
const QHostAddress here(QHostAddress::LocalHost);

void isSound(const SdpAgreement &agreed, const SdpAudio &line)
{
    const auto offered = [&line](int type) {
        return std::any_of(line.formats.begin(), line.formats.end(),
                           [type](const SdpFormat &one) { return one.payloadType == type; });
    };
    REQUIRE(agreed.payloadType >= 0 && agreed.payloadType <= 127 && offered(agreed.payloadType));
    REQUIRE(agreed.dtmfPayloadType == -1 || offered(agreed.dtmfPayloadType));
    REQUIRE(agreed.payloadTypeIn >= -1 && agreed.payloadTypeIn <= 127 && agreed.dtmfPayloadTypeIn <= 127);
    REQUIRE(agreed.ptime >= 10 && agreed.ptime <= 200);
    REQUIRE(agreed.bitrate == 0 || (agreed.bitrate >= 6000 && agreed.bitrate <= 510'000));
    REQUIRE(agreed.keys || !line.isSecured());
    const auto codec = telephony::media::codecOf(agreed.encoding.constData(), agreed.clockRate, agreed.channels);
    REQUIRE(codec);
    const int sent = telephony::media::packetMs(*codec, agreed.ptime);
    REQUIRE(sent >= 10 && sent <= 60);
}

void answer(const SdpAudio &line)
{
    SdpWishes wishes;
    wishes.codecs = everything;
    wishes.srtp = true;
    const auto agreed = agree(line, wishes);
    if (!agreed)
        return;
    isSound(*agreed, line);
    const QByteArray text = makeAnswer(line, *agreed, here, 4000, 1, 1);
    const auto read = parseSdp(text);
    REQUIRE(read && read->mediaLines == line.mediaLines && read->audioIndex == line.audioIndex && read->port == 4000);
    REQUIRE(read->profile == line.profile && read->rtcpMux == agreed->rtcpMux);
    REQUIRE(read->formats.front().payloadType == agreed->payloadType && read->formats.front().encoding == agreed->encoding);
    REQUIRE(read->crypto.size() == (agreed->keys ? 1 : 0));
    if (agreed->keys)
        REQUIRE(read->crypto[0].tag == agreed->keys->tag && read->crypto[0].key == agreed->keys->out);
    // An offer of ours in the same session says nothing else by the numbers that are used.
    const SdpOffer again = offerOf(everything, agreed->keys.has_value(), line.formats);
    for (size_t i = 0; i < again.formats.size(); ++i) {
        REQUIRE(again.formats[i].payloadType >= 0 && again.formats[i].payloadType <= 127);
        for (size_t j = 0; j < i; ++j)
            REQUIRE(again.formats[i].payloadType != again.formats[j].payloadType);
    }
}

void answered(const SdpAudio &line, const SdpOffer &offer)
{
    SdpWishes wishes;
    wishes.codecs = everything;
    wishes.srtp = true;
    wishes.offered = &offer;
    if (const auto agreed = agree(line, wishes)) {
        isSound(*agreed, line);
        REQUIRE(offer.secured == agreed->keys.has_value() && offer.secured == line.isSecured());
        REQUIRE(!agreed->rtcpMux);
    }
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const SdpOffer plain = offerOf(everything, false), secured = offerOf(everything, true);
    const QByteArray text(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto lines = readSdp(text);
    REQUIRE(lines.size() <= 32);
    for (const SdpAudio &line : lines) {
        REQUIRE(line.port != 0 && !line.formats.empty() && line.formats.size() <= 32 && line.crypto.size() <= 16);
        REQUIRE(line.mediaLines <= 32 && line.audioIndex < line.mediaLines);
        REQUIRE(size_t(line.mediaLines) == line.otherMedia.size() + 1);
        answer(line);
        answered(line, plain);
        answered(line, secured);
    }
    if (const auto crypto = readCrypto(text)) {
        const auto again = readCrypto(writeCrypto(*crypto));
        REQUIRE(again && again->tag == crypto->tag && again->key == crypto->key);
    }
    return 0;
}
