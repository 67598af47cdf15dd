// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/rtp/srtp.h"

#include <QByteArray>
#include <QHostAddress>

#include <optional>
#include <vector>

/// Audio descriptions of sessions (RFC 4566), offer/answer (RFC 3264) and SDES keys (RFC 4568), with strict bounds.
namespace telephony::sip {

struct SdpFormat
{
    int payloadType = 0;
    QByteArray encoding; ///< upper case: PCMU, PCMA, TELEPHONE-EVENT …
    int clockRate = 8000;
    int channels = 1;
    QByteArray parameters; ///< of its fmtp line, as sent

    bool isSameCodec(const SdpFormat &other) const
    {
        return encoding == other.encoding && clockRate == other.clockRate && channels == other.channels;
    }
};

enum class SdpDirection { SendRecv, SendOnly, RecvOnly, Inactive };

/// One `a=crypto` line that we can do.
struct SdpCrypto
{
    int tag = 1;
    rtp::SrtpKey key;
};

/// A usable audio line of a description: of one of the profiles RTP/AVP, AVPF, SAVP and SAVPF, with an address and a port.
struct SdpAudio
{
    QHostAddress address;
    quint16 port = 0;
    QByteArray profile = "RTP/AVP";
    std::vector<SdpFormat> formats; ///< in the order of preference
    SdpDirection direction = SdpDirection::SendRecv;
    int ptime = 20;
    int maxptime = 0; ///< 0: not said
    bool rtcpMux = false;
    std::vector<SdpCrypto> crypto;      ///< in the order of preference; what we cannot do is left out
    int mediaLines = 1;                 ///< all m= lines: an answer needs as many
    int audioIndex = 0;                 ///< which of them this is
    std::vector<QByteArray> otherMedia; ///< the m= values of the others, in order, for the answer to refuse

    bool isHeld() const { return direction == SdpDirection::SendOnly || direction == SdpDirection::Inactive || address.isNull(); }
    bool isSecured() const { return profile.contains("SAVP"); }
};

/// What we offer, apart from where.
struct SdpOffer
{
    std::vector<SdpFormat> formats;
    bool secured = false;          ///< RTP/SAVP
    std::vector<SdpCrypto> crypto; ///< our keys
};

/// What both sides can do.
struct SdpAgreement
{
    struct Keys
    {
        int tag = 1; ///< of the line that was taken
        rtp::SrtpKey out, in;
    };

    int payloadType = 0;
    QByteArray encoding;
    int clockRate = 8000, channels = 1;
    int dtmfPayloadType = -1; ///< −1: no telephone-event
    int dtmfClockRate = 8000;
    int payloadTypeIn = -1, dtmfPayloadTypeIn = -1; ///< what we offered, where the peer answered with another number
    int ptime = 20;                                 ///< of the packets that the peer wants
    int bitrate = 0;                                ///< Opus' maxaveragebitrate; 0: not said
    bool constantBitrate = false;                   ///< Opus' cbr
    bool rtcpMux = false;
    std::optional<Keys> keys; ///< SRTP
};

/// How agree() chooses.
struct SdpWishes
{
    /// `PCMU PCMA G722 OPUS L16 L16/16000`; their order matters in offers only.
    std::vector<QByteArray> codecs;
    bool srtp = false; ///< SRTP is taken where it is offered; otherwise secured lines are refused
    /// Set when the description is the answer to it.
    const SdpOffer *offered = nullptr;
    /// What was agreed before; its key of ours is used again.
    const SdpAgreement *before = nullptr;
};

/// Reads at most 16 kB, 32 media lines, 32 formats and 16 keys a line. The usable audio lines in order; none: no valid
/// description, or none with RTP audio.
std::vector<SdpAudio> readSdp(const QByteArray &text);
/// The first line of readSdp().
std::optional<SdpAudio> parseSdp(const QByteArray &text);
/// The first line with RTP audio that is switched off by port 0 (RFC 3264 §8.2): it has no address and is inactive. nullopt: there is
/// none, or readSdp() finds one that is not.
std::optional<SdpAudio> switchedOffAudio(const QByteArray &text);
/// The first codec of `remote` that is wanted, its telephone-event, and keys. nullopt: none fits, a secured line without a
/// suite of ours, or an answer to something else than was offered.
std::optional<SdpAgreement> agree(const SdpAudio &remote, const SdpWishes &wishes);
std::optional<SdpAgreement> agree(const SdpAudio &remote, const std::vector<QByteArray> &codecs);

/// The Warning (RFC 3261 §20.43) for the refusal of a description of which nothing could be taken.
/// @param own  the address that would have been answered; others of its family alone are of use.
QByteArray warningOf(const QByteArray &text, const QHostAddress &own);

/// An offer of the codecs (as in SdpWishes) and telephone-event, with new keys if secured.
/// @param known  formats of the session so far: their numbers keep their meaning (RFC 3264 §8.3.2).
SdpOffer offerOf(const std::vector<QByteArray> &codecs, bool secured, const std::vector<SdpFormat> &known = {});

/// The codecs of a list with commas that are known, as SdpWishes has them; PCMU and PCMA when there is none.
std::vector<QByteArray> readCodecNames(const QByteArray &list);

/// Where a description leads to.
struct SdpPlace
{
    QHostAddress address;
    quint16 port = 0;
    quint64 session = 0, version = 0;
};
QByteArray writeOffer(const SdpOffer &offer, const SdpPlace &place, SdpDirection direction = SdpDirection::SendRecv);
/// Of PCMU, PCMA and telephone-event.
QByteArray makeOffer(const QHostAddress &address, quint16 port, quint64 session, quint64 version,
                     SdpDirection direction = SdpDirection::SendRecv);
/// The answer to `offer`; its direction is the reverse of what was offered, its profile the same. What is switched off stays so.
QByteArray makeAnswer(const SdpAudio &offer, const SdpAgreement &agreement, const QHostAddress &address, quint16 port,
                      quint64 session, quint64 version);

/// The value of an `a=crypto` line; nullopt: malformed, or what we do not do (other suites, several keys, parameters, an MKI of more than 16 octets).
std::optional<SdpCrypto> readCrypto(const QByteArray &value);
QByteArray writeCrypto(const SdpCrypto &crypto);
/// From the system's random numbers.
rtp::SrtpKey makeSrtpKey(rtp::SrtpSuite suite);

} // namespace telephony::sip
