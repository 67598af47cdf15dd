// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/sipstack.h"

#include "core/allocator.h"
#include "telephony/sip/sofiathread.h"

namespace telephony::sip {

class SipStack::Private
{
public:
    Private(std::shared_ptr<core::Clock> c, core::Timeline *timeline, Events e)
        : clock(c), events(e), thread(std::move(c), timeline, std::move(e))
    {
    }

    void report(const std::vector<Contact> &gone) const
    {
        for (const Contact &contact : gone) {
            if (events.unregistered)
                events.unregistered(contact);
        }
    }

    void scheduleExpiry()
    {
        expiry = clock->after(core::Millis(1000), [this] {
            report(thread.registrar.expire(clock->wall().micros() / 1'000'000));
            thread.post([t = &thread] {
                t->watchConnections();
                t->watchContacts();
                t->watchTrunks();
                core::giveBackCache();
            });
            core::giveBackCache();
            scheduleExpiry();
        });
    }

    std::shared_ptr<core::Clock> clock;
    Events events;
    std::vector<Trunk> trunks; ///< for the next start()
    SofiaThread thread;
    core::Timer expiry;
};

SipStack::SipStack(std::shared_ptr<core::Clock> clock, core::Timeline *timeline, Events events)
    : d(std::make_unique<Private>(std::move(clock), timeline, std::move(events)))
{
}

SipStack::~SipStack() { stop(); }

void SipStack::start(Config config)
{
    d->thread.start(std::move(config));
    setTrunks(std::move(d->trunks));
    d->scheduleExpiry();
}

void SipStack::stop()
{
    d->expiry.cancel();
    d->thread.stop();
}

quint16 SipStack::port() const { return d->thread.port(); }
quint16 SipStack::tlsPort() const { return d->thread.tlsPort(); }
QHostAddress SipStack::address() const { return d->thread.config().address; }

void SipStack::setCredentials(std::vector<Credential> credentials)
{
    d->thread.registrar.setCredentials(std::move(credentials));
    d->report(d->thread.registrar.dropUnknown());
}

void SipStack::setTrunks(std::vector<Trunk> trunks)
{
    d->trunks = std::move(trunks);
    d->thread.post([t = &d->thread, all = d->trunks] { t->setTrunks(all); });
}

std::vector<Contact> SipStack::contacts(const QString &user, const QString &realm) const
{
    return d->thread.registrar.contacts(user, realm);
}

bool SipStack::restore(Contact contact)
{
    Registrar &registrar = d->thread.registrar;
    if (!registrar.password(contact.user, contact.realm))
        return false;
    registrar.bind(std::move(contact));
    return true;
}

void SipStack::invite(OutgoingCall call)
{
    d->thread.post([t = &d->thread, call = std::move(call)] { t->invite(call); });
}
void SipStack::ring(const QString &leg, const QByteArray &sdp)
{
    d->thread.post([t = &d->thread, leg, sdp] { t->ring(leg, sdp); });
}
void SipStack::answer(const QString &leg, const QByteArray &sdp)
{
    d->thread.post([t = &d->thread, leg, sdp] { t->answer(leg, sdp); });
}
void SipStack::acceptReinvite(const QString &leg, const QByteArray &sdp)
{
    d->thread.post([t = &d->thread, leg, sdp] { t->acceptReinvite(leg, sdp); });
}
void SipStack::rejectReinvite(const QString &leg, int status, const QByteArray &warning)
{
    d->thread.post([t = &d->thread, leg, status, warning] { t->rejectReinvite(leg, status, warning); });
}
void SipStack::acceptTransfer(const QString &leg)
{
    d->thread.post([t = &d->thread, leg] { t->acceptTransfer(leg); });
}
void SipStack::rejectTransfer(const QString &leg, int status)
{
    d->thread.post([t = &d->thread, leg, status] { t->rejectTransfer(leg, status); });
}
void SipStack::notifyTransfer(const QString &leg, int status)
{
    d->thread.post([t = &d->thread, leg, status] { t->notifyTransfer(leg, status); });
}
void SipStack::hangup(const QString &leg, int cause, const QByteArray &warning)
{
    d->thread.post([t = &d->thread, leg, cause, warning] { t->hangup(leg, cause, warning); });
}
void SipStack::redirect(const QString &leg, const QString &uri)
{
    d->thread.post([t = &d->thread, leg, uri] { t->redirect(leg, uri); });
}
void SipStack::send(OutgoingRequest request)
{
    d->thread.post([t = &d->thread, request = std::move(request)] { t->send(request); });
}
void SipStack::takeMessages(bool on)
{
    d->thread.post([t = &d->thread, on] { t->takeMessages(on); });
}
void SipStack::answerMessage(const QString &id, int status)
{
    d->thread.post([t = &d->thread, id, status] { t->answerMessage(id, status); });
}
void SipStack::probe(const QString &leg)
{
    d->thread.post([t = &d->thread, leg] { t->probe(leg); });
}
void SipStack::tag(const QString &leg, QUuid callId)
{
    d->thread.post([t = &d->thread, leg, callId] { t->tag(leg, callId); });
}

} // namespace telephony::sip
