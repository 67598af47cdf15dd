// SPDX-License-Identifier: GPL-3.0-or-later
// One compound packet of reports from a stranger: plain, and in the place of SRTCP and SRTP.
#include "require.h"

#include "telephony/rtp/rtcp.h"
#include "telephony/rtp/srtp.h"

#include <algorithm>
#include <vector>

namespace {
using namespace telephony::rtp;

void plain(std::span<const uint8_t> datagram)
{
    const auto report = parseReport(datagram);
    if (!report)
        return;
    REQUIRE(report->blockCount <= Report::maxBlocks && datagram.size() >= 8 + report->blockCount * 24);
    std::array<uint8_t, maxReportSize> bytes;
    const size_t size = writeReport(bytes, *report, "somebody");
    REQUIRE(size <= bytes.size() && size % 4 == 0);
    const auto again = parseReport(std::span(bytes).first(size));
    REQUIRE(again && again->ssrc == report->ssrc && again->sender.has_value() == report->sender.has_value());
    REQUIRE(again->blockCount == std::min<size_t>(report->blockCount, 1) && again->bye == report->bye);
}

/// Who does not know the key is not heard; who does, gets back what was sent.
void secured(const std::vector<uint8_t> &datagram)
{
    SrtpKey key;
    key.key.fill(7);
    SrtpReceiver receiver(key);
    std::vector<uint8_t> copy = datagram;
    REQUIRE(receiver.openReport(copy) == 0);
    copy = datagram;
    REQUIRE(receiver.open(copy) == 0);
    key.mkiSize = key.mki.size();
    SrtpReceiver named(key);
    copy = datagram;
    REQUIRE(named.openReport(copy) == 0);
    copy = datagram;
    REQUIRE(named.open(copy) == 0);

    key.mkiSize = 0;
    SrtpSender sender(key);
    for (const bool report : {true, false}) {
        copy = datagram;
        copy.resize(datagram.size() + srtpOverhead);
        const size_t size = report ? sender.protectReport(copy, datagram.size()) : sender.protect(copy, datagram.size());
        REQUIRE(size <= copy.size());
        if (size == 0 || (datagram[0] >> 6) != 2)
            continue;
        copy.resize(size);
        const size_t opened = report ? receiver.openReport(copy) : receiver.open(copy);
        REQUIRE(opened == datagram.size() && std::equal(datagram.begin(), datagram.end(), copy.begin()));
    }
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const std::vector<uint8_t> datagram(data, data + size); // of exactly this size: reading past it is seen
    plain(datagram);
    if (!datagram.empty())
        secured(datagram);
    return 0;
}
