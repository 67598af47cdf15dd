// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/message.h"

namespace http {

/// Serves the WAV files of one folder whose names are a SHA-1: route it as `/…/{name}`. Anything else is 404, links included.
/// Knows single byte ranges (RFC 9110 §14). Reads on a pool thread.
Handler wavFolder(const QString &folder);

/// The same for files named by a random UUID, which is what lets somebody have them. Recordings of every format.
Handler storedFiles(const QString &folder);

} // namespace http
