// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/registrar/service.h"

#include <QRegularExpression>

namespace services::registrar {

using contract::Extension;
using core::Errc;
using core::Error;
using core::Json;

namespace {
/// An empty one would let anybody register.
void requirePassword(const Extension &extension)
{
    if (extension.password.isEmpty())
        throw Error(Errc::InvalidArgument, QStringLiteral("PASSWORD_MISSING"), QStringLiteral("An extension needs a password."));
}
} // namespace

Service::Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock, QString baseDomain)
    : Manager(bus, std::move(clock), contract::service::registrar, {contract::service::customer}),
      m_baseDomain(std::move(baseDomain)),
      m_extensions(db, QStringLiteral("registrar_extensions"), QStringLiteral("EXTENSION_NOT_FOUND"), QStringLiteral("extension"),
                   names("id", "customer_id", "name", "endpoint_id", "aor_id", "auth_id", "extension", "domain_name", "realm",
                         "username", "deleted")),
      m_trunks(db, QStringLiteral("registrar_trunks"), QStringLiteral("TRUNK_NOT_FOUND"), QStringLiteral("trunk"),
               names("id", "customer_id", "name", "domain_name", "realm", "username", "deleted")),
      m_auths(db, QStringLiteral("registrar_sip_auths")),
      m_kept(db)
{
    static constexpr std::array table{
        bus::Route<Service>{"GET", "/v1/extensions/count_by_customer", &Service::count, "How many a customer has"},
        bus::Route<Service>{"GET", "/v1/extensions?", &Service::list, "List extensions"},
        bus::Route<Service>{"POST", "/v1/extensions", &Service::create, "Create one"},
        bus::Route<Service>{"GET", "/v1/extensions/{id}", &Service::get, "One of them"},
        bus::Route<Service>{"PUT", "/v1/extensions/{id}", &Service::update, "Change one"},
        bus::Route<Service>{"DELETE", "/v1/extensions/{id}", &Service::remove, "Delete one"},
        bus::Route<Service>{"GET", "/v1/extensions/extension/{extension}", &Service::byNumber, "One by its number"},
        bus::Route<Service>{"GET", "/v1/contacts", &Service::contacts, "Registered phones of an extension"},
        bus::Route<Service>{"PUT", "/v1/contacts", &Service::refreshContacts, "Forget what was cached"},
        bus::Route<Service>{"GET", "/v1/contacts?", &Service::contacts, "The same, as January asks"},
        bus::Route<Service>{"PUT", "/v1/contacts?", &Service::refreshContacts, "The same, as January asks"},
        bus::Route<Service>{"GET", "/v1/trunks?", &Service::listTrunks, "List trunks"},
        bus::Route<Service>{"POST", "/v1/trunks", &Service::createTrunk, "Create a trunk"},
        bus::Route<Service>{"GET", "/v1/trunks/{id}", &Service::trunk, "One trunk"},
        bus::Route<Service>{"PUT", "/v1/trunks/{id}", &Service::updateTrunk, "Change a trunk"},
        bus::Route<Service>{"DELETE", "/v1/trunks/{id}", &Service::removeTrunk, "Delete a trunk"},
        bus::Route<Service>{"GET", "/v1/trunks/domain_name/{name}", &Service::trunkOfDomain, "One trunk by its domain"},
    };
    addRoutes(table, this);
    m_extensions.keepLists();
}

Task<void> Service::on(bus::Event event)
{
    if (event.type != QLatin1String("customer_deleted"))
        co_return;
    const Json data = event.data.toJson();
    co_await deleteOf(member<QUuid>(data, "id"));
}

Task<void> Service::deleteOf(QUuid customerId)
{
    const auto extensions = co_await m_extensions.liveOf(customerId);
    for (const Extension &extension : extensions)
        co_await erase(extension);
    const auto trunks = co_await m_trunks.liveOf(customerId);
    for (const contract::Trunk &trunk : trunks)
        co_await eraseTrunk(trunk);
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
    std::vector<store::Sql> batch{m_extensions->insertSql(extension), m_auths.insertSql(auth)};
    bool taken = false;
    try {
        co_await m_extensions->store().write(std::move(batch));
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
    Extension extension = co_await m_extensions.find(request.id());
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
    batch.push_back(m_extensions->updateSql(extension));
    co_await m_extensions->store().write(std::move(batch));
    m_notify.publish(QStringLiteral("extension_updated"), extension);
    co_return Reply::ok(std::move(extension));
}

Task<bus::Reply> Service::remove(Request request)
{
    Extension extension = co_await m_extensions.find(request.id());
    if (!extension.tmDelete.isSet())
        extension = co_await erase(std::move(extension));
    co_return Reply::ok(std::move(extension));
}

Task<Extension> Service::erase(Extension extension)
{
    extension.tmUpdate = extension.tmDelete = m_clock->wall();
    store::Sql forget{QStringLiteral("DELETE FROM registrar_sip_auths WHERE id = ?"), {extension.id.toRfc4122()}};
    std::vector<store::Sql> batch{std::move(forget), m_extensions->updateSql(extension)};
    co_await m_extensions->store().write(std::move(batch));
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
        co_await m_extensions->where(QStringLiteral("extension = ? AND customer_id = ? AND tm_delete IS NULL LIMIT 1"), binds);
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
    const store::Rows rows = co_await m_extensions->store().query(std::move(sql));
    co_return Reply::ok(Json{{"count", rows.rows.front().front().toInt()}});
}

Task<std::vector<contract::AstContact>> Service::keptContacts()
{
    constexpr qint64 second = 1'000'000;
    m_contacts = co_await m_kept.load(m_clock->wall().micros() / second);
    co_return m_contacts;
}

void Service::setContacts(std::vector<contract::AstContact> contacts)
{
    m_contacts = std::move(contacts);
    m_kept.keep(m_contacts);
}

Task<bus::Reply> Service::contacts(Request request)
{
    const bool inQuery = !request.query.isEmpty();
    const Json body = inQuery ? Json() : request.body<Json>();
    QUuid customerId = core::parseId(request.query.value(QStringLiteral("customer_id")));
    QString extension = request.query.value(QStringLiteral("extension"));
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
