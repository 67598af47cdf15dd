// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timestamp.h"

#include <QByteArray>
#include <QHostAddress>
#include <QString>

namespace ui {

/// Where a datagram comes from or goes to.
struct PcapPlace
{
    QHostAddress address;
    quint16 port = 0;
    bool isV6() const { return address.protocol() == QAbstractSocket::IPv6Protocol; }
};

/// A capture file (libpcap 2.4, microseconds, LINKTYPE_RAW 101) of SIP messages and other datagrams in IP and UDP headers made for
/// them. Messages that travelled over TCP or TLS stand as datagrams, too: the trace keeps messages, not segments.
class PcapWriter
{
public:
    PcapWriter();
    /// Addresses as `host:port` or `[host]:port`. A message longer than a datagram is cut; one between addresses that cannot
    /// be read is left out. Line ends become CRLF, as on the wire.
    void add(core::Timestamp at, const QString &from, const QString &to, const QString &message);
    /// Left out between addresses of two families, or of none. One that is too long is cut.
    void add(core::Timestamp at, const PcapPlace &from, const PcapPlace &to, const QByteArray &datagram);
    const QByteArray &bytes() const { return m_bytes; }

private:
    QByteArray m_bytes;
};

} // namespace ui
