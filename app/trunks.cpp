// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/trunks.h"

#include "core/error.h"
#include "core/json.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QRegularExpression>

#include <algorithm>

namespace app {
namespace {
using core::Json;
using telephony::sip::Trunk;

constexpr qint64 largestFile = 1 << 20;
constexpr size_t mostTrunks = 100;
constexpr int mostChannels = 100'000;

/// One trunk of the file; each function takes a member and refuses what it cannot be.
class Reader
{
public:
    Reader(const Json &object, QString where) : m_object(object), m_where(std::move(where))
    {
        if (!object.is_object())
            refuse(QStringLiteral("it must be an object"));
    }
    [[noreturn]] void refuse(const QString &why) const
    {
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("BAD_TRUNK"), QStringLiteral("%1: %2.").arg(m_where, why));
    }
    QString text(const char *name)
    {
        const Json *value = member(name);
        if (!value)
            return {};
        if (!value->is_string())
            refuse(QStringLiteral("%1 must be a text").arg(QLatin1String(name)));
        const QString read = core::fromUtf8(*value);
        static const QRegularExpression unwanted(QStringLiteral("[\\x00-\\x20\\x7f<>\"]"));
        if (qstrcmp(name, "password") != 0 && read.contains(unwanted))
            refuse(QStringLiteral("%1 has a sign that no address has").arg(QLatin1String(name)));
        return read;
    }
    bool isOn(const char *name)
    {
        const Json *value = member(name);
        if (value && !value->is_boolean())
            refuse(QStringLiteral("%1 must be true or false").arg(QLatin1String(name)));
        return value && value->get<bool>();
    }
    int number(const char *name, int most)
    {
        const Json *value = member(name);
        if (value && (!value->is_number_integer() || *value < 0 || *value > most))
            refuse(QStringLiteral("%1 must be a number from 0 to %2").arg(QLatin1String(name)).arg(most));
        return value ? value->get<int>() : 0;
    }
    QStringList list(const char *name)
    {
        QStringList all;
        const Json *value = member(name);
        if (value && !value->is_array())
            refuse(QStringLiteral("%1 must be a list").arg(QLatin1String(name)));
        for (const Json &one : value ? *value : Json::array()) {
            if (!one.is_string())
                refuse(QStringLiteral("%1 must be a list of texts").arg(QLatin1String(name)));
            all += core::fromUtf8(one);
        }
        return all;
    }
    void refuseTheRest() const
    {
        for (const auto &[name, value] : m_object.items()) {
            if (!m_read.contains(core::fromUtf8(name)))
                refuse(QStringLiteral("there is no member %1").arg(core::fromUtf8(name)));
        }
    }

private:
    const Json *member(const char *name)
    {
        m_read += QLatin1String(name);
        const auto found = m_object.find(name);
        return found == m_object.end() ? nullptr : &*found;
    }
    const Json &m_object;
    QString m_where;
    QStringList m_read;
};

/// False: one of them is no address.
bool takeAddresses(const QStringList &texts, Trunk &trunk)
{
    for (const QString &text : texts) {
        if (text.contains(QLatin1Char('/'))) {
            const auto net = QHostAddress::parseSubnet(text);
            if (net.second < 0)
                return false;
            trunk.networks.push_back(net);
        } else {
            const QHostAddress address(text);
            if (address.isNull())
                return false;
            trunk.addresses.push_back(address);
        }
    }
    return true;
}

Trunk readTrunk(const Json &object, const QString &where)
{
    Reader reader(object, where);
    Trunk trunk;
    trunk.toNumbers = true;
    trunk.name = reader.text("name");
    trunk.host = reader.text("host");
    if (const QString transport = reader.text("transport"); !transport.isEmpty())
        trunk.transport = transport;
    trunk.domain = reader.text("domain");
    trunk.user = reader.text("user");
    trunk.password = reader.text("password");
    trunk.registers = reader.isOn("register");
    const QStringList addresses = reader.list("addresses");
    trunk.maxChannels = reader.number("max_channels", mostChannels);
    reader.refuseTheRest();
    static const QRegularExpression name(QStringLiteral("^[A-Za-z][A-Za-z0-9.-]{0,30}\\z"));
    if (!name.match(trunk.name).hasMatch())
        reader.refuse(QStringLiteral("name must be a letter and up to 30 letters, digits, dots or dashes"));
    if (!QStringList{QStringLiteral("udp"), QStringLiteral("tcp"), QStringLiteral("tls")}.contains(trunk.transport))
        reader.refuse(QStringLiteral("transport must be udp, tcp or tls"));
    if (trunk.registers && (trunk.host.isEmpty() || trunk.user.isEmpty()))
        reader.refuse(QStringLiteral("to register it needs host and user"));
    if (trunk.host.isEmpty() && addresses.isEmpty() && trunk.password.isEmpty())
        reader.refuse(QStringLiteral("it needs host, addresses or password"));
    if (!takeAddresses(addresses, trunk))
        reader.refuse(QStringLiteral("addresses must be IP addresses or networks"));
    return trunk;
}
} // namespace

std::vector<Trunk> trunksOfSettings(const core::Settings &settings, const core::Profile &profile)
{
    const QString named = settings.text("sip_trunks");
    QFile file(named.isEmpty() ? profile.data + QLatin1String("/trunks.json") : named);
    const auto refuse = [&](const char *why) {
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("BAD_TRUNKS"),
                          QStringLiteral("The trunks file %1 %2.").arg(file.fileName(), QLatin1String(why)));
    };
    if (named.isEmpty() && !file.exists())
        return {};
    if (!file.open(QIODevice::ReadOnly))
        refuse("cannot be read");
    if (file.size() > largestFile)
        refuse("is too large");
    const QByteArray bytes = file.readAll();
    const Json all = Json::parse(bytes.begin(), bytes.end(), nullptr, false);
    if (!all.is_array() || all.size() > mostTrunks)
        refuse("must be a JSON list of up to 100 trunks");
    std::vector<Trunk> trunks;
    for (size_t i = 0; i < all.size(); ++i) {
        Trunk trunk = readTrunk(all[i], QStringLiteral("Trunk %1 of %2").arg(i + 1).arg(file.fileName()));
        if (std::any_of(trunks.begin(), trunks.end(), [&](const Trunk &one) { return one.name == trunk.name; }))
            refuse("names a trunk twice");
        trunks.push_back(std::move(trunk));
    }
    return trunks;
}

std::vector<Trunk> withRegistrarTrunks(std::vector<Trunk> trunks, const std::vector<contract::Trunk> &registrar)
{
    for (const contract::Trunk &one : registrar) {
        if (std::any_of(trunks.begin(), trunks.end(), [&](const Trunk &known) { return known.name == one.domainName; }))
            continue;
        Trunk trunk;
        trunk.name = one.domainName;
        if (one.authTypes.contains(QLatin1String("basic"))) {
            trunk.user = one.username;
            trunk.password = one.password;
        }
        if (one.authTypes.contains(QLatin1String("ip")))
            takeAddresses(one.allowedIps, trunk);
        trunks.push_back(std::move(trunk));
    }
    return trunks;
}

} // namespace app
