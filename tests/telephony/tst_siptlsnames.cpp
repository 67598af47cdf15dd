// SPDX-License-Identifier: GPL-3.0-or-later
// Whom a certificate is for, RFC 5922 §7: the servers that we call by TLS.
#include "tlspeer.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

using testsip::Identity;
using testsip::Peer;
using testsip::SecureServer;
using testsip::Stack;

namespace {
/// Key and self-signed certificate, by OpenSSL alone. @param names  as in its configuration, `DNS:a,URI:sip:b`; empty: none.
QByteArray certificateFor(const QByteArray &common, const QByteArray &names)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 4711);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME *name = X509_get_subject_name(certificate);
    const auto *text = reinterpret_cast<const unsigned char *>(common.constData());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    const auto extend = [&](int kind, const QByteArray &value) {
        X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.constData());
        X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
    };
    extend(NID_basic_constraints, "critical,CA:TRUE");
    if (!names.isEmpty())
        extend(NID_subject_alt_name, names);
    X509_sign(certificate, key, EVP_sha256());
    BIO *memory = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(memory, key, nullptr, nullptr, 0, nullptr, nullptr);
    PEM_write_bio_X509(memory, certificate);
    char *data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    QByteArray pem(data, qsizetype(size));
    BIO_free(memory);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return pem;
}

QByteArray refusalOf(const QByteArray &invite)
{
    QByteArray answer = "SIP/2.0 486 Busy Here\r\n";
    for (const char *name : {"Via", "From", "Call-ID", "CSeq"})
        answer += QByteArray(name) + ": " + Peer::header(invite, name) + "\r\n";
    return answer + "To: " + Peer::header(invite, "To") + ";tag=1\r\nContent-Length: 0\r\n\r\n";
}
} // namespace

class SipTlsNamesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whomACertificateIsFor_data()
    {
        QTest::addColumn<QByteArray>("common");
        QTest::addColumn<QByteArray>("names");
        QTest::addColumn<bool>("reached");
        const auto row = [](const char *what, const char *common, const char *names, bool reached) {
            QTest::newRow(what) << QByteArray(common) << QByteArray(names) << reached;
        };
        row("RFC 5922 §7.1: its address as a URI", "x", "URI:sip:127.0.0.1", true);
        row("RFC 5922 §7.1: its name, and no URI", "x", "DNS:127.0.0.1", true);
        row("RFC 5922 §7.1: its name among others", "x", "DNS:other.example,DNS:127.0.0.1", true);
        row("RFC 5922 §7.2: another's name", "x", "DNS:other.example", false);
        row("RFC 5922 §7.2: another's URI", "x", "URI:sip:other.example", false);
        row("RFC 5922 §7.2: a name that only begins with its own", "x", "DNS:127.0.0.1.example", false);
        row("RFC 5922 §7.2: a name that only ends with its own", "x", "DNS:a.127.0.0.1", false);
        row("RFC 5922 §7.2: no wildcards", "x", "DNS:*.0.0.1", false);
        row("RFC 5922 §7.1: the URI of a user is no domain", "x", "URI:sip:alice@127.0.0.1", false);
        row("RFC 5922 §7.1: a URI of another scheme", "x", "URI:https://127.0.0.1", false);
        row("RFC 5922 §7.1: a name beside the URI of another", "x", "URI:sip:other.example,DNS:127.0.0.1", false);
        row("RFC 5922 §7.1: the common name, which nobody has to look at", "127.0.0.1", "", false);
        row("RFC 5922 §7.1: the common name, beside another name", "127.0.0.1", "DNS:other.example", false);
        // As the RFC has it: only URIs and names count. Who calls by address needs a URI of it.
        row("RFC 5922 §7.1: its IP address", "x", "IP:127.0.0.1", false);
        row("RFC 5922 §7.1: the common name, beside the URI of another", "127.0.0.1", "URI:sip:other.example", false);
    }
    void whomACertificateIsFor()
    {
        QFETCH(QByteArray, common);
        QFETCH(QByteArray, names);
        QFETCH(bool, reached);
        const QByteArray pem = certificateFor(common, names);
        Identity ours;
        QFile trusted(ours.file("further.pem"));
        QVERIFY(trusted.open(QIODevice::WriteOnly));
        trusted.write(QSslCertificate(pem).toPem());
        trusted.close();
        telephony::sip::ensureTlsIdentity(ours.folder.path(), {}, QDateTime::currentSecsSinceEpoch(), trusted.fileName());
        SecureServer server(pem);
        auto config = testsip::secured(ours);
        config.transactionTimeout = std::chrono::milliseconds(2000);
        Stack stack(config);
        testsip::OutgoingCall call;
        call.leg = QStringLiteral("leg");
        call.uri = QLatin1String("sips:1800@127.0.0.1:") + QString::fromLatin1(server.port());
        call.fromHost = QStringLiteral("test.example");
        call.sdp = testsip::sdpText;
        stack.sip->invite(call);
        QByteArray received;
        const auto isSettled = [&] {
            if (server.socket)
                received += server.socket->readAll();
            return received.contains("\r\n\r\n") || !stack.ends.empty();
        };
        QVERIFY(QTest::qWaitFor(isSettled, 10'000));
        QCOMPARE(received.startsWith("INVITE sips:1800@"), reached);
        QCOMPARE(received.isEmpty(), !reached);
        if (reached) {
            server.socket->write(refusalOf(received));
            QTRY_VERIFY(!stack.ends.empty());
        }
    }
};

QTEST_GUILESS_MAIN(SipTlsNamesTest)
#include "tst_siptlsnames.moc"
