// SPDX-License-Identifier: GPL-3.0-or-later
// Telephones of another make (baresip) with every codec and with SRTP: echoes, and two that have nothing in common.
#include "support/baresip.h"
#include "support/server.h"
#include "support/sound.h"
#include "support/voxboard.h"

#include "support/sipphone.h"

#include <QtTest>

using support::Baresip;

namespace {
constexpr int firstTone = 440, secondTone = 620;
constexpr double almostAll = 0.85; ///< of the energy in one tone

bool isTone(const std::vector<qint16> &samples, int hertz) { return support::toneShare(samples, hertz) > almostAll; }

QByteArray figuresOf(const std::vector<qint16> &samples, int hertz)
{
    return QByteArray::number(qulonglong(samples.size())) + " samples, share of " + QByteArray::number(hertz) + " Hz " +
           QByteArray::number(support::toneShare(samples, hertz)) + ", loudness " +
           QByteArray::number(support::loudness(samples));
}
} // namespace

class CodecPhonesTest : public QObject
{
    Q_OBJECT
private:
    support::Voxboard m_platform{QStringLiteral(VOXBOARD_BINARY)};

    Baresip::Account account(int extension, const QString &codec, const QString &encryption) const
    {
        const auto one = m_platform.extension(extension);
        Baresip::Account made;
        made.user = one.number;
        made.password = one.password;
        made.domain = one.domain;
        made.server = m_platform.sip();
        made.codec = codec;
        made.encryption = encryption;
        return made;
    }
    QString uri(const QString &number) const { return QStringLiteral("sip:%1@%2").arg(number, m_platform.extension(0).domain); }
    bool registers(Baresip &phone, const Baresip::Account &wanted, int hertz)
    {
        return phone.start(wanted, hertz) && phone.waitFor("REGISTER_OK");
    }
    /// What it hears in the end is the tone; on a busy machine what it says may come in lumps, so it may take some tries.
    static bool hearsTone(Baresip &phone, int hertz)
    {
        bool heard = false;
        for (int more = 0; more < 6 && !heard && phone.listen(2000); ++more)
            heard = isTone(support::tail(phone.heard(), 1), hertz);
        return heard;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!support::requireServer(Baresip::program(), Baresip::package()))
            return;
        QVERIFY2(m_platform.start(), qPrintable(m_platform.error()));
    }
    void cleanupTestCase() { QVERIFY(m_platform.stop()); }
    void cleanup() { QTRY_COMPARE_WITH_TIMEOUT(m_platform.liveCalls(), 0, 5000); }

    void hearsItsEcho_data()
    {
        QTest::addColumn<QString>("codec");
        QTest::addColumn<QString>("encryption");
        QTest::newRow("PCMA") << "pcma" << "";
        QTest::newRow("G.722") << "g722" << "";
        QTest::newRow("Opus") << "opus/48000/2" << "";
        QTest::newRow("PCMU, keys as a choice in RTP/AVP") << "pcmu" << "srtp";
        QTest::newRow("PCMU, RTP/SAVP") << "pcmu" << "srtp-mand";
        QTest::newRow("PCMU, RTP/SAVPF") << "pcmu" << "srtp-mandf";
        QTest::newRow("Opus, RTP/SAVP") << "opus/48000/2" << "srtp-mand";
        QTest::newRow("G.722, RTP/SAVPF") << "g722" << "srtp-mandf";
    }
    void hearsItsEcho()
    {
        QFETCH(QString, codec);
        QFETCH(QString, encryption);
        Baresip phone(0);
        QVERIFY2(registers(phone, account(0, codec, encryption), firstTone), phone.log().constData());
        phone.dial(uri(m_platform.number("echo")));
        QVERIFY2(phone.waitFor("CALL_ESTABLISHED"), phone.log().constData());
        const bool heard = hearsTone(phone, firstTone);
        QVERIFY2(heard, figuresOf(support::tail(phone.heard(), 1), firstTone) + phone.log());
        phone.hangup();
        QVERIFY2(phone.waitFor("CALL_CLOSED"), phone.log().constData());
    }

    void talksAcrossCodecs_data()
    {
        QTest::addColumn<QString>("callersCodec");
        QTest::addColumn<QString>("callersEncryption");
        QTest::addColumn<QString>("calleesCodec");
        QTest::newRow("Opus to G.722") << "opus/48000/2" << "" << "g722";
        QTest::newRow("Opus with SRTP to plain PCMA") << "opus/48000/2" << "srtp-mand" << "pcma";
        QTest::newRow("PCMU to Opus") << "pcmu" << "" << "opus/48000/2";
    }
    void talksAcrossCodecs()
    {
        QFETCH(QString, callersCodec);
        QFETCH(QString, callersEncryption);
        QFETCH(QString, calleesCodec);
        Baresip caller(0), callee(1);
        auto answering = account(1, calleesCodec, {});
        answering.answersItself = true;
        QVERIFY2(registers(caller, account(0, callersCodec, callersEncryption), firstTone), caller.log().constData());
        QVERIFY2(registers(callee, answering, secondTone), callee.log().constData());
        caller.dial(uri(m_platform.extension(1).number));
        QVERIFY2(caller.waitFor("CALL_ESTABLISHED"), caller.log().constData());
        const bool byCaller = hearsTone(caller, secondTone), byCallee = hearsTone(callee, firstTone);
        QVERIFY2(byCaller, figuresOf(support::tail(caller.heard(), 1), secondTone) + caller.log());
        QVERIFY2(byCallee, figuresOf(support::tail(callee.heard(), 1), firstTone) + callee.log());
        caller.hangup();
        QVERIFY2(callee.waitFor("CALL_CLOSED"), callee.log().constData());
    }
};

QTEST_GUILESS_MAIN(CodecPhonesTest)
#include "tst_codecphones.moc"
