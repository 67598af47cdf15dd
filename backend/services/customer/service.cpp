// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/customer/service.h"

namespace services::customer {

using contract::Customer;
using core::Errc;
using core::Error;
using core::Json;

namespace {
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
    : Manager(bus, std::move(clock), contract::service::customer),
      m_customers(db, QStringLiteral("customer_customers"), QStringLiteral("CUSTOMER_NOT_FOUND"), QStringLiteral("customer"),
                  names("id", "name", "email", "phone_number", "billing_account_id", "deleted"))
{
    static constexpr std::array table{
        bus::Route<Service>{"GET", "/v1/customers?", &Service::list, "List customers"},
        bus::Route<Service>{"POST", "/v1/customers", &Service::create, "Create one"},
        bus::Route<Service>{"GET", "/v1/customers/{id}", &Service::get, "One of them"},
        bus::Route<Service>{"PUT", "/v1/customers/{id}", &Service::update, "Change one"},
        bus::Route<Service>{"DELETE", "/v1/customers/{id}", &Service::remove, "Delete one"},
        bus::Route<Service>{"POST", "/v1/customers/{id}/freeze", &Service::freeze, "Freeze"},
        bus::Route<Service>{"POST", "/v1/customers/{id}/recover", &Service::recover, "Recover a frozen one"},
        bus::Route<Service>{"PUT", "/v1/customers/{id}/identity_verification_status", &Service::setIdentity,
                            "The operator vouches for the identity, or no longer"},
    };
    addRoutes(table, this);
}

Task<bus::Reply> Service::create(Request request)
{
    const Json body = request.body<Json>();
    Customer customer;
    change(body, customer);
    customer.id = core::newId();
    customer.tmCreate = m_clock->wall();
    customer.webhookSecret = core::randomSecret(32);
    co_await m_customers->insert(customer);
    m_notify.publish(QStringLiteral("customer_created"), customer);
    co_return Reply::ok(std::move(customer));
}

Task<bus::Reply> Service::update(Request request)
{
    const Json body = request.body<Json>();
    Customer customer = co_await m_customers.find(request.id());
    change(body, customer);
    customer.tmUpdate = m_clock->wall();
    co_await m_customers->update(customer);
    m_notify.publish(QStringLiteral("customer_updated"), customer);
    co_return Reply::ok(std::move(customer));
}

Task<bus::Reply> Service::remove(Request request)
{
    Customer customer = co_await m_customers.find(request.id());
    if (customer.tmDelete.isSet())
        co_return Reply::ok(std::move(customer));
    customer.status = QStringLiteral("deleted");
    customer.tmUpdate = customer.tmDelete = m_clock->wall();
    co_await m_customers->update(customer);
    m_notify.publish(QStringLiteral("customer_deleted"), customer);
    co_return Reply::ok(std::move(customer));
}

Task<bus::Reply> Service::freeze(Request request)
{
    Customer customer = co_await m_customers.find(request.id());
    if (customer.tmDelete.isSet())
        throw Error(Errc::FailedPrecondition, QStringLiteral("CUSTOMER_DELETED"),
                    QStringLiteral("The customer has been deleted."));
    if (customer.status != QLatin1String("frozen")) {
        customer.status = QStringLiteral("frozen");
        customer.tmUpdate = customer.tmDeletionScheduled = m_clock->wall();
        co_await m_customers->update(customer);
        m_notify.publish(QStringLiteral("customer_frozen"), customer);
    }
    co_return Reply::ok(std::move(customer));
}

Task<bus::Reply> Service::recover(Request request)
{
    Customer customer = co_await m_customers.find(request.id());
    if (customer.status != QLatin1String("frozen"))
        throw Error(Errc::FailedPrecondition, QStringLiteral("CUSTOMER_NOT_FROZEN"),
                    QStringLiteral("The customer is not frozen."));
    customer.status = QStringLiteral("active");
    customer.tmDeletionScheduled = core::Timestamp();
    customer.tmUpdate = m_clock->wall();
    co_await m_customers->update(customer);
    m_notify.publish(QStringLiteral("customer_recovered"), customer);
    co_return Reply::ok(std::move(customer));
}

Task<bus::Reply> Service::setIdentity(Request request)
{
    const Json body = request.body<Json>();
    const auto status = member<QString>(body, "status");
    if (!names("none", "pending", "verified", "rejected").contains(status))
        throw Error(Errc::InvalidArgument, QStringLiteral("INVALID_STATUS"),
                    QStringLiteral("\"%1\" is no status of an identity.").arg(status));
    Customer customer = co_await m_customers.find(request.id());
    customer.identityVerificationStatus = status;
    customer.tmUpdate = m_clock->wall();
    co_await m_customers->update(customer);
    m_notify.publish(QStringLiteral("customer_identity_verification_updated"), customer);
    co_return Reply::ok(std::move(customer));
}

} // namespace services::customer
