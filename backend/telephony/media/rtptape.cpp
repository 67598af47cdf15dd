// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/rtptape.h"

#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <iterator>
#include <optional>
#include <utility>

namespace telephony::media {
namespace {
constexpr core::Nanos longestAge = std::chrono::seconds(1); ///< more is a step of the wall clock

/// Records begin at multiples of 8.
constexpr size_t recordSize(size_t size) { return (size + 7) & ~size_t(7); }

const TapedStream *tapedStream(std::span<const TapedStream> streams, quint32 number)
{
    const auto found = std::find_if(streams.begin(), streams.end(), [&](const TapedStream &one) { return one.number == number; });
    return found == streams.end() ? nullptr : &*found;
}

/// They stand as they were read, at most a second away from their places.
void orderByTime(std::vector<KeptPacket> &packets)
{
    const auto before = [](core::Nanos at, const KeptPacket &other) { return at < other.at; };
    for (auto one = packets.begin(); one != packets.end(); ++one) {
        if (one != packets.begin() && one->at < (one - 1)->at)
            std::rotate(std::upper_bound(packets.begin(), one, one->at, before), one, one + 1);
    }
}
} // namespace

struct RtpTape::Record
{
    int64_t at;
    quint32 stream;
    in_addr_t far;
    in_port_t farPort;
    uint16_t size;
    bool isOutgoing, isReport, isMuxed;
};

/// Whoever has it, has what stands in it; the one who writes goes on behind `published` all the same.
struct RtpTape::Chunk
{
    enum Holder : int { Nobody, Reader, Writer };

    std::atomic<int> holder{Nobody};
    std::atomic<size_t> published{0};
    std::atomic<quint64> turn{0}; ///< changed while the writer has it; 0: never used
    uint8_t *bytes = nullptr;

    bool take(Holder by)
    {
        int nobody = Nobody;
        return holder.compare_exchange_strong(nobody, by, std::memory_order_acquire, std::memory_order_relaxed);
    }
    void release() { holder.store(Nobody, std::memory_order_release); }
};

/// Of one chunk.
struct RtpTape::Part
{
    quint64 turn = 0;
    std::optional<core::Nanos> first; ///< time of the first record of whomever
    std::vector<KeptPacket> packets;
};

RtpTape::RtpTape(std::shared_ptr<core::Clock> clock, size_t bytes)
    : m_clock(std::move(clock)),
      m_begun(m_clock->now()),
      m_count(std::max(bytes / chunkSize, fewestChunks)),
      m_chunks(std::make_unique<Chunk[]>(m_count))
{
    const size_t size = m_count * chunkSize;
    void *const memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return;
    madvise(memory, size, MADV_NOHUGEPAGE);
    madvise(memory, size, MADV_DONTDUMP);
    m_memory = static_cast<uint8_t *>(memory);
    for (size_t i = 0; i < m_count; ++i)
        m_chunks[i].bytes = m_memory + i * chunkSize;
}

RtpTape::~RtpTape()
{
    if (m_memory)
        munmap(m_memory, m_count * chunkSize);
}

void RtpTape::draft(const Label &label, std::span<const uint8_t> packet, core::Nanos age)
{
    m_drafted = 0;
    const size_t size = recordSize(sizeof(Record) + packet.size());
    if (packet.empty() || packet.size() > longestPacket)
        return;
    if ((!m_current || m_used + size > chunkSize) && !turnOver())
        return;
    Record record{};
    record.at = (m_clock->now() - (age < longestAge ? age : core::Nanos(0))).count();
    record.stream = label.stream;
    record.far = label.far.sin_addr.s_addr;
    record.farPort = label.far.sin_port;
    record.size = uint16_t(packet.size());
    record.isOutgoing = label.isOutgoing;
    record.isReport = label.isReport;
    record.isMuxed = label.isMuxed;
    uint8_t *const to = m_current->bytes + m_used;
    std::memcpy(to, &record, sizeof record);
    std::memcpy(to + sizeof record, packet.data(), packet.size());
    m_drafted = size;
}

void RtpTape::keep()
{
    m_used += std::exchange(m_drafted, 0);
    if (m_current)
        m_current->published.store(m_used, std::memory_order_release);
}

/// On to the next chunk, which was written longest ago; over the one that is being read.
bool RtpTape::turnOver()
{
    for (size_t i = 0; i + 1 < m_count; ++i) {
        m_at = (m_at + 1) % m_count;
        Chunk &oldest = m_chunks[m_at];
        if (!oldest.take(Chunk::Writer))
            continue;
        oldest.published.store(0, std::memory_order_relaxed);
        oldest.turn.store(++m_turn, std::memory_order_release); // what was written before is seen with it
        oldest.release();
        m_current = &oldest;
        m_used = 0;
        return true;
    }
    return false;
}

RtpTape::Part RtpTape::scan(const Chunk &chunk, std::span<const TapedStream> streams) const
{
    Part part;
    part.turn = chunk.turn.load(std::memory_order_relaxed);
    const size_t end = chunk.published.load(std::memory_order_acquire);
    const TapedStream *stream = nullptr;
    KeptPacket packet;
    in_addr_t far = INADDR_ANY;
    QHostAddress farAddress(QHostAddress::AnyIPv4);
    for (size_t at = 0; at < end;) {
        Record record;
        std::memcpy(&record, chunk.bytes + at, sizeof record);
        const auto *const bytes = reinterpret_cast<const char *>(chunk.bytes + at + sizeof record);
        at += recordSize(sizeof record + record.size);
        if (!part.first)
            part.first = core::Nanos(record.at);
        if (!stream || stream->number != record.stream)
            stream = tapedStream(streams, record.stream);
        if (!stream)
            continue;
        if (std::exchange(far, record.far) != record.far)
            farAddress = QHostAddress(ntohl(record.far));
        packet.at = core::Nanos(record.at);
        packet.isReport = record.isReport;
        packet.from = record.isOutgoing ? stream->address : farAddress;
        packet.to = record.isOutgoing ? farAddress : stream->address;
        const auto ownPort = quint16(stream->port + (record.isMuxed ? 0 : 1)), farPort = ntohs(record.farPort);
        packet.fromPort = record.isOutgoing ? ownPort : farPort;
        packet.toPort = record.isOutgoing ? farPort : ownPort;
        packet.bytes = QByteArray(bytes, record.size);
        part.packets.push_back(std::move(packet));
    }
    return part;
}

/// Without those that were begun meanwhile: of the one before them the end may be missing.
std::vector<RtpTape::Part> RtpTape::scanAll(std::span<const TapedStream> streams) const
{
    const std::lock_guard lock(m_reading);
    quint64 newest = 0;
    for (size_t i = 0; i < m_count; ++i)
        newest = std::max(newest, m_chunks[i].turn.load(std::memory_order_acquire));
    std::vector<Part> parts;
    for (size_t i = 0; i < m_count; ++i) {
        Chunk &one = m_chunks[i];
        if (!one.take(Chunk::Reader))
            continue; // what it had is written over
        const quint64 turn = one.turn.load(std::memory_order_relaxed);
        if (turn > 0 && turn <= newest)
            parts.push_back(scan(one, streams));
        one.release();
    }
    return parts;
}

KeptRtp RtpTape::read(std::span<const TapedStream> streams) const
{
    std::vector<Part> parts = scanAll(streams);
    std::sort(parts.begin(), parts.end(), [](const Part &one, const Part &other) { return one.turn < other.turn; });
    // What stands before a gap is older than something that was written over meanwhile.
    size_t whole = parts.empty() ? 0 : parts.size() - 1;
    while (whole > 0 && parts[whole - 1].turn + 1 == parts[whole].turn)
        --whole;
    KeptRtp kept;
    kept.since = m_begun;
    if (!parts.empty() && parts[whole].turn > 1)
        kept.since = parts[whole].first.value_or(m_clock->now());
    for (size_t i = whole; i < parts.size(); ++i)
        std::move(parts[i].packets.begin(), parts[i].packets.end(), std::back_inserter(kept.packets));
    orderByTime(kept.packets);
    return kept;
}

} // namespace telephony::media
