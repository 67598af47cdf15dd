// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

/// What a channel is for (contract/call-manager.md §2, Channel.type).
namespace services::call::channeltype {

inline const QString call = QStringLiteral("call");
inline const QString confbridge = QStringLiteral("confbridge");
inline const QString join = QStringLiteral("join");
inline const QString external = QStringLiteral("external");
inline const QString recording = QStringLiteral("recording");
inline const QString application = QStringLiteral("application");

/// Channel.dial_result of one whose far end sends sound before it answers, and ARI's dialstatus of that.
inline const QString progressed = QStringLiteral("PROGRESS");

} // namespace services::call::channeltype
