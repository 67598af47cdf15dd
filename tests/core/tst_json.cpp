// SPDX-License-Identifier: GPL-3.0-or-later
// JSON as text, and JSON that may never be made.
#include "core/jsontext.h"

#include <QtTest>

using core::Json;

namespace {
struct Part
{
    QString name;
    std::map<QString, QString> values;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        v("name", &Part::name);
        v("values", &Part::values, core::opt);
    }
};
struct Whole
{
    QUuid id;
    core::Timestamp made;
    QString text, left, hidden;
    bool yes = false;
    qint64 count = 0;
    double share = 0;
    QStringList names;
    std::vector<Part> parts;
    std::map<QString, Part> named;
    std::optional<int> maybe;
    Json any;

    template <typename V> static void describe(V &v)
    {
        v("id", &Whole::id);
        v("made", &Whole::made);
        v("text", &Whole::text);
        v("left", &Whole::left, core::opt);
        v("hidden", &Whole::hidden, core::noJson);
        v("yes", &Whole::yes);
        v("count", &Whole::count);
        v("share", &Whole::share);
        v("names", &Whole::names);
        v("parts", &Whole::parts);
        v("named", &Whole::named);
        v("maybe", &Whole::maybe);
        v("any", &Whole::any, core::opt);
    }
};

Whole full()
{
    Whole whole;
    whole.id = core::newId();
    whole.made = *core::Timestamp::parse(QStringLiteral("2026-11-22T07:28:24.123456Z"));
    whole.text = QStringLiteral("a \"quoted\" text\n\u00e4");
    whole.left = whole.hidden = QStringLiteral("x");
    whole.yes = true;
    whole.count = -9'000'000'000;
    whole.share = 0.1;
    whole.names = {QStringLiteral("one"), QString()};
    Part plain, more;
    plain.name = QStringLiteral("p");
    more.values = {{QStringLiteral("k\""), QStringLiteral("v")}, {QStringLiteral("l"), QString()}};
    more.extra = Json{{"unknown", {1, nullptr}}};
    whole.parts = {plain, more, Part()};
    whole.named = {{QStringLiteral("first"), more}, {QStringLiteral("second"), plain}};
    whole.maybe = 7;
    whole.any = Json{{"a", {1.5, "x", false}}};
    return whole;
}
} // namespace

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

    void textOfAStructIsThatOfItsJson_data()
    {
        QTest::addColumn<bool>("isFull");
        QTest::newRow("all members set") << true;
        QTest::newRow("none set") << false;
    }
    void textOfAStructIsThatOfItsJson()
    {
        QFETCH(bool, isFull);
        const Whole whole = isFull ? full() : Whole();
        QCOMPARE(core::parseJson(core::jsonText(whole)), core::toJson(whole));
        const std::vector<Whole> several(isFull ? 2 : 0, whole);
        QCOMPARE(core::parseJson(core::jsonText(several)), core::toJson(several));
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
