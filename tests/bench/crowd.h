// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/witness.h"

#include <QHash>
#include <QtGlobal>

#include <netinet/in.h>

#include <array>
#include <atomic>
#include <thread>
#include <vector>

namespace bench {

/// How evenly packets were sent: the gaps between those of one stream, as the kernel stamped them.
class Evenness
{
public:
    static bool isEven(qint64 gapNs);
    /// @param gapNs  between two packets of a stream that are meant to be 20 ms apart.
    void add(qint64 gapNs);
    void excuse() { ++m_excused; }
    quint64 gaps() const { return m_gaps; }
    /// Gaps not within 20 ± 5 ms in which the machine stood still: not counted.
    quint64 excused() const { return m_excused; }
    /// Share of gaps of 20 ± 5 ms, in percent; not a number without gaps.
    double within5Ms() const;
    /// How far a gap was from 20 ms, in ms, for `share` of them (nearest rank, 0.1 ms exact, 200 ms at most).
    double deviationMs(double share) const;

private:
    static constexpr qint64 binNs = 100'000;
    std::array<quint64, 2000> m_bins{};
    quint64 m_gaps = 0, m_late = 0, m_excused = 0;
};

/// The far ends of many streams: one thread with one socket, which speaks G.711 every 20 ms and takes what comes.
class Crowd
{
public:
    /// @param address  of the socket, in host order.
    explicit Crowd(in_addr_t address = INADDR_LOOPBACK);
    ~Crowd();
    Crowd(const Crowd &) = delete;
    Crowd &operator=(const Crowd &) = delete;

    /// Speaks to these ports of 127.0.0.1.
    /// @param speaking  so many of the streams hear somebody; the others hear the noise of a quiet room.
    void start(const std::vector<quint16> &ports, size_t speaking);
    /// Speaks to whoever sends something.
    void startAnswering();
    /// Until then evenness() is being written.
    void stop();
    const Evenness &evenness() const { return m_evenness; }

    quint16 port = 0;
    std::atomic<quint64> received{0};
    std::atomic<bool> counting{false}; ///< gaps, from now on

private:
    struct Listener
    {
        sockaddr_in address;
        bool loud;
    };
    void start();
    void run();
    void speak(quint32 tick);
    bool receive();
    void heard(quint32 ssrc, qint64 at, const sockaddr_in &from);
    bool hasStood(qint64 from, qint64 to) const;

    const int m_fd;
    std::thread m_thread;
    std::vector<Listener> m_listeners;
    bool m_answering = false;
    QHash<quint32, qint64> m_sentAt; ///< by SSRC
    support::Witness m_witness;
    Evenness m_evenness;
    std::atomic<bool> m_stopping{false};
};

} // namespace bench
