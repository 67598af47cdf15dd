// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/common.h"

/// Rules for addresses (contract/bus.md §7).
namespace contract {

/// The address as it is stored: numbers without punctuation, e-mail and SIP hosts in lower case. Never blanks a target;
/// doing it twice changes nothing.
Address normalized(Address address);

/// `+` and 7 to 15 digits.
bool isPhoneNumber(const QString &text);

} // namespace contract
