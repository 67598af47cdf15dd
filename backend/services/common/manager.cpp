// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/common/manager.h"

namespace services {

Manager::Manager(bus::Bus &bus, std::shared_ptr<core::Clock> clock, QString service, QStringList hears)
    : m_bus(bus),
      m_clock(clock),
      m_pauses(std::move(clock)),
      m_notify(bus, service),
      m_service(service),
      m_hears(std::move(hears)),
      m_router(service)
{
}

Task<void> Manager::start()
{
    m_requests = m_bus.serve(contract::requestQueue(m_service),
                             [this](bus::Request request) { return m_router.dispatch(std::move(request)); });
    if (m_hears.isEmpty())
        co_return;
    QStringList exchanges;
    for (const QString &service : m_hears)
        exchanges += contract::eventExchange(service);
    m_events = m_bus.subscribe(contract::subscribeQueue(m_service), exchanges,
                               [this](bus::Event event) { return on(std::move(event)); });
}

void Manager::stop()
{
    m_events.cancel();
    m_requests.cancel();
    m_pauses.endAll();
}

Task<void> Manager::on(bus::Event) { co_return; }

} // namespace services
