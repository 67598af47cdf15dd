// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/sdp.h"

#include <algorithm>

namespace telephony::sip {
namespace {
constexpr qsizetype maxText = 16 * 1024;
constexpr int maxMedia = 32;
constexpr int maxFormats = 32;

std::optional<int> number(const QByteArray &text, int low, int high)
{
    bool ok = false;
    const int value = text.toInt(&ok);
    return ok && value >= low && value <= high ? std::optional(value) : std::nullopt;
}

std::optional<QHostAddress> connectionOf(const QByteArray &value)
{
    const QList<QByteArray> parts = value.simplified().split(' ');
    if (parts.size() < 3 || parts[0] != "IN" || (parts[1] != "IP4" && parts[1] != "IP6"))
        return {};
    QHostAddress address;
    if (!address.setAddress(QString::fromLatin1(parts[2].split('/').first())) || address.isMulticast() || address.isBroadcast())
        return {};
    return address == QHostAddress(QHostAddress::AnyIPv4) ? QHostAddress() : address; // 0.0.0.0: hold of RFC 2543
}

std::optional<SdpDirection> directionOf(const QByteArray &attribute)
{
    if (attribute == "sendrecv")
        return SdpDirection::SendRecv;
    if (attribute == "sendonly")
        return SdpDirection::SendOnly;
    if (attribute == "recvonly")
        return SdpDirection::RecvOnly;
    if (attribute == "inactive")
        return SdpDirection::Inactive;
    return {};
}

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

/// `audio 4000 RTP/AVP 0 8 101`
bool readMedia(const QByteArray &value, SdpAudio *audio)
{
    const QList<QByteArray> parts = value.simplified().split(' ');
    if (parts.size() < 4 || parts[0] != "audio" || parts[2] != "RTP/AVP")
        return false;
    const auto port = number(parts[1].split('/').first(), 0, 65535);
    if (!port || *port == 0)
        return false;
    audio->port = quint16(*port);
    audio->formats.clear();
    for (qsizetype i = 3; i < parts.size() && i < 3 + maxFormats; ++i) {
        const auto type = number(parts[i], 0, 127);
        if (!type)
            return false;
        SdpFormat format;
        format.payloadType = *type;
        format.encoding = *type == 0 ? "PCMU" : *type == 8 ? "PCMA" : *type == 9 ? "G722" : "";
        audio->formats.push_back(format);
    }
    return true;
}

/// `rtpmap:101 telephone-event/8000`
void readRtpmap(const QByteArray &value, SdpAudio *audio)
{
    const qsizetype space = value.indexOf(' ');
    const auto type = number(value.left(space), 0, 127);
    if (space < 0 || !type)
        return;
    const QList<QByteArray> parts = value.mid(space + 1).trimmed().split('/');
    const auto rate = parts.size() > 1 ? number(parts[1], 1, 384000) : std::nullopt;
    for (SdpFormat &format : audio->formats) {
        if (format.payloadType == *type && rate) {
            format.encoding = parts[0].toUpper();
            format.clockRate = *rate;
            format.channels = parts.size() > 2 ? number(parts[2], 1, 8).value_or(0) : 1;
        }
    }
}

/// `fmtp:101 0-15`
void readFmtp(const QByteArray &value, SdpAudio *audio)
{
    const qsizetype space = value.indexOf(' ');
    const auto type = number(value.left(space), 0, 127);
    for (SdpFormat &format : audio->formats) {
        if (space > 0 && type == format.payloadType)
            format.parameters = value.mid(space + 1).trimmed();
    }
}

QByteArray session(const QHostAddress &address, quint64 id, quint64 version)
{
    const QByteArray host = address.toString().toLatin1();
    const QByteArray family = address.protocol() == QAbstractSocket::IPv6Protocol ? "IP6" : "IP4";
    return "v=0\r\no=voxboard " + QByteArray::number(id) + ' ' + QByteArray::number(version) + " IN " + family + ' ' + host +
           "\r\ns=Voxboard\r\nc=IN " + family + ' ' + host + "\r\nt=0 0\r\n";
}

QByteArray telephoneEvent(int type)
{
    const QByteArray number = QByteArray::number(type);
    return "a=rtpmap:" + number + " telephone-event/8000\r\na=fmtp:" + number + " 0-15\r\n";
}
} // namespace

std::optional<SdpAudio> parseSdp(const QByteArray &text)
{
    if (text.size() > maxText || !text.startsWith("v=0") || text.contains('\0'))
        return {};
    SdpAudio audio;
    std::optional<QHostAddress> sessionAddress, mediaAddress;
    SdpDirection sessionDirection = SdpDirection::SendRecv;
    std::optional<SdpDirection> mediaDirection;
    int media = -1;
    bool found = false, inAudio = false;
    for (QByteArray line : text.split('\n')) {
        line = line.trimmed();
        if (line.size() < 2 || line[1] != '=')
            continue;
        const QByteArray value = line.mid(2);
        if (line[0] == 'm') {
            if (++media >= maxMedia)
                return {};
            inAudio = !found && readMedia(value, &audio);
            if (inAudio) {
                found = true;
                audio.audioIndex = media;
            } else if (value.simplified().count(' ') >= 3) {
                audio.otherMedia.push_back(value);
            } else {
                return {};
            }
        } else if (line[0] == 'c') {
            const auto address = connectionOf(value);
            if (!address && (media < 0 || inAudio))
                return {};
            if (media < 0)
                sessionAddress = address;
            else if (inAudio)
                mediaAddress = address;
        } else if (line[0] == 'a') {
            if (const auto direction = directionOf(value)) {
                if (media < 0)
                    sessionDirection = *direction;
                else if (inAudio)
                    mediaDirection = direction;
            } else if (inAudio && value.startsWith("rtpmap:")) {
                readRtpmap(value.mid(7), &audio);
            } else if (inAudio && value.startsWith("fmtp:")) {
                readFmtp(value.mid(5), &audio);
            } else if (inAudio && value.startsWith("ptime:")) {
                audio.ptime = number(value.mid(6), 10, 200).value_or(20);
            }
        }
    }
    if (!found || (!sessionAddress && !mediaAddress))
        return {};
    audio.address = mediaAddress ? *mediaAddress : *sessionAddress;
    audio.direction = mediaDirection.value_or(sessionDirection);
    audio.mediaLines = media + 1;
    return audio;
}

std::optional<SdpAgreement> agree(const SdpAudio &remote, const std::vector<QByteArray> &wanted)
{
    SdpAgreement agreement;
    bool found = false;
    for (const SdpFormat &format : remote.formats) {
        if (format.clockRate != 8000 || format.channels != 1)
            continue;
        if (format.encoding == "TELEPHONE-EVENT" && agreement.dtmfPayloadType < 0)
            agreement.dtmfPayloadType = format.payloadType;
        if (!found && std::find(wanted.begin(), wanted.end(), format.encoding) != wanted.end()) {
            agreement.payloadType = format.payloadType;
            agreement.encoding = format.encoding;
            found = true;
        }
    }
    return found ? std::optional(agreement) : std::nullopt;
}

QByteArray makeOffer(const QHostAddress &address, quint16 port, quint64 id, quint64 version, SdpDirection direction)
{
    return session(address, id, version) + "m=audio " + QByteArray::number(port) +
           " RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n" + telephoneEvent(101) +
           "a=ptime:20\r\na=" + nameOf(direction) + "\r\n";
}

QByteArray makeAnswer(const SdpAudio &offer, const SdpAgreement &agreement, const QHostAddress &address, quint16 port, quint64 id,
                      quint64 version)
{
    QByteArray text = session(address, id, version);
    size_t other = 0;
    for (int i = 0; i < offer.mediaLines; ++i) {
        if (i != offer.audioIndex) {
            QList<QByteArray> parts = offer.otherMedia.at(other++).simplified().split(' ');
            parts[1] = "0"; // refused
            text += "m=" + parts.join(' ') + "\r\n";
            continue;
        }
        const QByteArray type = QByteArray::number(agreement.payloadType);
        text += "m=audio " + QByteArray::number(port) + " RTP/AVP " + type;
        if (agreement.dtmfPayloadType >= 0)
            text += ' ' + QByteArray::number(agreement.dtmfPayloadType);
        text += "\r\na=rtpmap:" + type + ' ' + agreement.encoding + "/8000\r\n";
        if (agreement.dtmfPayloadType >= 0)
            text += telephoneEvent(agreement.dtmfPayloadType);
        text += QByteArray("a=ptime:20\r\na=") + nameOf(reversed(offer.direction)) + "\r\n";
    }
    return text;
}

} // namespace telephony::sip
