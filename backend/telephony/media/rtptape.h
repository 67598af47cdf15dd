// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QByteArray>
#include <QHostAddress>

#include <netinet/in.h>

#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace telephony::media {

/// A packet of RTP or RTCP as it was on the network, but plain: SRTP is opened.
struct KeptPacket
{
    core::Nanos at{0}; ///< of the clock: when it arrived, or was sent
    QHostAddress from, to;
    quint16 fromPort = 0, toPort = 0;
    bool isReport = false; ///< RTCP
    QByteArray bytes;
};

struct KeptRtp
{
    std::vector<KeptPacket> packets; ///< in the order of their times
    core::Nanos since{0};            ///< everything from here on is kept
};

/// A stream that writes on the tape.
struct TapedStream
{
    quint32 number = 0;
    QHostAddress address; ///< our own
    quint16 port = 0;     ///< of RTP
};

/// The packets of the last while, in memory alone: a ring of chunks, of which the oldest is written over. One thread writes and
/// neither waits, allocates nor locks: a chunk that is being read is left out. Memory becomes resident as it is first used, is
/// no part of core dumps, and goes back with the tape.
class RtpTape
{
public:
    static constexpr size_t chunkSize = 256 * 1024;
    static constexpr size_t fewestChunks = 4;
    static constexpr size_t longestPacket = 0xFFFF;

    /// @param bytes  rounded down to whole chunks, at least fewestChunks of them.
    RtpTape(std::shared_ptr<core::Clock> clock, size_t bytes);
    ~RtpTape();
    RtpTape(const RtpTape &) = delete;
    RtpTape &operator=(const RtpTape &) = delete;
    /// False: there was no memory. Then it must not be written on.
    bool isOpen() const { return m_memory != nullptr; }

    /// What a packet is besides its bytes.
    struct Label
    {
        quint32 stream = 0;
        sockaddr_in far{};
        bool isOutgoing = false, isReport = false;
        bool isMuxed = true; ///< on the port of RTP, not on the next one
    };
    // One thread.
    /// A packet that is on the tape once keep() is called; another draft replaces it. Empty and longer ones are left out.
    /// @param age  since it arrived.
    void draft(const Label &label, std::span<const uint8_t> packet, core::Nanos age = core::Nanos(0));
    void keep();
    void add(const Label &label, std::span<const uint8_t> packet, core::Nanos age)
    {
        draft(label, packet, age);
        keep();
    }

    /// Any thread, any time; takes some tens of milliseconds when the tape is large.
    KeptRtp read(std::span<const TapedStream> streams) const;

private:
    struct Chunk;
    struct Record;
    struct Part;

    bool turnOver();
    Part scan(const Chunk &chunk, std::span<const TapedStream> streams) const;
    std::vector<Part> scanAll(std::span<const TapedStream> streams) const;

    const std::shared_ptr<core::Clock> m_clock;
    const core::Nanos m_begun;
    const size_t m_count;
    uint8_t *m_memory = nullptr;
    const std::unique_ptr<Chunk[]> m_chunks;
    mutable std::mutex m_reading; ///< readers only

    // Of the thread that writes.
    Chunk *m_current = nullptr;
    quint64 m_turn = 0;
    size_t m_at = 0, m_used = 0, m_drafted = 0;
};

} // namespace telephony::media
