// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile.h"
#include "core/settings.h"
#include "telephony/softswitch/softswitch.h"

#include <QUuid>

namespace app {

/// What the settings and the profile say of the embedded switch; what needs a service is left to the caller.
/// @param customerId  whose extensions register: it names their realm.
telephony::softswitch::Config engineConfig(const core::Settings &settings, const core::Profile &profile, const QUuid &customerId);

/// Where the sounds are that the switch plays by their names.
QString soundsFolder(const core::Profile &profile);

} // namespace app
