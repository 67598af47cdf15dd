// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/sip/digest.h"
#include "telephony/sip/sipstack.h"

#include <sofia-sip/sip.h>

/// What is read from a parsed message: pure functions that return nothing rather than throw. Messages come from strangers.
namespace telephony::sip {

/// The binding changes a REGISTER asks for (RFC 3261 §10.3).
struct RegisterRequest
{
    struct Binding
    {
        QString uri;
        int expires = 0; ///< seconds, 0 removes
        double q = 1;
    };
    bool tooMany = false;          ///< more contacts than one request may bring; the bindings are not read
    QString path;                  ///< the Path headers as one Route (RFC 3327)
    bool removeAll = false;        ///< `Contact: *`
    std::vector<Binding> bindings; ///< empty: a query
};

struct InfoDigit
{
    char digit = 0;
    int durationMs = 0;
};

/// What a REFER asks for (RFC 3515 §2.1).
struct ReferTarget
{
    QString target;     ///< `sip:`, `sips:` or `tel:` URI without headers
    QString replaces;   ///< its Replaces header, percent-decoded
    QString referredBy; ///< text of Referred-By (RFC 3892)
};

QString textOf(char const *text);
QByteArray bodyOf(sip_t const *sip);
/// The tag of To; empty: it has none.
QString toTagOf(sip_t const *sip);
/// Percent-decoded user part; empty without one.
QString userOf(url_t const *url);
/// `udp` or `tcp` from the topmost Via.
QString transportOf(sip_t const *sip);

/// nullopt: malformed, answer 400.
std::optional<RegisterRequest> readRegister(sip_t const *sip);
/// Everything of a new INVITE but `leg`, `source` and the authentication. nullopt: malformed, answer 400.
std::optional<IncomingCall> readInvite(sip_t const *sip);
/// True when the body, if any, is not packed in a way that needs unpacking first: nothing but `identity` is understood here.
bool isPlainlyEncoded(sip_t const *sip);
/// True when the body, if any, is one this stack reads (else 415).
bool hasReadableSession(sip_t const *sip);
/// False when a caller's Accept leaves out the description that the answer must carry (RFC 3261 §21.4.7: 406).
bool acceptsSession(sip_t const *sip);
/// Body of `application/dtmf-relay`: `Signal=5` and `Duration=160` on lines of their own;
/// of `application/dtmf`: the digit alone.
std::optional<InfoDigit> readInfoDigit(const QByteArray &body);
/// Whether an INFO says that it carries a digit.
bool isDigitBody(sip_t const *sip);
/// nullopt: no Refer-To, several, or not the INVITE of a call: answer 400.
std::optional<ReferTarget> readReferTo(sip_t const *sip);
/// The credentials for `realm` among all Authorization or Proxy-Authorization headers; nullopt without any.
std::optional<DigestFields> credentialsFor(msg_auth_t const *headers, const QString &realm);
/// Q.850 cause of a Reason header, 1 to 127; otherwise `otherwise`.
int causeOfReason(sip_t const *sip, int otherwise);

} // namespace telephony::sip
