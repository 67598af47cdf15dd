// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QByteArray>
#include <QHash>
#include <QString>

#include <map>

namespace telephony::sip {

/// Members of an Authorization header, unquoted.
using DigestFields = std::map<QByteArray, QByteArray>;

/// Server side of digest authentication (RFC 2617, RFC 3261 §22). Used by one thread.
class DigestServer
{
public:
    enum class Verdict { Good, Stale, Bad };

    explicit DigestServer(std::shared_ptr<core::Clock> clock);

    /// Value of a WWW-Authenticate or Proxy-Authenticate header with a fresh nonce.
    QByteArray challenge(const QString &realm, bool stale);
    /// The same work is done when the user does not exist: pass any password and ignore the verdict.
    Verdict check(const DigestFields &fields, const QByteArray &method, const QString &realm, const QString &user,
                  const QString &password);

private:
    QByteArray sign(const QByteArray &stamp, const QString &realm) const;
    bool fresh(const QByteArray &nonce, quint32 count);

    std::shared_ptr<core::Clock> m_clock;
    QByteArray m_secret;
    struct Use
    {
        core::Nanos at{0};
        quint32 count = 0;
    };
    QHash<QByteArray, Use> m_used; ///< highest nonce count seen (replay)
};

/// Reads `Digest a="b", c=d` members given as separate parameter texts.
DigestFields digestFields(const std::vector<QByteArray> &parameters);

} // namespace telephony::sip
