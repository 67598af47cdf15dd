// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/udp.h"

#include <QRandomGenerator>

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <netinet/ip.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

namespace telephony::media {
namespace {
constexpr quint16 firstPort = 20'000, lastPort = 39'998;
constexpr int pairs = (lastPort - firstPort) / 2 + 1;
constexpr int expeditedForwarding = 46 << 2; ///< RFC 3246

/// A tied socket tells once, in place of what was asked, that the peer refused an earlier packet (RFC 1122 §4.1.3.3).
long unrefused(auto &&call)
{
    const long got = call();
    return got < 0 && errno == ECONNREFUSED ? call() : got;
}
} // namespace

// The calls of libc are points where a thread may be cancelled, which two atomic operations each prepare for.

sockaddr_in toSockaddr(const QHostAddress &address, quint16 port)
{
    sockaddr_in result{};
    result.sin_family = AF_INET;
    result.sin_port = htons(port);
    result.sin_addr.s_addr = htonl(address.toIPv4Address());
    return result;
}

UdpSocket::UdpSocket(const QHostAddress &address, quint16 port)
    : m_fd(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))
{
    if (m_fd < 0)
        return;
    const sockaddr_in local = toSockaddr(address, port);
    if (bind(m_fd, reinterpret_cast<const sockaddr *>(&local), sizeof local) != 0) {
        ::close(std::exchange(m_fd, -1));
        return;
    }
    setsockopt(m_fd, IPPROTO_IP, IP_TOS, &expeditedForwarding, sizeof expeditedForwarding);
    // Packets of speech are never fragmented; so the kernel need not count them for each peer.
    const int whole = IP_PMTUDISC_DO;
    setsockopt(m_fd, IPPROTO_IP, IP_MTU_DISCOVER, &whole, sizeof whole);
}

void UdpSocket::tie(const sockaddr_in &peer)
{
    m_tied = ::connect(m_fd, reinterpret_cast<const sockaddr *>(&peer), sizeof peer) == 0;
}

void UdpSocket::untie()
{
    const sockaddr nobody{.sa_family = AF_UNSPEC, .sa_data = {}};
    if (std::exchange(m_tied, false))
        ::connect(m_fd, &nobody, sizeof nobody);
}

void UdpSocket::noteArrivals() { sinceArrival(); } // the first question turns it on

int64_t UdpSocket::sinceArrival() const
{
    timespec arrived{}, now{};
    if (ioctl(m_fd, SIOCGSTAMPNS, &arrived) != 0)
        return 0;
    clock_gettime(CLOCK_REALTIME, &now);
    const int64_t passed = int64_t(now.tv_sec - arrived.tv_sec) * 1'000'000'000 + (now.tv_nsec - arrived.tv_nsec);
    return std::max<int64_t>(passed, 0);
}

bool UdpSocket::send(const sockaddr_in &to, std::span<const uint8_t> bytes) const
{
    const auto address = m_tied ? nullptr : &to;
    const socklen_t size = m_tied ? 0 : sizeof to;
    return unrefused([&] { return syscall(SYS_sendto, m_fd, bytes.data(), bytes.size(), MSG_DONTWAIT, address, size); }) > 0;
}

PortRange::PortRange() : m_next(quint16(firstPort + 2 * QRandomGenerator::system()->bounded(pairs))) {}

std::optional<PortPair> PortRange::take(const QHostAddress &address)
{
    for (int tries = 0; tries < pairs; ++tries) {
        const quint16 port = m_next;
        m_next = port >= lastPort ? firstPort : quint16(port + 2);
        PortPair pair{UdpSocket(address, port), UdpSocket(), port, address};
        if (!pair.rtp.isOpen())
            continue;
        pair.rtcp = UdpSocket(address, quint16(port + 1));
        if (pair.rtcp.isOpen())
            return pair;
    }
    return {};
}

ReceiveBatch::ReceiveBatch()
{
    for (size_t i = 0; i < capacity; ++i) {
        m_parts[i] = {m_data[i].data(), m_data[i].size()};
        m_heads[i].msg_hdr.msg_iov = &m_parts[i];
        m_heads[i].msg_hdr.msg_iovlen = 1;
        m_heads[i].msg_hdr.msg_name = &m_from[i];
    }
}

size_t ReceiveBatch::receiveOne(int fd)
{
    socklen_t size = sizeof(sockaddr_in);
    const long got = unrefused([&] {
        return syscall(SYS_recvfrom, fd, m_data[0].data(), m_data[0].size(), MSG_DONTWAIT | MSG_TRUNC, &m_from[0], &size);
    });
    if (got < 0)
        return 0;
    m_heads[0].msg_len = unsigned(got);
    m_heads[0].msg_hdr.msg_flags = size_t(got) > m_data[0].size() ? MSG_TRUNC : 0;
    return 1;
}

size_t ReceiveBatch::receive(int fd)
{
    for (mmsghdr &head : m_heads)
        head.msg_hdr.msg_namelen = sizeof(sockaddr_in);
    const long got = unrefused([&] { return recvmmsg(fd, m_heads.data(), capacity, MSG_DONTWAIT, nullptr); });
    return got > 0 ? size_t(got) : 0;
}

} // namespace telephony::media
