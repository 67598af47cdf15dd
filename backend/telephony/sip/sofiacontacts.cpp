// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of registered contacts: their connections (RFC 5626 §4.2), and whether they still answer.
#include "telephony/sip/sipmessage.h"
#include "telephony/sip/sofiathread.h"

#include <sofia-sip/nua_tag.h>
#include <sofia-sip/tport.h>

namespace telephony::sip {
namespace {
constexpr size_t maxProbesAtOnce = 50;
constexpr int statusTimeout = 408, statusUnavailable = 503;

QString keyOf(const Contact &contact) { return contact.user + QLatin1Char('@') + contact.realm + QLatin1Char(' ') + contact.uri; }

bool isStream(const Contact &contact)
{
    return contact.transport == QLatin1String("tcp") || contact.transport == QLatin1String("tls");
}
} // namespace

void SofiaThread::onConnection(const SipTrace::Connection &changed)
{
    if (changed.open) {
        m_connections.opened(changed.id, changed.source, m_clock->now());
        return;
    }
    m_connections.closed(changed.id);
    for (const Contact &contact : registrar.all()) {
        if (contact.transport != changed.transport || contact.source != changed.source)
            continue;
        for (Contact &one : registrar.unbind(contact.user, contact.realm, contact.uri))
            emitEvent(m_events.unregistered, std::move(one));
    }
}

void SofiaThread::watchConnections()
{
    for (const ConnectionWatch::Id id : m_connections.overdue(m_clock->now()))
        tport_shutdown(reinterpret_cast<tport_t *>(id), 2); // tells onConnection()
}

void SofiaThread::watchContacts()
{
    const core::Nanos now = m_clock->now();
    const std::vector<Contact> all = registrar.all();
    for (const Contact &contact : all) {
        if (m_config.qualifyEvery.count() <= 0 || m_probes.size() >= maxProbesAtOnce)
            continue;
        core::Nanos &last = m_qualified[keyOf(contact)];
        if (last.count() != 0 && now - last < m_config.qualifyEvery)
            continue;
        last = now;
        qualify(contact);
    }
    if (m_qualified.size() > 2 * qsizetype(all.size()) + 16)
        m_qualified.removeIf([&](const auto &entry) { return now - entry.value() > 2 * m_config.qualifyEvery; });
    std::vector<nua_handle_t *> late;
    for (const auto &[handle, probe] : m_probes) {
        if (now - probe.sent > m_config.qualifyTimeout)
            late.push_back(handle);
    }
    for (nua_handle_t *handle : late)
        onQualified(handle, statusTimeout);
}

void SofiaThread::qualify(const Contact &contact)
{
    const QByteArray uri = contact.uri.toUtf8(), to = '<' + uri + '>', path = contact.path.toUtf8();
    const QByteArray from = "<sip:voxboard@" + contact.realm.toUtf8() + '>';
    const QByteArray proxy =
        "sip:" + contact.source.toLatin1() + (isStream(contact) ? ";transport=" + contact.transport.toLatin1() : QByteArray());
    nua_handle_t *handle = nua_handle(m_nua, nullptr, SIPTAG_FROM_STR(from.constData()), SIPTAG_TO_STR(to.constData()),
                                      TAG_IF(!path.isEmpty(), NUTAG_INITIAL_ROUTE_STR(path.constData())), TAG_END());
    if (!handle)
        return;
    if (path.isEmpty())
        nua_set_hparams(handle, NUTAG_PROXY(proxy.constData()), TAG_END());
    const QByteArray own = contactFor(wayTo(contact.uri, QString::fromLatin1(proxy)));
    m_probes[handle] = {contact, m_clock->now()};
    nua_options(handle, NUTAG_URL(uri.constData()), TAG_IF(!own.isEmpty(), SIPTAG_CONTACT_STR(own.constData())), TAG_END());
}

void SofiaThread::onQualified(nua_handle_t *handle, int status)
{
    const auto found = m_probes.find(handle);
    if (found == m_probes.end() || status < 200)
        return;
    Contact contact = std::move(found->second.contact);
    contact.roundTrip = std::chrono::duration_cast<std::chrono::microseconds>(m_clock->now() - found->second.sent);
    contact.reachable = status != statusTimeout && status != statusUnavailable;
    m_probes.erase(found);
    nua_handle_destroy(handle);
    emitEvent(m_events.qualified, std::move(contact));
}

} // namespace telephony::sip
