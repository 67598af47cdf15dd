// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHostAddress>

#include <optional>
#include <vector>

/// Audio descriptions of sessions (RFC 4566) and offer/answer (RFC 3264), with strict bounds.
namespace telephony::sip {

struct SdpFormat
{
    int payloadType = 0;
    QByteArray encoding; ///< upper case: PCMU, PCMA, TELEPHONE-EVENT …
    int clockRate = 8000;
    int channels = 1;
    QByteArray parameters; ///< of its fmtp line, as sent
};

enum class SdpDirection { SendRecv, SendOnly, RecvOnly, Inactive };

/// The first usable audio line of a description.
struct SdpAudio
{
    QHostAddress address;
    quint16 port = 0;
    std::vector<SdpFormat> formats; ///< in the order of preference
    SdpDirection direction = SdpDirection::SendRecv;
    int ptime = 20;
    int mediaLines = 1;                 ///< all m= lines: an answer needs as many
    int audioIndex = 0;                 ///< which of them this is
    std::vector<QByteArray> otherMedia; ///< the m= values of the others, in order, for the answer to refuse
    bool isHeld() const { return direction == SdpDirection::SendOnly || direction == SdpDirection::Inactive || address.isNull(); }
};

/// What both sides can do.
struct SdpAgreement
{
    int payloadType = 0;
    QByteArray encoding;
    int dtmfPayloadType = -1;
};

/// Reads at most 16 kB, 32 media lines and 32 formats a line. nullopt: no valid description or no RTP audio in it.
std::optional<SdpAudio> parseSdp(const QByteArray &text);
/// The first codec of `remote` that is in `wanted` (encoding names), and its telephone-event.
std::optional<SdpAgreement> agree(const SdpAudio &remote, const std::vector<QByteArray> &wanted);

/// An offer of PCMU, PCMA and telephone-event.
QByteArray makeOffer(const QHostAddress &address, quint16 port, quint64 session, quint64 version,
                     SdpDirection direction = SdpDirection::SendRecv);
/// The answer to `offer`; its direction is the reverse of what was offered.
QByteArray makeAnswer(const SdpAudio &offer, const SdpAgreement &agreement, const QHostAddress &address, quint16 port,
                      quint64 session, quint64 version);

} // namespace telephony::sip
