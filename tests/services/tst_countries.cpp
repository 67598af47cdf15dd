// SPDX-License-Identifier: GPL-3.0-or-later
// Countries of phone numbers (ITU E.164, the North American plan).
#include "services/call/countries.h"

#include <QtTest>

using namespace services::call;

class CountriesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void numbers_data()
    {
        QTest::addColumn<QString>("number");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("country");
        QTest::newRow("Korea") << "+821012345678" << "+82" << "kr";
        QTest::newRow("the United States") << "+12025550100" << "+1" << "us";
        QTest::newRow("Canada shares the code") << "+14165550100" << "+1" << "ca";
        QTest::newRow("Jamaica does, too") << "+18765550100" << "+1" << "jm";
        QTest::newRow("Kazakhstan and Russia") << "+77012345678" << "+7" << "kz";
        QTest::newRow("Russia") << "+74951234567" << "+7" << "ru";
        QTest::newRow("Jersey") << "+441534123456" << "+44" << "je";
        QTest::newRow("the United Kingdom") << "+442071234567" << "+44" << "gb";
        QTest::newRow("three digits") << "+35312345678" << "+353" << "ie";
        QTest::newRow("a code nobody has") << "+2101234567" << "" << "";
        QTest::newRow("a virtual number") << "+899123456789" << "" << "";
        QTest::newRow("no plus") << "821012345678" << "" << "";
        QTest::newRow("nothing") << "" << "" << "";
    }
    void numbers()
    {
        QFETCH(QString, number);
        QTEST(callingCode(number), "code");
        QTEST(countryOf(number), "country");
    }

    void countries()
    {
        QVERIFY(isCountry(QStringLiteral("kr")) && isCountry(QStringLiteral("ca")) && isCountry(QStringLiteral("ax")));
        QVERIFY(!isCountry(QStringLiteral("KR")) && !isCountry(QStringLiteral("xx")) && !isCountry(QString()));
    }
};

QTEST_APPLESS_MAIN(CountriesTest)
#include "tst_countries.moc"
