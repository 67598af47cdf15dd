// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"
#include "bus/router.h"
#include "contract/common.h"
#include "contract/names.h"

/// Typed clients of the services, written once on Bus. Every function throws core::Error: what the reply says, or
/// DeadlineExceeded / Unavailable.
namespace clients {

using bus::Bus;
using contract::Page;
using contract::Payload;
using core::Json;
using core::Millis;
using core::Task;

/// What all clients share: the queue they ask and whose name they ask under.
class Client
{
public:
    /// @param service    for example contract::service::flow.
    /// @param publisher  name of the asking service.
    Client(Bus &bus, QString service, QString publisher)
        : m_bus(bus), m_queue(contract::requestQueue(service)), m_publisher(std::move(publisher))
    {
    }

    /// False when asking is certain to fail, for what may be done without the service.
    bool isServed() const { return m_bus.isServed(m_queue); }

protected:
    Task<Payload> ask(QString method, QString uri, Payload body = {}, Millis timeout = Millis(3000))
    {
        bus::Request request;
        request.method = std::move(method);
        request.uri = std::move(uri);
        request.data = std::move(body);
        request.publisher = m_publisher;
        contract::Reply reply = co_await m_bus.request(m_queue, std::move(request), timeout);
        reply.throwIfError();
        co_return reply.data;
    }
    template <typename T> Task<T> askFor(QString method, QString uri, Payload body = {}, Millis timeout = Millis(3000))
    {
        const Payload data = co_await ask(std::move(method), std::move(uri), std::move(body), timeout);
        co_return data.as<T>();
    }
    template <typename T> Task<std::vector<T>> askList(QString path, Page page, Json filters, Millis timeout = Millis(3000))
    {
        const QString uri = bus::listUri(path, page.size, page.token);
        const Payload data = co_await ask(QStringLiteral("GET"), uri, Payload(std::move(filters)), timeout);
        co_return data.as<std::vector<T>>();
    }
    void askLater(QString method, QString uri, Payload body, Millis delay)
    {
        bus::Request request;
        request.method = std::move(method);
        request.uri = std::move(uri);
        request.data = std::move(body);
        request.publisher = m_publisher;
        m_bus.requestLater(m_queue, std::move(request), delay);
    }

    Bus &m_bus;
    QString m_queue;
    QString m_publisher;
};

inline const QString get = QStringLiteral("GET");
inline const QString post = QStringLiteral("POST");
inline const QString put = QStringLiteral("PUT");
inline const QString del = QStringLiteral("DELETE");

/// `/v1/calls/<id>` and, with a tail, `/v1/calls/<id>/hangup`.
inline QString path(const char *resource, const QUuid &id, const char *tail = "")
{
    return QLatin1String("/v1/") + QLatin1String(resource) + QLatin1Char('/') + core::toText(id) + QLatin1String(tail);
}

} // namespace clients
