// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sofia-sip/sip.h>

#include <QByteArray>
#include <QString>

/// Client side of digest authentication for the agent (RFC 3261 §22, RFC 7616, RFC 8760), by each DigestHash. The agent's own knows
/// only MD5, and gives up when one challenge of several is of another kind.
namespace telephony::sip {

/// Makes it known to the agent. May be called again, by any thread; before the first challenge.
void registerDigestClient();
/// Of the challenges in this answer only the topmost that can be answered stays (RFC 8760 §2.4), marked for this client.
void keepAnswerable(sip_t *answer);
/// The challenge that stayed; nullptr: there is none.
msg_auth_t const *challengeIn(int status, sip_t const *answer);
/// What nua_authenticate() takes.
QByteArray credentialsOf(msg_auth_t const *challenge, const QString &user, const QString &password);

} // namespace telephony::sip
