// SPDX-License-Identifier: GPL-3.0-or-later
// The routes of call-manager (contract/call-manager.md §1): lists, media, chains, and what they refuse.
#include "callbench.h"

#include <QTest>

using core::Json;

namespace {
const QString unknown = QStringLiteral("6a1b2c3d-0000-4000-8000-000000000000");

QStringList idsOf(const Json &rows)
{
    QStringList ids;
    for (const Json &row : rows)
        ids += textOf(row, "id");
    return ids;
}
} // namespace

class CallRoutesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m = std::make_unique<CallBench>();
        m->openShop();
    }
    void cleanup() { m.reset(); }

    void refuses_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("uri");
        QTest::addColumn<QByteArray>("body"); // empty: none is sent
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("reason"); // empty: not looked at
        const auto row = [](const char *name, const char *method, const char *uri, const char *body, int status,
                            const char *reason = "") {
            QTest::newRow(name) << QString::fromLatin1(method) << QString::fromLatin1(uri).replace(QLatin1String("ID"), unknown)
                                << QByteArray(body) << status << QString::fromLatin1(reason);
        };
        row("unknown route", "GET", "/v1/nothing", "", 404);
        row("a list without its question mark", "GET", "/v1/calls", "", 404);
        row("an upper-case id", "GET", "/v1/calls/6A1B2C3D-0000-4000-8000-000000000000", "", 404);
        row("a query where none belongs", "GET", "/v1/calls/ID?x=1", "", 404);
        row("get", "GET", "/v1/calls/ID", "", 404, "CALL_NOT_FOUND");
        row("delete", "DELETE", "/v1/calls/ID", "", 404, "CALL_NOT_FOUND");
        row("hangup", "POST", "/v1/calls/ID/hangup", "", 404, "CALL_NOT_FOUND");
        row("digits", "GET", "/v1/calls/ID/digits", "", 404, "CALL_NOT_FOUND");
        row("set digits", "POST", "/v1/calls/ID/digits", R"({"digits": "1"})", 404, "CALL_NOT_FOUND");
        row("action-next", "POST", "/v1/calls/ID/action-next", "{}", 404, "CALL_NOT_FOUND");
        row("action-next without a body", "POST", "/v1/calls/ID/action-next", "", 400);
        row("chain", "POST", "/v1/calls/ID/chained-call-ids", R"({"chained_call_id": "6a1b2c3d-0000-4000-8000-000000000001"})",
            404, "CALL_NOT_FOUND");
        row("unchain", "DELETE", "/v1/calls/ID/chained-call-ids/ID", "", 404, "CALL_NOT_FOUND");
        row("talk", "POST", "/v1/calls/ID/talk", R"({"text": "a"})", 404, "CALL_NOT_FOUND");
        row("talk with a list", "POST", "/v1/calls/ID/talk", "[]", 400);
        row("talk with a number", "POST", "/v1/calls/ID/talk", R"({"text": 1})", 400);
        row("E400: play", "POST", "/v1/calls/ID/play", R"({"media_urls": ["a"]})", 400);
        row("E400: hold", "POST", "/v1/calls/ID/hold", "", 400);
        row("E400: end hold", "DELETE", "/v1/calls/ID/hold", "", 400);
        row("E400: moh", "POST", "/v1/calls/ID/moh", "", 400);
        row("E400: silence", "DELETE", "/v1/calls/ID/silence", "", 400);
        row("E400: mute", "POST", "/v1/calls/ID/mute", "{}", 400);
        row("E400: unmute", "DELETE", "/v1/calls/ID/mute", "{}", 400);
        row("mute without a body", "POST", "/v1/calls/ID/mute", "", 400);
        row("confbridge", "GET", "/v1/confbridges/ID", "", 404, "CONFBRIDGE_NOT_FOUND");
        row("delete confbridge", "DELETE", "/v1/confbridges/ID", "", 404, "CONFBRIDGE_NOT_FOUND");
        row("groupcall", "GET", "/v1/groupcalls/ID", "", 404, "GROUPCALL_NOT_FOUND");
        row("hang up groupcall", "POST", "/v1/groupcalls/ID/hangup", "", 404, "GROUPCALL_NOT_FOUND");
        row("start without a body", "POST", "/v1/calls", "", 400);
        row("start with a list", "POST", "/v1/calls", "[]", 400);
        row("start with destinations as text", "POST", "/v1/calls", R"({"destinations": "a"})", 400);
        row("start with unknown metadata", "POST", "/v1/calls",
            R"({"destinations": [{"type": "sip", "target": "a@b"}], "metadata": {"x": 1}})", 400, "INVALID_METADATA");
        row("start with metadata of another kind", "POST", "/v1/calls",
            R"({"destinations": [{"type": "sip", "target": "a@b"}], "metadata": {"codecs": 5}})", 400, "INVALID_METADATA");
        row("start one with a flag as text", "POST", "/v1/calls/ID",
            R"({"destination": {"type": "sip", "target": "a@b"}, "metadata": {"rtp_debug": "yes"}})", 400, "INVALID_METADATA");
        row("a list filter that is no id", "GET", "/v1/calls?page_size=1", R"({"customer_id": "x"})", 400);
        row("a page token that is no time", "GET", "/v1/calls?page_size=1&page_token=x", "", 400);
        row("health check with a list", "POST", "/v1/calls/ID/health-check", "[]", 400);
        row("health check with a text", "POST", "/v1/calls/ID/health-check", R"({"retry_count": "x"})", 400);
        row("action-next with a text", "POST", "/v1/calls/ID/action-next", R"({"force": "x"})", 400);
        row("digits that are a number", "POST", "/v1/calls/ID/digits", R"({"digits": 1})", 400);
    }
    void refuses()
    {
        QFETCH(QString, method);
        QFETCH(QString, uri);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QString, reason);
        contract::Payload data;
        if (!body.isEmpty())
            data = contract::Payload(Json::parse(body.toStdString()));
        const contract::Reply reply = m->ask(method.toLatin1().constData(), uri, std::move(data));
        QCOMPARE(reply.statusCode, status);
        if (!reason.isEmpty())
            QCOMPARE(reasonOf(reply), reason);
    }

    void channelsAreWaitedForThreeSeconds()
    {
        std::optional<contract::Reply> reply;
        [](CallBench *bench, std::optional<contract::Reply> *into) -> core::Task<void> {
            bus::Request request;
            request.method = QStringLiteral("GET");
            request.uri = QStringLiteral("/v1/channels/nobody");
            contract::Reply got = co_await bench->bus.request(contract::requestQueue(contract::service::call), std::move(request),
                                                              core::Millis(9000));
            *into = std::move(got);
        }(m.get(), &reply);
        m->advance(core::Millis(1000));
        QVERIFY(!reply);
        for (int i = 0; i < 40 && !reply; ++i)
            m->advance(core::Millis(100));
        QVERIFY(reply);
        QCOMPARE(reasonOf(*reply), QStringLiteral("CHANNEL_NOT_FOUND"));
    }

    void listsNewestFirstInPages()
    {
        QStringList made;
        for (int i = 0; i < 5; ++i)
            made.prepend(textOf(m->callOfChannel(m->phoneCalls()), "id"));
        QCOMPARE(idsOf(m->list(Json::object())), made);
        const Json first = m->list(Json::object(), 2);
        QCOMPARE(idsOf(first), made.mid(0, 2));
        const Json second = m->list(Json::object(), 2, textOf(first[1], "tm_create"));
        QCOMPARE(idsOf(second), made.mid(2, 2));
        QCOMPARE(idsOf(m->list(Json::object(), 2, textOf(second[1], "tm_create"))), made.mid(4));
        QCOMPARE(idsOf(m->list(Json::object(), 2,
                               textOf(first[1], "tm_create").replace(QLatin1Char('T'), QLatin1Char(' ')).chopped(1))),
                 made.mid(2, 2));
        QCOMPARE(idsOf(m->list(Json::object(), 0)), QStringList());
        QCOMPARE(bodyOf(m->ask("GET", QStringLiteral("/v1/calls?"))).size(), size_t(0));
    }

    void filters_data()
    {
        QTest::addColumn<QByteArray>("filters");
        QTest::addColumn<QString>("found"); // a: ended, b: live, c: deleted
        QTest::newRow("none") << QByteArray("{}") << "cba";
        QTest::newRow("status") << QByteArray(R"({"status": "progressing"})") << "b";
        QTest::newRow("two at once") << QByteArray(R"({"status": "hangup", "deleted": false})") << "a";
        QTest::newRow("deleted") << QByteArray(R"({"deleted": true})") << "c";
        QTest::newRow("not deleted") << QByteArray(R"({"deleted": false})") << "ba";
        QTest::newRow("direction") << QByteArray(R"({"direction": "outgoing"})") << "";
        QTest::newRow("customer") << QByteArray(R"({"customer_id": "CUSTOMER"})") << "cba";
        QTest::newRow("another customer") << QByteArray(R"({"customer_id": "6a1b2c3d-0000-4000-8000-000000000000"})") << "";
        QTest::newRow("names of no filter are ignored") << QByteArray(R"({"hangup_by": "local", "source": "x"})") << "cba";
    }
    void filters()
    {
        QFETCH(QByteArray, filters);
        QFETCH(QString, found);
        QHash<QString, QChar> names;
        const auto call = [&](char name) {
            const QString id = textOf(m->callOfChannel(m->phoneCalls()), "id");
            names.insert(id, QLatin1Char(name));
            return id;
        };
        m->ask("POST", CallBench::at(call('a'), "/hangup"));
        call('b');
        m->ask("DELETE", CallBench::at(call('c')));
        m->settle();
        QString got;
        for (const QString &id : idsOf(m->list(Json::parse(filters.replace("CUSTOMER", m->customer.toLatin1()).toStdString()))))
            got += names.value(id);
        QCOMPARE(got, found);
    }

    void januaryListFilters()
    {
        const QString id = textOf(m->callOfChannel(m->phoneCalls()), "id");
        const auto ask = [&](const char *query) {
            return idsOf(bodyOf(m->ask("GET", QLatin1String("/v1/calls?page_size=9&page_token=") + QLatin1String(query))));
        };
        QCOMPARE(ask("&filter_status=progressing&filter_deleted=false"), QStringList{id});
        QCOMPARE(ask("&filter_status=hangup"), QStringList());
    }

    void deletesOnce()
    {
        const QString id = textOf(m->callOfChannel(m->phoneCalls()), "id");
        m->events.clear();
        const contract::Reply gone = m->ask("DELETE", CallBench::at(id));
        QCOMPARE(gone.statusCode, 200);
        QVERIFY(!textOf(bodyOf(gone), "tm_delete").isEmpty());
        m->settle();
        QCOMPARE(m->events.count(QStringLiteral("call_deleted")), 1);
        QCOMPARE(m->events.count(QStringLiteral("call_hangup")), 1);
        const Json after = m->call(id);
        QCOMPARE(textOf(after, "status"), QStringLiteral("hangup"));
        QCOMPARE(textOf(after, "tm_delete"), textOf(bodyOf(gone), "tm_delete"));
        QCOMPARE(bodyOf(m->ask("DELETE", CallBench::at(id))).dump(), after.dump());
        m->settle();
        QCOMPARE(m->events.count(QStringLiteral("call_deleted")), 1);
        QCOMPARE(m->calls->liveCalls(), 0);
    }

    void mutes_data()
    {
        QTest::addColumn<QStringList>("steps"); // method and direction
        QTest::addColumn<QString>("call");
        QTest::newRow("both when none is named") << QStringList{"POST "} << "both";
        QTest::newRow("in") << QStringList{"POST in"} << "in";
        QTest::newRow("out") << QStringList{"POST out"} << "out";
        QTest::newRow("in, then out") << QStringList{"POST in", "POST out"} << "both";
        QTest::newRow("both, then not both") << QStringList{"POST both", "DELETE both"} << "";
        QTest::newRow("one side of both ends") << QStringList{"POST both", "DELETE in"} << "out";
        QTest::newRow("the other side of both ends") << QStringList{"POST both", "DELETE out"} << "in";
        QTest::newRow("a side that is not muted ends") << QStringList{"POST in", "DELETE out"} << "in";
        QTest::newRow("the same side ends") << QStringList{"POST in", "DELETE in"} << "";
    }
    void mutes()
    {
        QFETCH(QStringList, steps);
        QFETCH(QString, call);
        const QString channel = m->phoneCalls();
        const QString id = textOf(m->callOfChannel(channel), "id");
        m->events.clear();
        for (const QString &step : steps) {
            const Json body{{"direction", core::utf8(step.section(QLatin1Char(' '), 1))}};
            const QByteArray method = step.section(QLatin1Char(' '), 0, 0).toLatin1();
            const contract::Reply reply = m->ask(method.constData(), CallBench::at(id, "/mute"), body);
            QCOMPARE(reply.statusCode, 200);
            QVERIFY(reply.data.isEmpty());
            QCOMPARE(m->engine.last(QStringLiteral("/mute")).what,
                     QLatin1String(method) + QLatin1String(" /ari/channels/") + channel + QLatin1String("/mute"));
        }
        m->settle();
        QCOMPARE(textOf(m->call(id), "mute_direction"), call);
        QCOMPARE(m->events.count(QStringLiteral("call_updated")), int(steps.size()));
        QCOMPARE(textOf(bodyOf(m->ask("GET", QLatin1String("/v1/channels/") + channel)), "mute_direction"), call);
    }

    void refusesToMute()
    {
        const QString id = textOf(m->callOfChannel(m->phoneCalls()), "id");
        QCOMPARE(m->ask("POST", CallBench::at(id, "/mute"), Json{{"direction", "up"}}).statusCode, 400);
        m->engine.refuse(QStringLiteral("/mute"), 500);
        QCOMPARE(m->ask("POST", CallBench::at(id, "/mute"), Json::object()).statusCode, 400);
        QCOMPARE(textOf(m->call(id), "mute_direction"), QString());
        m->ask("POST", CallBench::at(id, "/hangup"));
        m->settle();
        QCOMPARE(m->ask("POST", CallBench::at(id, "/mute"), Json::object()).statusCode, 400);
    }

    void holdMusicAndSilenceReachTheChannel_data()
    {
        QTest::addColumn<QString>("what");
        for (const char *what : {"hold", "moh", "silence"})
            QTest::newRow(what) << QString::fromLatin1(what);
    }
    void holdMusicAndSilenceReachTheChannel()
    {
        QFETCH(QString, what);
        const QString channel = m->phoneCalls();
        const QString uri = CallBench::at(textOf(m->callOfChannel(channel), "id"), "/") + what;
        for (const char *method : {"POST", "DELETE"}) {
            QCOMPARE(m->ask(method, uri).statusCode, 200);
            QCOMPARE(m->engine.last(QString()).what,
                     QLatin1String(method) + QLatin1String(" /ari/channels/") + channel + QLatin1Char('/') + what);
        }
    }

    void playingByRequestDoesNotMoveTheFlow()
    {
        const QString channel = m->phoneCalls();
        const QString id = textOf(m->callOfChannel(channel), "id");
        QCOMPARE(m->ask("POST", CallBench::at(id, "/play"), Json{{"media_urls", {"x"}}}).statusCode, 200);
        m->settle();
        QCOMPARE(textOf(m->engine.last(QStringLiteral("/play")).body, "playbackId"),
                 QLatin1String("call:00000000-0000-0000-0000-000000000000"));
        QCOMPARE(m->ask("POST", CallBench::at(id, "/media_stop")).statusCode, 200);
        m->settle();
        QCOMPARE(m->engine.count(QStringLiteral("/ari/playbacks/call:00000000-0000-0000-0000-000000000000")), 1);
        QCOMPARE(textOf(m->call(id)["action"], "type"), QStringLiteral("sleep"));
        QCOMPARE(m->ask("POST", CallBench::at(id, "/media_stop")).statusCode, 200);
    }

    void chainedCallsEndTogether()
    {
        const QString master = textOf(m->callOfChannel(m->phoneCalls()), "id");
        const QString chained = textOf(m->callOfChannel(m->phoneCalls()), "id");
        const Json body{{"chained_call_id", core::utf8(chained)}};
        const Json reply = bodyOf(m->ask("POST", CallBench::at(master, "/chained-call-ids"), body));
        QCOMPARE(core::fromUtf8(reply["chained_call_ids"][0].get<std::string>()), chained);
        QCOMPARE(textOf(m->call(chained), "master_call_id"), master);
        m->ask("POST", CallBench::at(master, "/hangup"));
        m->settle();
        QCOMPARE(textOf(m->call(chained), "status"), QStringLiteral("hangup"));
        QCOMPARE(m->ask("POST", CallBench::at(master, "/chained-call-ids"), body).statusCode, 500);
        QCOMPARE(m->calls->liveCalls(), 0);
    }

    void requestsForAnEndedCallDoNotReviveIt()
    {
        const QString id = textOf(m->callOfChannel(m->phoneCalls()), "id");
        m->ask("POST", CallBench::at(id, "/hangup"));
        m->settle();
        QCOMPARE(m->ask("POST", CallBench::at(id, "/action-next"), Json{{"force", true}}).statusCode, 200);
        m->ask("POST", CallBench::at(id, "/health-check"), Json{{"retry_count", 3}});
        m->ask("DELETE", CallBench::at(id, "/chained-call-ids/") + unknown);
        m->settle();
        QCOMPARE(textOf(m->call(id), "status"), QStringLiteral("hangup"));
        QCOMPARE(m->calls->liveCalls(), 0);
    }

    void aStaleTimerIsRefused()
    {
        const Json call = m->callOfChannel(m->phoneCalls());
        const QString uri = CallBench::at(textOf(call, "id"), "/action-timeout");
        Json body{{"action_id", call["action"]["id"]}, {"action_type", "x"}, {"tm_execute", "2020-01-01T00:00:00.000000Z"}};
        QCOMPARE(m->ask("POST", uri, body).statusCode, 500);
        body["tm_execute"] = "nonsense";
        QCOMPARE(m->ask("POST", uri, body).statusCode, 500);
        body["tm_execute"] = call["action"]["tm_execute"];
        body["action_id"] = core::utf8(unknown);
        QCOMPARE(m->ask("POST", uri, body).statusCode, 500);
        body["action_id"] = call["action"]["id"];
        QCOMPARE(m->ask("POST", uri, body).statusCode, 200);
        m->settle();
        QCOMPARE(textOf(m->call(textOf(call, "id")), "status"), QStringLiteral("hangup"));
    }

private:
    std::unique_ptr<CallBench> m;
};

QTEST_GUILESS_MAIN(CallRoutesTest)
#include "tst_callroutes.moc"
