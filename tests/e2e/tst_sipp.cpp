// SPDX-License-Identifier: GPL-3.0-or-later
// What sipp sees of the headless platform's SIP: digest, calls, and how failures come back to the caller.
#include "support/server.h"
#include "support/sipp.h"
#include "support/voxboard.h"

#include <QRegularExpression>
#include <QtTest>

using support::Sipp;
using Values = QMap<QString, QString>;

namespace {
/// A message without what must differ between two runs.
QByteArray comparable(const QByteArray &message, const QString &user)
{
    QString text = QString::fromUtf8(message);
    text.replace(QLatin1String("sip:") + user + QLatin1Char('@'), QLatin1String("sip:USER@"));
    static const QList<QRegularExpression> differing{
        QRegularExpression("(nonce=\")[^\"]*"), QRegularExpression("(tag=)[^;\r\n]*"), QRegularExpression("(branch=)[^;\r\n]*"),
        QRegularExpression("(Call-ID: )[^\r\n]*"), QRegularExpression("(Date: )[^\r\n]*")};
    for (const QRegularExpression &one : differing)
        text.replace(one, QStringLiteral("\\1X"));
    return text.toUtf8();
}
} // namespace

class SippTest : public QObject
{
    Q_OBJECT
private:
    support::Voxboard m_platform{QStringLiteral(VOXBOARD_BINARY)};

    static QString scenario(const char *name) { return QStringLiteral(SCENARIOS "%1.xml").arg(QLatin1String(name)); }
    /// What scenarios want to know of the phone of an extension that dials `number`.
    Values phone(int extension, const QString &number = {}) const
    {
        const auto one = m_platform.extension(extension);
        return {{"user", one.number}, {"password", one.password}, {"domain", one.domain}, {"dial", number}, {"status", "200"}};
    }
    bool registers(Sipp &sipp, int extension, bool tcp = false)
    {
        return sipp.run(scenario("register"), m_platform.sip(), phone(extension), tcp);
    }
    /// All answers to a call or registration that must fail with 403.
    QList<QByteArray> answersTo(const char *name, const Values &values)
    {
        Sipp sipp(0);
        if (!sipp.run(scenario(name), m_platform.sip(), values)) {
            qWarning("%s", sipp.why().constData());
            return {};
        }
        QList<QByteArray> answers;
        for (const QByteArray &message : sipp.received())
            answers += comparable(message, values["user"]);
        return answers;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!support::requireServer(Sipp::program(), Sipp::package()))
            return;
        QVERIFY2(m_platform.start(), qPrintable(m_platform.error()));
    }
    void cleanupTestCase() { QVERIFY(m_platform.stop()); }
    void cleanup() { QTRY_COMPARE_WITH_TIMEOUT(m_platform.liveCalls(), 0, 5000); }

    void answersOptions_data() { transports(); }
    void answersOptions()
    {
        QFETCH(bool, tcp);
        Sipp sipp(0);
        QVERIFY2(sipp.run(scenario("options"), m_platform.sip(), phone(0), tcp), sipp.why().constData());
    }

    void registersWithDigest_data() { transports(); }
    void registersWithDigest()
    {
        QFETCH(bool, tcp);
        Sipp sipp(0);
        QVERIFY2(registers(sipp, 0, tcp), sipp.why().constData());
    }

    void anUnknownExtensionLooksLikeAWrongPassword_data()
    {
        QTest::addColumn<QString>("scenarioName");
        QTest::addColumn<QString>("dialed");
        QTest::addColumn<bool>("byAddress");
        const QString extension = m_platform.extension(1).number, number = m_platform.number("welcome");
        QTest::newRow("REGISTER (RFC 3261 §10.3)") << "register" << QString() << false;
        QTest::newRow("REGISTER, the domain is the address") << "register" << QString() << true;
        QTest::newRow("INVITE to an extension (RFC 3261 §22.3)") << "denied" << extension << false;
        QTest::newRow("INVITE to an extension, the domain is the address") << "denied" << extension << true;
        QTest::newRow("INVITE to a number") << "denied" << number << false;
    }
    void anUnknownExtensionLooksLikeAWrongPassword()
    {
        QFETCH(QString, scenarioName);
        QFETCH(QString, dialed);
        QFETCH(bool, byAddress);
        Values wrong = phone(0, dialed);
        wrong["password"] = "guess";
        wrong["status"] = "403";
        if (byAddress)
            wrong["domain"] = m_platform.sip();
        Values unknown = wrong;
        unknown["user"] = "4711";
        const auto toWrong = answersTo(scenarioName.toLatin1(), wrong);
        const auto toUnknown = answersTo(scenarioName.toLatin1(), unknown);
        QVERIFY(toWrong.size() >= 2);
        QCOMPARE(toUnknown, toWrong);
    }

    void callsTheWelcomeFlow_data() { transports(); }
    void callsTheWelcomeFlow()
    {
        QFETCH(bool, tcp);
        Sipp sipp(0);
        QVERIFY2(sipp.run(scenario("call"), m_platform.sip(), phone(0, m_platform.number("welcome")), tcp),
                 sipp.why().constData());
    }

    void cancelsBeforeTheAnswer_data() { transports(); }
    void cancelsBeforeTheAnswer()
    {
        QFETCH(bool, tcp);
        Sipp caller(0), callee(1);
        QVERIFY2(registers(callee, 1), callee.why().constData());
        QVERIFY(callee.start(scenario("callee_cancelled"), m_platform.sip(), {}));
        QVERIFY2(caller.run(scenario("cancel"), m_platform.sip(), phone(0, m_platform.extension(1).number), tcp),
                 caller.why().constData());
        QVERIFY2(callee.succeeds(), callee.why().constData());
    }

    void tellsTheCallerHowTheCalleeRefused_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QString>("status");
        QTest::addColumn<QString>("reason");
        QTest::newRow("busy") << "486 Busy Here" << "486" << "Q.850 *; *cause=17";
        QTest::newRow("busy everywhere") << "600 Busy Everywhere" << "486" << "Q.850 *; *cause=17";
        QTest::newRow("rang too long") << "480 Temporarily Unavailable" << "480" << "Q.850 *; *cause=19";
        QTest::newRow("declined") << "603 Decline" << "480" << "Q.850 *; *cause=19";
        QTest::newRow("out of order") << "500 Server Internal Error" << "480" << "Q.850 *; *cause=19";
    }
    void tellsTheCallerHowTheCalleeRefused()
    {
        QFETCH(QString, answer);
        QFETCH(QString, status);
        QFETCH(QString, reason);
        Sipp caller(0), callee(1);
        QVERIFY2(registers(callee, 1), callee.why().constData());
        QVERIFY(callee.start(scenario("callee_refuses"), m_platform.sip(), {{"answer", answer}}));
        Values values = phone(0, m_platform.extension(1).number);
        values["status"] = status;
        values["reason"] = reason;
        QVERIFY2(caller.run(scenario("refused"), m_platform.sip(), values), caller.why().constData());
        QVERIFY2(callee.succeeds(), callee.why().constData());
    }

    void tellsTheCallerThatNothingIsThere_data()
    {
        QTest::addColumn<int>("extension"); // -1: a number that nobody has
        QTest::addColumn<QString>("status");
        QTest::addColumn<QString>("reason");
        QTest::newRow("not registered") << 2 << "480" << "Q.850 *; *cause=[0-9]";
        QTest::newRow("unknown") << -1 << "404" << "Q.850 *; *cause=[13]$";
    }
    void tellsTheCallerThatNothingIsThere()
    {
        QFETCH(int, extension);
        QFETCH(QString, status);
        QFETCH(QString, reason);
        Values values = phone(0, extension < 0 ? QStringLiteral("1999") : m_platform.extension(extension).number);
        values["status"] = status;
        values["reason"] = reason;
        Sipp caller(0);
        QVERIFY2(caller.run(scenario("refused"), m_platform.sip(), values), caller.why().constData());
    }

private:
    static void transports()
    {
        QTest::addColumn<bool>("tcp");
        QTest::newRow("UDP") << false;
        QTest::newRow("TCP") << true;
    }
};

QTEST_GUILESS_MAIN(SippTest)
#include "tst_sipp.moc"
