// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/number/service.h"

#include <QRegularExpression>

namespace services::number {

using contract::Number;
using core::Errc;
using core::Error;
using core::Json;

Service::Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock, bool lab)
    : Manager(bus, std::move(clock), contract::service::number, {contract::service::flow, contract::service::customer}),
      m_numbers(db, QStringLiteral("number_numbers"), QStringLiteral("NUMBER_NOT_FOUND"), QStringLiteral("number"),
                names("id", "customer_id", "number", "type", "call_flow_id", "message_flow_id", "name", "provider_name",
                      "provider_reference_id", "status", "deleted")),
      m_lab(lab)
{
    static constexpr std::array table{
        bus::Route<Service>{"GET", "/v1/numbers?", &Service::list, "List numbers"},
        bus::Route<Service>{"POST", "/v1/numbers", &Service::create, "Create one"},
        bus::Route<Service>{"GET", "/v1/numbers/{id}", &Service::get, "One of them"},
        bus::Route<Service>{"PUT", "/v1/numbers/{id}", &Service::update, "Change one"},
        bus::Route<Service>{"DELETE", "/v1/numbers/{id}", &Service::remove, "Delete one"},
        bus::Route<Service>{"PUT", "/v1/numbers/{id}/flow_ids", &Service::setFlows, "Set the flows"},
    };
    addRoutes(table, this);
    m_numbers.keepLists();
}

Task<void> Service::on(bus::Event event)
{
    const bool flow = event.type == QLatin1String("flow_deleted");
    if (!flow && event.type != QLatin1String("customer_deleted"))
        co_return;
    const Json data = event.data.toJson();
    const auto id = member<QUuid>(data, "id");
    if (flow)
        co_await flowDeleted(id);
    else
        co_await customerDeleted(id);
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
    const auto taken = co_await m_numbers->where(QStringLiteral("number = ? AND tm_delete IS NULL LIMIT 1"), binds);
    if (!taken.empty())
        throw Error(Errc::AlreadyExists, QStringLiteral("NUMBER_EXISTS"),
                    QStringLiteral("The number %1 is taken.").arg(number.number));
    number.status = QStringLiteral("active");
    number = co_await addRow(&m_numbers, std::move(number));
    co_return Reply::ok(std::move(number));
}

Task<bus::Reply> Service::update(Request request)
{
    const Json body = request.body<Json>();
    Number number = co_await m_numbers.find(request.id());
    take(body, "call_flow_id", number.callFlowId);
    take(body, "message_flow_id", number.messageFlowId);
    take(body, "name", number.name);
    take(body, "detail", number.detail);
    number = co_await changeRow(&m_numbers, std::move(number));
    co_return Reply::ok(std::move(number));
}

Task<bus::Reply> Service::setFlows(Request request)
{
    const Json body = request.body<Json>();
    Number number = co_await m_numbers.find(request.id());
    take(body, "call_flow_id", number.callFlowId);
    take(body, "message_flow_id", number.messageFlowId);
    number = co_await changeRow(&m_numbers, std::move(number));
    co_return Reply::ok(std::move(number));
}

Task<bus::Reply> Service::remove(Request request)
{
    Number number = co_await m_numbers.find(request.id());
    number = co_await erase(std::move(number));
    co_return Reply::ok(std::move(number));
}

Task<Number> Service::erase(Number number)
{
    number.status = QStringLiteral("deleted");
    return eraseRow(&m_numbers, std::move(number));
}

Task<void> Service::customerDeleted(QUuid customerId)
{
    const auto numbers = co_await m_numbers.liveOf(customerId);
    for (const Number &number : numbers)
        co_await erase(number);
}

Task<void> Service::flowDeleted(QUuid flowId)
{
    const QByteArray key = flowId.toRfc4122();
    const QVariantList binds{key, key};
    const auto affected = co_await m_numbers->where(QStringLiteral("call_flow_id = ? OR message_flow_id = ?"), binds);
    for (Number number : affected) {
        if (number.callFlowId == flowId)
            number.callFlowId = QUuid();
        if (number.messageFlowId == flowId)
            number.messageFlowId = QUuid();
        co_await m_numbers->update(number);
    }
}

} // namespace services::number
