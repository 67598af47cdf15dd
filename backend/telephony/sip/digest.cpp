// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/digest.h"

#include "telephony/sip/digesthash.h"

#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include <openssl/crypto.h>

namespace telephony::sip {
namespace {
constexpr core::Nanos nonceLife = std::chrono::seconds(120);
constexpr QChar separator = u' ';       ///< in no realm
constexpr qsizetype fewNonces = 20'000; ///< that no look for old ones is worth

bool equal(const QByteArray &a, const QByteArray &b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.constData(), b.constData(), size_t(a.size())) == 0;
}

QByteArray field(const DigestFields &fields, const char *name)
{
    const auto found = fields.find(name);
    return found == fields.end() ? QByteArray() : found->second;
}
} // namespace

DigestServer::DigestServer(std::shared_ptr<core::Clock> clock) : m_clock(std::move(clock)), m_secret(32, '\0')
{
    for (char &byte : m_secret)
        byte = char(QRandomGenerator::system()->bounded(256));
}

QByteArray DigestServer::sign(const QByteArray &stamp, const QString &realm) const
{
    return QMessageAuthenticationCode::hash(stamp + ':' + realm.toUtf8(), m_secret, QCryptographicHash::Sha256).toHex().left(32);
}

std::vector<QByteArray> DigestServer::challenge(const QString &realm, const QString &host, bool stale, bool offerSha256)
{
    const QByteArray stamp =
        QByteArray::number(m_clock->now().count(), 16) + '-' + QByteArray::number(QRandomGenerator::system()->generate64(), 16);
    const QByteArray nonce = stamp + '.' + sign(stamp, realm) + '.' + sign(stamp, realm + separator + host);
    const QByteArray head = "Digest realm=\"" + realm.toUtf8() + "\", nonce=\"" + nonce + "\", algorithm=";
    const QByteArray tail = QByteArray(", qop=\"auth\"") + (stale ? ", stale=true" : "");
    std::vector<QByteArray> values;
    if (offerSha256)
        values.push_back(head + "SHA-256" + tail);
    values.push_back(head + "MD5" + tail);
    return values;
}

bool DigestServer::fresh(const QByteArray &nonce, quint32 count)
{
    const core::Nanos now = m_clock->now();
    if (m_used.size() > m_sweepAt) {
        m_used.removeIf([now](const auto &entry) { return now - entry.value().at > nonceLife; });
        m_sweepAt = std::max(fewNonces, 2 * m_used.size()); // not with each request while all are young
    }
    Use &use = m_used[nonce];
    if (use.count >= count)
        return false;
    use = Use{now, count};
    return true;
}

/// Of a nonce of ours that is not too old.
std::optional<QByteArray> DigestServer::stampOf(const QByteArray &nonce, const QString &realm) const
{
    const QList<QByteArray> parts = nonce.split('.');
    if (parts.size() != 3 || !equal(sign(parts[0], realm), parts[1]))
        return std::nullopt;
    bool ok = false;
    const core::Nanos made{parts[0].left(parts[0].indexOf('-')).toLongLong(&ok, 16)};
    return ok && m_clock->now() - made <= nonceLife ? std::optional(parts[0]) : std::nullopt;
}

bool DigestServer::isFor(const QString &host, const QByteArray &nonce, const QString &realm) const
{
    const auto stamp = stampOf(nonce, realm);
    return stamp && equal(sign(*stamp, realm + separator + host), nonce.mid(nonce.lastIndexOf('.') + 1));
}

DigestServer::Verdict DigestServer::check(const DigestFields &fields, const QByteArray &method, const QString &realm,
                                          const QString &host, const QString &user, const QString &password)
{
    const QByteArray nonce = field(fields, "nonce");
    const QByteArray uri = field(fields, "uri");
    const QByteArray qop = field(fields, "qop");
    const QByteArray nc = field(fields, "nc");
    const auto named = DigestHash::named(field(fields, "algorithm"));
    const DigestHash hash = named.value_or(DigestHash());
    const QByteArray ha1 = hash(user.toUtf8() + ':' + realm.toUtf8() + ':' + password.toUtf8());
    const QByteArray ha2 = hash(method + ':' + uri);
    const QByteArray middle = qop.isEmpty() ? nonce : nonce + ':' + nc + ':' + field(fields, "cnonce") + ':' + qop;
    const bool right = equal(hash(ha1 + ':' + middle + ':' + ha2), field(fields, "response").toLower());
    const bool names = equal(field(fields, "username"), user.toUtf8()) && equal(field(fields, "realm"), realm.toUtf8());
    const bool known = (qop.isEmpty() || qop == "auth") && named;
    if (!right || !names || !known)
        return isFor(host, nonce, realm) ? Verdict::Bad : Verdict::Unproved;
    bool counted = true;
    const quint32 count = qop.isEmpty() ? 1 : nc.toUInt(&counted, 16);
    if (!stampOf(nonce, realm) || !counted || !fresh(nonce, count))
        return Verdict::Stale;
    return Verdict::Good;
}

DigestFields digestFields(const std::vector<QByteArray> &parameters)
{
    DigestFields fields;
    for (const QByteArray &parameter : parameters) {
        const qsizetype equals = parameter.indexOf('=');
        if (equals <= 0)
            continue;
        QByteArray value = parameter.mid(equals + 1).trimmed();
        if (value.size() >= 2 && value.startsWith('"') && value.endsWith('"'))
            value = value.mid(1, value.size() - 2);
        fields[parameter.left(equals).trimmed().toLower()] = value;
    }
    return fields;
}

} // namespace telephony::sip
