// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/host.h"

namespace ui {

/// What managers announce, heard from the moment the platform is up until it stops. GUI thread.
class HostEvents : public QObject
{
    Q_OBJECT

public:
    /// @param services  names of managers, as in contract::service
    /// @param begun     called once it listens, at once when the platform is up: time for a snapshot, of which no change is missed
    /// @param take      gets each event; may throw core::Error for a body that is none. Neither is called after the destruction.
    HostEvents(Host &host, QStringList services, std::function<void()> begun, std::function<void(const bus::Event &)> take,
               QObject *parent);

private:
    void start();

    Host &m_host;
    const QStringList m_services;
    const std::function<void()> m_begun;
    const std::function<void(const bus::Event &)> m_take;
    core::Alive m_alive;
    std::vector<bus::Subscription> m_subscriptions;
};

} // namespace ui
