// SPDX-License-Identifier: GPL-3.0-or-later
// Who a call is with, as an operator reads it.
#include "callshost.h"
#include "ui/common/callsmodel.h"
#include "ui/common/cells.h"
#include "ui/common/formats.h"

#include <QtTest>

using ui::CallsModel;

class CallPartiesTest : public QObject
{
    Q_OBJECT
private:
    CallsHost m_host;
    std::unique_ptr<CallsModel> m_calls;

private Q_SLOTS:
    void init() { m_calls = std::make_unique<CallsModel>(m_host); }
    void cleanup() { m_calls.reset(); }

    void whoACallIsWith_data()
    {
        QTest::addColumn<contract::Address>("address");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("number");
        const auto address = [](const char *type, const char *target, const char *targetName, const char *name = "") {
            contract::Address made;
            made.type = QLatin1String(type);
            made.target = QLatin1String(target);
            made.targetName = QLatin1String(targetName);
            made.name = QLatin1String(name);
            return made;
        };
        QTest::newRow("a number in Israel") << address("tel", "+972525550123", "") << "+972 52 555 0123" << "";
        QTest::newRow("a number in Saudi Arabia") << address("tel", "+966115550143", "") << "+966 11 555 0143" << "";
        QTest::newRow("a number in Seoul") << address("tel", "+82255501170", "") << "+82 2 5550 1170" << "";
        QTest::newRow("a mobile number in Korea") << address("tel", "+821055501170", "") << "+82 10 5550 1170" << "";
        QTest::newRow("a number in Spain") << address("tel", "+34915550143", "") << "+34 915 550 143" << "";
        QTest::newRow("a number") << address("tel", "+12025550173", "") << "+1 202 555 0173" << "";
        QTest::newRow("as the caller calls itself") << address("tel", "+12025550173", "Jo") << "Jo" << "+1 202 555 0173";
        QTest::newRow("a name that is the number") << address("tel", "1801", "1801") << "1801" << "";
        QTest::newRow("the contact of an extension") << address("sip", "sip:1005-0x55@127.0.0.1:5510", "1005") << "1005" << "";
        QTest::newRow("somebody elsewhere") << address("sip", "sip:bob@example.com", "") << "bob" << "";
        QTest::newRow("an extension by its id") << address("extension", "7c31a0e4", "1006") << "1006" << "";
        QTest::newRow("a name of its own") << address("tel", "1801", "Jo", "Reception") << "Reception" << "1801";
    }

    void whoACallIsWith()
    {
        QFETCH(contract::Address, address);
        contract::Call call = m_host.make(1);
        call.source = address;
        m_host.tell(QStringLiteral("call_created"), call);
        QTRY_COMPARE(m_calls->rowCount(), 1);
        QTEST(m_calls->index(0, CallsModel::From).data().toString(), "name");
        QTEST(m_calls->index(0, CallsModel::From).data(ui::SecondaryRole).toString(), "number");
    }

    void aChainedCallNamesItsMaster()
    {
        contract::Call master = m_host.make(1), named = m_host.make(2);
        named.source.name = QStringLiteral("Jo");
        m_host.tell(QStringLiteral("call_created"), master);
        m_host.tell(QStringLiteral("call_created"), named);
        const QUuid gone = core::newId();
        const std::pair<QUuid, QString> rows[] = {{master.id, ui::format::groupedNumber(master.source.target)},
                                                  {named.id, QStringLiteral("Jo")},
                                                  {gone, ui::format::shortId(gone)}};
        for (const auto &[id, shown] : rows) {
            contract::Call call = m_host.make(3);
            call.masterCallId = id;
            m_host.tell(QStringLiteral("call_created"), call);
            const auto cell = [&](int role) { return m_calls->cell(call.id, CallsModel::Chain, role); };
            QTRY_COMPARE(cell(Qt::DisplayRole).toString(), shown);
            QCOMPARE(cell(ui::MonoRole).toBool(), id != named.id);
            QCOMPARE(cell(ui::CopyRole).toString(), core::toText(id));
        }
    }

    void theRtpPeerIsThatOfTheChannel()
    {
        const contract::Call call = m_host.make(1);
        m_host.tell(QStringLiteral("call_created"), call);
        QTRY_COMPARE(m_calls->rowCount(), 1);
        ui::ChannelQuality quality;
        quality.peer = QStringLiteral("192.0.2.7:4000");
        m_host.tellQuality({{call.channelId, quality}});
        QCOMPARE(m_calls->cell(call.id, CallsModel::RtpPeer, Qt::DisplayRole).toString(), quality.peer);
    }

    void aLongNameIsShortInItsTip()
    {
        constexpr qsizetype most = 80;
        contract::Call call = m_host.make(1);
        call.source.type = QStringLiteral("tel");
        call.source.target = QString(1000, QLatin1Char('5'));
        call.source.name = QString(475, QLatin1Char('x'));
        m_host.tell(QStringLiteral("call_created"), call);
        QTRY_COMPARE(m_calls->rowCount(), 1);
        const QStringList lines = m_calls->index(0, CallsModel::From).data(Qt::ToolTipRole).toString().split(QLatin1Char('\n'));
        QVERIFY(lines.size() > 1);
        for (const QString &line : lines)
            QVERIFY2(line.size() <= most, qPrintable(line));
    }

    void aQuestionKeepsItsEnd_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("shown");
        const QString digits(1000, QLatin1Char('5'));
        QTest::newRow("short") << "Connect Jo to Mia in a new room?" << "Connect Jo to Mia in a new room?";
        QTest::newRow("one long word")
            << QStringLiteral("Connect %1 to Mia in a new room?").arg(digits)
            << QStringLiteral("Connect %1…%2 to Mia in a new room?").arg(digits.left(26), digits.left(13));
    }

    void aQuestionKeepsItsEnd()
    {
        QFETCH(QString, title);
        QTEST(ui::format::inTitle(title), "shown");
        QVERIFY(ui::format::inTitle(title.repeated(40)).size() <= 200);
        QVERIFY(ui::format::inTitle(title.repeated(40)).endsWith(QStringLiteral("in a new room?")));
    }

    void aNameIsNoMarkup()
    {
        contract::Call call = m_host.make(1);
        call.source.targetName = QStringLiteral("<img src='/etc/passwd'>");
        m_host.tell(QStringLiteral("call_created"), call);
        QTRY_COMPARE(m_calls->rowCount(), 1);
        const QString tip = m_calls->index(0, CallsModel::From).data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.contains(QLatin1String("&lt;img")), qPrintable(tip));
    }
};

QTEST_GUILESS_MAIN(CallPartiesTest)
#include "tst_callparties.moc"
