// SPDX-License-Identifier: GPL-3.0-or-later
// call-manager when two things happen at once, or one of them fails half way.
#include "callbench.h"

#include <QtTest>

using core::Json;

namespace {
class BrokenCache : public store::MemoryCache
{
public:
    using MemoryCache::MemoryCache;
    core::Task<std::optional<Json>> get(QString key) override
    {
        if (key.startsWith(QLatin1String("kamailio:")))
            throw core::Error(core::Errc::Unavailable, QStringLiteral("CACHE_GONE"), QStringLiteral("The cache is gone."));
        co_return co_await MemoryCache::get(std::move(key));
    }
};
} // namespace

class CallRacesTest : public QObject
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

    /// It is over while its channel is being made.
    void everyChannelOfACallHungUpAtOnceEnds()
    {
        const auto atOnce =
            onCreated([this](const QString &id, const QString &) { send("POST", CallBench::at(id, "/hangup"), {}, &m_ended); });
        startCall();
        for (const QString &channel : m->engine.channels().keys())
            m->engine.release(channel, 16);
        m->settle();
        QVERIFY(m_ended);
        QCOMPARE(openChannels(), 0);
        QCOMPARE(m->calls->liveCalls(), 0);
    }

    /// The engine has made it, but the request for it failed, and the call is over before it.
    void aChannelThatOutlivesItsCallEnds()
    {
        m->engine.refuse(QStringLiteral("/channels/create"), 500);
        Json channel;
        const auto atOnce = onCreated([&](const QString &, const QString &id) {
            channel = Json{{"id", core::utf8(id)}, {"name", "PJSIP/x-1"}};
            m->engine.emitEvent(Json{{"type", "ChannelCreated"}, {"channel", channel}});
        });
        startCall();
        QCOMPARE(m->calls->liveCalls(), 0);
        QCOMPARE(openChannels(), 1);
        m->engine.emitEvent(Json{{"type", "ChannelDestroyed"}, {"channel", channel}, {"cause", 16}});
        m->settle();
        QCOMPARE(openChannels(), 0);
    }

    void aCallThatEntersTwoRoomsAtOnceIsInOne()
    {
        const QString first = m->makeRoom(), second = m->makeRoom();
        const QString call = textOf(m->callOfChannel(m->phoneCalls()), "id");
        std::optional<contract::Reply> one, other;
        const QString join = QStringLiteral("/v1/confbridges/%1/calls/%2");
        send("POST", join.arg(first, call), {}, &one);
        send("POST", join.arg(second, call), {}, &other);
        m->settle();
        QVERIFY(one && other);
        QVERIFY((one->statusCode == 200) != (other->statusCode == 200));
        const bool isInFirst = one->statusCode == 200;
        QCOMPARE(textOf(m->call(call), "confbridge_id"), isInFirst ? first : second);
        QCOMPARE(members(isInFirst ? first : second), 1);
        QCOMPARE(members(isInFirst ? second : first), 0);
        QCOMPARE(m->events.count(QStringLiteral("confbridge_joined")), 1);
        m->ask("POST", CallBench::at(call, "/hangup"));
        m->settle();
        QCOMPARE(members(first) + members(second), 0);
        QCOMPARE(m->ask("POST", join.arg(second, call)).statusCode, 409);
    }

    void aCallThatEndsOnItsWayIntoARoomIsNotInIt()
    {
        const QString room = m->makeRoom();
        constexpr int mostTurns = 12;
        for (int turns = 0; turns < mostTurns; ++turns) {
            const QString channel = m->phoneCalls();
            const QString call = textOf(m->callOfChannel(channel), "id");
            std::optional<contract::Reply> joined;
            send("POST", QStringLiteral("/v1/confbridges/%1/calls/%2").arg(room, call), {}, &joined);
            turn(turns);
            m->engine.release(channel, 16);
            m->settle();
            QVERIFY(joined);
            QCOMPARE(members(room), 0);
        }
    }

    void anUnknownCallIsNotChained()
    {
        const QString id = textOf(m->callOfChannel(m->phoneCalls()), "id");
        const QString unknown = core::toText(core::newId());
        const Json before = m->call(id);
        m->events.clear();
        QCOMPARE(
            m->ask("POST", CallBench::at(id, "/chained-call-ids"), Json{{"chained_call_id", core::utf8(unknown)}}).statusCode,
            404);
        QCOMPARE(m->ask("DELETE", CallBench::at(id, "/chained-call-ids/") + unknown).statusCode, 404);
        QCOMPARE(m->call(id), before);
        QCOMPARE(m->events.types(), QStringList());
    }

    void aRoomIsDeletedOnce()
    {
        const QString room = QLatin1String("/v1/confbridges/") + m->makeRoom();
        const Json first = bodyOf(m->ask("DELETE", room));
        m->advance(core::Millis(1000));
        QCOMPARE(m->ask("DELETE", room).statusCode, 200);
        QCOMPARE(bodyOf(m->ask("DELETE", room)), first);
        QCOMPARE(m->events.count(QStringLiteral("confbridge_deleted")), 1);
    }

    void aCallIsHungUpWhenTheCacheIsGone()
    {
        m->calls.reset();
        m->cache = std::make_shared<BrokenCache>(m->clock);
        m->calls = m->makeCalls();
        wait(m->calls->start());
        m->phoneCalls();
        QVERIFY(m->engine.channels().isEmpty());
        QCOMPARE(m->calls->liveCalls(), 0);
    }

private:
    /// A request whose reply is there after settle().
    void send(const char *method, const QString &uri, Json body, std::optional<contract::Reply> *reply)
    {
        bus::Request request;
        request.method = QString::fromLatin1(method);
        request.uri = uri;
        if (!body.is_null())
            request.data = contract::Payload(std::move(body));
        [](CallBench *bench, bus::Request wanted, std::optional<contract::Reply> *into) -> core::Task<void> {
            contract::Reply got = co_await bench->bus.request(contract::requestQueue(contract::service::call), std::move(wanted),
                                                              core::Millis(9000));
            *into = std::move(got);
        }(m.get(), std::move(request), reply);
    }
    /// So many requests are answered, or no more come.
    void turn(qsizetype requests)
    {
        constexpr int quiet = 50;
        const qsizetype wanted = m->requests().size() + requests;
        (void)QTest::qWaitFor([&] { return m->requests().size() >= wanted; }, quiet);
    }
    /// `act` is told of each call, with its channel, as soon as it is there.
    bus::Subscription onCreated(std::function<void(const QString &id, const QString &channel)> act)
    {
        return m->bus.subscribe(QString(), {contract::eventExchange(contract::service::call)},
                                [act](bus::Event event) -> core::Task<void> {
                                    const Json call = event.data.toJson();
                                    if (event.type == QLatin1String("call_created"))
                                        act(textOf(call, "id"), textOf(call, "channel_id"));
                                    co_return;
                                });
    }
    void startCall()
    {
        std::optional<contract::Reply> started;
        send("POST", CallBench::at(core::toText(core::newId())),
             Json{{"customer_id", core::utf8(m->customer)},
                  {"flow_id", core::utf8(m->makeFlow(R"([{"type": "answer"}])"))},
                  {"destination", {{"type", "sip"}, {"target", "a@b"}}},
                  {"source", {{"type", "tel"}, {"target", "+15550000001"}}}},
             &started);
        m->settle();
    }
    int openChannels()
    {
        wait(m->calls->durable());
        return int(wait(m->db.query({QStringLiteral("SELECT id FROM call_channels WHERE tm_end IS NULL"), {}})).rows.size());
    }
    int members(const QString &room)
    {
        return int(bodyOf(m->ask("GET", QLatin1String("/v1/confbridges/") + room))["channel_call_ids"].size());
    }

    std::optional<contract::Reply> m_ended;
    std::unique_ptr<CallBench> m;
};

QTEST_GUILESS_MAIN(CallRacesTest)
#include "tst_callraces.moc"
