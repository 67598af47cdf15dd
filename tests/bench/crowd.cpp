// SPDX-License-Identifier: GPL-3.0-or-later
#include "crowd.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <ctime>
#include <limits>
#include <utility>

namespace bench {
namespace {
constexpr qint64 second = 1'000'000'000, frameNs = 20'000'000, toleratedNs = 5'000'000;

sockaddr_in socketAddress(in_addr_t address, quint16 port)
{
    sockaddr_in made{};
    made.sin_family = AF_INET;
    made.sin_addr.s_addr = htonl(address);
    made.sin_port = htons(port);
    return made;
}
} // namespace

bool Evenness::isEven(qint64 gapNs) { return std::abs(gapNs - frameNs) <= toleratedNs; }

void Evenness::add(qint64 gapNs)
{
    ++m_gaps;
    m_late += isEven(gapNs) ? 0 : 1;
    ++m_bins[std::min(size_t(std::abs(gapNs - frameNs) / binNs), m_bins.size() - 1)];
}

double Evenness::within5Ms() const
{
    return m_gaps == 0 ? std::numeric_limits<double>::quiet_NaN() : 100 * (1 - double(m_late) / double(m_gaps));
}

double Evenness::deviationMs(double share) const
{
    quint64 seen = 0;
    size_t bin = 0;
    while (bin + 1 < m_bins.size() && double(seen += m_bins[bin]) < share * double(m_gaps))
        ++bin;
    return double(bin + 1) * double(binNs) / 1e6;
}

Crowd::Crowd(in_addr_t address) : m_fd(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))
{
    sockaddr_in own = socketAddress(address, 0);
    bind(m_fd, reinterpret_cast<const sockaddr *>(&own), sizeof own);
    socklen_t size = sizeof own;
    getsockname(m_fd, reinterpret_cast<sockaddr *>(&own), &size);
    port = ntohs(own.sin_port);
    const int room = 8'000'000;
    setsockopt(m_fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    const int on = 1;
    setsockopt(m_fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on); // on loopback, when it was sent
}

Crowd::~Crowd()
{
    stop();
    close(m_fd);
}

void Crowd::start(const std::vector<quint16> &ports, size_t speaking)
{
    for (size_t i = 0; i < ports.size(); ++i)
        m_listeners.push_back({socketAddress(INADDR_LOOPBACK, ports[i]), i < speaking});
    start();
}

void Crowd::startAnswering()
{
    m_answering = true;
    start();
}

void Crowd::start()
{
    m_stopping = false;
    m_thread = std::thread([this] { run(); });
}

void Crowd::stop()
{
    m_stopping = true;
    if (m_thread.joinable())
        m_thread.join();
}

void Crowd::run()
{
    timespec next{};
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (quint32 tick = 1; !m_stopping; ++tick) {
        speak(tick);
        while (receive()) {
        }
        next.tv_nsec += frameNs;
        if (next.tv_nsec >= second) {
            next.tv_nsec -= second;
            ++next.tv_sec;
        }
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, nullptr);
    }
}

void Crowd::speak(quint32 tick)
{
    std::array<char, 172> packet{};
    packet[0] = char(0x80);
    packet[2] = char(tick >> 8);
    packet[3] = char(tick);
    const quint32 timestamp = htonl(tick * 160);
    std::memcpy(packet.data() + 4, &timestamp, 4);
    for (size_t i = 0; i < m_listeners.size(); ++i) {
        const Listener &listener = m_listeners[i];
        const quint32 ssrc = htonl(quint32(i + 1));
        std::memcpy(packet.data() + 8, &ssrc, 4);
        for (size_t s = 12; s < packet.size(); ++s)
            packet[s] = listener.loud ? char(s * 37 + tick * 11) : char(0x7A + s % 6);
        sendto(m_fd, packet.data(), packet.size(), 0, reinterpret_cast<const sockaddr *>(&listener.address),
               sizeof listener.address);
    }
}

bool Crowd::receive()
{
    std::array<char, 2048> bytes;
    alignas(cmsghdr) std::array<char, 128> control;
    iovec part{bytes.data(), bytes.size()};
    sockaddr_in from{};
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    if (recvmsg(m_fd, &message, 0) < 12)
        return false;
    ++received;
    quint32 ssrc = 0;
    std::memcpy(&ssrc, bytes.data() + 8, sizeof ssrc);
    for (cmsghdr *one = CMSG_FIRSTHDR(&message); one; one = CMSG_NXTHDR(&message, one)) {
        if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_TIMESTAMPNS)
            continue;
        timespec at{};
        std::memcpy(&at, CMSG_DATA(one), sizeof at);
        heard(ssrc, qint64(at.tv_sec) * second + at.tv_nsec, from);
    }
    return true;
}

void Crowd::heard(quint32 ssrc, qint64 at, const sockaddr_in &from)
{
    const qint64 before = std::exchange(m_sentAt[ssrc], at);
    if (before == 0) {
        if (m_answering)
            m_listeners.push_back({from, true});
        return;
    }
    if (!counting)
        return;
    if (!Evenness::isEven(at - before) && hasStood(before, at))
        m_evenness.excuse();
    else
        m_evenness.add(at - before);
}

/// In a gap, or just before it: then packets follow each other too soon.
/// @param from, to  as the kernel stamps packets, by the wall's clock.
bool Crowd::hasStood(qint64 from, qint64 to) const
{
    const auto wall = std::chrono::system_clock::now().time_since_epoch();
    const auto now = support::Witness::Clock::now();
    const std::chrono::nanoseconds frame(frameNs), began(from), ended(to);
    return m_witness.stoodMs(now - (wall - began) - frame, now - (wall - ended)) > 0;
}

} // namespace bench
