// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>
#include <span>

/// The frames of Asterisk's AudioSocket protocol over TCP: kind (1 octet), length (2, big-endian), payload. Sound is of
/// the channel's format: of kind 0x10 slin and whatever is not linear, of others linear at more than 8 kHz, little-endian. Pure.
namespace telephony::softswitch::audiosocket {

enum class Kind : quint8 {
    Hangup = 0x00,
    Id = 0x01,
    Digit = 0x03,
    Sound = 0x10,
    Sound12 = 0x11,
    Sound16 = 0x12,
    Sound24 = 0x13,
    Sound48 = 0x16,
    Failure = 0xff
};

struct Frame
{
    quint8 kind = 0; ///< may be one that is not in Kind: to be left out
    QByteArray payload;
};

QByteArray frame(Kind kind, const QByteArray &payload = {});

/// Takes frames from a stream of bytes that a stranger sends. Holds at most one frame and what came with it.
class Reader
{
public:
    void add(const QByteArray &bytes) { m_bytes += bytes; }
    /// The next complete frame.
    std::optional<Frame> next();

private:
    QByteArray m_bytes;
    qsizetype m_at = 0;
};

} // namespace telephony::softswitch::audiosocket
