// SPDX-License-Identifier: GPL-3.0-or-later
// Trunks of registrar-manager: other systems that send calls here, known by address or password.
#include "services/registrar/service.h"

#include <QHostAddress>
#include <QRegularExpression>

namespace services::registrar {

using contract::Trunk;
using core::Errc;
using core::Error;
using core::Json;

namespace {
constexpr qsizetype mostAddresses = 100;

void change(const Json &body, Trunk &trunk)
{
    take(body, "name", trunk.name);
    take(body, "detail", trunk.detail);
    take(body, "auth_types", trunk.authTypes);
    take(body, "username", trunk.username);
    take(body, "password", trunk.password);
    take(body, "allowed_ips", trunk.allowedIps);
}

void checkTrunk(const Trunk &trunk)
{
    const auto refuse = [](const char *reason, const QString &message) {
        throw Error(Errc::InvalidArgument, QLatin1String(reason), message);
    };
    static const QRegularExpression format(QStringLiteral("^[A-Za-z][A-Za-z0-9.-]{1,30}\\z"));
    if (!format.match(trunk.domainName).hasMatch())
        refuse("INVALID_DOMAIN_NAME", QStringLiteral("A trunk's name is a letter and up to 30 letters, digits, dots or dashes."));
    for (const QString &type : trunk.authTypes) {
        if (type != QLatin1String("basic") && type != QLatin1String("ip"))
            refuse("INVALID_AUTH_TYPE", QStringLiteral("\"%1\" is no way to know a trunk.").arg(type));
    }
    if (trunk.authTypes.contains(QLatin1String("basic")) && (trunk.username.isEmpty() || trunk.password.isEmpty()))
        refuse("PASSWORD_MISSING", QStringLiteral("A trunk known by password needs a name and a password."));
    if (trunk.allowedIps.size() > mostAddresses)
        refuse("TOO_MANY_ADDRESSES", QStringLiteral("A trunk has at most %1 addresses.").arg(mostAddresses));
    for (const QString &address : trunk.allowedIps) {
        const bool net = address.contains(QLatin1Char('/'));
        if (net ? QHostAddress::parseSubnet(address).second < 0 : QHostAddress(address).isNull())
            refuse("INVALID_ADDRESS", QStringLiteral("\"%1\" is no address.").arg(address));
    }
}

contract::SipAuth authOf(const Trunk &trunk)
{
    contract::SipAuth auth;
    auth.id = trunk.id;
    auth.referenceType = QStringLiteral("trunk");
    auth.authTypes = trunk.authTypes;
    auth.realm = trunk.realm;
    auth.username = trunk.username;
    auth.password = trunk.password;
    auth.allowedIps = trunk.allowedIps;
    auth.tmCreate = trunk.tmCreate;
    auth.tmUpdate = trunk.tmUpdate;
    return auth;
}
} // namespace

Task<bus::Reply> Service::createTrunk(Request request)
{
    const Json body = request.body<Json>();
    Trunk trunk;
    take(body, "customer_id", trunk.customerId);
    take(body, "domain_name", trunk.domainName);
    change(body, trunk);
    checkTrunk(trunk);
    trunk.id = core::newId();
    trunk.realm = trunk.domainName + QLatin1String(".trunk.") + m_baseDomain;
    trunk.tmCreate = m_clock->wall();
    const QVariantList binds{trunk.domainName};
    const auto taken = co_await m_trunks->where(QStringLiteral("domain_name = ? AND tm_delete IS NULL LIMIT 1"), binds);
    if (!taken.empty())
        throw Error(Errc::AlreadyExists, QStringLiteral("TRUNK_EXISTS"),
                    QStringLiteral("The trunk %1 exists already.").arg(trunk.domainName));
    std::vector<store::Sql> batch{m_trunks->insertSql(trunk), m_auths.insertSql(authOf(trunk))};
    co_await m_trunks->store().write(std::move(batch));
    m_notify.publish(QStringLiteral("trunk_created"), trunk);
    co_return Reply::ok(std::move(trunk));
}

Task<bus::Reply> Service::trunkOfDomain(Request request)
{
    const QVariantList binds{request.text()};
    const auto found = co_await m_trunks->where(QStringLiteral("domain_name = ? AND tm_delete IS NULL LIMIT 1"), binds);
    if (found.empty())
        m_trunks.throwMissing();
    co_return Reply::ok(found.front());
}

Task<bus::Reply> Service::updateTrunk(Request request)
{
    const Json body = request.body<Json>();
    Trunk trunk = co_await m_trunks.find(request.id());
    change(body, trunk);
    checkTrunk(trunk);
    trunk.tmUpdate = m_clock->wall();
    std::vector<store::Sql> batch{m_auths.updateSql(authOf(trunk)), m_trunks->updateSql(trunk)};
    co_await m_trunks->store().write(std::move(batch));
    m_notify.publish(QStringLiteral("trunk_updated"), trunk);
    co_return Reply::ok(std::move(trunk));
}

Task<bus::Reply> Service::removeTrunk(Request request)
{
    Trunk trunk = co_await m_trunks.find(request.id());
    if (!trunk.tmDelete.isSet())
        trunk = co_await eraseTrunk(std::move(trunk));
    co_return Reply::ok(std::move(trunk));
}

Task<Trunk> Service::eraseTrunk(Trunk trunk)
{
    trunk.tmUpdate = trunk.tmDelete = m_clock->wall();
    std::vector<store::Sql> batch{m_auths.removeSql(authOf(trunk)), m_trunks->updateSql(trunk)};
    co_await m_trunks->store().write(std::move(batch));
    m_notify.publish(QStringLiteral("trunk_deleted"), trunk);
    co_return trunk;
}

} // namespace services::registrar
