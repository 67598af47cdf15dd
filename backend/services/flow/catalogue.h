// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

/// Every action type of contract/flow-manager.md §7: its media class and who runs it.
namespace services::flow {

enum class Media { Any, Rtc, NonRtc };
enum class RunBy { Engine, Driver };

struct ActionInfo
{
    const char *type;
    Media media;
    RunBy runBy;
    bool soft; ///< an error is logged and the flow goes on
};

const ActionInfo *infoOf(const QString &type);
/// May an activeflow of this reference type run it? (§6.5)
bool allowed(const ActionInfo *info, const QString &referenceType);

} // namespace services::flow
