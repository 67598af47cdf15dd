// SPDX-License-Identifier: GPL-3.0-or-later
// Text messages, RFC 3428, inside and outside of calls. Without anybody to take them the agent itself answers 405.
#include "core/ids.h"
#include "telephony/sip/sipmessage.h"
#include "telephony/sip/sofiaanswers.h"

#include <sofia-sip/nua_tag.h>
#include <sofia-sip/sip_header.h>

namespace telephony::sip {
namespace {
constexpr qsizetype longestMessageText = 16 * 1024;
constexpr size_t mostMessages = 200; ///< that wait for their answer
constexpr int overloaded = 503;

bool isText(sip_t const *sip)
{
    if (bodyOf(sip).isEmpty())
        return true;
    char const *const type = sip->sip_content_type ? sip->sip_content_type->c_type : nullptr;
    return type && qstrnicmp(type, "text/", 5) == 0 && isPlainlyEncoded(sip);
}

QString urlText(url_t const *url)
{
    char text[512];
    return url_e(text, int(sizeof text), url) < isize_t(sizeof text) ? textOf(text) : QString();
}

QString senderOf(sip_t const *sip, const QString &name)
{
    const QString address = QLatin1Char('<') + urlText(sip->sip_from->a_url) + QLatin1Char('>');
    QString quoted = name;
    quoted.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('"'), QLatin1String("\\\""));
    return name.isEmpty() ? address : QLatin1Char('"') + quoted + QLatin1String("\" ") + address;
}
} // namespace

void SofiaThread::takeMessages(bool on)
{
    const QByteArray methods = QByteArray(allowedMethods) + (on ? ", MESSAGE" : "");
    nua_set_params(m_nua, NUTAG_ENABLEMESSAGE(on), SIPTAG_ALLOW_STR(methods.constData()), TAG_END());
}

/// Whoever it is for there: who exists is not told.
bool SofiaThread::isForUs(const QString &host) const { return registrar.knowsRealm(host) || !QHostAddress(host).isNull(); }

void SofiaThread::onMessage(nua_handle_t *handle, Leg *leg, sip_t const *sip)
{
    const auto refuse = [&](int status, char const *accept = nullptr) {
        nua_respond(handle, status, sip_status_phrase(status), NUTAG_WITH_THIS(m_nua),
                    TAG_IF(status == 405, SIPTAG_ALLOW_STR(allowedMethods)), TAG_IF(accept, SIPTAG_ACCEPT_STR(accept)),
                    TAG_IF(status == overloaded, SIPTAG_RETRY_AFTER_STR("2")), TAG_END());
        return false;
    };
    const QString source = sourceOfRequest();
    auto facts = readInvite(sip); // who sends it is found out as for a call
    bool accepted = admit(handle, source);
    if (accepted && !facts)
        accepted = refuse(400);
    else if (accepted && !isText(sip))
        accepted = refuse(415, "text/plain");
    else if (accepted && bodyOf(sip).size() > longestMessageText)
        accepted = refuse(413);
    else if (accepted && m_messages.size() >= mostMessages)
        accepted = refuse(overloaded);
    if (accepted && !leg) { // the INVITE of a call has told who is there
        if (const Trunk *trunk = trunkAt(source))
            facts->trunk = trunk->name;
        else
            accepted = identify(handle, sip, source, &*facts, isForUs(facts->requestHost));
    }
    if (!accepted) {
        if (!leg)
            nua_handle_destroy(handle);
        return;
    }
    IncomingMessage message;
    message.leg = leg ? leg->id : QString();
    message.id = core::toText(core::newId());
    message.from = senderOf(sip, facts->fromName);
    message.to = urlText(sip->sip_to->a_url);
    message.text = QString::fromUtf8(bodyOf(sip));
    message.source = source;
    message.transport = facts->transport;
    message.authUser = facts->authUser;
    message.authRealm = facts->authRealm;
    message.trunk = facts->trunk;
    message.headers = facts->headers;
    m_messages[message.id] = {handle, msg_ref_create(nua_current_request(m_nua)), message.leg};
    emitEvent(m_events.messaged, std::move(message));
}

void SofiaThread::answerMessage(const QString &id, int status)
{
    const auto waiting = m_messages.extract(id);
    if (!waiting)
        return;
    const auto [handle, request, leg] = waiting.mapped();
    if (leg.isEmpty() || m_legs.contains(leg))
        nua_respond(handle, status, sip_status_phrase(status), NUTAG_WITH(request),
                    TAG_IF(status == 405, SIPTAG_ALLOW_STR(allowedMethods)), TAG_END());
    msg_destroy(request);
    if (leg.isEmpty())
        nua_handle_destroy(handle);
}

} // namespace telephony::sip
