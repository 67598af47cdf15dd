// SPDX-License-Identifier: GPL-3.0-or-later
// Every verb of a call in every state of it, with bodies of every wrong kind.
#include "callbench.h"

#include <QTest>

using core::Json;

namespace {
constexpr core::Millis step{500};
constexpr int steps = 20;
const QString unknown = QStringLiteral("6a1b2c3d-0000-4000-8000-000000000000");

Json membersAs(const Json &value)
{
    Json body = Json::object();
    for (const char *name : {"force",
                             "action_id",
                             "action_type",
                             "tm_execute",
                             "text",
                             "language",
                             "provider",
                             "voice_id",
                             "media_urls",
                             "direction",
                             "digits",
                             "chained_call_id",
                             "recording_id",
                             "confbridge_id",
                             "external_media_id",
                             "external_host",
                             "encapsulation",
                             "transport",
                             "transport_data",
                             "connection_type",
                             "format",
                             "direction_listen",
                             "direction_speak",
                             "end_of_silence",
                             "end_of_key",
                             "duration",
                             "on_end_flow_id",
                             "retry_count",
                             "flag",
                             "reference_type",
                             "reference_id",
                             "destinations",
                             "source",
                             "customer_id",
                             "flow_id",
                             "metadata",
                             "variables",
                             "ring_method",
                             "destination_whitelist",
                             "asterisk_id"})
        body[name] = value;
    return body;
}
} // namespace

class CallHostileTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m = std::make_unique<CallBench>();
        m->openShop();
    }
    void cleanup()
    {
        m->settle();
        m.reset();
    }

    void everyVerbIsAnswered_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<QByteArray>("body");
        const std::pair<const char *, Json> bodies[]{{"no body", Json()},
                                                     {"a list", Json::array({1, "x", nullptr})},
                                                     {"a text", Json("x")},
                                                     {"a number", Json(7)},
                                                     {"nothing in it", Json::object()},
                                                     {"every member null", membersAs(nullptr)},
                                                     {"every member a number", membersAs(-1e300)},
                                                     {"every member a huge number", membersAs(9'007'199'254'740'993)},
                                                     {"every member a text", membersAs("x")},
                                                     {"every member a long text", membersAs(std::string(100'000, '+'))},
                                                     {"every member a list", membersAs(Json::array({Json::array(), "x"}))},
                                                     {"every member an object", membersAs(Json{{"id", {{"id", 1}}}})},
                                                     {"every member an unknown id", membersAs(unknown.toStdString())}};
        for (const char *state : {"ringing", "progressing", "in a room", "ended", "deleted"}) {
            for (const auto &[name, body] : bodies)
                QTest::addRow("%s, %s", state, name) << QString::fromLatin1(state) << QByteArray::fromStdString(body.dump());
        }
    }
    /// And nothing stays when the call has ended.
    void everyVerbIsAnswered()
    {
        QFETCH(QString, state);
        QFETCH(QByteArray, body);
        const Json given = Json::parse(body.toStdString());
        const QString room = m->makeRoom();
        const QString id = bring(state, room);
        QVERIFY(!id.isEmpty());
        const QByteArray call = "/v1/calls/" + id.toLatin1(), bridge = "/v1/confbridges/" + room.toLatin1();
        for (const QByteArray &verb : {"POST " + call + "/digits",
                                       "GET " + call + "/digits",
                                       "POST " + call + "/action-timeout",
                                       "POST " + call + "/chained-call-ids",
                                       "DELETE " + call + "/chained-call-ids/" + unknown.toLatin1(),
                                       "POST " + call + "/talk",
                                       "POST " + call + "/play",
                                       "POST " + call + "/media_stop",
                                       "POST " + call + "/hold",
                                       "DELETE " + call + "/hold",
                                       "POST " + call + "/moh",
                                       "DELETE " + call + "/moh",
                                       "POST " + call + "/silence",
                                       "DELETE " + call + "/silence",
                                       "POST " + call + "/mute",
                                       "DELETE " + call + "/mute",
                                       "POST " + call + "/recording_start",
                                       "POST " + call + "/recording_stop",
                                       "PUT " + call + "/recording_id",
                                       "POST " + call + "/external-media",
                                       "DELETE " + call + "/external-media",
                                       "PUT " + call + "/confbridge_id",
                                       "POST " + call + "/action-next",
                                       "POST " + bridge + "/flags",
                                       "DELETE " + bridge + "/flags",
                                       "POST " + bridge + "/ring",
                                       "POST " + bridge + "/answer",
                                       "POST " + bridge + "/recording_start",
                                       "POST " + bridge + "/recording_stop",
                                       "POST " + bridge + "/external-media",
                                       "DELETE " + bridge + "/external-media",
                                       "POST " + bridge + "/calls/" + unknown.toLatin1(),
                                       "DELETE " + bridge + "/calls/" + id.toLatin1(),
                                       QByteArray("POST /v1/calls"),
                                       "POST " + call,
                                       QByteArray("POST /v1/groupcalls"),
                                       QByteArray("POST /v1/recordings"),
                                       QByteArray("POST /v1/external-medias"),
                                       QByteArray("POST /v1/outbound_configs"),
                                       QByteArray("POST /v1/confbridges"),
                                       QByteArray("POST /v1/recovery"),
                                       "POST " + call + "/hangup",
                                       "POST " + bridge + "/terminate"}) {
            const int status = ask(verb, given);
            QVERIFY2(status == 200 || status == 400 || status == 404 || status == 409 || status == 500 || status == 503,
                     verb + ": " + QByteArray::number(status));
        }
        m->advance(step);
        QCOMPARE(textOf(m->call(id), "status"), QStringLiteral("hangup"));
        QCOMPARE(m->calls->liveCalls(), 0);
        QCOMPARE(m->engine.channels().size(), 0);
    }

private:
    QString bring(const QString &state, const QString &room)
    {
        const QString channel = m->phoneCalls();
        const QString id = textOf(m->callOfChannel(channel), "id");
        if (state == QLatin1String("progressing") || state == QLatin1String("in a room"))
            m->engine.pickUp(channel);
        if (state == QLatin1String("in a room"))
            ask("POST /v1/confbridges/" + room.toLatin1() + "/calls/" + id.toLatin1(), Json::object());
        if (state == QLatin1String("ended"))
            ask("POST /v1/calls/" + id.toLatin1() + "/hangup", Json());
        if (state == QLatin1String("deleted"))
            ask("DELETE /v1/calls/" + id.toLatin1(), Json());
        m->settle();
        return id;
    }
    /// The status of the reply; 0: none came.
    int ask(const QByteArray &verb, const Json &body)
    {
        int status = 0;
        core::TaskGroup group;
        bus::Request request;
        request.method = QString::fromLatin1(verb.left(verb.indexOf(' ')));
        request.uri = QString::fromLatin1(verb.mid(verb.indexOf(' ') + 1));
        request.publisher = QStringLiteral("test");
        if (!body.is_null())
            request.data = contract::Payload(body);
        group.run([](bus::Bus *bus, bus::Request wish, int *into) -> core::Task<void> {
            const contract::Reply reply = co_await bus->request(contract::requestQueue(contract::service::call), std::move(wish));
            *into = reply.statusCode;
        }(&m->bus, std::move(request), &status));
        m->settle();
        for (int i = 0; i < steps && status == 0; ++i)
            m->advance(step);
        return status;
    }

    std::unique_ptr<CallBench> m;
};

QTEST_GUILESS_MAIN(CallHostileTest)
#include "tst_callhostile.moc"
