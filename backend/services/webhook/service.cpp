// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/webhook/service.h"

#include "core/log.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

namespace services::webhook {

using contract::Customer;
using contract::Webhook;
using core::Errc;
using core::Error;
using core::Json;

namespace {
constexpr int attempts = 3;
constexpr core::Millis betweenAttempts{1000};
constexpr core::Millis deliveryTimeout{30'000};
constexpr qint64 mostAnswered = 64 * 1024; ///< bytes; nobody reads them
constexpr int mostRunning = 1000;
constexpr int mostFlowTargets = 10'000;
const QUuid systemCustomer(QStringLiteral("00000000-0000-0000-0000-000000000002"));

bool isMethod(const QString &method)
{
    for (const char *known : {"POST", "PUT", "GET", "DELETE"}) {
        if (method == QLatin1String(known))
            return true;
    }
    return false;
}

QByteArray bodyBytes(const Json &data)
{
    return data.is_string() ? QByteArray::fromStdString(data.get<std::string>())
                            : QByteArray::fromStdString(core::dumpJson(data));
}

/// Of `{"data": {"activeflow_id": …}}`; nil without one.
QUuid activeflowOf(const Json &data)
{
    const Json *model = data.is_object() ? core::detail::findMember(data, "data") : nullptr;
    return model && model->is_object() ? member<QUuid>(*model, "activeflow_id") : QUuid();
}
} // namespace

Service::Service(bus::Bus &bus, std::shared_ptr<core::Clock> clock, core::Fetcher &fetcher)
    : Manager(bus, std::move(clock), contract::service::webhook, {contract::service::customer, contract::service::flow}),
      m_fetcher(fetcher),
      m_customers(bus, contract::service::webhook)
{
    static constexpr std::array table{
        bus::Route<Service>{"POST", "/v1/webhooks", &Service::send, "Tell a customer's web server"},
        bus::Route<Service>{"POST", "/v1/webhook_destinations", &Service::sendTo, "Tell this web server"},
    };
    addRoutes(table, this);
}

Task<void> Service::on(bus::Event event)
{
    if (event.type == QLatin1String("activeflow_created") || event.type == QLatin1String("activeflow_updated")) {
        const auto flow = event.data.share<contract::Activeflow>();
        if (!flow->webhookUri.isEmpty())
            remember(*flow);
        co_return;
    }
    if (!event.type.startsWith(QLatin1String("customer_")))
        co_return;
    const auto customer = event.data.as<Customer>();
    if (event.type == QLatin1String("customer_deleted"))
        m_accounts.remove(customer.id);
    else
        m_accounts.insert(customer.id, {customer.webhookUri, customer.webhookMethod, customer.webhookSecret.toUtf8()});
}

Task<Service::Account> Service::accountOf(QUuid customerId)
{
    if (const auto known = m_accounts.constFind(customerId); known != m_accounts.cend())
        co_return *known;
    const Customer customer = co_await m_customers.customer(customerId);
    Account account{customer.webhookUri, customer.webhookMethod, customer.webhookSecret.toUtf8()};
    m_accounts.insert(customerId, account);
    co_return account;
}

Task<bus::Reply> Service::send(Request request)
{
    auto hook = request.body<Webhook>();
    if (hook.customerId.isNull() || hook.customerId == systemCustomer)
        co_return Reply::ok();
    const auto known = m_accounts.constFind(hook.customerId);
    if (known != m_accounts.cend() && known->uri.isEmpty() && m_flowTargets.isEmpty())
        co_return Reply::ok(); // there is nobody to tell
    if (m_tasks.running() >= mostRunning)
        throw Error(Errc::ResourceExhausted, QStringLiteral("TOO_MANY_WEBHOOKS"),
                    QStringLiteral("Too many webhooks wait for their receivers."));
    const QUuid customerId = hook.customerId;
    m_tasks.run(deliver(std::move(hook)), [customerId](std::exception_ptr error) {
        core::log::info("webhook", "not delivered to customer {}: {}", customerId, core::describe(error));
    });
    co_return Reply::ok();
}

Task<bus::Reply> Service::sendTo(Request request)
{
    auto hook = request.body<Webhook>();
    const QString method = hook.method.isEmpty() ? QStringLiteral("POST") : hook.method;
    if (!isMethod(method))
        throw Error(Errc::InvalidArgument, QStringLiteral("INVALID_METHOD"),
                    QStringLiteral("\"%1\" is no method of webhooks.").arg(method));
    Delivery delivery{
        QUrl(hook.uri, QUrl::StrictMode), method.toLatin1(), bodyBytes(hook.data.get()), hook.dataType.toLatin1(), {}};
    if (!hook.customerId.isNull()) {
        try {
            const Account account = co_await accountOf(hook.customerId);
            delivery.secret = account.secret;
        } catch (const Error &error) {
            core::log::info("webhook", "sent unsigned: {}", error.message());
        }
    }
    co_await attempt(std::move(delivery));
    co_return Reply::ok();
}

/// An activeflow may name an address of its own. Kept beyond its end: what it caused is told of later still.
void Service::remember(const contract::Activeflow &flow)
{
    if (!m_flowTargets.contains(flow.id))
        m_flowOrder.enqueue(flow.id);
    m_flowTargets.insert(flow.id, {flow.webhookUri, flow.webhookMethod, {}});
    while (m_flowOrder.size() > mostFlowTargets)
        m_flowTargets.remove(m_flowOrder.dequeue());
}

Task<void> Service::deliver(Webhook hook)
{
    const Account account = co_await accountOf(hook.customerId);
    if (account.uri.isEmpty() && m_flowTargets.isEmpty())
        co_return;
    const Json &data = hook.data.get();
    const Account second = m_flowTargets.value(activeflowOf(data));
    if (account.uri.isEmpty() && second.uri.isEmpty())
        co_return;
    const QByteArray body = bodyBytes(data);
    const std::vector<Account> targets{account, second};
    for (const Account &target : targets) {
        if (target.uri.isEmpty())
            continue;
        const QString method = isMethod(target.method) ? target.method : QStringLiteral("POST");
        Delivery delivery{QUrl(target.uri, QUrl::StrictMode), method.toLatin1(), body, hook.dataType.toLatin1(), account.secret};
        try {
            co_await attempt(std::move(delivery));
        } catch (const Error &error) {
            core::log::info("webhook", "not delivered to {}: {}", QUrl(target.uri).host(), error.message());
        }
    }
}

Task<void> Service::attempt(Delivery delivery)
{
    std::optional<Error> failure;
    for (int i = 0; i < attempts; ++i) {
        if (i > 0) {
            const bool goesOn = co_await m_pauses.pause(betweenAttempts);
            if (!goesOn)
                break;
        }
        core::FetchRequest request;
        request.method = delivery.method;
        request.url = delivery.url;
        request.body = delivery.body;
        request.maxBytes = mostAnswered;
        request.maxRedirects = 3;
        request.timeout = deliveryTimeout;
        request.headers = {{"Content-Type", delivery.contentType}};
        if (!delivery.secret.isEmpty()) {
            const QByteArray signature =
                QMessageAuthenticationCode::hash(delivery.body, delivery.secret, QCryptographicHash::Sha256).toHex();
            request.headers.emplace_back("X-VoIPBIN-Signature", "sha256=" + signature);
        }
        try {
            const core::FetchReply reply = co_await m_fetcher.fetch(std::move(request));
            if (reply.status < 500)
                co_return;
            failure = Error(Errc::Unavailable, QStringLiteral("RECEIVER_FAILED"),
                            QStringLiteral("The receiver answered %1.").arg(reply.status));
        } catch (const Error &error) {
            if (error.code() == Errc::InvalidArgument || error.code() == Errc::PermissionDenied)
                throw; // the address itself is refused: asking again changes nothing
            if (error.code() == Errc::ResourceExhausted)
                co_return; // it answered, at length
            failure = error;
        }
    }
    throw *failure;
}

} // namespace services::webhook
