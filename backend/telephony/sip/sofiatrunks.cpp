// SPDX-License-Identifier: GPL-3.0-or-later
// Trunks: who calls from where, and our registrations with them (RFC 3261 §10.2).
#include "core/log.h"
#include "telephony/sip/digestclient.h"
#include "telephony/sip/sipmessage.h"
#include "telephony/sip/sofiathread.h"

#include <QUrl>

#include <sofia-sip/nua_tag.h>
#include <sofia-sip/sip_header.h>

#include <algorithm>

namespace telephony::sip {
namespace {
constexpr auto registrationTime = "600";
constexpr int maxChallenges = 2;
constexpr std::chrono::seconds firstRetry{5}, longestRetry{300};

bool sameTrunk(const Trunk &a, const Trunk &b)
{
    return a.host == b.host && a.transport == b.transport && a.domain == b.domain && a.user == b.user &&
           a.password == b.password && a.registers == b.registers;
}

QByteArray domainOfTrunk(const Trunk &trunk)
{
    return (trunk.domain.isEmpty() ? trunk.host.section(QLatin1Char(':'), 0, 0) : trunk.domain).toUtf8();
}
} // namespace

QString SofiaThread::trunkOfRealm(const QString &realm) const
{
    for (const auto &[name, line] : m_trunks) {
        if (!realm.isEmpty() && line.trunk.inboundRealm == realm)
            return name;
    }
    return {};
}

const Trunk *SofiaThread::trunkAt(const QString &source) const
{
    const QHostAddress address(source.section(QLatin1Char(':'), 0, -2));
    for (const auto &[name, line] : m_trunks) {
        const Trunk &trunk = line.trunk;
        if (std::find(trunk.addresses.begin(), trunk.addresses.end(), address) != trunk.addresses.end() ||
            std::any_of(trunk.networks.begin(), trunk.networks.end(), [&](const auto &net) { return address.isInSubnet(net); }))
            return &trunk;
    }
    return nullptr;
}

void SofiaThread::setTrunks(const std::vector<Trunk> &trunks)
{
    std::map<QString, TrunkLine> kept;
    for (const Trunk &trunk : trunks) {
        const auto known = m_trunks.find(trunk.name);
        TrunkLine &line = kept[trunk.name];
        if (known != m_trunks.end() && sameTrunk(known->second.trunk, trunk))
            line = std::exchange(known->second, {});
        line.trunk = trunk;
        line.state.name = trunk.name;
    }
    for (auto &[name, line] : m_trunks) {
        if (line.handle)
            nua_handle_destroy(line.handle); // un-registers
    }
    m_trunks = std::move(kept);
    for (const auto &[name, line] : m_trunks) {
        if (line.trunk.registers && !line.handle)
            registerTrunk(name);
    }
}

void SofiaThread::registerTrunk(const QString &name)
{
    TrunkLine &line = m_trunks[name];
    const Trunk &trunk = line.trunk;
    const QByteArray transport =
        trunk.transport == QLatin1String("udp") ? QByteArray() : ";transport=" + trunk.transport.toLatin1();
    const QByteArray domain = domainOfTrunk(trunk), user = QUrl::toPercentEncoding(trunk.user);
    const QByteArray address = "<sip:" + user + '@' + domain + '>', server = "sip:" + domain;
    const QByteArray proxy = "sip:" + trunk.host.toUtf8() + transport;
    const QByteArray contact = contactFor(trunk.transport == QLatin1String("tls") ? Way::Tls : Way::Plain, user);
    if (line.handle)
        nua_handle_destroy(line.handle);
    line.retryAt = core::Nanos(0);
    line.challenges = 0;
    line.handle = nua_handle(m_nua, nullptr, SIPTAG_FROM_STR(address.constData()), SIPTAG_TO_STR(address.constData()), TAG_END());
    if (!line.handle)
        return;
    nua_set_hparams(line.handle, NUTAG_PROXY(proxy.constData()), TAG_END());
    nua_register(line.handle, NUTAG_REGISTRAR(server.constData()), NUTAG_M_USERNAME(user.constData()),
                 NUTAG_OUTBOUND("no-options-keepalive no-validate no-natify"),
                 TAG_IF(!contact.isEmpty(), SIPTAG_CONTACT_STR(contact.constData())), SIPTAG_EXPIRES_STR(registrationTime),
                 TAG_END());
}

void SofiaThread::onTrunkAnswer(nua_handle_t *handle, int status, sip_t const *sip)
{
    const auto found =
        std::find_if(m_trunks.begin(), m_trunks.end(), [&](const auto &one) { return one.second.handle == handle; });
    if (found == m_trunks.end() || status < 200)
        return;
    TrunkLine &line = found->second;
    msg_auth_t const *const challenge = challengeIn(status, sip);
    if (challenge && line.challenges++ < maxChallenges) {
        const QByteArray credentials = credentialsOf(challenge, line.trunk.user, line.trunk.password);
        nua_authenticate(handle, NUTAG_AUTH(credentials.constData()), TAG_END());
        return;
    }
    const bool good = status < 300;
    const TrunkState before = line.state;
    line.state.registered = good;
    line.state.status = status;
    line.state.reason = textOf(sip && sip->sip_status ? sip->sip_status->st_phrase : "no answer");
    line.challenges = 0;
    if (good) {
        line.failures = 0;
    } else {
        const auto wait = std::min(firstRetry * (1 << std::min(line.failures++, 6)), longestRetry);
        line.retryAt = m_clock->now() + wait;
        core::log::warn("sip", "trunk {} refused the registration: {} {}", line.trunk.name, status, line.state.reason);
    }
    if (before.registered != good || before.status != status)
        emitEvent(m_events.trunkChanged, TrunkState(line.state));
}

void SofiaThread::watchTrunks()
{
    const core::Nanos now = m_clock->now();
    for (auto &[name, line] : m_trunks) {
        if (line.retryAt.count() != 0 && line.retryAt <= now)
            registerTrunk(name);
    }
}

} // namespace telephony::sip
