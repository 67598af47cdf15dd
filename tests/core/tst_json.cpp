// SPDX-License-Identifier: GPL-3.0-or-later
// JSON as text, and JSON that may never be made.
#include "core/json.h"

#include <QtTest>

using core::Json;

class JsonTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textIsThatOfTheLibrary_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray("null");
        QTest::newRow("empty ones") << QByteArray("{\"a\":{},\"b\":[],\"c\":\"\"}");
        QTest::newRow("nested") << QByteArray("{\"a\":[1,-2,{\"b\":[true,false,null]},[[]]]}");
        QTest::newRow("numbers") << QByteArray("[0,-1,1.5,1e300,18446744073709551615,-9223372036854775808,0.1]");
        QTest::newRow("what is escaped") << QByteArray("[\"a\\\"b\\\\c\\n\\u0001\\t/\",\"\x7f\"]");
        QTest::newRow("letters beyond ASCII") << QByteArray("{\"\xc3\xa4\":\"\xf0\x9f\x93\x9e \xe2\x80\xa8\"}");
        QTest::newRow("a name to escape") << QByteArray("{\"a\\\"b\":1}");
    }
    void textIsThatOfTheLibrary()
    {
        QFETCH(QByteArray, text);
        const Json value = Json::parse(text.toStdString());
        QCOMPARE(core::dumpJson(value), value.dump());
        QCOMPARE(core::parseJson(core::dumpJson(value)), value);
    }

    void whatIsNoUtf8IsReplaced()
    {
        QCOMPARE(core::dumpJson(Json("a\xff")), std::string("\"a\xef\xbf\xbd\""));
        QCOMPARE(core::dumpJson(Json{{"k\xff", 1}}), std::string("{\"k\xef\xbf\xbd\":1}"));
    }

    void lateJsonIsMadeOnceAndOnlyWhenLookedAt()
    {
        int made = 0;
        const core::LateJson late([&made] { return Json{++made}; });
        const core::LateJson copy = late;
        QCOMPARE(made, 0);
        QCOMPARE(copy.get(), Json{1});
        QCOMPARE(core::toJson(late), Json{1});
        QCOMPARE(made, 1);
    }

    void lateJsonMayBeThereAlready()
    {
        QCOMPARE(core::LateJson(Json("x")).get(), Json("x"));
        QCOMPARE(core::LateJson().get(), Json::object());
    }
};

QTEST_GUILESS_MAIN(JsonTest)
#include "tst_json.moc"
