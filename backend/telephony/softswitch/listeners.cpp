// SPDX-License-Identifier: GPL-3.0-or-later
// Where the switch can be reached: SIP stacks, one for each local address, and the phones registered with them.
#include "core/error.h"
#include "core/log.h"
#include "telephony/sip/tlsidentity.h"
#include "telephony/softswitch/private.h"
#include "telephony/softswitch/route.h"

#include <QNetworkInterface>

namespace telephony::softswitch {
namespace {
constexpr size_t maxAddresses = 8;
constexpr core::Millis closingTime{500}; ///< for the answers to our BYEs

std::vector<QNetworkAddressEntry> networkAddresses()
{
    std::vector<QNetworkAddressEntry> found;
    for (const QNetworkInterface &interface : QNetworkInterface::allInterfaces()) {
        const auto flags = interface.flags();
        if (!flags.testFlag(QNetworkInterface::IsRunning) || flags.testFlag(QNetworkInterface::IsLoopBack))
            continue;
        for (const QNetworkAddressEntry &entry : interface.addressEntries()) {
            const QHostAddress address = entry.ip();
            if (address.protocol() == QAbstractSocket::IPv4Protocol && !address.isLinkLocal() && found.size() < maxAddresses)
                found.push_back(entry);
        }
    }
    return found;
}
/// What the certificate is for: phones of the network reach this computer by any of them.
QStringList ownNames(const QHostAddress &address)
{
    QStringList names{address.toString()};
    for (const QNetworkAddressEntry &entry : networkAddresses())
        names += entry.ip().toString();
    return names;
}

/// As Asterisk calls it.
const char *contactStatusOf(const sip::Contact &contact)
{
    return !contact.reachable ? "NonQualified" : *contact.reachable ? "Reachable" : "Unreachable";
}
} // namespace

ListenerPtr SoftSwitch::Private::makeListener(const QHostAddress &address, int prefixLength)
{
    auto listener = std::make_shared<Listener>();
    listener->address = address;
    listener->prefixLength = prefixLength;
    sip::Events sip;
    sip.incoming = guarded(listener, &Private::incoming);
    sip.answered = guarded(listener, &Private::answered);
    sip.confirmed = guarded(listener, &Private::confirmed);
    sip.reinvited = guarded(listener, &Private::reinvited);
    sip.ended = guarded(listener, &Private::legEnded);
    sip.infoDigit = guarded(listener, &Private::infoDigit);
    sip.registered = guarded(listener, &Private::registered);
    sip.unregistered = guarded(listener, &Private::unregistered);
    sip.qualified = guarded(listener, &Private::qualified);
    sip.trunkChanged = guarded(listener, &Private::trunkChanged);
    sip.transferRequested = guarded(listener, &Private::transferRequested);
    sip.messaged = guarded(listener, &Private::messaged);
    listener->stack = std::make_unique<sip::SipStack>(clock, timeline, std::move(sip));
    return listener;
}

void SoftSwitch::Private::start()
{
    const bool everywhere = config.address == QHostAddress(QHostAddress::AnyIPv4);
    started = clock->wall();
    listen(*listeners.front(), config.sipPort);
    recall(listeners.front());
    media->start();
    if (everywhere)
        setLan(true);
}

/// Binds the first free port from `port` on. @throws core::Error(Unavailable)
void SoftSwitch::Private::listen(Listener &listener, quint16 port)
{
    sip::Config sip;
    sip.address = listener.address;
    sip.port = port;
    sip.realm = config.realm;
    sip.tlsFolder = config.tlsFolder;
    sip.tlsPort = config.tlsPort;
    sip.qualifyEvery = config.qualifyEvery;
    if (!config.tlsFolder.isEmpty())
        sip::ensureTlsIdentity(config.tlsFolder, ownNames(listener.address), clock->wall().micros() / 1'000'000,
                               config.tlsTrusted);
    listener.stack->setCredentials(credentials);
    listener.stack->start(std::move(sip));
    listener.stack->takeMessages(applications.hasOthers());
}

void SoftSwitch::Private::setLan(bool on)
{
    if (on == (listeners.size() > 1))
        return;
    closing.clear(); // frees the ports of the last time
    if (on) {
        std::vector<ListenerPtr> opened;
        for (const QNetworkAddressEntry &entry : networkAddresses()) {
            if (entry.ip() == listeners.front()->address)
                continue;
            opened.push_back(makeListener(entry.ip(), entry.prefixLength()));
            listen(*opened.back(), listeners.front()->stack->port());
        }
        if (opened.empty())
            throw core::Error(core::Errc::Unavailable, QStringLiteral("NO_NETWORK"),
                              QStringLiteral("This computer has no IPv4 network that phones could use."));
        for (const ListenerPtr &one : opened)
            core::log::info("switch", "phones on the network can reach {}:{}", one->address.toString(), one->stack->port());
        listeners.insert(listeners.end(), opened.begin(), opened.end());
        std::for_each(opened.begin(), opened.end(), [this](const ListenerPtr &one) { recall(one); });
        setTrunks(trunks);
        return;
    }
    closing.assign(listeners.begin() + 1, listeners.end());
    listeners.resize(1);
    const auto all = channels.values();
    for (const auto &channel : all) {
        if (std::find(closing.begin(), closing.end(), channel->listener) != closing.end())
            destroy(channel->id, 16);
    }
    const auto known = registrations;
    for (const auto &[listener, contact, place] : known) {
        if (listener != listeners.front())
            unregistered(listener, contact);
    }
    closed = clock->after(closingTime, [this] { closing.clear(); });
}

void SoftSwitch::Private::stopListeners()
{
    closing.clear();
    for (const ListenerPtr &listener : listeners)
        listener->stack->stop();
}

std::pair<ListenerPtr, QString> SoftSwitch::Private::routeTo(const QString &uri) const
{
    const QString target = targetOf(uri);
    for (const auto &[listener, contact, place] : registrations) {
        if (place != target)
            continue;
        const bool stream = contact.transport == QLatin1String("tcp") || contact.transport == QLatin1String("tls");
        if (!contact.path.isEmpty()) // its proxies know the way
            return {listener, {}};
        return {listener, stream ? contact.source + QLatin1String(";transport=") + contact.transport : contact.source};
    }
    const QHostAddress host(hostOf(target));
    for (const ListenerPtr &listener : listeners) {
        if (!host.isNull() && host.isInSubnet(listener->address, listener->prefixLength))
            return {listener, {}};
    }
    const bool local = host.isLoopback() || hostOf(target) == QLatin1String("localhost");
    return {local || listeners.size() == 1 ? listeners.front() : listeners[1], {}};
}

const sip::Contact *SoftSwitch::Private::contactAt(const QString &uri) const
{
    const QString target = targetOf(uri);
    const auto found =
        std::find_if(registrations.begin(), registrations.end(), [&](const auto &one) { return one.target == target; });
    return found == registrations.end() ? nullptr : &found->contact;
}

std::vector<sip::Contact> SoftSwitch::Private::contacts() const
{
    std::vector<sip::Contact> all;
    for (const auto &[listener, contact, place] : registrations)
        all.push_back(contact);
    return all;
}

/// What was registered here when the last run ended.
void SoftSwitch::Private::recall(const ListenerPtr &listener)
{
    const QString server = listener->address.toString();
    const size_t before = registrations.size();
    std::erase_if(remembered, [&](const sip::Contact &contact) {
        if (contact.server == server && listener->stack->restore(contact))
            registrations.push_back({listener, contact, targetOf(contact.uri)});
        return contact.server == server;
    });
    if (registrations.size() != before && contactListener)
        contactListener(contacts());
}

void SoftSwitch::Private::registered(const ListenerPtr &listener, const sip::Contact &made)
{
    sip::Contact contact = made;
    contact.server = listener->address.toString();
    const bool isFirst = !isRegistered(contact.user, contact.realm);
    const auto isSame = [&](const auto &one) {
        return one.contact.uri == contact.uri && one.contact.user == contact.user && one.contact.realm == contact.realm;
    };
    if (const auto before = std::find_if(registrations.begin(), registrations.end(), isSame); before != registrations.end()) {
        contact.reachable = before->contact.reachable; // until it is asked again
        contact.roundTrip = before->contact.roundTrip;
    }
    std::erase_if(registrations, isSame);
    registrations.push_back({listener, contact, targetOf(contact.uri)});
    if (isFirst)
        peerChanged(contact, "Reachable");
    contactsChanged(contact, contactStatusOf(contact));
    if (isFirst)
        deviceChanged(contact.user, contact.realm, "UNAVAILABLE");
}

void SoftSwitch::Private::unregistered(const ListenerPtr &listener, const sip::Contact &contact)
{
    const auto gone = std::erase_if(registrations, [&](const auto &one) {
        return one.listener == listener && one.contact.uri == contact.uri && one.contact.user == contact.user &&
               one.contact.realm == contact.realm;
    });
    if (gone == 0)
        return;
    if (!isRegistered(contact.user, contact.realm)) {
        peerChanged(contact, "Unreachable");
        deviceChanged(contact.user, contact.realm, "NOT_INUSE");
    }
    contactsChanged(contact, "Removed");
}

void SoftSwitch::Private::qualified(const ListenerPtr &listener, const sip::Contact &contact)
{
    for (auto &[at, known, place] : registrations) {
        if (at != listener || known.uri != contact.uri || known.user != contact.user || known.realm != contact.realm)
            continue;
        const bool changed = known.reachable.value_or(true) != contact.reachable.value_or(true) || !known.reachable;
        known.reachable = contact.reachable;
        known.roundTrip = contact.roundTrip;
        if (changed)
            contactsChanged(known, contactStatusOf(known));
        return;
    }
}

void SoftSwitch::Private::contactsChanged(const sip::Contact &contact, const char *status)
{
    if (contactListener)
        contactListener(contacts());
    const std::string resource = core::utf8(contact.user + QLatin1Char('@') + contact.realm);
    emitEvent(Json{{"type", "ContactStatusChange"},
                   {"endpoint", phoneEndpoint(contact.user, contact.realm)},
                   {"contact_info",
                    {{"uri", core::utf8(contact.uri)},
                     {"contact_status", status},
                     {"aor", resource},
                     {"roundtrip_usec", std::to_string(contact.roundTrip.count())}}}});
}

} // namespace telephony::softswitch
