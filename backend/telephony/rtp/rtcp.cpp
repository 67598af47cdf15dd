// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/rtp/rtcp.h"

#include "telephony/rtp/bytes.h"

#include <algorithm>

namespace telephony::rtp {
namespace {
constexpr uint8_t senderReport = 200, receiverReport = 201, sourceDescription = 202, goodbye = 203;
constexpr size_t blockSize = 24, senderInfoSize = 20, leadSize = 8;
constexpr uint8_t cnameItem = 1;

class Writer
{
public:
    explicit Writer(std::span<uint8_t> to) : m_to(to) {}
    void byte(uint8_t value) { m_to[m_at++] = value; }
    void word(uint32_t value)
    {
        for (int shift = 24; shift >= 0; shift -= 8)
            byte(uint8_t(value >> shift));
    }
    void head(size_t count, uint8_t type, size_t bytes)
    {
        word(uint32_t(0x80 | count) << 24 | uint32_t(type) << 16 | uint32_t(bytes / 4 - 1));
    }
    size_t size() const { return m_at; }

private:
    std::span<uint8_t> m_to;
    size_t m_at = 0;
};

ReportBlock readBlock(const uint8_t *at)
{
    ReportBlock block;
    block.ssrc = read32(at);
    block.fractionLost = at[4];
    block.cumulativeLost = int32_t(read32(at + 4) << 8) >> 8;
    block.highestSequence = read32(at + 8);
    block.jitter = read32(at + 12);
    block.lastSenderReport = read32(at + 16);
    block.delaySinceReport = read32(at + 20);
    return block;
}

std::optional<Report> readLead(std::span<const uint8_t> packet)
{
    Report report;
    const bool sender = packet[1] == senderReport;
    const size_t count = packet[0] & 0x1F;
    size_t at = leadSize + (sender ? senderInfoSize : 0);
    if (packet.size() < at + count * blockSize)
        return {};
    report.ssrc = read32(&packet[4]);
    if (sender)
        report.sender = SenderInfo{uint64_t(read32(&packet[8])) << 32 | read32(&packet[12]), read32(&packet[16]),
                                   read32(&packet[20]), read32(&packet[24])};
    for (; report.blockCount < count; at += blockSize)
        report.blocks[report.blockCount++] = readBlock(&packet[at]);
    return report;
}
} // namespace

std::optional<Report> parseReport(std::span<const uint8_t> datagram)
{
    std::optional<Report> report;
    for (size_t at = 0; at < datagram.size();) {
        const auto rest = datagram.subspan(at);
        if (rest.size() < 4 || rest[0] >> 6 != 2)
            return {};
        const size_t size = (size_t(rest[2]) << 8 | rest[3]) * 4 + 4;
        const bool padded = rest[0] & 0x20;
        if (size > rest.size() || (padded && size != rest.size()))
            return {};
        auto packet = rest.first(size);
        if (padded) {
            const size_t padding = packet.back();
            if (padding == 0 || padding % 4 != 0 || padding > size - 4)
                return {};
            packet = packet.first(size - padding);
        }
        if (at == 0) {
            if (packet.size() < leadSize || (packet[1] != senderReport && packet[1] != receiverReport))
                return {};
            report = readLead(packet);
            if (!report)
                return {};
        } else if (packet[1] == goodbye) {
            report->bye = true;
        }
        at += size;
    }
    return report;
}

size_t writeReport(std::span<uint8_t, maxReportSize> to, const Report &report, std::string_view cname)
{
    Writer out(to);
    const size_t count = std::min<size_t>(report.blockCount, 1);
    out.head(count, report.sender ? senderReport : receiverReport,
             leadSize + (report.sender ? senderInfoSize : 0) + count * blockSize);
    out.word(report.ssrc);
    if (report.sender) {
        out.word(uint32_t(report.sender->ntp >> 32));
        out.word(uint32_t(report.sender->ntp));
        out.word(report.sender->timestamp);
        out.word(report.sender->packets);
        out.word(report.sender->octets);
    }
    for (size_t i = 0; i < count; ++i) {
        const ReportBlock &block = report.blocks[i];
        out.word(block.ssrc);
        out.word(uint32_t(block.fractionLost) << 24 | (uint32_t(block.cumulativeLost) & 0xFFFFFF));
        out.word(block.highestSequence);
        out.word(block.jitter);
        out.word(block.lastSenderReport);
        out.word(block.delaySinceReport);
    }
    const auto name = cname.substr(0, 32);
    const size_t padding = 4 - (2 + name.size()) % 4; // at least one zero ends the list
    out.head(1, sourceDescription, leadSize + 2 + name.size() + padding);
    out.word(report.ssrc);
    out.byte(cnameItem);
    out.byte(uint8_t(name.size()));
    for (const char c : name)
        out.byte(uint8_t(c));
    for (size_t i = 0; i < padding; ++i)
        out.byte(0);
    if (report.bye) {
        out.head(1, goodbye, leadSize);
        out.word(report.ssrc);
    }
    return out.size();
}

} // namespace telephony::rtp
