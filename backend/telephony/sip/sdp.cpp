// SPDX-License-Identifier: GPL-3.0-or-later
// Reading descriptions of strangers.
#include "telephony/sip/sdp.h"

#include <algorithm>

namespace telephony::sip {
namespace {
constexpr qsizetype maxText = 16 * 1024;
constexpr size_t maxMedia = 32, maxCrypto = 16;
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

bool isProfile(const QByteArray &name)
{
    return name == "RTP/AVP" || name == "RTP/AVPF" || name == "RTP/SAVP" || name == "RTP/SAVPF";
}

/// `audio 4000 RTP/AVP 0 8 101`
bool readMedia(const QByteArray &value, SdpAudio *audio)
{
    const QList<QByteArray> parts = value.simplified().split(' ');
    if (parts.size() < 4 || parts[0] != "audio" || !isProfile(parts[2]))
        return false;
    const auto port = number(parts[1].split('/').first(), 0, 65535);
    if (!port)
        return false;
    audio->port = quint16(*port);
    audio->profile = parts[2];
    audio->formats.clear();
    for (qsizetype i = 3; i < parts.size() && i < 3 + maxFormats; ++i) {
        const auto type = number(parts[i], 0, 127);
        if (!type)
            return false;
        SdpFormat format;
        format.payloadType = *type;
        format.encoding = *type == 0 ? "PCMU" : *type == 8 ? "PCMA" : *type == 9 ? "G722" : *type == 13 ? "CN" : "";
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

void readAttribute(const QByteArray &value, SdpAudio *audio)
{
    if (value.startsWith("rtpmap:")) {
        readRtpmap(value.mid(7), audio);
    } else if (value.startsWith("fmtp:")) {
        readFmtp(value.mid(5), audio);
    } else if (value.startsWith("ptime:")) {
        audio->ptime = number(value.mid(6), 10, 200).value_or(20);
    } else if (value.startsWith("maxptime:")) {
        audio->maxptime = number(value.mid(9), 10, 200).value_or(0);
    } else if (value == "rtcp-mux") {
        audio->rtcpMux = true;
    } else if (value.startsWith("crypto:") && audio->crypto.size() < maxCrypto) {
        if (const auto crypto = readCrypto(value.mid(7)))
            audio->crypto.push_back(*crypto);
    }
}

/// A media line while it is read.
struct MediaLine
{
    QByteArray value;
    SdpAudio audio;
    bool usable = false;
    std::optional<QHostAddress> address;
    std::optional<SdpDirection> direction;
};

struct SdpReader
{
    std::vector<MediaLine> media;
    std::optional<QHostAddress> address;
    SdpDirection direction = SdpDirection::SendRecv;

    /// False: the whole description is no good.
    bool read(char type, const QByteArray &value)
    {
        MediaLine *line = media.empty() ? nullptr : &media.back();
        if (type == 'm')
            return beginMedia(value);
        if (type == 'c') {
            const auto found = connectionOf(value);
            if (!line)
                address = found;
            else if (found)
                line->address = found;
            else
                line->usable = false;
            return true;
        }
        if (type != 'a')
            return true;
        if (const auto found = directionOf(value)) {
            if (line)
                line->direction = found;
            else
                direction = *found;
        } else if (line) {
            readAttribute(value, &line->audio);
        }
        return true;
    }

    std::vector<SdpAudio> usableLines() const
    {
        std::vector<SdpAudio> lines;
        for (size_t i = 0; i < media.size(); ++i) {
            if (!media[i].usable || media[i].audio.port == 0 || (!media[i].address && !address))
                continue;
            SdpAudio audio = lineAt(i);
            audio.address = media[i].address ? *media[i].address : *address;
            audio.direction = media[i].direction.value_or(direction);
            lines.push_back(std::move(audio));
        }
        return lines;
    }

    std::optional<SdpAudio> switchedOff() const
    {
        const auto found =
            std::find_if(media.begin(), media.end(), [](const MediaLine &line) { return line.usable && line.audio.port == 0; });
        if (found == media.end() || !usableLines().empty())
            return {};
        SdpAudio audio = lineAt(size_t(found - media.begin()));
        audio.direction = SdpDirection::Inactive;
        return audio;
    }

private:
    SdpAudio lineAt(size_t index) const
    {
        SdpAudio audio = media[index].audio;
        audio.mediaLines = int(media.size());
        audio.audioIndex = int(index);
        for (size_t other = 0; other < media.size(); ++other) {
            if (other != index)
                audio.otherMedia.push_back(media[other].value);
        }
        return audio;
    }

    bool beginMedia(const QByteArray &value)
    {
        if (media.size() >= maxMedia || value.simplified().count(' ') < 3)
            return false;
        MediaLine line;
        line.value = value;
        line.usable = readMedia(value, &line.audio);
        media.push_back(std::move(line));
        return true;
    }
};

/// Without a line when the description is no good.
SdpReader readLines(const QByteArray &text)
{
    if (text.size() > maxText || !text.startsWith("v=0") || text.contains('\0'))
        return {};
    SdpReader reader;
    for (qsizetype at = 0, end = 0; at < text.size(); at = end + 1) {
        end = text.indexOf('\n', at);
        if (end < 0)
            end = text.size();
        const QByteArray line = text.mid(at, end - at).trimmed();
        if (line.size() >= 2 && line[1] == '=' && !reader.read(line[0], line.mid(2)))
            return {};
    }
    return reader;
}
} // namespace

std::vector<SdpAudio> readSdp(const QByteArray &text) { return readLines(text).usableLines(); }

std::optional<SdpAudio> switchedOffAudio(const QByteArray &text) { return readLines(text).switchedOff(); }

std::optional<SdpAudio> parseSdp(const QByteArray &text)
{
    auto lines = readSdp(text);
    return lines.empty() ? std::nullopt : std::optional(std::move(lines.front()));
}

} // namespace telephony::sip
