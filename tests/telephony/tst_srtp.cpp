// SPDX-License-Identifier: GPL-3.0-or-later
// SRTP against libsrtp2, which shares no code with us, and under attack.
#include "telephony/rtp/srtp.h"

#include <QTest>

#include <srtp2/srtp.h>

#include <algorithm>
#include <array>
#include <vector>

using namespace telephony::rtp;
using Bytes = std::vector<uint8_t>;

Q_DECLARE_METATYPE(telephony::rtp::SrtpSuite)

namespace {
constexpr uint32_t ssrc = 0xDEADBEEF;

SrtpKey keyOf(SrtpSuite suite, uint8_t seed = 1)
{
    SrtpKey key;
    key.suite = suite;
    for (uint8_t &byte : key.key)
        byte = uint8_t(seed * 31 + (&byte - key.key.data()));
    for (uint8_t &byte : key.salt)
        byte = uint8_t(seed * 17 + (&byte - key.salt.data()) * 3);
    return key;
}

/// A packet of `size` payload bytes.
Bytes packetOf(uint16_t sequence, size_t size = 160, uint32_t source = ssrc)
{
    Bytes bytes{0x80, 0, uint8_t(sequence >> 8), uint8_t(sequence), 0, 0, uint8_t(sequence >> 4), uint8_t(sequence << 4)};
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes.push_back(uint8_t(source >> shift));
    for (size_t i = 0; i < size; ++i)
        bytes.push_back(uint8_t(i * 7 + sequence));
    return bytes;
}

Bytes reportOf(uint32_t source = ssrc)
{
    Bytes bytes{0x80, 201, 0, 3};
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes.push_back(uint8_t(source >> shift));
    for (uint8_t i = 0; i < 8; ++i)
        bytes.push_back(i);
    return bytes;
}

Bytes protectedBy(SrtpSender &sender, Bytes packet)
{
    const size_t size = packet.size();
    packet.resize(size + srtpOverhead);
    packet.resize(sender.protect(packet, size));
    return packet;
}

Bytes openedBy(SrtpReceiver &receiver, Bytes packet)
{
    packet.resize(receiver.open(packet));
    return packet;
}

/// libsrtp2 with our key.
class Reference
{
public:
    Reference(const SrtpKey &key, srtp_ssrc_type_t direction)
    {
        std::copy(key.key.begin(), key.key.end(), m_key.begin());
        std::copy(key.salt.begin(), key.salt.end(), m_key.begin() + 16);
        srtp_policy_t policy{};
        if (key.suite == SrtpSuite::AesCm128HmacSha1_80)
            srtp_crypto_policy_set_rtp_default(&policy.rtp);
        else
            srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32(&policy.rtp);
        srtp_crypto_policy_set_rtcp_default(&policy.rtcp);
        policy.ssrc.type = direction;
        if (key.mkiSize > 0) {
            m_named.key = m_key.data();
            m_named.mki_id = m_mki.data();
            m_named.mki_size = unsigned(key.mkiSize);
            std::copy(key.mki.begin(), key.mki.end(), m_mki.begin());
            policy.keys = &m_all;
            policy.num_master_keys = 1;
        } else {
            policy.key = m_key.data();
        }
        policy.window_size = 128;
        if (srtp_create(&m_session, &policy) != srtp_err_status_ok)
            qFatal("libsrtp2 makes no session");
    }
    ~Reference() { srtp_dealloc(m_session); }
    Reference(const Reference &) = delete;
    Reference &operator=(const Reference &) = delete;

    using Function = srtp_err_status_t (*)(srtp_t, void *, int *);
    Bytes run(Function function, Bytes packet)
    {
        int size = int(packet.size());
        packet.resize(packet.size() + SRTP_MAX_TRAILER_LEN);
        const bool good = function(m_session, packet.data(), &size) == srtp_err_status_ok;
        packet.resize(good ? size_t(size) : 0);
        return packet;
    }

private:
    std::array<unsigned char, 30> m_key;
    std::array<unsigned char, 16> m_mki{};
    srtp_master_key_t m_named{}, *m_all = &m_named;
    srtp_t m_session = nullptr;
};
} // namespace

class SrtpTest : public QObject
{
    Q_OBJECT
private:
    static void suites()
    {
        QTest::addColumn<SrtpSuite>("suite");
        QTest::newRow("AES_CM_128_HMAC_SHA1_80, RFC 4568 §6.2.1") << SrtpSuite::AesCm128HmacSha1_80;
        QTest::newRow("AES_CM_128_HMAC_SHA1_32, RFC 4568 §6.2.2") << SrtpSuite::AesCm128HmacSha1_32;
    }

private Q_SLOTS:
    void initTestCase() { QCOMPARE(int(srtp_init()), int(srtp_err_status_ok)); }
    void cleanupTestCase() { srtp_shutdown(); }

    void libsrtpOpensWhatWeProtect_data() { suites(); }
    void libsrtpOpensWhatWeProtect()
    {
        QFETCH(SrtpSuite, suite);
        SrtpSender sender(keyOf(suite));
        QVERIFY(sender.isComplete());
        Reference reference(keyOf(suite), ssrc_any_inbound);
        for (uint32_t sequence = 100; sequence < 140'000; ++sequence) { // two turns of the sequence, RFC 3711 §3.3.1
            const Bytes plain = packetOf(uint16_t(sequence), sequence % 50 == 0 ? sequence % 1281 : 20);
            const Bytes secret = protectedBy(sender, plain);
            QCOMPARE(secret.size(), plain.size() + (suite == SrtpSuite::AesCm128HmacSha1_80 ? 10 : 4));
            QVERIFY(reference.run(srtp_unprotect, secret) == plain);
        }
    }

    void weOpenWhatLibsrtpProtects_data() { suites(); }
    void weOpenWhatLibsrtpProtects()
    {
        QFETCH(SrtpSuite, suite);
        Reference reference(keyOf(suite), ssrc_any_outbound);
        SrtpReceiver receiver(keyOf(suite));
        QVERIFY(receiver.isComplete());
        for (uint32_t sequence = 100; sequence < 140'000; ++sequence) {
            const Bytes plain = packetOf(uint16_t(sequence), sequence % 50 == 0 ? sequence % 1281 : 20);
            QVERIFY(openedBy(receiver, reference.run(srtp_protect, plain)) == plain);
        }
    }

    void reportsGoBothWays_data() { suites(); }
    void reportsGoBothWays()
    {
        QFETCH(SrtpSuite, suite);
        Reference in(keyOf(suite), ssrc_any_inbound), out(keyOf(suite), ssrc_any_outbound);
        SrtpSender sender(keyOf(suite));
        SrtpReceiver receiver(keyOf(suite));
        for (int i = 0; i < 300; ++i) {
            const Bytes plain = reportOf();
            Bytes ours = plain;
            ours.resize(plain.size() + srtpOverhead);
            ours.resize(sender.protectReport(ours, plain.size()));
            QVERIFY(ours.size() == plain.size() + 14 && in.run(srtp_unprotect_rtcp, ours) == plain);
            Bytes theirs = out.run(srtp_protect_rtcp, plain);
            Bytes again = theirs;
            theirs.resize(receiver.openReport(theirs));
            QVERIFY(theirs == plain);
            QCOMPARE(receiver.openReport(again), size_t(0)); // RFC 3711 §3.3.2
        }
    }

    /// RFC 3711 §3.1: between the payload and the tag.
    void keysHaveNames_data() { suites(); }
    void keysHaveNames()
    {
        QFETCH(SrtpSuite, suite);
        SrtpKey named = keyOf(suite);
        named.mkiSize = 4;
        named.mki[3] = 7;
        const auto protect = [](srtp_t session, void *packet, int *size) {
            return srtp_protect_mki(session, packet, size, 1, 0);
        };
        const auto protectReport = [](srtp_t session, void *packet, int *size) {
            return srtp_protect_rtcp_mki(session, packet, size, 1, 0);
        };
        Reference reference(named, ssrc_any_outbound);
        SrtpKey other = named;
        other.mki[0] = 1;
        SrtpReceiver receiver(named), unnamed(keyOf(suite)), wrong(other);
        for (uint16_t sequence = 1; sequence < 300; ++sequence) {
            const Bytes plain = packetOf(sequence, sequence);
            const Bytes secret = reference.run(protect, plain);
            QVERIFY(openedBy(wrong, secret).empty() && openedBy(unnamed, secret).empty());
            QVERIFY(openedBy(receiver, secret) == plain);
            const Bytes secretReport = reference.run(protectReport, reportOf());
            Bytes report = secretReport;
            QCOMPARE(wrong.openReport(report), size_t(0));
            report = secretReport;
            report.resize(receiver.openReport(report));
            QVERIFY(report == reportOf());
        }
        const Bytes last = reference.run(protect, packetOf(300, 0));
        for (size_t size = 0; size < last.size(); ++size)
            QVERIFY(openedBy(receiver, Bytes(last.begin(), last.begin() + long(size))).empty());
    }

    /// Nobody sends what the other side must refuse for its length.
    void whatIsProtectedCanBeOpened()
    {
        for (size_t size = maxSrtpPacket - 20; size <= maxSrtpPacket; ++size) {
            SrtpSender sender(keyOf(SrtpSuite::AesCm128HmacSha1_80));
            SrtpReceiver receiver(keyOf(SrtpSuite::AesCm128HmacSha1_80));
            Bytes packet = packetOf(1, 0), report = reportOf();
            packet.resize(size);
            report.resize(size);
            const Bytes secret = protectedBy(sender, packet);
            QVERIFY(secret.empty() || openedBy(receiver, secret) == packet);
            Bytes secretReport = report;
            secretReport.resize(size + srtpOverhead);
            secretReport.resize(sender.protectReport(secretReport, size));
            QCOMPARE(secretReport.empty(), size + 14 > maxSrtpPacket);
            QCOMPARE(receiver.openReport(secretReport), secretReport.empty() ? size_t(0) : size);
        }
    }

    void headersWithExtensionAndContributorsStayReadable()
    {
        Bytes plain = packetOf(5, 0);
        plain[0] = 0x92; // extension, two contributors
        for (uint8_t i = 0; i < 8; ++i)
            plain.push_back(i);
        for (const uint8_t byte : Bytes{0xBE, 0xDE, 0, 1, 0x10, 1, 0, 0, 'a', 'b', 'c'})
            plain.push_back(byte);
        SrtpSender sender(keyOf(SrtpSuite::AesCm128HmacSha1_80));
        Reference reference(keyOf(SrtpSuite::AesCm128HmacSha1_80), ssrc_any_inbound);
        SrtpReceiver receiver(keyOf(SrtpSuite::AesCm128HmacSha1_80));
        const Bytes secret = protectedBy(sender, plain);
        QVERIFY(std::equal(secret.begin(), secret.begin() + 28, plain.begin()) && secret[28] != 'a');
        QVERIFY(reference.run(srtp_unprotect, secret) == plain);
        QVERIFY(openedBy(receiver, secret) == plain);
    }

    void everyChangedBitIsSeen()
    {
        const SrtpKey key = keyOf(SrtpSuite::AesCm128HmacSha1_80);
        SrtpSender sender(key);
        const Bytes good = protectedBy(sender, packetOf(7, 20));
        for (size_t bit = 0; bit < good.size() * 8; ++bit) {
            SrtpReceiver receiver(key);
            Bytes changed = good;
            changed[bit / 8] ^= uint8_t(1 << bit % 8);
            QVERIFY2(openedBy(receiver, changed).empty(), QByteArray::number(qulonglong(bit)).constData());
            QCOMPARE(openedBy(receiver, good), packetOf(7, 20)); // and has not spoiled anything
        }
        for (size_t size = 0; size < good.size(); ++size) {
            SrtpReceiver receiver(key);
            QVERIFY(openedBy(receiver, Bytes(good.begin(), good.begin() + long(size))).empty());
        }
    }

    void anotherKeyOpensNothing()
    {
        SrtpSender sender(keyOf(SrtpSuite::AesCm128HmacSha1_32, 1));
        SrtpReceiver receiver(keyOf(SrtpSuite::AesCm128HmacSha1_32, 2));
        for (uint16_t sequence = 0; sequence < 1000; ++sequence)
            QVERIFY(openedBy(receiver, protectedBy(sender, packetOf(sequence))).empty());
    }

    void nothingIsTakenTwice()
    {
        const SrtpKey key = keyOf(SrtpSuite::AesCm128HmacSha1_80);
        SrtpSender sender(key);
        SrtpReceiver receiver(key);
        std::vector<Bytes> all;
        for (uint16_t sequence = 1000; sequence < 1400; ++sequence)
            all.push_back(protectedBy(sender, packetOf(sequence)));
        for (size_t i = 0; i < 300; i += 2)
            QVERIFY(!openedBy(receiver, all[i]).empty());
        for (size_t i = 0; i < 300; i += 2)
            QVERIFY(openedBy(receiver, all[i]).empty()); // RFC 3711 §3.3.2
        QVERIFY(!openedBy(receiver, all[297]).empty());  // late, inside the window
        QVERIFY(!openedBy(receiver, all[171]).empty());  // the last one inside
        QVERIFY(openedBy(receiver, all[169]).empty());   // too old
        QVERIFY(!openedBy(receiver, all[399]).empty());
        QVERIFY(openedBy(receiver, all[0]).empty());
    }

    void lostTurnsAndSwappedPacketsAroundTheTurn()
    {
        const SrtpKey key = keyOf(SrtpSuite::AesCm128HmacSha1_80);
        SrtpSender sender(key);
        SrtpReceiver receiver(key);
        std::vector<Bytes> all;
        for (uint32_t sequence = 65'500; sequence < 65'600; ++sequence)
            all.push_back(protectedBy(sender, packetOf(uint16_t(sequence))));
        for (size_t i = 0; i + 1 < all.size(); i += 2) {
            QVERIFY(!openedBy(receiver, all[i + 1]).empty());
            QVERIFY(!openedBy(receiver, all[i]).empty());
        }
        for (const Bytes &packet : all)
            QVERIFY(openedBy(receiver, packet).empty());
    }

    /// An SSRC may change, but what was heard of the first stays known: it cannot be replayed.
    void sourcesAreRememberedAndBounded()
    {
        const SrtpKey key = keyOf(SrtpSuite::AesCm128HmacSha1_80);
        SrtpReceiver receiver(key);
        std::vector<Bytes> all;
        for (uint32_t source = 1; source <= 9; ++source) {
            SrtpSender sender(key);
            all.push_back(protectedBy(sender, packetOf(1, 160, source)));
        }
        for (size_t i = 0; i < 8; ++i)
            QVERIFY(!openedBy(receiver, all[i]).empty());
        QVERIFY(openedBy(receiver, all[8]).empty());
        for (const Bytes &packet : all)
            QVERIFY(openedBy(receiver, packet).empty());
    }

    void unencryptedReportsAreRefused()
    {
        const SrtpKey key = keyOf(SrtpSuite::AesCm128HmacSha1_80);
        SrtpSender sender(key);
        SrtpReceiver receiver(key);
        Bytes report = reportOf();
        report.resize(report.size() + srtpOverhead);
        report.resize(sender.protectReport(report, 16));
        report[16] &= 0x7F; // the E bit
        QCOMPARE(receiver.openReport(report), size_t(0));
    }

    void whatIsNoPacketIsNotProtected()
    {
        SrtpSender sender(keyOf(SrtpSuite::AesCm128HmacSha1_80));
        Bytes room(2000, 0x80);
        QCOMPARE(sender.protect(std::span(room).first(20), 15), size_t(0)); // no room for the tag
        QCOMPARE(sender.protect(room, 5), size_t(0));
        QCOMPARE(sender.protect(room, 1600), size_t(0));
        room[0] = 0x9F; // more contributors than bytes
        QCOMPARE(sender.protect(room, 20), size_t(0));
        QCOMPARE(sender.protectReport(room, 4), size_t(0));
    }
};

QTEST_APPLESS_MAIN(SrtpTest)
#include "tst_srtp.moc"
