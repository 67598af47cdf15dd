// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/json.h"

#include <functional>

/// `${name}` in texts (contract/flow-manager.md §8).
namespace services::flow {

/// The value of a name; unknown names are empty.
using Lookup = std::function<QString(const QString &name)>;

/// Replaces each `${…}` up to the next `}` on the same line, in one pass.
QString substitute(const QString &text, const Lookup &lookup);
/// The same in every string value; numbers stay numbers, keys stay as they are.
core::Json substitute(const core::Json &json, const Lookup &lookup);
/// The names a text, or all texts of a value, ask for.
QStringList namesIn(const QString &text);
QStringList namesIn(const core::Json &json);

} // namespace services::flow
