// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/json.h"

namespace services {

/// Reads one member of a request's body where it is present; without it, or from no body at all, `into` stays as it is.
/// @throws core::Error(InvalidArgument, INVALID_BODY) for a body or value of the wrong kind
template <typename T> void take(const core::Json &body, const char *name, T &into)
{
    if (body.is_null())
        return;
    if (const core::Json *found = core::detail::findMember(body, name); found && !found->is_null())
        core::fromJson(*found, into, name);
}

/// The member, or a default T.
template <typename T> T member(const core::Json &body, const char *name)
{
    T value{};
    take(body, name, value);
    return value;
}

} // namespace services
