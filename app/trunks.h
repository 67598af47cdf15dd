// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/peers.h"
#include "core/profile.h"
#include "core/settings.h"
#include "telephony/sip/sipstack.h"

#include <vector>

namespace app {

/// The connections to SIP providers that the file of the setting `sip_trunks` names (README, Trunks); without the setting
/// `trunks.json` in the data folder of the profile, and none when there is no such file.
/// @throws core::Error(InvalidArgument) with one sentence that names the file, the trunk and the member
std::vector<telephony::sip::Trunk> trunksOfSettings(const core::Settings &settings, const core::Profile &profile);

/// These and the trunks of registrar-manager, which call in by address or password. A name that both have is the settings'.
std::vector<telephony::sip::Trunk> withRegistrarTrunks(std::vector<telephony::sip::Trunk> trunks,
                                                       const std::vector<contract::Trunk> &registrar);

} // namespace app
