// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/json.h"

namespace telephony::ari {

/// The documents that ARI clients read at their start (Swagger 1.1, as Asterisk serves under /ari/api-docs), made from the
/// definition.
///
/// @param file  `resources.json`, or the name of a resource with `.json`.
/// @param base  `http://host:port/ari`.
/// @return null for a document that does not exist.
core::Json apiDocument(const QString &file, const QString &base);

} // namespace telephony::ari
