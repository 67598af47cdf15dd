// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace telephony::sip {

/// Files of TLS in one folder, readable by their owner only:
/// * `agent.pem`: key and certificate of this installation. Made here (P-256, self-signed, for `hosts`, two years) when it is
///   missing or within a week of its end; an operator may put his own there.
/// * `trusted.pem`: further authorities of the operator; optional.
/// * `cafile.pem`: who is trusted, written anew: the certificate above, `trusted.pem`, `trusted`, and the system's authorities
///   (SSL_CERT_FILE, or OpenSSL's own bundle).
/// @param now      Unix seconds.
/// @param trusted  a PEM file with still further authorities; empty: none. It must hold one at least.
/// @throws core::Error(Unavailable) naming the file that cannot be written or used.
void ensureTlsIdentity(const QString &folder, const QStringList &hosts, qint64 now, const QString &trusted = {});

} // namespace telephony::sip
