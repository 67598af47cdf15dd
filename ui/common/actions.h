// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/flow.h"

#include <QString>

namespace ui {

/// Icon of a flow action's type; `action-unknown` for one this version does not know.
QString actionIcon(const QString &type);
/// What the action does, in one short line: `"Welcome to …"`, `1 key, 8 s`.
QString actionSummary(const contract::Action &action);

} // namespace ui
