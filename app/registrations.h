// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/business.h"
#include "telephony/sip/sipstack.h"

namespace app {

/// Registrations of the switch as rows of ps_contacts. Those over a connection are marked to be pruned on boot: it ends with the
/// program.
std::vector<contract::AstContact> rowsOf(const std::vector<telephony::sip::Contact> &contacts);
/// The way back, for registrations over UDP. The preference among several phones is not in a row.
std::vector<telephony::sip::Contact> contactsOf(const std::vector<contract::AstContact> &rows);

} // namespace app
