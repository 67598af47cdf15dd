// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/tlsidentity.h"

#include "core/error.h"

#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <QRandomGenerator>
#include <QSaveFile>
#include <QSslConfiguration>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>

namespace telephony::sip {
namespace {
constexpr qint64 day = 24 * 3600, validFor = 730 * day, renewBefore = 7 * day;
constexpr auto ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

template <auto function> struct FreedBy
{
    template <typename T> void operator()(T *object) const { function(object); }
};
using Key = std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreedBy<X509_free>>;
using Memory = std::unique_ptr<BIO, FreedBy<BIO_free_all>>;

[[noreturn]] void fail(const QString &file, const char *why)
{
    throw core::Error(core::Errc::Unavailable, QStringLiteral("TLS_IDENTITY"),
                      QStringLiteral("%1: %2").arg(file, QLatin1String(why)));
}

void save(const QString &file, const QByteArray &bytes)
{
    QSaveFile saved(file);
    if (!saved.open(QIODevice::WriteOnly) || !saved.setPermissions(ownerOnly) || saved.write(bytes) != bytes.size() ||
        !saved.commit())
        fail(file, "cannot be written");
}

QByteArray textOfFile(const QString &file)
{
    QFile source(file);
    return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
}

QByteArray alternativeNames(const QStringList &hosts)
{
    QByteArrayList names{"DNS:localhost", "URI:sip:localhost", "IP:127.0.0.1", "URI:sip:127.0.0.1"};
    for (const QString &host : hosts) {
        const QByteArray name = (QHostAddress(host).isNull() ? "DNS:" : "IP:") + host.toLatin1();
        if (!names.contains(name))
            names += {name, "URI:sip:" + host.toLatin1()}; // RFC 5922 §7.1: how a SIP agent looks for an address
    }
    return names.join(',');
}

void extend(X509 *certificate, int kind, const QByteArray &value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    if (X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.constData())) {
        X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
    }
}

QByteArray contents(const Memory &memory)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return QByteArray(data, qsizetype(size));
}

QByteArray makeIdentity(const QString &file, const QStringList &hosts, qint64 now)
{
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    if (!key || !certificate)
        fail(file, "no key could be made");
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), QRandomGenerator::system()->generate64() >> 1);
    ASN1_TIME_set(X509_getm_notBefore(certificate.get()), time_t(now - day));
    ASN1_TIME_set(X509_getm_notAfter(certificate.get()), time_t(now + validFor));
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME *name = X509_get_subject_name(certificate.get());
    const QByteArray common = hosts.value(0, QStringLiteral("localhost")).toLatin1();
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>(common.constData()), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    extend(certificate.get(), NID_subject_alt_name, alternativeNames(hosts));
    extend(certificate.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    extend(certificate.get(), NID_ext_key_usage, "serverAuth,clientAuth");
    // Two installations have the same name; who trusts both must find the key that signed.
    extend(certificate.get(), NID_subject_key_identifier, "hash");
    extend(certificate.get(), NID_authority_key_identifier, "keyid:always");
    if (X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0)
        fail(file, "the certificate could not be signed");
    const Memory memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(memory.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    PEM_write_bio_X509(memory.get(), certificate.get());
    return contents(memory);
}

QList<QSslCertificate> certificatesIn(const QByteArray &pem) { return QSslCertificate::fromData(pem, QSsl::Pem); }

QByteArray pemOf(const QList<QSslCertificate> &certificates)
{
    QByteArray all;
    for (const QSslCertificate &one : certificates)
        all += one.toPem();
    return all;
}

/// As text: reading all of them takes a tenth of a second, and the agent does it anyhow.
QByteArray systemAuthorities()
{
    const QString byDefault = QString::fromLocal8Bit(X509_get_default_cert_file());
    const QByteArray bundle = textOfFile(qEnvironmentVariable(X509_get_default_cert_file_env(), byDefault));
    return bundle.isEmpty() ? pemOf(QSslConfiguration::systemCaCertificates()) : bundle;
}
} // namespace

void ensureTlsIdentity(const QString &folder, const QStringList &hosts, qint64 now, const QString &trusted)
{
    const QDir where(folder);
    if (!where.mkpath(QStringLiteral(".")))
        fail(folder, "cannot be made");
    const QString file = where.filePath(QStringLiteral("agent.pem"));
    QByteArray identity = textOfFile(file);
    const auto own = certificatesIn(identity);
    if (own.isEmpty() || own.front().expiryDate().toSecsSinceEpoch() - now < renewBefore) {
        identity = makeIdentity(file, hosts, now);
        save(file, identity);
    }
    const auto further = trusted.isEmpty() ? QList<QSslCertificate>() : certificatesIn(textOfFile(trusted));
    if (!trusted.isEmpty() && further.isEmpty())
        fail(trusted, "holds no certificate");
    const auto operators = certificatesIn(textOfFile(where.filePath(QStringLiteral("trusted.pem"))));
    const QByteArray all = pemOf(certificatesIn(identity).first(1) + operators + further) + systemAuthorities();
    save(where.filePath(QStringLiteral("cafile.pem")), all);
}

} // namespace telephony::sip
