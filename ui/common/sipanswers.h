// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline.h"

namespace ui {

/// The final answer with which the INVITE of a call was refused, as the timeline knows it: 300 and above, but for those that ask
/// for a password (401, 407) and that a CANCEL brings (487). 0 when there was none, or when it is no longer kept.
int refusalOf(const core::Timeline &timeline, const QUuid &call);

/// The value of a header in a SIP message, by its long or compact name; empty when it is not there.
QString sipHeader(const QString &message, QLatin1String name, QLatin1String compact);

} // namespace ui
