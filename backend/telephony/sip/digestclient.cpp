// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/digestclient.h"

#include "telephony/sip/digesthash.h"

#define SOFIA_EXTEND_AUTH_CLIENT 1
#include <sofia-sip/auth_client.h>
#include <sofia-sip/auth_client_plugin.h>
#include <sofia-sip/msg_header.h>
#include <sofia-sip/url.h>

#include <QList>
#include <QRandomGenerator>

#include <optional>

namespace telephony::sip {
namespace {
/// Not "Digest": the library finds its own first, and its list of plug-ins cannot replace one by name.
constexpr char ownScheme[] = "Digest-RFC7616";

/// One realm's authenticator; the library makes it of zeros and frees what its home holds.
struct DigestClient
{
    auth_client_t base[1];
    char *nonce, *opaque, *algorithm, *cnonce; ///< the first three as they came
    unsigned count;                            ///< of requests with this nonce
    bool hasQop, coversBody;
};

struct DigestKind
{
    DigestHash hash;
    bool session; ///< "-sess"
};

QByteArray parameterOf(msg_auth_t const *challenge, const char *name)
{
    return msg_header_find_param(challenge->au_common, name);
}

QByteArray withoutQuotes(const QByteArray &text)
{
    if (!text.startsWith('"'))
        return text;
    QByteArray plain;
    for (qsizetype i = 1; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size())
            ++i;
        plain += text[i];
    }
    return plain;
}

QByteArray inQuotes(const QByteArray &text) { return '"' + QByteArray(text).replace('\\', "\\\\").replace('"', "\\\"") + '"'; }

std::optional<DigestKind> kindOf(const QByteArray &algorithm)
{
    const QByteArray name = withoutQuotes(algorithm).toUpper();
    const bool session = name.endsWith("-SESS");
    const auto hash = DigestHash::named(session ? name.chopped(5) : name);
    if (!hash)
        return {};
    return DigestKind{*hash, session};
}

bool asksFor(const QByteArray &qop, const char *kind)
{
    for (const QByteArray &one : withoutQuotes(qop).split(',')) {
        if (one.trimmed().compare(kind, Qt::CaseInsensitive) == 0)
            return true;
    }
    return false;
}

bool isAnswerable(msg_auth_t const *challenge)
{
    const QByteArray qop = parameterOf(challenge, "qop=");
    return challenge->au_scheme && qstricmp(challenge->au_scheme, "Digest") == 0 && !parameterOf(challenge, "realm=").isEmpty() &&
           !parameterOf(challenge, "nonce=").isEmpty() && kindOf(parameterOf(challenge, "algorithm=")) &&
           (qop.isEmpty() || asksFor(qop, "auth") || asksFor(qop, "auth-int"));
}

void keep(DigestClient *client, char *&place, const QByteArray &text)
{
    su_free(client->base->ca_home, place);
    place = text.isNull() ? nullptr : su_strdup(client->base->ca_home, text.constData());
}

void takeNonce(DigestClient *client, const QByteArray &nonce)
{
    keep(client, client->nonce, nonce);
    keep(client, client->cnonce, QByteArray::number(QRandomGenerator::system()->generate64(), 36));
    client->count = 0;
}

/// 2: other credentials than those tried are worth a request; 1: this challenge was answered already.
int takeChallenge(auth_client_t *base, msg_auth_t const *challenge)
{
    auto *client = reinterpret_cast<DigestClient *>(base);
    const bool fresh = !client->nonce || withoutQuotes(parameterOf(challenge, "stale=")).toLower() == "true";
    const QByteArray qop = parameterOf(challenge, "qop=");
    keep(client, client->opaque, parameterOf(challenge, "opaque="));
    keep(client, client->algorithm, parameterOf(challenge, "algorithm="));
    client->hasQop = !qop.isEmpty();
    client->coversBody = client->hasQop && !asksFor(qop, "auth");
    takeNonce(client, parameterOf(challenge, "nonce="));
    return fresh ? 2 : 1;
}

int takeInfo(auth_client_t *base, msg_auth_info_t const *info)
{
    char const *const next = msg_header_find_param(info->ai_common, "nextnonce=");
    if (!next)
        return 0;
    takeNonce(reinterpret_cast<DigestClient *>(base), next);
    return 1;
}

int forgetPassword(auth_client_t *base)
{
    base->ca_clear = 1;
    return 1;
}

int writeCredentials(auth_client_t *base, su_home_t *home, char const *method, url_t const *url, msg_payload_t const *body,
                     msg_header_t **header)
{
    auto *client = reinterpret_cast<DigestClient *>(base);
    const auto kind = kindOf(client->algorithm);
    if (!kind || !client->nonce || !base->ca_user || !base->ca_pass)
        return -1;
    const DigestHash &hash = kind->hash;
    const QByteArray user = QByteArray::fromPercentEncoding(base->ca_user), cnonce = client->cnonce;
    const QByteArray nonce = withoutQuotes(client->nonce), uri = url_as_string(home, url);
    QByteArray ha1 = hash(user + ':' + withoutQuotes(base->ca_realm) + ':' + QByteArray::fromPercentEncoding(base->ca_pass));
    if (kind->session)
        ha1 = hash(ha1 + ':' + nonce + ':' + cnonce);
    const QByteArray content = body ? QByteArray(body->pl_data, qsizetype(body->pl_len)) : QByteArray();
    const QByteArray ha2 = hash(QByteArray(method) + ':' + uri + (client->coversBody ? ':' + hash(content) : QByteArray()));
    const QByteArray qop = client->coversBody ? "auth-int" : "auth";
    const QByteArray count = QByteArray::number(++client->count, 16).rightJustified(8, '0');
    const QByteArray middle = client->hasQop ? nonce + ':' + count + ':' + cnonce + ':' + qop : nonce;
    QByteArray text = "Digest username=" + inQuotes(user) + ", realm=" + base->ca_realm + ", nonce=" + client->nonce +
                      ", uri=\"" + uri + "\", response=\"" + hash(ha1 + ':' + middle + ':' + ha2) + '"';
    if (client->algorithm)
        text += QByteArray(", algorithm=") + client->algorithm;
    if (client->opaque)
        text += QByteArray(", opaque=") + client->opaque;
    if (client->hasQop || kind->session)
        text += ", cnonce=\"" + cnonce + '"';
    if (client->hasQop)
        text += ", qop=" + qop + ", nc=" + count;
    *header = msg_header_format(home, base->ca_credential_class, "%s", text.constData());
    return *header ? 0 : -1;
}

msg_auth_t *topmostAnswerable(msg_auth_t *challenges)
{
    for (msg_auth_t *one = challenges; one; one = one->au_next) {
        if (!isAnswerable(one))
            continue;
        one->au_scheme = ownScheme;
        one->au_next = nullptr;
        return one;
    }
    return nullptr;
}
} // namespace

void registerDigestClient()
{
    static const auth_client_plugin_t plugin = {sizeof plugin,
                                                sizeof(DigestClient),
                                                ownScheme,
                                                takeChallenge,
                                                writeCredentials,
                                                takeInfo,
                                                forgetPassword,
                                                auth_client_save_credentials,
                                                auth_client_copy_credentials};
    [[maybe_unused]] static const int done = auc_register_plugin(&plugin);
}

void keepAnswerable(sip_t *answer)
{
    const int status = answer->sip_status->st_status;
    answer->sip_www_authenticate = status == 401 ? topmostAnswerable(answer->sip_www_authenticate) : nullptr;
    answer->sip_proxy_authenticate = status == 407 ? topmostAnswerable(answer->sip_proxy_authenticate) : nullptr;
}

msg_auth_t const *challengeIn(int status, sip_t const *answer)
{
    if (!answer)
        return nullptr;
    return status == 401 ? answer->sip_www_authenticate : status == 407 ? answer->sip_proxy_authenticate : nullptr;
}

/// Escaped, as the library divides it by colons.
QByteArray credentialsOf(msg_auth_t const *challenge, const QString &user, const QString &password)
{
    return QByteArray(ownScheme) + ':' + parameterOf(challenge, "realm=") + ':' + user.toUtf8().toPercentEncoding() + ':' +
           password.toUtf8().toPercentEncoding();
}

} // namespace telephony::sip
