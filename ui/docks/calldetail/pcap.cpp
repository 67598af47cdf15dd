// SPDX-License-Identifier: GPL-3.0-or-later
// libpcap file format; IPv4 RFC 791, IPv6 RFC 8200, UDP RFC 768.
#include "ui/docks/calldetail/pcap.h"

#include <QtEndian>

#include <optional>

namespace ui {
namespace {
constexpr quint32 magic = 0xa1b2c3d4, snapLength = 262'144, rawLink = 101;
constexpr qsizetype udpHeader = 8, ip4Header = 20;
constexpr qsizetype longestMessage = 65'535 - ip4Header - udpHeader;
constexpr quint8 udpProtocol = 17, hops = 64;

std::optional<PcapPlace> placeOf(const QString &text)
{
    const qsizetype colon = text.lastIndexOf(QLatin1Char(':'));
    if (colon <= 0)
        return {};
    QString host = text.left(colon);
    if (host.startsWith(QLatin1Char('[')) && host.endsWith(QLatin1Char(']')))
        host = host.mid(1, host.size() - 2);
    PcapPlace made;
    bool isNumber = false;
    made.port = text.mid(colon + 1).toUShort(&isNumber);
    if (!isNumber || !made.address.setAddress(host))
        return {};
    return made;
}

template <typename T> void putNetwork(QByteArray &to, T value)
{
    value = qToBigEndian(value);
    to.append(reinterpret_cast<const char *>(&value), sizeof value);
}

/// In the byte order of the file, which the magic number tells.
void putOwn(QByteArray &to, quint32 value) { to.append(reinterpret_cast<const char *>(&value), sizeof value); }

void putAddress(QByteArray &to, const PcapPlace &one)
{
    if (!one.isV6())
        return putNetwork(to, quint32(one.address.toIPv4Address()));
    const Q_IPV6ADDR bytes = one.address.toIPv6Address();
    to.append(reinterpret_cast<const char *>(&bytes), sizeof bytes);
}

/// RFC 1071.
quint16 checksum(const QByteArray &bytes)
{
    quint32 sum = 0;
    for (qsizetype i = 0; i < bytes.size(); i += 2)
        sum += quint32(quint8(bytes[i])) << 8 | (i + 1 < bytes.size() ? quint8(bytes[i + 1]) : 0U);
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return quint16(~sum);
}

void overwrite(QByteArray &in, qsizetype at, quint16 value)
{
    value = qToBigEndian(value);
    in.replace(at, sizeof value, reinterpret_cast<const char *>(&value), sizeof value);
}

QByteArray datagram(const PcapPlace &from, const PcapPlace &to, const QByteArray &payload)
{
    const auto length = quint16(udpHeader + payload.size());
    QByteArray udp;
    putNetwork(udp, from.port);
    putNetwork(udp, to.port);
    putNetwork(udp, length);
    putNetwork(udp, quint16(0));
    udp += payload;
    QByteArray pseudo;
    putAddress(pseudo, from);
    putAddress(pseudo, to);
    if (from.isV6()) {
        putNetwork(pseudo, quint32(length));
        putNetwork(pseudo, quint32(udpProtocol));
    } else {
        putNetwork(pseudo, quint16(udpProtocol));
        putNetwork(pseudo, length);
    }
    const quint16 sum = checksum(pseudo + udp);
    overwrite(udp, 6, sum ? sum : quint16(0xffff));
    return udp;
}

QByteArray packet(const PcapPlace &from, const PcapPlace &to, const QByteArray &payload)
{
    const QByteArray udp = datagram(from, to, payload);
    QByteArray ip;
    if (from.isV6()) {
        putNetwork(ip, quint32(6U << 28));
        putNetwork(ip, quint16(udp.size()));
        putNetwork(ip, udpProtocol);
        putNetwork(ip, hops);
    } else {
        putNetwork(ip, quint16(0x4500));
        putNetwork(ip, quint16(ip4Header + udp.size()));
        putNetwork(ip, quint32(0x4000)); // identification 0, don't fragment
        putNetwork(ip, hops);
        putNetwork(ip, udpProtocol);
        putNetwork(ip, quint16(0));
    }
    putAddress(ip, from);
    putAddress(ip, to);
    if (!from.isV6())
        overwrite(ip, 10, checksum(ip));
    return ip + udp;
}
} // namespace

PcapWriter::PcapWriter()
{
    putOwn(m_bytes, magic);
    const quint16 version[] = {2, 4};
    m_bytes.append(reinterpret_cast<const char *>(version), sizeof version);
    putOwn(m_bytes, 0);
    putOwn(m_bytes, 0);
    putOwn(m_bytes, snapLength);
    putOwn(m_bytes, rawLink);
}

void PcapWriter::add(core::Timestamp at, const QString &from, const QString &to, const QString &message)
{
    const auto source = placeOf(from), destination = placeOf(to);
    if (!source || !destination)
        return;
    QString text = message;
    text.remove(QLatin1Char('\r')).replace(QLatin1Char('\n'), QLatin1String("\r\n"));
    add(at, *source, *destination, text.toUtf8());
}

void PcapWriter::add(core::Timestamp at, const PcapPlace &from, const PcapPlace &to, const QByteArray &payload)
{
    if (from.address.isNull() || to.address.isNull() || from.isV6() != to.isV6())
        return;
    const QByteArray data = packet(from, to, payload.left(longestMessage));
    putOwn(m_bytes, quint32(at.micros() / 1'000'000));
    putOwn(m_bytes, quint32(at.micros() % 1'000'000));
    putOwn(m_bytes, quint32(data.size()));
    putOwn(m_bytes, quint32(data.size()));
    m_bytes += data;
}

} // namespace ui
