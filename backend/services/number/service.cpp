// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/number/service.h"

#include <QRegularExpression>

namespace services::number {

using contract::Number;
using core::Errc;
using core::Error;
using core::Json;

namespace {
const QStringList filters{QStringLiteral("id"),     QStringLiteral("customer_id"),   QStringLiteral("number"),
                          QStringLiteral("type"),   QStringLiteral("call_flow_id"),  QStringLiteral("message_flow_id"),
                          QStringLiteral("name"),   QStringLiteral("provider_name"), QStringLiteral("provider_reference_id"),
                          QStringLiteral("status"), QStringLiteral("deleted")};

template <typename T> void take(const Json &body, const char *name, T &into)
{
    if (const Json *found = core::detail::findMember(body, name); found && !found->is_null())
        core::fromJson(*found, into, name);
}
} // namespace

Service::Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock, bool lab)
    : m_bus(bus),
      m_clock(std::move(clock)),
      m_notify(bus, contract::service::number),
      m_table(db, QStringLiteral("number_numbers")),
      m_router(contract::service::number),
      m_lab(lab)
{
    m_router.add({QStringLiteral("GET"), QStringLiteral("/v1/numbers?"), QStringLiteral("List numbers")},
                 [this](Request request) { return list(std::move(request)); });
    m_router.add({QStringLiteral("POST"), QStringLiteral("/v1/numbers"), QStringLiteral("Create one")},
                 [this](Request request) { return create(std::move(request)); });
    m_router.add({QStringLiteral("GET"), QStringLiteral("/v1/numbers/{id}"), QStringLiteral("One of them")},
                 [this](Request request) { return get(std::move(request)); });
    m_router.add({QStringLiteral("PUT"), QStringLiteral("/v1/numbers/{id}"), QStringLiteral("Change one")},
                 [this](Request request) { return update(std::move(request)); });
    m_router.add({QStringLiteral("DELETE"), QStringLiteral("/v1/numbers/{id}"), QStringLiteral("Delete one")},
                 [this](Request request) { return remove(std::move(request)); });
    m_router.add({QStringLiteral("PUT"), QStringLiteral("/v1/numbers/{id}/flow_ids"), QStringLiteral("Set the flows")},
                 [this](Request request) { return setFlows(std::move(request)); });
}

Task<Number> Service::find(QUuid id)
{
    auto found = co_await m_table.get(id);
    if (!found)
        throw Error(Errc::NotFound, QStringLiteral("NUMBER_NOT_FOUND"), QStringLiteral("There is no such number."));
    co_return *found;
}

Task<bus::Reply> Service::list(Request request)
{
    Json wanted = request.filters();
    const auto found = co_await m_table.list(std::move(wanted), filters, request.pageSize(), request.pageToken());
    co_return Reply::ok(found);
}

Task<bus::Reply> Service::get(Request request)
{
    Number found = co_await find(request.id());
    co_return Reply::ok(std::move(found));
}

void Service::stop()
{
    m_events.cancel();
    m_requests.cancel();
}

Task<void> Service::start()
{
    m_requests = m_bus.serve(contract::requestQueue(contract::service::number),
                             [this](bus::Request request) { return m_router.dispatch(std::move(request)); });
    const QStringList exchanges{contract::eventExchange(contract::service::flow),
                                contract::eventExchange(contract::service::customer)};
    m_events =
        m_bus.subscribe(contract::subscribeQueue(contract::service::number), exchanges, [this](bus::Event event) -> Task<void> {
            const bool flow = event.type == QLatin1String("flow_deleted");
            if (!flow && event.type != QLatin1String("customer_deleted"))
                co_return;
            const Json data = event.data.toJson();
            QUuid id;
            take(data, "id", id);
            if (flow)
                co_await flowDeleted(id);
            else
                co_await customerDeleted(id);
        });
    co_return;
}

Task<bus::Reply> Service::create(Request request)
{
    const Json body = request.body<Json>();
    Number number;
    take(body, "customer_id", number.customerId);
    take(body, "number", number.number);
    take(body, "type", number.type);
    take(body, "call_flow_id", number.callFlowId);
    take(body, "message_flow_id", number.messageFlowId);
    take(body, "name", number.name);
    take(body, "detail", number.detail);
    if (number.type != QLatin1String("virtual"))
        throw Error(Errc::Unavailable, QStringLiteral("NO_NUMBER_PROVIDER"),
                    QStringLiteral("No provider is set up to buy numbers; only virtual ones can be made."));
    static const QRegularExpression format(QStringLiteral("^\\+899(?!000)[0-9]{9}$"));
    const bool regular = number.number.size() == 13 && format.match(number.number).hasMatch();
    if (!regular && !(m_lab && !number.number.isEmpty() && number.number.size() <= 32))
        throw Error(Errc::InvalidArgument, QStringLiteral("INVALID_NUMBER"),
                    QStringLiteral("A virtual number is +899 and nine digits."));
    const QVariantList binds{number.number};
    const auto taken = co_await m_table.where(QStringLiteral("number = ? AND tm_delete IS NULL LIMIT 1"), binds);
    if (!taken.empty())
        throw Error(Errc::AlreadyExists, QStringLiteral("NUMBER_EXISTS"),
                    QStringLiteral("The number %1 is taken.").arg(number.number));
    number.id = core::newId();
    number.status = QStringLiteral("active");
    number.tmCreate = m_clock->wall();
    co_await m_table.insert(number);
    m_notify.publish(QStringLiteral("number_created"), number);
    co_return Reply::ok(std::move(number));
}

Task<bus::Reply> Service::update(Request request)
{
    const Json body = request.body<Json>();
    Number number = co_await find(request.id());
    take(body, "call_flow_id", number.callFlowId);
    take(body, "message_flow_id", number.messageFlowId);
    take(body, "name", number.name);
    take(body, "detail", number.detail);
    number.tmUpdate = m_clock->wall();
    co_await m_table.update(number);
    m_notify.publish(QStringLiteral("number_updated"), number);
    co_return Reply::ok(std::move(number));
}

Task<bus::Reply> Service::setFlows(Request request)
{
    const Json body = request.body<Json>();
    Number number = co_await find(request.id());
    take(body, "call_flow_id", number.callFlowId);
    take(body, "message_flow_id", number.messageFlowId);
    number.tmUpdate = m_clock->wall();
    co_await m_table.update(number);
    m_notify.publish(QStringLiteral("number_updated"), number);
    co_return Reply::ok(std::move(number));
}

Task<bus::Reply> Service::remove(Request request)
{
    Number number = co_await find(request.id());
    if (!number.tmDelete.isSet())
        number = co_await erase(std::move(number));
    co_return Reply::ok(std::move(number));
}

Task<Number> Service::erase(Number number)
{
    number.status = QStringLiteral("deleted");
    number.tmUpdate = number.tmDelete = m_clock->wall();
    co_await m_table.update(number);
    m_notify.publish(QStringLiteral("number_deleted"), number);
    co_return number;
}

Task<void> Service::customerDeleted(QUuid customerId)
{
    const QVariantList binds{customerId.toRfc4122()};
    const auto numbers = co_await m_table.where(QStringLiteral("customer_id = ? AND tm_delete IS NULL"), binds);
    for (const Number &number : numbers)
        co_await erase(number);
}

Task<void> Service::flowDeleted(QUuid flowId)
{
    const QByteArray key = flowId.toRfc4122();
    const QVariantList binds{key, key};
    const auto affected = co_await m_table.where(QStringLiteral("call_flow_id = ? OR message_flow_id = ?"), binds);
    for (Number number : affected) {
        if (number.callFlowId == flowId)
            number.callFlowId = QUuid();
        if (number.messageFlowId == flowId)
            number.messageFlowId = QUuid();
        co_await m_table.update(number);
    }
}

} // namespace services::number
