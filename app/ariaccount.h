// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile.h"
#include "core/settings.h"

#include <QByteArray>
#include <QHostAddress>

namespace app {

/// Who may use ARI.
struct AriAccount
{
    QString user, password;

    /// The setting `ari_account`; without it one that is made once and kept in the profile, for its owner alone.
    /// @throws core::Error(InvalidArgument, BAD_VALUE)
    static AriAccount from(const core::Settings &settings, const core::Profile &profile);
    /// @param authorization  value of the header, or nothing. @param apiKey  `user:password` of the query, or nothing.
    bool admits(const QByteArray &authorization, const QString &apiKey) const;
};

/// The setting `ari_listen_address`. @throws core::Error(InvalidArgument, BAD_VALUE) unless it is loopback with a port
std::pair<QHostAddress, quint16> ariAddress(const core::Settings &settings);

} // namespace app
