// SPDX-License-Identifier: GPL-3.0-or-later
// Processor time of the media thread a stream, and how even it sends: echo, pairs, a conference. The other end is one thread with one socket. `--streams`
// and `--seconds` change the size.
#include "bench/figures.h"
#include "core/systemclock.h"
#include "telephony/media/mediaengine.h"
#include "telephony/media/mediathread.h"

#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QHash>
#include <QTimer>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmath>
#include <ctime>
#include <thread>

namespace {
using telephony::media::MediaEngine;

/// Nanoseconds that the thread of this name has run.
double threadNanos(const char *name)
{
    for (const QString &task : QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const auto read = [&task](const char *file) {
            QFile one(QStringLiteral("/proc/self/task/%1/%2").arg(task, QLatin1String(file)));
            return one.open(QIODevice::ReadOnly) ? one.readAll().trimmed() : QByteArray();
        };
        if (read("comm") == name)
            return read("schedstat").split(' ').value(0).toDouble();
    }
    return 0;
}

/// Speaks into many streams from one port, and takes what they send.
class Crowd
{
public:
    Crowd() : m_fd(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0))
    {
        sockaddr_in any{};
        any.sin_family = AF_INET;
        any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        bind(m_fd, reinterpret_cast<const sockaddr *>(&any), sizeof any);
        socklen_t size = sizeof any;
        getsockname(m_fd, reinterpret_cast<sockaddr *>(&any), &size);
        port = ntohs(any.sin_port);
        const int room = 8'000'000;
        setsockopt(m_fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
        const int on = 1;
        setsockopt(m_fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on); // on loopback, when it was sent
    }
    ~Crowd()
    {
        stop();
        close(m_fd);
    }
    /// @param speaking  so many of the streams hear somebody; the others hear the noise of a quiet room.
    void start(std::vector<quint16> ports, size_t speaking)
    {
        m_stopping = false;
        m_thread = std::thread([this, ports = std::move(ports), speaking] { run(ports, speaking); });
    }
    void stop()
    {
        m_stopping = true;
        if (m_thread.joinable())
            m_thread.join();
    }

    quint16 port = 0;
    std::atomic<quint64> received{0}, gaps{0}, lateGaps{0};
    std::atomic<bool> counting{false};

private:
    void run(const std::vector<quint16> &ports, size_t speaking)
    {
        std::array<char, 172> packet{};
        packet[0] = char(0x80);
        timespec next{};
        clock_gettime(CLOCK_MONOTONIC, &next);
        for (quint32 tick = 1; !m_stopping; ++tick) {
            for (size_t i = 0; i < ports.size(); ++i) {
                packet[2] = char(tick >> 8);
                packet[3] = char(tick);
                const quint32 timestamp = htonl(tick * 160), ssrc = htonl(quint32(i + 1));
                std::memcpy(packet.data() + 4, &timestamp, 4);
                std::memcpy(packet.data() + 8, &ssrc, 4);
                for (size_t s = 12; s < packet.size(); ++s)
                    packet[s] = i < speaking ? char(s * 37 + tick * 11) : char(0x7A + s % 6);
                sockaddr_in to{};
                to.sin_family = AF_INET;
                to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
                to.sin_port = htons(ports[i]);
                sendto(m_fd, packet.data(), packet.size(), 0, reinterpret_cast<const sockaddr *>(&to), sizeof to);
            }
            while (receive()) {
            }
            next.tv_nsec += 20'000'000;
            if (next.tv_nsec >= 1'000'000'000) {
                next.tv_nsec -= 1'000'000'000;
                ++next.tv_sec;
            }
            clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, nullptr);
        }
    }

    bool receive()
    {
        std::array<char, 2048> bytes;
        alignas(cmsghdr) std::array<char, 128> control;
        iovec part{bytes.data(), bytes.size()};
        msghdr head{};
        head.msg_iov = &part;
        head.msg_iovlen = 1;
        head.msg_control = control.data();
        head.msg_controllen = control.size();
        if (recvmsg(m_fd, &head, 0) < 12)
            return false;
        ++received;
        quint32 ssrc = 0;
        std::memcpy(&ssrc, bytes.data() + 8, sizeof ssrc);
        for (const cmsghdr *one = CMSG_FIRSTHDR(&head); one; one = CMSG_NXTHDR(&head, const_cast<cmsghdr *>(one))) {
            if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_TIMESTAMPNS)
                continue;
            timespec at{};
            std::memcpy(&at, CMSG_DATA(one), sizeof at);
            const qint64 now = qint64(at.tv_sec) * 1'000'000'000 + at.tv_nsec;
            const qint64 before = std::exchange(m_sentAt[ssrc], now);
            if (before == 0 || !counting)
                continue;
            ++gaps;
            lateGaps += std::abs(now - before - 20'000'000) > 5'000'000 ? 1 : 0;
        }
        return true;
    }

    const int m_fd;
    std::thread m_thread;
    QHash<quint32, qint64> m_sentAt; ///< by SSRC
    std::atomic<bool> m_stopping{false};
};

void pause(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

enum class Shape { Echo, Pairs, Conference };

void measure(bench::Figures &figures, const QString &name, Shape shape, int streams, size_t speaking, int ms)
{
    Crowd crowd;
    MediaEngine media(std::make_shared<core::SystemClock>(), {}, {});
    media.start();
    std::vector<quint16> ports;
    if (shape == Shape::Conference)
        media.createBridge(QStringLiteral("room"));
    for (int i = 0; i < streams; ++i) {
        const QString stream = QString::number(i);
        ports.push_back(media.open(stream, QHostAddress::LocalHost).value_or(0));
        telephony::media::StreamParameters agreed;
        agreed.peer = QHostAddress::LocalHost;
        agreed.peerPort = crowd.port;
        media.connectStream(stream, agreed);
        const QString pair = QString::number(i / 2);
        if (shape == Shape::Pairs) {
            media.createBridge(pair);
            media.addToBridge(pair, stream);
        } else if (shape == Shape::Conference) {
            media.addToBridge(QStringLiteral("room"), stream);
        } else {
            media.setEcho(stream, true);
        }
    }
    crowd.start(std::move(ports), speaking);
    pause(1000);
    const double before = threadNanos(telephony::media::MediaThread::threadName);
    const quint64 sent = crowd.received;
    crowd.counting = true;
    QElapsedTimer timer;
    timer.start();
    pause(ms);
    const double nanos = threadNanos(telephony::media::MediaThread::threadName) - before;
    const double seconds = double(timer.nsecsElapsed()) / 1e9;
    figures.add(name + QStringLiteral(", processor a stream"), nanos / 1e7 / seconds / streams, QStringLiteral("% of a core"));
    figures.add(name + QStringLiteral(", a stream and frame"), nanos / 1e3 / seconds / 50 / streams, QStringLiteral("µs"));
    figures.add(name + QStringLiteral(", gaps within 20 ± 5 ms"), 100 * (1 - double(crowd.lateGaps) / double(crowd.gaps)),
                QStringLiteral("%"));
    figures.add(name + QStringLiteral(", packets sent"), double(crowd.received - sent) / seconds / streams, QStringLiteral("/s"));
}
} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const bool smoke = bench::isSmoke();
    const int streams = bench::option(QStringLiteral("streams"), smoke ? QStringLiteral("10") : QStringLiteral("200")).toInt();
    const int ms = smoke ? 500 : 1000 * bench::option(QStringLiteral("seconds"), QStringLiteral("5")).toInt();
    bench::Figures figures;
    const auto all = size_t(streams);
    measure(figures, QStringLiteral("echo"), Shape::Echo, streams, all, ms);
    measure(figures, QStringLiteral("bridged pairs"), Shape::Pairs, streams, all, ms);
    measure(figures, QStringLiteral("conference, all speak"), Shape::Conference, streams, all, ms);
    measure(figures, QStringLiteral("conference, three speak"), Shape::Conference, streams, 3, ms);
    return figures.result();
}
