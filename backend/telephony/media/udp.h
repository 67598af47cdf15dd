// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <span>
#include <utility>

namespace telephony::media {

/// A UDP socket that closes itself.
class UdpSocket
{
public:
    UdpSocket() = default;
    /// Binds without blocking mode; not open when the port is taken.
    UdpSocket(const QHostAddress &address, quint16 port);
    UdpSocket(UdpSocket &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)), m_tied(other.m_tied) {}
    UdpSocket &operator=(UdpSocket &&other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        std::swap(m_tied, other.m_tied);
        return *this;
    }
    ~UdpSocket()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    bool isOpen() const { return m_fd >= 0; }
    int fd() const { return m_fd; }
    /// From now on the kernel delivers packets of this peer alone, and all is sent to it, without a look for the way each time.
    void tie(const sockaddr_in &peer);
    void untie();
    bool isTied() const { return m_tied; }
    /// Has the kernel note when datagrams arrive.
    void noteArrivals();
    /// Nanoseconds since the datagram that was read last arrived; 0 when nothing noted it.
    int64_t sinceArrival() const;
    /// @param to  the peer, when the socket is tied to one
    bool send(const sockaddr_in &to, std::span<const uint8_t> bytes) const;

private:
    int m_fd = -1;
    bool m_tied = false;
};

sockaddr_in toSockaddr(const QHostAddress &address, quint16 port);

/// Ports for RTP (even) and RTCP (the next one), RFC 3550 §11.
struct PortPair
{
    UdpSocket rtp, rtcp;
    quint16 port = 0;
    QHostAddress address;
};

/// Hands out pairs of a range in turn, from a random place on.
class PortRange
{
public:
    PortRange();
    std::optional<PortPair> take(const QHostAddress &address);

private:
    quint16 m_next;
};

/// Takes what a socket has. One for all sockets of a thread.
class ReceiveBatch
{
public:
    static constexpr size_t capacity = 16;

    ReceiveBatch();
    /// Number of datagrams, with one system call; see datagram().
    size_t receive(int fd);
    /// The oldest datagram alone: at half the cost when there is no other. 0 or 1.
    size_t receiveOne(int fd);
    /// Empty when it was longer than there is room for: half a packet is none.
    std::span<const uint8_t> datagram(size_t i) const
    {
        return {m_data[i].data(), m_heads[i].msg_hdr.msg_flags & MSG_TRUNC ? 0 : m_heads[i].msg_len};
    }
    const sockaddr_in &from(size_t i) const { return m_from[i]; }
    bool isFull(size_t count) const { return count == capacity; }

private:
    std::array<std::array<uint8_t, 2048>, capacity> m_data;
    std::array<sockaddr_in, capacity> m_from{};
    std::array<iovec, capacity> m_parts{};
    std::array<mmsghdr, capacity> m_heads{};
};

} // namespace telephony::media
