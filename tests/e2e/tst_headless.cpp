// SPDX-License-Identifier: GPL-3.0-or-later
// The whole platform in its own process, called by phones that share no code with it.
#include "support/sipphone.h"
#include "support/voxboard.h"

#include <QProcess>
#include <QtTest>

#include <array>
#include <barrier>
#include <thread>

using support::SipPhone;
using support::Voxboard;

class HeadlessTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<Voxboard> m_app;

    QString sip() const { return m_app->sip(); }
    QByteArray number(const char *name) const { return m_app->number(name).toLatin1(); }
    /// The first extension, with a password of its own or another.
    SipPhone owner(std::optional<QByteArray> password = {}) const
    {
        const auto own = m_app->extension(0);
        return {sip(), own.number.toLatin1(), password.value_or(own.password.toLatin1()), own.domain.toLatin1()};
    }

private Q_SLOTS:
    void init()
    {
        m_app = std::make_unique<Voxboard>(QStringLiteral(VOXBOARD_BINARY));
        QVERIFY2(m_app->start(), qPrintable(m_app->error()));
    }
    void cleanup() { QVERIFY(m_app->stop()); }

    void endsCleanlyWhileItStarts()
    {
        Voxboard another(QStringLiteral(VOXBOARD_BINARY));
        QVERIFY(another.startOnly());
        QVERIFY(another.stop());
    }

    void registersWithTheRightPasswordOnly()
    {
        SipPhone good = owner();
        QCOMPARE(good.registerPhone(), 200);
        std::vector<int> wrongPassword, unknownUser;
        SipPhone wrong = owner("guess");
        SipPhone unknown(sip(), "4711", "guess", m_app->extension(0).domain.toLatin1());
        QVERIFY(wrong.registerPhone(60, &wrongPassword) >= 400);
        QVERIFY(unknown.registerPhone(60, &unknownUser) >= 400);
        QCOMPARE(unknownUser, wrongPassword);
    }

    void echoReturnsWhatWasSaid()
    {
        SipPhone phone(sip(), "stranger", {});
        QCOMPARE(phone.call(number("echo")), 200);
        const auto heard = phone.talk(3000, 440);
        QVERIFY2(support::toneShare(heard, 440) > 0.6, qPrintable(QString::number(support::toneShare(heard, 440))));
        QCOMPARE(phone.hangup(), 200);
    }

    void nobodyElseIsHeardInACall_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("phoneSpeaks");
        QTest::newRow("another host, before the phone has sent anything") << "127.0.0.7" << false;
        QTest::newRow("another host, while the phone sends silence") << "127.0.0.7" << true;
        QTest::newRow("another port of the phone's host, while the phone sends silence") << "127.0.0.1" << true;
    }
    /// RTP injection: a third address knows the port and the payload type.
    void nobodyElseIsHeardInACall()
    {
        QFETCH(QString, address);
        QFETCH(bool, phoneSpeaks);
        SipPhone phone(sip(), "stranger", {});
        QCOMPARE(phone.call(number("echo")), 200);
        if (phoneSpeaks)
            phone.talk(200, 0);
        QUdpSocket third;
        QVERIFY(third.bind(QHostAddress(address), 0));
        QByteArray packet(172, char(0x90)); // loud
        packet[0] = char(0x80);
        packet[1] = 0;
        for (int i = 0; i < 50; ++i) {
            packet[3] = packet[7] = char(i);
            third.writeDatagram(packet, QHostAddress(QHostAddress::LocalHost), phone.peerRtp());
            if (phoneSpeaks)
                QVERIFY(support::loudness(phone.talk(20, 0)) < 10);
        }
        QVERIFY(support::loudness(phone.talk(1000, 0)) < 10);
        QVERIFY2(!third.hasPendingDatagrams(), "the third address was sent sound");
        QCOMPARE(phone.hangup(), 200);
    }

    void welcomeSpeaksAndTakesAKey()
    {
        SipPhone phone = owner();
        QCOMPARE(phone.call(number("welcome")), 200);
        const auto prompt = phone.talk(3000, 0);
        QVERIFY2(support::loudness(prompt) > 500, "nobody spoke");
        phone.pressKey(1);
        phone.talk(1000, 0);
        const auto echo = phone.talk(2500, 600);
        QVERIFY2(support::toneShare(echo, 600) > 0.6, "key 1 did not lead to the echo");
        QCOMPARE(phone.hangup(), 200);
    }

    void twoCallersHearTheSameFlowAtOnce()
    {
        SipPhone first(sip(), "stranger", {}), second(sip(), "passer-by", {});
        for (const char *name : {"welcome", "music"}) {
            QCOMPARE(first.call(number(name)), 200);
            QCOMPARE(second.call(number(name)), 200);
            QVERIFY2(support::loudness(second.talk(1500, 0)) > 500, "the second one hears nothing");
            QVERIFY2(support::loudness(first.talk(1500, 0)) > 500, "the first one hears nothing");
            QCOMPARE(first.hangup(), 200);
            QVERIFY2(support::loudness(second.talk(1000, 0)) > 500, "the end of the first call silenced the second");
            QCOMPARE(second.hangup(), 200);
        }
    }

    void musicPlaysAndQuietIsQuiet()
    {
        SipPhone listener(sip(), "stranger", {});
        QCOMPARE(listener.call(number("music")), 200);
        QVERIFY(support::loudness(listener.talk(1500, 0)) > 500);
        QCOMPARE(listener.hangup(), 200);
        QCOMPARE(listener.call(number("quiet")), 200);
        const auto silence = listener.talk(1500, 440);
        QVERIFY2(silence.size() > 8000, "no RTP came");
        QVERIFY(support::loudness(silence) < 10);
        QCOMPARE(listener.hangup(), 200);
    }

    void aConferenceLetsEachHearTheOthers()
    {
        constexpr std::array tones{440, 640, 1000};
        const QString server = sip();
        const QByteArray room = number("conference");
        std::array<std::vector<qint16>, tones.size()> heard;
        std::array<int, tones.size()> answers{};
        std::barrier together(qsizetype(tones.size()));
        std::vector<std::thread> callers; // each phone lives on a thread of its own: they speak at the same time
        for (size_t i = 0; i < tones.size(); ++i)
            callers.emplace_back([&, i] {
                SipPhone phone(server, "caller" + QByteArray::number(qsizetype(i)), {});
                answers[i] = phone.call(room);
                phone.talk(500, 0);
                together.arrive_and_wait();
                phone.talk(1000, tones[i]);
                heard[i] = phone.talk(3000, tones[i]);
                together.arrive_and_wait();
                phone.hangup();
            });
        for (std::thread &caller : callers)
            caller.join();
        for (size_t i = 0; i < tones.size(); ++i) {
            QCOMPARE(answers[i], 200);
            for (size_t other = 0; other < tones.size(); ++other) {
                const double share = support::toneShare(heard[i], tones[other]);
                const QString what = QStringLiteral("caller %1 hears %2 of caller %3").arg(i).arg(share).arg(other);
                QVERIFY2(other == i ? share < 0.05 : share > 0.3, qPrintable(what));
            }
        }
    }

    void aStrangerDoesNotLearnWhatThereIs()
    {
        SipPhone phone(sip(), "stranger", {});
        QCOMPARE(phone.call("999999"), 403);
        QCOMPARE(phone.call("1009"), 403);
    }

    void callingAsAnExtensionNeedsItsPassword()
    {
        SipPhone thief = owner("guess");
        QCOMPARE(thief.call(number("welcome")), 403);
    }

    void terminationHangsUpAndExitsCleanly()
    {
        SipPhone phone(sip(), "stranger", {});
        QCOMPARE(phone.call(number("quiet")), 200);
        m_app->terminate();
        QVERIFY(phone.peerHungUp(5000));
        QVERIFY(m_app->ends());
    }

    void aKilledRunLeavesNoLiveCall()
    {
        const QString password = m_app->extension(0).password;
        SipPhone phone(sip(), "stranger", {});
        QCOMPARE(phone.call(number("quiet")), 200);
        m_app->kill();
        QVERIFY2(m_app->start(), qPrintable(m_app->error()));
        QCOMPARE(m_app->extension(0).password, password);
        QCOMPARE(m_app->liveCalls(), 0);
    }

    void aSecondStartSaysWhoHasTheProfile()
    {
        QProcess second;
        second.start(QStringLiteral(VOXBOARD_BINARY),
                     {QStringLiteral("--headless"), QStringLiteral("--profile"), m_app->folder()});
        QVERIFY(second.waitForFinished(10'000));
        QVERIFY(second.exitCode() != 0);
        const QByteArray text = second.readAllStandardError();
        QVERIFY2(text.contains(QByteArray::number(m_app->processId())), text.constData());
    }

    void survivesUglyDatagrams()
    {
        SipPhone phone(sip(), "stranger", {});
        const QByteArray invite =
            "INVITE sip:1800@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\n"
            "To: <sip:1800@127.0.0.1>\r\nCall-ID: ugly\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n";
        for (qsizetype length = 0; length < invite.size(); ++length)
            phone.sendRaw(invite.left(length));
        phone.sendRaw(QByteArray(60'000, 'A'));
        phone.sendRaw(QByteArray(500, '\0'));
        phone.sendRaw("SIP/2.0 200 OK\r\n\r\n");
        QCOMPARE(phone.options(), 200);
    }
};

QTEST_GUILESS_MAIN(HeadlessTest)
#include "tst_headless.moc"
