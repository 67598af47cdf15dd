// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/hostevents.h"

namespace ui {

HostEvents::HostEvents(Host &host, QStringList services, std::function<void()> begun,
                       std::function<void(const bus::Event &)> take, QObject *parent)
    : QObject(parent), m_host(host), m_services(std::move(services)), m_begun(std::move(begun)), m_take(std::move(take))
{
    connect(&host, &Host::stageChanged, this, &HostEvents::start);
    start();
}

void HostEvents::start()
{
    if (m_host.stage() == Host::Stage::Stopping)
        m_subscriptions.clear();
    if (m_host.stage() != Host::Stage::Up || !m_subscriptions.empty())
        return;
    QStringList exchanges;
    for (const QString &one : m_services)
        exchanges += contract::eventExchange(one);
    const auto handler = [this, alive = m_alive.token()](bus::Event event) -> core::Task<void> {
        if (alive.lock())
            m_take(event);
        co_return;
    };
    m_subscriptions.push_back(m_host.bus().subscribe({}, exchanges, handler));
    m_begun();
}

} // namespace ui
