// SPDX-License-Identifier: GPL-3.0-or-later
// What an operator writes where somebody is to be called, and whom that calls.
#include "callshost.h"
#include "contract/business.h"
#include "services/fakemanager.h"
#include "support/wait.h"
#include "ui/common/dialling.h"

#include <QRegularExpression>
#include <QtTest>

namespace {
class DialHost : public CallsHost
{
public:
    DialHost() { m_own.extensions.push_back({QStringLiteral("1001"), QStringLiteral("Tomas Reyes"), {}, {}}); }
    const ui::HostFacts &facts() const override { return m_own; }

private:
    ui::HostFacts m_own;
};
} // namespace

class DiallingTest : public QObject
{
    Q_OBJECT

    DialHost m_host;

private Q_SLOTS:
    void isUnderstood_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("type"); // empty: it cannot be written
        QTest::addColumn<QString>("target");
        QTest::newRow("an extension") << " 1001 " << "extension" << "1001";
        QTest::newRow("a number of the platform") << "1802" << "tel" << "1802";
        QTest::newRow("a number abroad, as people group it") << "+82 (2) 555-01.42" << "tel" << "+8225550142";
        QTest::newRow("a SIP address") << "1801@127.0.0.1:5060" << "sip" << "1801@127.0.0.1:5060";
        QTest::newRow("a SIP URI, RFC 3261 19.1") << "sip:lab@example.org" << "sip" << "lab@example.org";
        QTest::newRow("a host in brackets, RFC 3261 19.1.1") << "lab@[::1]:5060" << "sip" << "lab@[::1]:5060";
        QTest::newRow("a name") << "reception" << "tel" << "reception";
        QTest::newRow("two addresses") << "a@b@c" << "" << "";
        QTest::newRow("a line break") << "1001\r\nEvil: 1" << "" << "";
        QTest::newRow("longer than any number") << QString(41, QLatin1Char('1')) << "" << "";
    }

    void isUnderstood()
    {
        QFETCH(QString, written);
        QFETCH(QString, type);
        QFETCH(QString, target);
        const QRegularExpression pattern(QRegularExpression::anchoredPattern(ui::dialPattern()));
        QCOMPARE(pattern.match(written.trimmed()).hasMatch(), !type.isEmpty());
        if (type.isEmpty())
            return;
        const contract::Address address = ui::dialled(m_host, written);
        QCOMPARE(address.type, type);
        QCOMPARE(address.target, target);
    }

    void aNumberOfThePlatformHasAFlow()
    {
        FakeManager numbers(m_host.bus(), contract::service::number);
        contract::Number known;
        known.number = QStringLiteral("1802");
        known.callFlowId = core::newId();
        numbers.answer(QStringLiteral("GET /v1/numbers?page_size=1&page_token="), core::Json::array({core::toJson(known)}));
        const QUuid flow = wait(ui::flowBehind(&m_host, QStringLiteral("1802")));
        QCOMPARE(flow, known.callFlowId);
        const size_t asked = numbers.asked.size();
        QVERIFY(asked > 0);
        QVERIFY(wait(ui::flowBehind(&m_host, QStringLiteral("1001"))).isNull());
        QVERIFY(wait(ui::flowBehind(&m_host, QStringLiteral("+82 2 555 0142"))).isNull());
        QVERIFY(wait(ui::flowBehind(&m_host, QStringLiteral("lab@example.org"))).isNull());
        QCOMPARE(numbers.asked.size(), asked);
    }

    void aNumberOfNobodyIsRefused()
    {
        FakeManager numbers(m_host.bus(), contract::service::number);
        numbers.answer(QStringLiteral("GET /v1/numbers?page_size=1&page_token="), core::Json::array());
        try {
            wait(ui::flowBehind(&m_host, QStringLiteral("1999")));
            QFAIL("nobody has this number");
        } catch (const core::Error &error) {
            QCOMPARE(error.code(), core::Errc::InvalidArgument);
            QVERIFY2(error.message().contains(QLatin1String("1999")), qPrintable(error.message()));
        }
    }
};

QTEST_GUILESS_MAIN(DiallingTest)
#include "tst_dialling.moc"
