// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/host.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace ui {

/// A SIP message of the trace, between `host:port` and `host:port`.
struct TracedMessage
{
    core::Nanos at{0};
    QString from, to, text;
};

/// A capture file of SIP messages and RTP by their times; each of the two is in order. Any thread.
/// @param begun  wall time when the host's clock was 0.
QByteArray captureOf(const std::vector<TracedMessage> &messages, const std::vector<RtpPacket> &packets, core::Timestamp begun);

} // namespace ui
