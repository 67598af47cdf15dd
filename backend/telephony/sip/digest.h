// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QByteArray>
#include <QHash>
#include <QString>

#include <map>
#include <optional>
#include <vector>

namespace telephony::sip {

/// Members of an Authorization header, unquoted, names in lower case.
using DigestFields = std::map<QByteArray, QByteArray>;

/// Server side of digest authentication (RFC 3261 §22, RFC 7616, RFC 8760). Used by one thread.
class DigestServer
{
public:
    enum class Verdict {
        Good,
        Stale,    ///< the password is right, but the nonce is old, foreign or used up
        Bad,      ///< wrong, and a fresh nonce shows that the sender receives what is sent to `host`
        Unproved, ///< wrong, and the sender may be anywhere
    };

    explicit DigestServer(std::shared_ptr<core::Clock> clock);

    /// Values of WWW-Authenticate or Proxy-Authenticate headers with a fresh nonce for `host`, one per offered algorithm (SHA-256,
    /// MD5), the strongest first.
    std::vector<QByteArray> challenge(const QString &realm, const QString &host, bool stale, bool offerSha256);
    /// Accepts each DigestHash, whichever were offered. The same work is done when the user does not exist: pass any password
    /// and take no verdict for Good or Stale.
    Verdict check(const DigestFields &fields, const QByteArray &method, const QString &realm, const QString &host,
                  const QString &user, const QString &password);

private:
    QByteArray sign(const QByteArray &stamp, const QString &realm) const;
    std::optional<QByteArray> stampOf(const QByteArray &nonce, const QString &realm) const;
    bool isFor(const QString &host, const QByteArray &nonce, const QString &realm) const;
    bool fresh(const QByteArray &nonce, quint32 count);

    std::shared_ptr<core::Clock> m_clock;
    QByteArray m_secret;
    struct Use
    {
        core::Nanos at{0};
        quint32 count = 0;
    };
    QHash<QByteArray, Use> m_used; ///< highest nonce count seen (replay)
    qsizetype m_sweepAt = 0;
};

/// Reads `a="b"`, `c=d` members given as separate parameter texts.
DigestFields digestFields(const std::vector<QByteArray> &parameters);

} // namespace telephony::sip
