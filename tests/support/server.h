// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <source_location>

namespace support {

/// Whether a test may use an optional server. When `program` (a path, or a name looked up in PATH and the sbin folders)
/// is missing, the running test is skipped aloud, or failed under CI=true, and must return at once:
/// `if (!requireServer("redis-server", "redis-server")) return;`
///
/// @param package  the Debian package that brings it.
bool requireServer(const QString &program, const QString &package, std::source_location where = std::source_location::current());

/// A TCP port that was free on 127.0.0.1 a moment ago; 0 when there is none.
quint16 freePort();

} // namespace support
