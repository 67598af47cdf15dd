// SPDX-License-Identifier: GPL-3.0-or-later
// What two descriptions have in common, RFC 3264.
#include "telephony/sip/sdp.h"
#include "telephony/sip/sdpcodecs.h"

#include <algorithm>

namespace telephony::sip {
namespace {
constexpr int lowestBitrate = 6000, highestBitrate = 510'000; // RFC 7587 §7.1

const SdpFormat *firstWanted(const SdpAudio &remote, const std::vector<QByteArray> &codecs)
{
    for (const SdpFormat &format : remote.formats) {
        const bool wanted = std::any_of(codecs.begin(), codecs.end(), [&format](const QByteArray &name) {
            const auto codec = sdpCodec(name);
            return codec && codec->isSameCodec(format);
        });
        if (wanted)
            return &format;
    }
    return nullptr;
}

/// Events of the codec's clock (RFC 4733 §2.1), else of 8000.
const SdpFormat *eventFor(const SdpAudio &remote, int clockRate)
{
    const SdpFormat *found = nullptr;
    for (const SdpFormat &format : remote.formats) {
        if (format.encoding != telephoneEventName || format.channels != 1)
            continue;
        if (format.clockRate == clockRate && (!found || found->clockRate != clockRate))
            found = &format;
        else if (format.clockRate == 8000 && !found)
            found = &format;
    }
    return found;
}

/// The number that we gave the format in our offer, if the answer has another one.
int numberOffered(const SdpOffer *offered, const SdpFormat &format)
{
    if (!offered)
        return -1;
    for (const SdpFormat &ours : offered->formats) {
        if (ours.isSameCodec(format))
            return ours.payloadType == format.payloadType ? -1 : ours.payloadType;
    }
    return -1;
}

/// `maxaveragebitrate=20000; cbr=1`
void readOpus(const QByteArray &parameters, SdpAgreement *agreement)
{
    for (const QByteArray &one : parameters.split(';')) {
        const QByteArray parameter = one.trimmed().toLower();
        if (parameter.startsWith("maxaveragebitrate=")) {
            bool ok = false;
            const int rate = parameter.mid(18).toInt(&ok);
            if (ok && rate > 0)
                agreement->bitrate = std::clamp(rate, lowestBitrate, highestBitrate);
        } else if (parameter == "cbr=1") {
            agreement->constantBitrate = true;
        }
    }
}

/// Keys for the answer to an offer: the first line that we can do, and a key of our own.
SdpAgreement::Keys answerKeys(const SdpCrypto &theirs, const SdpAgreement *before)
{
    SdpAgreement::Keys keys;
    keys.tag = theirs.tag;
    keys.in = theirs.key;
    const bool again = before && before->keys && before->keys->out.suite == theirs.key.suite;
    keys.out = again ? before->keys->out : makeSrtpKey(theirs.key.suite);
    return keys;
}

/// Keys from the answer to our offer: it names the line it took (RFC 4568 §5.1.2).
std::optional<SdpAgreement::Keys> answeredKeys(const SdpAudio &answer, const SdpOffer &offered)
{
    for (const SdpCrypto &theirs : answer.crypto) {
        for (const SdpCrypto &ours : offered.crypto) {
            if (ours.tag == theirs.tag && ours.key.suite == theirs.key.suite)
                return SdpAgreement::Keys{ours.tag, ours.key, theirs.key};
        }
    }
    return {};
}

/// False: no agreement.
bool secure(const SdpAudio &remote, const SdpWishes &wishes, SdpAgreement *agreement)
{
    if (wishes.offered) {
        if (remote.isSecured() != wishes.offered->secured)
            return false;
        if (remote.isSecured())
            agreement->keys = answeredKeys(remote, *wishes.offered);
    } else if (wishes.srtp && !remote.crypto.empty()) { // also in RTP/AVP, where phones offer it as a choice
        agreement->keys = answerKeys(remote.crypto.front(), wishes.before);
    }
    return agreement->keys || !remote.isSecured();
}
} // namespace

std::optional<SdpAgreement> agree(const SdpAudio &remote, const SdpWishes &wishes)
{
    const SdpFormat *codec = firstWanted(remote, wishes.codecs);
    SdpAgreement agreement;
    if (!codec || !secure(remote, wishes, &agreement))
        return {};
    agreement.payloadType = codec->payloadType;
    agreement.payloadTypeIn = numberOffered(wishes.offered, *codec);
    agreement.encoding = codec->encoding;
    agreement.clockRate = codec->clockRate;
    agreement.channels = codec->channels;
    if (const SdpFormat *event = eventFor(remote, codec->clockRate)) {
        agreement.dtmfPayloadType = event->payloadType;
        agreement.dtmfPayloadTypeIn = numberOffered(wishes.offered, *event);
        agreement.dtmfClockRate = event->clockRate;
    }
    agreement.ptime = remote.maxptime > 0 ? std::min(remote.ptime, remote.maxptime) : remote.ptime;
    agreement.rtcpMux = remote.rtcpMux && !wishes.offered; // we do not offer it
    if (codec->encoding == "OPUS")
        readOpus(codec->parameters, &agreement);
    return agreement;
}

std::optional<SdpAgreement> agree(const SdpAudio &remote, const std::vector<QByteArray> &codecs)
{
    SdpWishes wishes;
    wishes.codecs = codecs;
    return agree(remote, wishes);
}

} // namespace telephony::sip
