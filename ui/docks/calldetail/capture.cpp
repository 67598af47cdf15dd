// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calldetail/capture.h"

#include "ui/docks/calldetail/pcap.h"

namespace ui {

QByteArray captureOf(const std::vector<TracedMessage> &messages, const std::vector<RtpPacket> &packets, core::Timestamp begun)
{
    PcapWriter writer;
    const auto wall = [begun](core::Nanos at) { return core::Timestamp::fromMicros(begun.micros() + at.count() / 1000); };
    auto message = messages.begin();
    const auto writeMessages = [&](auto isDue) {
        for (; message != messages.end() && isDue(*message); ++message)
            writer.add(wall(message->at), message->from, message->to, message->text);
    };
    for (const RtpPacket &one : packets) {
        writeMessages([&](const TracedMessage &next) { return next.at <= one.at; });
        writer.add(wall(one.at), PcapPlace{one.from, one.fromPort}, PcapPlace{one.to, one.toPort}, one.bytes);
    }
    writeMessages([](const TracedMessage &) { return true; });
    return writer.bytes();
}

} // namespace ui
