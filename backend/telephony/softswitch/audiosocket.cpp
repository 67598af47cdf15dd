// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/audiosocket.h"

#include <QtEndian>

namespace telephony::softswitch::audiosocket {
namespace {
constexpr qsizetype headSize = 3;
constexpr qsizetype mostPayload = 65'535;
} // namespace

QByteArray frame(Kind kind, const QByteArray &payload)
{
    const auto length = quint16(std::min(payload.size(), mostPayload));
    QByteArray bytes(headSize, Qt::Uninitialized);
    bytes[0] = char(kind);
    qToBigEndian(length, bytes.data() + 1);
    return bytes + payload.left(length);
}

std::optional<Frame> Reader::next()
{
    const qsizetype left = m_bytes.size() - m_at;
    const qsizetype length = left >= headSize ? qFromBigEndian<quint16>(m_bytes.constData() + m_at + 1) : 0;
    if (left < headSize + length) {
        m_bytes.remove(0, m_at); // once for all frames that were complete
        m_at = 0;
        return std::nullopt;
    }
    Frame found{quint8(m_bytes[m_at]), m_bytes.mid(m_at + headSize, length)};
    m_at += headSize + length;
    return found;
}

} // namespace telephony::softswitch::audiosocket
