// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/asteriskproxy/service.h"

#include "contract/names.h"

namespace services::asteriskproxy {

using contract::Reply;

core::Task<void> Service::start()
{
    const QStringList queues{contract::asteriskQueue(m_engine.asteriskId()), contract::asteriskCallQueue,
                             contract::asteriskConferenceQueue};
    for (const QString &queue : queues)
        m_subscriptions.push_back(m_bus.serve(queue, [this](bus::Request request) { return handle(std::move(request)); }));
    m_engine.setEventSink([this](core::Json event) {
        bus::Event wrapped{QStringLiteral("ari_event"), contract::service::asteriskProxy, bus::Payload(std::move(event))};
        m_bus.publish(contract::asteriskEvents, std::move(wrapped));
    });
    co_return;
}

void Service::stop()
{
    m_engine.setEventSink({});
    m_subscriptions.clear();
}

core::Task<Reply> Service::handle(bus::Request request)
{
    const QString &uri = request.uri;
    if (uri == QLatin1String("/proxy/recording_file_move"))
        co_return Reply::status(501);
    if (!uri.startsWith(QLatin1String("/ari/")) && uri != QLatin1String("/ami") && !uri.startsWith(QLatin1String("/ami/")))
        co_return Reply::status(404);
    telephony::AriRequest wanted{request.method, uri, request.data.toJson()};
    const telephony::AriReply answer = co_await m_engine.request(std::move(wanted));
    Reply reply{answer.status, {}, contract::jsonType};
    if (!answer.body.is_null())
        reply.data = bus::Payload(answer.body);
    co_return reply;
}

} // namespace services::asteriskproxy
