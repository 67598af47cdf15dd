// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses as they are stored (contract/bus.md §7).
#include "contract/address.h"

#include <QtTest>

using namespace contract;

class AddressTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void normalises_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("stored");
        QTest::newRow("a number with punctuation") << "tel" << " +82 (10) 1234-5678 " << "+821012345678";
        QTest::newRow("a plus inside is dropped") << "tel" << "82+10" << "8210";
        QTest::newRow("no digit at all is kept") << "tel" << "anonymous" << "anonymous";
        QTest::newRow("foreign digits are none") << "tel" << QString(QChar(0x0661)) << QString(QChar(0x0661));
        QTest::newRow("WhatsApp as a number") << "whatsapp" << "+1 555" << "+1555";
        QTest::newRow("an e-mail address") << "email" << " Ann@Example.ORG " << "ann@example.org";
        QTest::newRow("a SIP host") << "sip" << " Ann@Example.ORG;transport=UDP " << "Ann@example.org;transport=UDP";
        QTest::newRow("a SIP host with headers") << "sip" << "Ann@Host?X=A@B" << "Ann@host?X=A@B";
        QTest::newRow("a SIP user with an at sign") << "sip" << "a@B@Host" << "a@B@host";
        QTest::newRow("no host") << "sip" << "Ann" << "Ann";
        QTest::newRow("an id") << "agent" << " X " << " X ";
        QTest::newRow("nothing") << "tel" << "" << "";
        QTest::newRow("never blanked") << "email" << "  " << "  ";
    }
    void normalises()
    {
        QFETCH(QString, type);
        QFETCH(QString, given);
        Address address;
        address.type = type;
        address.target = given;
        address = normalized(address);
        QTEST(address.target, "stored");
        QCOMPARE(normalized(address).target, address.target);
    }

    void phoneNumbers_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("valid");
        QTest::newRow("7 digits, the shortest") << "+1234567" << true;
        QTest::newRow("6 digits") << "+123456" << false;
        QTest::newRow("15 digits, the longest") << "+123456789012345" << true;
        QTest::newRow("16 digits") << "+1234567890123456" << false;
        QTest::newRow("no plus") << "12345678" << false;
        QTest::newRow("a letter") << "+1234567a" << false;
        QTest::newRow("a line break") << "+1234567\n" << false;
    }
    void phoneNumbers()
    {
        QFETCH(QString, text);
        QTEST(isPhoneNumber(text), "valid");
    }
};

QTEST_APPLESS_MAIN(AddressTest)
#include "tst_address.moc"
