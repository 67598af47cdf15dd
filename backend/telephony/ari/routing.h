// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/ari/definition.h"

#include <QStringList>

namespace telephony::ari {

/// Which operation a request means.
struct Match
{
    const Resource *resource = nullptr;
    const Operation *operation = nullptr; ///< null: no such path, or none of this method
    QStringList arguments;                ///< what stands for the `{…}` of its path, in order
    QStringList allowed;                  ///< methods of this path; empty: no such path
};

/// @param parts  of the path below /ari, percent-decoded. A path written out wins over one with `{…}`.
Match findOperation(const QString &method, const QStringList &parts);

} // namespace telephony::ari
