// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/sdp.h"
#include "telephony/sip/sdpcodecs.h"

#include <algorithm>

namespace telephony::sip {
namespace {
const char *nameOf(SdpDirection direction)
{
    switch (direction) {
    case SdpDirection::SendRecv: return "sendrecv";
    case SdpDirection::SendOnly: return "sendonly";
    case SdpDirection::RecvOnly: return "recvonly";
    case SdpDirection::Inactive: return "inactive";
    }
    return "sendrecv";
}

SdpDirection reversed(SdpDirection direction)
{
    if (direction == SdpDirection::SendOnly)
        return SdpDirection::RecvOnly;
    return direction == SdpDirection::RecvOnly ? SdpDirection::SendOnly : direction;
}

QByteArray sessionPart(const SdpPlace &place)
{
    const QByteArray host = place.address.toString().toLatin1();
    const QByteArray family = place.address.protocol() == QAbstractSocket::IPv6Protocol ? "IP6" : "IP4";
    return "v=0\r\no=voxboard " + QByteArray::number(place.session) + ' ' + QByteArray::number(place.version) + " IN " + family +
           ' ' + host + "\r\ns=Voxboard\r\nc=IN " + family + ' ' + host + "\r\nt=0 0\r\n";
}

SdpFormat eventFormat(int clockRate)
{
    SdpFormat event;
    event.encoding = telephoneEventName;
    event.clockRate = clockRate;
    event.parameters = "0-15";
    return event;
}

/// As RFC 6838 spells the names.
QByteArray spelled(const QByteArray &encoding)
{
    return encoding == telephoneEventName || encoding == "OPUS" ? encoding.toLower() : encoding;
}

QByteArray audioPart(const QByteArray &profile, quint16 port, const std::vector<SdpFormat> &formats)
{
    QByteArray text = "m=audio " + QByteArray::number(port) + ' ' + profile, attributes;
    text.reserve(512);
    attributes.reserve(512);
    for (const SdpFormat &format : formats) {
        const QByteArray type = QByteArray::number(format.payloadType);
        text.append(' ').append(type);
        attributes.append("a=rtpmap:").append(type).append(' ').append(spelled(format.encoding));
        attributes.append('/').append(QByteArray::number(format.clockRate));
        if (format.channels != 1)
            attributes += '/' + QByteArray::number(format.channels);
        attributes += "\r\n";
        if (!format.parameters.isEmpty())
            attributes.append("a=fmtp:").append(type).append(' ').append(format.parameters).append("\r\n");
    }
    text += "\r\n";
    text += attributes;
    return text;
}

/// Gives a dynamic format its number: the one it has in the session, or the next that means nothing there.
int numberFor(const SdpFormat &format, const std::vector<SdpFormat> &known, const std::vector<SdpFormat> &taken, int preferred)
{
    const auto isTaken = [](const std::vector<SdpFormat> &formats, int number) {
        return std::any_of(formats.begin(), formats.end(), [number](const SdpFormat &one) { return one.payloadType == number; });
    };
    for (const SdpFormat &one : known) {
        if (one.isSameCodec(format) && !isTaken(taken, one.payloadType))
            return one.payloadType;
    }
    if (!isTaken(known, preferred) && !isTaken(taken, preferred))
        return preferred;
    for (int number = firstDynamic; number <= lastDynamic; ++number) {
        if (!isTaken(known, number) && !isTaken(taken, number))
            return number;
    }
    return -1;
}
} // namespace

std::vector<QByteArray> readCodecNames(const QByteArray &list)
{
    std::vector<QByteArray> names;
    for (const QByteArray &one : list.split(',')) {
        const QByteArray name = one.trimmed().toUpper();
        if (sdpCodec(name) && std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
    }
    return names.empty() ? std::vector<QByteArray>{"PCMU", "PCMA"} : names;
}

SdpOffer offerOf(const std::vector<QByteArray> &codecs, bool secured, const std::vector<SdpFormat> &known)
{
    SdpOffer offer;
    const auto add = [&](SdpFormat format, int preferred) {
        if (format.payloadType < 0)
            format.payloadType = numberFor(format, known, offer.formats, preferred);
        if (format.payloadType >= 0)
            offer.formats.push_back(std::move(format));
    };
    std::vector<int> clocks{8000};
    for (const QByteArray &name : codecs) {
        const auto codec = sdpCodec(name);
        if (!codec)
            continue;
        add(*codec, firstDynamic);
        if (std::find(clocks.begin(), clocks.end(), codec->clockRate) == clocks.end())
            clocks.push_back(codec->clockRate);
    }
    int preferred = 101;
    for (const int clock : clocks) {
        SdpFormat event = eventFormat(clock);
        event.payloadType = -1;
        add(std::move(event), preferred++);
    }
    offer.secured = secured;
    if (secured)
        offer.crypto = {{1, makeSrtpKey(rtp::SrtpSuite::AesCm128HmacSha1_80)},
                        {2, makeSrtpKey(rtp::SrtpSuite::AesCm128HmacSha1_32)}};
    return offer;
}

QByteArray writeOffer(const SdpOffer &offer, const SdpPlace &place, SdpDirection direction)
{
    QByteArray text = sessionPart(place) + audioPart(offer.secured ? "RTP/SAVP" : "RTP/AVP", place.port, offer.formats);
    for (const SdpCrypto &crypto : offer.crypto)
        text += "a=crypto:" + writeCrypto(crypto) + "\r\n";
    return text + "a=ptime:20\r\na=" + nameOf(direction) + "\r\n";
}

QByteArray makeOffer(const QHostAddress &address, quint16 port, quint64 session, quint64 version, SdpDirection direction)
{
    return writeOffer(offerOf({"PCMU", "PCMA"}, false), {address, port, session, version}, direction);
}

QByteArray makeAnswer(const SdpAudio &offer, const SdpAgreement &agreement, const QHostAddress &address, quint16 port,
                      quint64 session, quint64 version)
{
    QByteArray text = sessionPart({address, port, session, version});
    SdpFormat codec;
    codec.payloadType = agreement.payloadType;
    codec.encoding = agreement.encoding;
    codec.clockRate = agreement.clockRate;
    codec.channels = agreement.channels;
    if (agreement.encoding == "OPUS")
        codec.parameters = sdpCodec("OPUS")->parameters;
    std::vector<SdpFormat> formats{codec};
    if (agreement.dtmfPayloadType >= 0) {
        formats.push_back(eventFormat(agreement.dtmfClockRate));
        formats.back().payloadType = agreement.dtmfPayloadType;
    }
    size_t other = 0;
    for (int i = 0; i < offer.mediaLines; ++i) {
        if (i != offer.audioIndex) {
            QList<QByteArray> parts = offer.otherMedia.at(other++).simplified().split(' ');
            parts[1] = "0"; // refused
            text += "m=" + parts.join(' ') + "\r\n";
            continue;
        }
        text += audioPart(offer.profile, offer.port == 0 ? quint16(0) : port, formats);
        if (offer.port == 0)
            continue;
        if (agreement.keys)
            text += "a=crypto:" + writeCrypto({agreement.keys->tag, agreement.keys->out}) + "\r\n";
        if (agreement.rtcpMux)
            text += "a=rtcp-mux\r\n";
        text += "a=ptime:" + QByteArray::number(std::clamp(agreement.ptime, 10, 60)) +
                "\r\na=" + nameOf(reversed(offer.direction)) + "\r\n";
    }
    return text;
}

} // namespace telephony::sip
