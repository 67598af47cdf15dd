// SPDX-License-Identifier: GPL-3.0-or-later
// What a killed platform leaves behind, and what the next start makes of it; ports that others hold.
#include "support/baresip.h"
#include "support/server.h"
#include "support/sipphone.h"
#include "support/voxboard.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTcpServer>
#include <QUdpSocket>
#include <QtTest>

using support::Baresip;
using support::SipPhone;
using support::Voxboard;

namespace {
/// The first column of a query on the platform's database, opened read-only; an error comes back as a row of its own.
QStringList ask(const Voxboard &platform, const QString &sql)
{
    static int number = 0;
    const QString name = QStringLiteral("inspection%1").arg(++number);
    QStringList found;
    {
        QSqlDatabase db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        db.setDatabaseName(platform.database());
        db.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=3000"));
        db.open();
        QSqlQuery query(db);
        if (!query.exec(sql))
            found += query.lastError().text();
        while (query.next())
            found += query.value(0).toString();
    }
    QSqlDatabase::removeDatabase(name);
    return found;
}

/// Rows of anything that claims to be going on.
QStringList stillOpen(const Voxboard &platform)
{
    return ask(
        platform,
        QStringLiteral(
            "SELECT 'call ' || status FROM call_calls WHERE status <> 'hangup' OR tm_hangup IS NULL"
            " UNION ALL SELECT 'channel ' || name FROM call_channels WHERE tm_end IS NULL"
            " UNION ALL SELECT 'groupcall ' || status FROM call_groupcalls WHERE status <> 'hangup'"
            " UNION ALL SELECT 'confbridge ' || status FROM call_confbridges WHERE status <> 'terminated' AND type <> 'conference'"
            " UNION ALL SELECT 'activeflow ' || status FROM flow_activeflows WHERE status <> 'ended'"));
}

/// As if the platform had been killed between two writes: rooms, groups and channels that belong to no open call.
void tear(const Voxboard &platform)
{
    {
        QSqlDatabase db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("tear"));
        db.setDatabaseName(platform.database());
        QVERIFY(db.open());
        QSqlQuery query(db);
        for (const char *sql :
             {"UPDATE call_channels SET tm_end = NULL, tm_delete = NULL", "UPDATE call_groupcalls SET status = 'progressing'",
              "UPDATE call_confbridges SET status = 'terminating'"})
            QVERIFY2(query.exec(QLatin1String(sql)), qPrintable(query.lastError().text()));
    }
    QSqlDatabase::removeDatabase(QStringLiteral("tear"));
}
} // namespace

class RecoveryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTakenPortIsPassedOver_data()
    {
        QTest::addColumn<bool>("udp");
        QTest::newRow("held by UDP") << true;
        QTest::newRow("held by TCP") << false;
    }
    void aTakenPortIsPassedOver()
    {
        QFETCH(bool, udp);
        QUdpSocket datagrams;
        QTcpServer streams;
        QVERIFY(udp ? datagrams.bind(QHostAddress::LocalHost, 0) : streams.listen(QHostAddress::LocalHost, 0));
        const quint16 taken = udp ? datagrams.localPort() : streams.serverPort();
        Voxboard platform(QStringLiteral(VOXBOARD_BINARY));
        QVERIFY2(platform.start(taken), qPrintable(platform.error()));
        QVERIFY(platform.sipPort() > taken && platform.sipPort() < taken + 50);
        SipPhone phone(platform.sip(), "stranger", {});
        QCOMPARE(phone.options(), 200);
        QVERIFY(platform.stop());
    }

    void twoPlatformsHaveTwoPorts()
    {
        Voxboard first(QStringLiteral(VOXBOARD_BINARY)), second(QStringLiteral(VOXBOARD_BINARY));
        QVERIFY2(first.start(), qPrintable(first.error()));
        QVERIFY2(second.start(first.sipPort()), qPrintable(second.error()));
        QVERIFY(first.sipPort() != second.sipPort());
        QVERIFY(second.stop());
        QVERIFY(first.stop());
    }

    void aKilledCallIsEndedByTheNextStart()
    {
        Voxboard platform(QStringLiteral(VOXBOARD_BINARY));
        QVERIFY2(platform.start(), qPrintable(platform.error()));
        const auto owner = platform.extension(0);
        const QString welcome = platform.number("welcome");
        SipPhone phone(platform.sip(), owner.number.toLatin1(), owner.password.toLatin1(), owner.domain.toLatin1());
        QCOMPARE(phone.call(platform.number("quiet").toLatin1()), 200);
        QTRY_COMPARE(ask(platform, "SELECT status FROM call_calls"), QStringList{"progressing"});
        platform.kill();
        QCOMPARE(ask(platform, "PRAGMA integrity_check"), QStringList{"ok"});
        QCOMPARE(ask(platform, "SELECT status FROM call_calls"), QStringList{"progressing"});

        QVERIFY2(platform.start(), qPrintable(platform.error()));
        QCOMPARE(platform.liveCalls(), 0);
        QCOMPARE(platform.extension(0).password, owner.password);
        QCOMPARE(platform.number("welcome"), welcome);
        QTRY_COMPARE(stillOpen(platform), QStringList());
        QCOMPARE(ask(platform, "SELECT status || ' ' || direction || ' ' || (tm_hangup >= tm_progressing) FROM call_calls"),
                 QStringList{"hangup incoming 1"});
        QVERIFY(platform.stop());
        QCOMPARE(stillOpen(platform), QStringList());
    }

    void aKilledConversationIsEndedByTheNextStart_data()
    {
        QTest::addColumn<bool>("answered");
        QTest::newRow("while they talk") << true;
        QTest::newRow("while it rings") << false;
    }
    void aKilledConversationIsEndedByTheNextStart()
    {
        QFETCH(bool, answered);
        if (!support::requireServer(Baresip::program(), Baresip::package()))
            return;
        Voxboard platform(QStringLiteral(VOXBOARD_BINARY));
        QVERIFY2(platform.start(), qPrintable(platform.error()));
        std::array<std::unique_ptr<Baresip>, 2> phones;
        for (int i = 0; i < 2; ++i) {
            const auto owner = platform.extension(i);
            Baresip::Account account;
            account.user = owner.number;
            account.password = owner.password;
            account.domain = owner.domain;
            account.server = platform.sip();
            account.answersItself = answered;
            phones[size_t(i)] = std::make_unique<Baresip>(i);
            QVERIFY2(phones[size_t(i)]->start(account) && phones[size_t(i)]->waitFor("REGISTER_OK"),
                     phones[size_t(i)]->log().constData());
        }
        phones[0]->dial(QStringLiteral("sip:%1@%2").arg(platform.extension(1).number, platform.extension(1).domain));
        QVERIFY(phones[0]->waitFor(answered ? "CALL_ESTABLISHED" : "CALL_RINGING"));
        const QString status = answered ? QStringLiteral("progressing") : QStringLiteral("ringing");
        QTRY_COMPARE(ask(platform, "SELECT status FROM call_calls ORDER BY direction"), QStringList({status, status}));
        platform.kill();

        QVERIFY2(platform.start(), qPrintable(platform.error()));
        QTRY_COMPARE(platform.liveCalls(), 0);
        QTRY_COMPARE(stillOpen(platform), QStringList());
        QVERIFY(platform.stop());
        if (!answered)
            return;

        tear(platform);
        QCOMPARE(stillOpen(platform).size(), 4);
        QVERIFY2(platform.start(), qPrintable(platform.error()));
        QTRY_COMPARE(stillOpen(platform), QStringList());
        QVERIFY(platform.stop());
    }

    /// Calls come all the time, and the platform is killed at some moment between two of them. What was answered is there.
    void noAnsweredCallIsLost()
    {
        constexpr int kills = 4, callsEach = 4;
        Voxboard platform(QStringLiteral(VOXBOARD_BINARY));
        QStringList answered;
        QString password;
        for (int round = 0; round < kills; ++round) {
            QVERIFY2(platform.start(), qPrintable(platform.error()));
            if (round == 0)
                password = platform.extension(2).password;
            QCOMPARE(platform.extension(2).password, password);
            std::vector<std::unique_ptr<SipPhone>> phones;
            for (int i = 0; i < callsEach; ++i) {
                const QString caller = QStringLiteral("77%1%2").arg(round).arg(i, 3, 10, QLatin1Char('0'));
                phones.push_back(std::make_unique<SipPhone>(platform.sip(), caller.toLatin1(), QByteArray()));
                QCOMPARE(phones.back()->call(platform.number("quiet").toLatin1()), 200);
                answered += caller;
            }
            platform.kill();
            QCOMPARE(ask(platform, "PRAGMA integrity_check"), QStringList{"ok"});
            QCOMPARE(ask(platform, "SELECT source_target FROM call_calls ORDER BY source_target"), answered);
        }
        QVERIFY2(platform.start(), qPrintable(platform.error()));
        QTRY_COMPARE(stillOpen(platform), QStringList());
        QCOMPARE(ask(platform, "SELECT source_target FROM call_calls WHERE status = 'hangup' ORDER BY source_target"), answered);
        QVERIFY(platform.stop());
    }
};

QTEST_GUILESS_MAIN(RecoveryTest)
#include "tst_recovery.moc"
