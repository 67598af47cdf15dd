// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/publicforms.h"

namespace services::call {

namespace {
core::Json without(core::Json json, std::initializer_list<const char *> members)
{
    for (const char *member : members)
        json.erase(member);
    return json;
}
} // namespace

core::Json publicForm(const contract::Call &call)
{
    return without(core::toJson(call), {"channel_id", "bridge_id", "confbridge_id", "external_media_ids", "data",
                                        "action_next_hold", "dialroute_id", "dialroutes"});
}

core::Json publicForm(const contract::Groupcall &group) { return without(core::toJson(group), {"anonymous"}); }

core::Json publicForm(const contract::Recording &recording)
{
    return without(core::toJson(recording), {"recording_name", "filenames", "asterisk_id", "channel_ids"});
}

} // namespace services::call
