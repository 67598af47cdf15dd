// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/customer/service.h"

namespace services::customer {

using contract::Customer;
using core::Errc;
using core::Error;
using core::Json;

namespace {
const QStringList filters{QStringLiteral("id"),
                          QStringLiteral("name"),
                          QStringLiteral("email"),
                          QStringLiteral("phone_number"),
                          QStringLiteral("billing_account_id"),
                          QStringLiteral("deleted")};

template <typename T> void take(const Json &body, const char *name, T &into)
{
    if (const Json *found = core::detail::findMember(body, name); found && !found->is_null())
        core::fromJson(*found, into, name);
}
/// What a customer's creator may set, and nothing else of the model.
void change(const Json &body, Customer &customer)
{
    take(body, "name", customer.name);
    take(body, "detail", customer.detail);
    take(body, "email", customer.email);
    take(body, "phone_number", customer.phoneNumber);
    take(body, "address", customer.address);
    take(body, "webhook_method", customer.webhookMethod);
    take(body, "webhook_uri", customer.webhookUri);
}
} // namespace

Service::Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock)
    : m_bus(bus),
      m_clock(std::move(clock)),
      m_notify(bus, contract::service::customer),
      m_table(db, QStringLiteral("customer_customers")),
      m_router(contract::service::customer)
{
    m_router.add({QStringLiteral("GET"), QStringLiteral("/v1/customers?"), QStringLiteral("List customers")},
                 [this](Request request) { return list(std::move(request)); });
    m_router.add({QStringLiteral("POST"), QStringLiteral("/v1/customers"), QStringLiteral("Create one")},
                 [this](Request request) { return create(std::move(request)); });
    m_router.add({QStringLiteral("GET"), QStringLiteral("/v1/customers/{id}"), QStringLiteral("One of them")},
                 [this](Request request) { return get(std::move(request)); });
    m_router.add({QStringLiteral("PUT"), QStringLiteral("/v1/customers/{id}"), QStringLiteral("Change one")},
                 [this](Request request) { return update(std::move(request)); });
    m_router.add({QStringLiteral("DELETE"), QStringLiteral("/v1/customers/{id}"), QStringLiteral("Delete one")},
                 [this](Request request) { return remove(std::move(request)); });
    m_router.add({QStringLiteral("POST"), QStringLiteral("/v1/customers/{id}/freeze"), QStringLiteral("Freeze")},
                 [this](Request request) { return freeze(std::move(request)); });
    m_router.add({QStringLiteral("POST"), QStringLiteral("/v1/customers/{id}/recover"), QStringLiteral("Recover a frozen one")},
                 [this](Request request) { return recover(std::move(request)); });
}

Task<Customer> Service::find(QUuid id)
{
    auto found = co_await m_table.get(id);
    if (!found)
        throw Error(Errc::NotFound, QStringLiteral("CUSTOMER_NOT_FOUND"), QStringLiteral("There is no such customer."));
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
    Customer found = co_await find(request.id());
    co_return Reply::ok(std::move(found));
}

void Service::stop()
{
    m_events.cancel();
    m_requests.cancel();
}

Task<void> Service::start()
{
    m_requests = m_bus.serve(contract::requestQueue(contract::service::customer),
                             [this](bus::Request request) { return m_router.dispatch(std::move(request)); });
    co_return;
}

Task<bus::Reply> Service::create(Request request)
{
    const Json body = request.body<Json>();
    Customer customer;
    change(body, customer);
    customer.id = core::newId();
    customer.tmCreate = m_clock->wall();
    customer.webhookSecret = core::randomSecret(32);
    co_await m_table.insert(customer);
    m_notify.publish(QStringLiteral("customer_created"), customer);
    co_return Reply::ok(std::move(customer));
}

Task<bus::Reply> Service::update(Request request)
{
    const Json body = request.body<Json>();
    Customer customer = co_await find(request.id());
    change(body, customer);
    customer.tmUpdate = m_clock->wall();
    co_await m_table.update(customer);
    m_notify.publish(QStringLiteral("customer_updated"), customer);
    co_return Reply::ok(std::move(customer));
}

Task<bus::Reply> Service::remove(Request request)
{
    Customer customer = co_await find(request.id());
    if (customer.tmDelete.isSet())
        co_return Reply::ok(std::move(customer));
    customer.status = QStringLiteral("deleted");
    customer.tmUpdate = customer.tmDelete = m_clock->wall();
    co_await m_table.update(customer);
    m_notify.publish(QStringLiteral("customer_deleted"), customer);
    co_return Reply::ok(std::move(customer));
}

Task<bus::Reply> Service::freeze(Request request)
{
    Customer customer = co_await find(request.id());
    if (customer.tmDelete.isSet())
        throw Error(Errc::FailedPrecondition, QStringLiteral("CUSTOMER_DELETED"),
                    QStringLiteral("The customer has been deleted."));
    if (customer.status != QLatin1String("frozen")) {
        customer.status = QStringLiteral("frozen");
        customer.tmUpdate = customer.tmDeletionScheduled = m_clock->wall();
        co_await m_table.update(customer);
        m_notify.publish(QStringLiteral("customer_frozen"), customer);
    }
    co_return Reply::ok(std::move(customer));
}

Task<bus::Reply> Service::recover(Request request)
{
    Customer customer = co_await find(request.id());
    if (customer.status != QLatin1String("frozen"))
        throw Error(Errc::FailedPrecondition, QStringLiteral("CUSTOMER_NOT_FROZEN"),
                    QStringLiteral("The customer is not frozen."));
    customer.status = QStringLiteral("active");
    customer.tmDeletionScheduled = core::Timestamp();
    customer.tmUpdate = m_clock->wall();
    co_await m_table.update(customer);
    m_notify.publish(QStringLiteral("customer_recovered"), customer);
    co_return Reply::ok(std::move(customer));
}

} // namespace services::customer
