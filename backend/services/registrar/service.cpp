// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/registrar/service.h"

#include <QRegularExpression>

namespace services::registrar {

using contract::Extension;
using core::Errc;
using core::Error;
using core::Json;

namespace {
const QStringList filters{QStringLiteral("id"),          QStringLiteral("customer_id"), QStringLiteral("name"),
                          QStringLiteral("endpoint_id"), QStringLiteral("aor_id"),      QStringLiteral("auth_id"),
                          QStringLiteral("extension"),   QStringLiteral("domain_name"), QStringLiteral("realm"),
                          QStringLiteral("username"),    QStringLiteral("deleted")};

template <typename T> void take(const Json &body, const char *name, T &into)
{
    if (const Json *found = core::detail::findMember(body, name); found && !found->is_null())
        core::fromJson(*found, into, name);
}
/// An empty one would let anybody register.
void requirePassword(const Extension &extension)
{
    if (extension.password.isEmpty())
        throw Error(Errc::InvalidArgument, QStringLiteral("PASSWORD_MISSING"), QStringLiteral("An extension needs a password."));
}
} // namespace

Service::Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock, QString baseDomain)
    : m_bus(bus),
      m_clock(std::move(clock)),
      m_notify(bus, contract::service::registrar),
      m_table(db, QStringLiteral("registrar_extensions")),
      m_router(contract::service::registrar),
      m_baseDomain(std::move(baseDomain)),
      m_auths(db, QStringLiteral("registrar_sip_auths"))
{
    m_router.add(
        {QStringLiteral("GET"), QStringLiteral("/v1/extensions/count_by_customer"), QStringLiteral("How many a customer has")},
        [this](Request request) { return count(std::move(request)); });
    m_router.add({QStringLiteral("GET"), QStringLiteral("/v1/extensions?"), QStringLiteral("List extensions")},
                 [this](Request request) { return list(std::move(request)); });
    m_router.add({QStringLiteral("POST"), QStringLiteral("/v1/extensions"), QStringLiteral("Create one")},
                 [this](Request request) { return create(std::move(request)); });
    m_router.add({QStringLiteral("GET"), QStringLiteral("/v1/extensions/{id}"), QStringLiteral("One of them")},
                 [this](Request request) { return get(std::move(request)); });
    m_router.add({QStringLiteral("PUT"), QStringLiteral("/v1/extensions/{id}"), QStringLiteral("Change one")},
                 [this](Request request) { return update(std::move(request)); });
    m_router.add({QStringLiteral("DELETE"), QStringLiteral("/v1/extensions/{id}"), QStringLiteral("Delete one")},
                 [this](Request request) { return remove(std::move(request)); });
    m_router.add(
        {QStringLiteral("GET"), QStringLiteral("/v1/extensions/extension/{extension}"), QStringLiteral("One by its number")},
        [this](Request request) { return byNumber(std::move(request)); });
    m_router.add({QStringLiteral("GET"), QStringLiteral("/v1/contacts"), QStringLiteral("Registered phones of an extension")},
                 [this](Request request) { return contacts(std::move(request)); });
    m_router.add({QStringLiteral("PUT"), QStringLiteral("/v1/contacts"), QStringLiteral("Forget what was cached")},
                 [this](Request request) { return refreshContacts(std::move(request)); });
}

Task<Extension> Service::find(QUuid id)
{
    auto found = co_await m_table.get(id);
    if (!found)
        throw Error(Errc::NotFound, QStringLiteral("EXTENSION_NOT_FOUND"), QStringLiteral("There is no such extension."));
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
    Extension found = co_await find(request.id());
    co_return Reply::ok(std::move(found));
}

void Service::stop()
{
    m_events.cancel();
    m_requests.cancel();
}

Task<void> Service::start()
{
    m_requests = m_bus.serve(contract::requestQueue(contract::service::registrar),
                             [this](bus::Request request) { return m_router.dispatch(std::move(request)); });
    const QStringList exchanges{contract::eventExchange(contract::service::customer)};
    m_events = m_bus.subscribe(contract::subscribeQueue(contract::service::registrar), exchanges,
                               [this](bus::Event event) -> Task<void> {
                                   if (event.type != QLatin1String("customer_deleted"))
                                       co_return;
                                   const Json data = event.data.toJson();
                                   QUuid customerId;
                                   take(data, "id", customerId);
                                   co_await deleteOf(customerId);
                               });
    co_return;
}

Task<void> Service::deleteOf(QUuid customerId)
{
    const QVariantList binds{customerId.toRfc4122()};
    const auto extensions = co_await m_table.where(QStringLiteral("customer_id = ? AND tm_delete IS NULL"), binds);
    for (const Extension &extension : extensions)
        co_await erase(extension);
}

Task<bus::Reply> Service::create(Request request)
{
    const Json body = request.body<Json>();
    Extension extension;
    take(body, "customer_id", extension.customerId);
    take(body, "extension", extension.extension);
    take(body, "password", extension.password);
    take(body, "name", extension.name);
    take(body, "detail", extension.detail);
    static const QRegularExpression format(QStringLiteral("^[A-Za-z0-9_.-]{1,64}\\z"));
    if (!format.match(extension.extension).hasMatch())
        throw Error(Errc::InvalidArgument, QStringLiteral("INVALID_EXTENSION"),
                    QStringLiteral("An extension has 1 to 64 letters, digits, dots, dashes or underscores."));
    requirePassword(extension);
    extension.id = core::newId();
    extension.domainName = core::toText(extension.customerId);
    extension.realm = extension.domainName + QLatin1String(".registrar.") + m_baseDomain;
    extension.username = extension.extension;
    extension.endpointId = extension.aorId = extension.authId = extension.extension + QLatin1Char('@') + extension.realm;
    extension.tmCreate = m_clock->wall();
    contract::SipAuth auth;
    auth.id = extension.id;
    auth.referenceType = QStringLiteral("extension");
    auth.authTypes = QStringList{QStringLiteral("basic")};
    auth.realm = extension.realm;
    auth.username = extension.username;
    auth.password = extension.password;
    auth.tmCreate = extension.tmCreate;
    std::vector<store::Sql> batch{m_table.insertSql(extension), m_auths.insertSql(auth)};
    bool taken = false;
    try {
        co_await m_table.store().write(std::move(batch));
    } catch (const Error &error) {
        taken = error.code() == Errc::AlreadyExists;
        if (!taken)
            throw;
    }
    if (taken)
        throw Error(Errc::AlreadyExists, QStringLiteral("EXTENSION_EXISTS"),
                    QStringLiteral("The extension %1 exists already.").arg(extension.extension));
    m_notify.publish(QStringLiteral("extension_created"), extension);
    co_return Reply::ok(std::move(extension));
}

Task<bus::Reply> Service::update(Request request)
{
    const Json body = request.body<Json>();
    Extension extension = co_await find(request.id());
    take(body, "name", extension.name);
    take(body, "detail", extension.detail);
    take(body, "password", extension.password);
    requirePassword(extension);
    extension.tmUpdate = m_clock->wall();
    auto auth = co_await m_auths.get(extension.id);
    std::vector<store::Sql> batch;
    if (auth) {
        auth->password = extension.password;
        auth->tmUpdate = extension.tmUpdate;
        batch.push_back(m_auths.updateSql(*auth));
    }
    batch.push_back(m_table.updateSql(extension));
    co_await m_table.store().write(std::move(batch));
    m_notify.publish(QStringLiteral("extension_updated"), extension);
    co_return Reply::ok(std::move(extension));
}

Task<bus::Reply> Service::remove(Request request)
{
    Extension extension = co_await find(request.id());
    if (!extension.tmDelete.isSet())
        extension = co_await erase(std::move(extension));
    co_return Reply::ok(std::move(extension));
}

Task<Extension> Service::erase(Extension extension)
{
    extension.tmUpdate = extension.tmDelete = m_clock->wall();
    store::Sql forget{QStringLiteral("DELETE FROM registrar_sip_auths WHERE id = ?"), {extension.id.toRfc4122()}};
    std::vector<store::Sql> batch{std::move(forget), m_table.updateSql(extension)};
    co_await m_table.store().write(std::move(batch));
    m_notify.publish(QStringLiteral("extension_deleted"), extension);
    co_return extension;
}

Task<bus::Reply> Service::byNumber(Request request)
{
    const Json body = request.request.data.toJson();
    QUuid customerId;
    if (body.is_object())
        take(body, "customer_id", customerId);
    const QVariantList binds{request.text(), customerId.toRfc4122()};
    const auto found =
        co_await m_table.where(QStringLiteral("extension = ? AND customer_id = ? AND tm_delete IS NULL LIMIT 1"), binds);
    if (found.empty())
        throw Error(Errc::NotFound, QStringLiteral("EXTENSION_NOT_FOUND"), QStringLiteral("There is no such extension."));
    co_return Reply::ok(found.front());
}

Task<bus::Reply> Service::count(Request request)
{
    const Json body = request.body<Json>();
    QUuid customerId;
    take(body, "customer_id", customerId);
    store::Sql sql{QStringLiteral("SELECT COUNT(*) FROM registrar_extensions WHERE customer_id = ? AND tm_delete IS NULL"),
                   {customerId.toRfc4122()}};
    const store::Rows rows = co_await m_table.store().query(std::move(sql));
    co_return Reply::ok(Json{{"count", rows.rows.front().front().toInt()}});
}

Task<bus::Reply> Service::contacts(Request request)
{
    const Json body = request.body<Json>();
    QUuid customerId;
    QString extension;
    take(body, "customer_id", customerId);
    take(body, "extension", extension);
    const QString endpoint =
        extension + QLatin1Char('@') + core::toText(customerId) + QLatin1String(".registrar.") + m_baseDomain;
    std::vector<contract::AstContact> found;
    std::copy_if(m_contacts.begin(), m_contacts.end(), std::back_inserter(found),
                 [&](const contract::AstContact &contact) { return contact.endpoint == endpoint; });
    co_return Reply::ok(std::move(found));
}

Task<bus::Reply> Service::refreshContacts(Request) { co_return Reply::ok(); }

} // namespace services::registrar
