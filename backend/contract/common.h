// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/json.h"

/// Fragments that several models share (contract/bus.md §7).
namespace contract {

using core::Json;
using core::Timestamp;

struct Address
{
    QString type;   ///< tel, sip, extension, agent, conference …
    QString target; ///< by type: number, `user@host`, id
    QString targetName;
    QString name;
    QString detail;
    Json extra;

    bool operator==(const Address &) const = default;
    template <typename V> static void describe(V &v)
    {
        v("type", &Address::type, core::opt);
        v("target", &Address::target, core::opt);
        v("target_name", &Address::targetName, core::opt);
        v("name", &Address::name, core::opt);
        v("detail", &Address::detail, core::opt);
    }
};

/// Query of every list route.
struct Page
{
    unsigned size = 0;
    QString token; ///< exclusive upper bound of tm_create; empty: now
};

} // namespace contract
