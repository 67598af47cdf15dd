// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

/// Countries of phone numbers, by the ITU's assignments (E.164 and the North American plan).
namespace services::call {

/// `+82` of `+821012345678`; empty when the number begins with no assigned code.
QString callingCode(const QString &number);
/// Lower-case ISO 3166 alpha-2 of an international number; empty when it is not known.
QString countryOf(const QString &number);
/// Is it one of the countries that countryOf() knows?
bool isCountry(const QString &alpha2);

} // namespace services::call
