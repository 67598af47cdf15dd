// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sofia-sip/sip.h>

#include <QByteArray>

/// What the agent itself lets pass although RFC 3261 wants it refused. Pure functions; the messages come from strangers.
namespace telephony::sip {

/// Whether requests can be sent there: SIP or SIPS, with a host, and a port from 1 to 65535 if it names one (RFC 3261 §25.1).
bool canBeSentTo(url_t const *url);

/// Whether requests of this method, and what is answered to them, decide where the requests of a dialog go.
bool makesDialogs(sip_method_t method);
/// Where the requests of a dialog would go (RFC 3261 §12) is no SIP: the agent cannot make one, and would try for ever.
bool leadsNowhere(sip_t const *sip);

/// Whether a request is answered 400: addresses with broken ports, headers that are there but cannot be read, more hops than 255, an INVITE without
/// its one Contact (RFC 3261 §8.1.1.8), Contacts and routes that no request can be sent to.
bool isMalformed(sip_t const *sip);

/// Whether `named`, the `uri` of a digest, is the resource of a request to `asked` (RFC 7616 §3.4.6). What proxies change on the way
/// (parameters, headers, a port, SIP and SIPS, the server's name for its address `own`) makes no difference. A name without a user
/// stands for the whole server.
bool namesSameResource(url_t const *asked, const QByteArray &named, const QByteArray &own);

/// A request line; of one whose URI cannot be read everything else is taken, and isMalformed() tells. A line that names no
/// version of SIP is none and gets no answer. For the agent's parser.
issize_t parseRequestLine(su_home_t *home, msg_header_t *header, char *text, isize_t size);

} // namespace telephony::sip
