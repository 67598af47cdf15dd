// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sofia-sip/sip.h>

#include <QString>

#include <functional>
#include <string_view>
#include <vector>

namespace telephony::sip {

/// The agent's message class with a look at every message before the agent acts on it. Dropped without an answer are requests
/// of well-known scanners, those whose Via does not fit how they came, and an ACK of another version of SIP. Another request of
/// another version is left to the agent, which answers 505 (RFC 3261 §21.5.6).
msg_mclass_t const *guardedMessages();
/// A User-Agent that only attackers send.
bool isScanner(sip_t const *sip);
/// A request whose start line or topmost Via names another version than SIP/2.0.
bool isOtherVersion(sip_t const *sip);
/// Whether the agent uses the functions of sofiamends.cpp and sofiatls.cpp; false would be a fault of the build.
bool mendsAreInPlace();
/// Whether a certificate with these subjects is for the domain, RFC 5922 §7: by the SIP URIs of domains among them, or by all when
/// there is none. Without wildcards, in any case of letters.
bool isOfDomain(std::string_view domain, const std::vector<std::string_view> &subjects);
/// From now on, on this thread: `began` is told of bytes of TCP or TLS that are part of a message, `finished` of every whole message that came by a
/// connection; both with the peer's `ip:port`.
void watchStreams(std::function<void(const QString &peer)> began, std::function<void(const QString &peer)> finished);
/// From now on, on this thread: `stands` says whether a call with this Call-ID was answered.
void watchCalls(std::function<bool(const QString &callId)> stands);
/// Bytes that came over TCP or TLS by this socket.
void noteStream(int socket, const char *bytes, size_t size);
/// Octets 0 in the headers of what came from the network become octets 1, which the agent's parser takes as it should take them.
/// @param whole  a datagram. A piece of a stream is only touched when it begins with a start line.
void hideNulls(char *text, size_t size, bool whole);

} // namespace telephony::sip
