// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/tts/service.h"

#include "contract/names.h"

namespace services::tts {

Service::Service(bus::Bus &bus, std::vector<sdk::TtsProvider *> providers, QString folder, QString baseUrl)
    : m_bus(bus), m_router(contract::service::tts), m_speeches(std::move(providers), std::move(folder), std::move(baseUrl))
{
    m_router.add({QStringLiteral("POST"), QStringLiteral("/v1/speeches"), QStringLiteral("Speak a text into a file")},
                 [this](bus::Call call) -> core::Task<bus::Reply> {
                     auto body = call.body<contract::SpeechCreate>();
                     contract::Speech speech = co_await m_speeches.create(std::move(body));
                     co_return bus::Reply::ok(std::move(speech));
                 });
}

core::Task<void> Service::start()
{
    m_requests = m_bus.serve(contract::requestQueue(contract::service::tts),
                             [this](bus::Request request) { return m_router.dispatch(std::move(request)); });
    co_return;
}

void Service::stop() { m_requests.cancel(); }

} // namespace services::tts
