// SPDX-License-Identifier: GPL-3.0-or-later
// The whole platform in its own process, called by phones that share no code with it.
#include "support/sipphone.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

using support::SipPhone;

class HeadlessTest : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    std::unique_ptr<QProcess> m_app;
    QJsonObject m_facts;

    void launch()
    {
        m_app = std::make_unique<QProcess>();
        m_app->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_app->start(QStringLiteral(VOXBOARD_BINARY),
                     {QStringLiteral("--headless"), QStringLiteral("--json"), QStringLiteral("--profile"), m_folder.path(),
                      QStringLiteral("--sip_port"), QStringLiteral("15060")});
        QVERIFY(m_app->waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(m_app->canReadLine(), 20'000);
        m_facts = QJsonDocument::fromJson(m_app->readLine()).object();
        QVERIFY(!m_facts.isEmpty());
    }
    QString sip() const { return m_facts[QStringLiteral("sip")].toString(); }
    QByteArray number(const char *name) const
    {
        return m_facts[QStringLiteral("numbers")].toObject()[QLatin1String(name)].toString().toLatin1();
    }
    QByteArray member(int phone, const char *name) const
    {
        return m_facts[QStringLiteral("extensions")].toArray()[phone].toObject()[QLatin1String(name)].toString().toLatin1();
    }
    QByteArray health()
    {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, quint16(QUrl(m_facts[QStringLiteral("http")].toString()).port()));
        socket.waitForConnected(2000);
        socket.write("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        QByteArray all;
        while (socket.waitForReadyRead(2000))
            all += socket.readAll();
        return all;
    }

private Q_SLOTS:
    void init() { launch(); }
    void cleanup()
    {
        if (!m_app || m_app->state() == QProcess::NotRunning)
            return;
        m_app->terminate();
        QVERIFY(m_app->waitForFinished(10'000));
        QCOMPARE(m_app->exitStatus(), QProcess::NormalExit);
        QCOMPARE(m_app->exitCode(), 0);
    }

    void registersWithTheRightPasswordOnly()
    {
        SipPhone good(sip(), member(0, "extension"), member(0, "password"), member(0, "domain"));
        QCOMPARE(good.registerPhone(), 200);
        std::vector<int> wrongPassword, unknownUser;
        SipPhone wrong(sip(), member(0, "extension"), "guess", member(0, "domain"));
        SipPhone unknown(sip(), "4711", "guess", member(0, "domain"));
        QVERIFY(wrong.registerPhone(60, &wrongPassword) >= 400);
        QVERIFY(unknown.registerPhone(60, &unknownUser) >= 400);
        QCOMPARE(unknownUser, wrongPassword);
    }

    void echoReturnsWhatWasSaid()
    {
        SipPhone phone(sip(), "stranger", {});
        QCOMPARE(phone.call(number("echo")), 200);
        const auto heard = phone.talk(3000, 440);
        QVERIFY2(support::toneShare(heard, 440) > 0.9, qPrintable(QString::number(support::toneShare(heard, 440))));
        QCOMPARE(phone.hangup(), 200);
    }

    void welcomeSpeaksAndTakesAKey()
    {
        SipPhone phone(sip(), member(0, "extension"), member(0, "password"), member(0, "domain"));
        QCOMPARE(phone.call(number("welcome")), 200);
        const auto prompt = phone.talk(3000, 0);
        QVERIFY2(support::loudness(prompt) > 500, "nobody spoke");
        phone.pressKey(1);
        phone.talk(1000, 0);
        const auto echo = phone.talk(2500, 600);
        QVERIFY2(support::toneShare(echo, 600) > 0.9, "key 1 did not lead to the echo");
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

    void unknownNumbersAreNotFound()
    {
        SipPhone phone(sip(), "stranger", {});
        QCOMPARE(phone.call("999999"), 404);
    }

    void callingAsAnExtensionNeedsItsPassword()
    {
        SipPhone thief(sip(), member(0, "extension"), "guess", member(0, "domain"));
        QCOMPARE(thief.call(number("welcome")), 403);
    }

    void terminationHangsUpAndExitsCleanly()
    {
        SipPhone phone(sip(), "stranger", {});
        QCOMPARE(phone.call(number("quiet")), 200);
        m_app->terminate();
        QVERIFY(phone.peerHungUp(5000));
        QVERIFY(m_app->waitForFinished(10'000));
        QCOMPARE(m_app->exitCode(), 0);
    }

    void aKilledRunLeavesNoLiveCall()
    {
        const QByteArray password = member(0, "password");
        SipPhone phone(sip(), "stranger", {});
        QCOMPARE(phone.call(number("quiet")), 200);
        m_app->kill();
        QVERIFY(m_app->waitForFinished(5000));
        launch();
        QCOMPARE(member(0, "password"), password);
        QVERIFY2(health().contains("\"calls\":0"), health().constData());
    }

    void aSecondStartSaysWhoHasTheProfile()
    {
        QProcess second;
        second.start(QStringLiteral(VOXBOARD_BINARY),
                     {QStringLiteral("--headless"), QStringLiteral("--profile"), m_folder.path()});
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
