// SPDX-License-Identifier: GPL-3.0-or-later
// The suite every adapter of the Bus port passes.
#include "bus/localbus.h"
#include "bussuite.h"
#include "core/poster.h"

#include <QThread>
#include <QtTest>

using bus::Event;
using bus::Millis;
using bus::Reply;
using bus::Request;
using core::Errc;
using core::Error;
using core::Json;
using core::Task;

namespace {
BusUnderTest makeLocal()
{
    auto clock = std::make_shared<core::VirtualClock>();
    return {clock, std::make_unique<bus::LocalBus>(clock, nullptr)};
}

struct Outcome
{
    bool done = false;
    int status = 0;
    Errc error = Errc::Internal;
    QString reason;
    Json body;
};

Request get(const char *uri) { return Request{QStringLiteral("GET"), QLatin1String(uri), {}, QStringLiteral("test")}; }

Task<void> ask(bus::Bus *bus, QString queue, Request request, std::shared_ptr<Outcome> out, Millis timeout = Millis(3000))
{
    try {
        const Reply reply = co_await bus->request(queue, std::move(request), timeout);
        out->status = reply.statusCode;
        out->body = reply.data.toJson();
        reply.throwIfError();
    } catch (const Error &error) {
        out->error = error.code();
        out->reason = error.reason();
    }
    out->done = true;
}

std::shared_ptr<Outcome> askNow(bus::Bus &bus, const char *queue, Request request, Millis timeout = Millis(3000))
{
    auto out = std::make_shared<Outcome>();
    ask(&bus, QLatin1String(queue), std::move(request), out, timeout);
    return out;
}

} // namespace

class BusTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data()
    {
        QTest::addColumn<int>("adapter");
        QTest::newRow("LocalBus") << 0;
    }
    void init() { m = makeLocal(); }
    void cleanup()
    {
        for (const auto &open : std::exchange(m_open, {}))
            open.resolve(Reply::ok());
        m = {};
    }

    void answersTheBodyThatWasSent()
    {
        const auto served = m.bus->serve(QStringLiteral("q"), [](Request request) -> Task<Reply> {
            co_return Reply::ok(Json{{"got", core::utf8(request.uri)}, {"data", request.data.toJson()}});
        });
        Request request = get("/v1/things");
        request.data = bus::Payload(Json{{"a", 1}});
        const auto out = askNow(*m.bus, "q", request);
        QTRY_VERIFY(out->done);
        QCOMPARE(out->status, 200);
        QCOMPARE(out->body["got"].get<std::string>(), std::string("/v1/things"));
        QCOMPARE(out->body["data"]["a"].get<int>(), 1);
    }

    void neverAnswersFromInsideTheCall()
    {
        bool handled = false;
        const auto served = m.bus->serve(QStringLiteral("q"), [&](Request) -> Task<Reply> {
            handled = true;
            co_return Reply::ok();
        });
        const auto out = askNow(*m.bus, "q", get("/x"));
        QVERIFY(!handled);
        QVERIFY(!out->done);
        QTRY_VERIFY(out->done);
    }

    void errorsReachTheCaller_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("reason");
        QTest::newRow("a typed error keeps its reason") << 0 << 404 << "CALL_NOT_FOUND";
        QTest::newRow("anything else thrown is 500") << 1 << 500 << "INTERNAL";
        QTest::newRow("a bare status is its phrase") << 2 << 409 << "ALREADY_EXISTS";
    }
    void errorsReachTheCaller()
    {
        QFETCH(int, kind);
        QFETCH(int, status);
        QFETCH(QString, reason);
        const auto served = m.bus->serve(QStringLiteral("q"), [kind](Request) -> Task<Reply> {
            if (kind == 0)
                throw Error(Errc::NotFound, QStringLiteral("CALL_NOT_FOUND"), QStringLiteral("gone"));
            if (kind == 1)
                throw std::runtime_error("bug");
            co_return Reply::status(409);
        });
        const auto out = askNow(*m.bus, "q", get("/x"));
        QTRY_VERIFY(out->done);
        QCOMPARE(out->status, status);
        QCOMPARE(out->reason, reason);
    }

    void givesUpAtTheDeadline()
    {
        const auto served = m.bus->serve(QStringLiteral("q"), never());
        const auto out = askNow(*m.bus, "q", get("/x"), Millis(1000));
        QTest::qWait(0);
        m.clock->advance(Millis(999));
        QVERIFY(!out->done);
        m.clock->advance(Millis(1));
        QTRY_VERIFY(out->done);
        QCOMPARE(out->error, Errc::DeadlineExceeded);
    }

    void latenciesAreThoseOfTheLastMinute()
    {
        const auto served = m.bus->serve(QStringLiteral("q"), [this](Request request) -> Task<Reply> {
            if (request.uri == QLatin1String("/slow"))
                m.clock->advance(Millis(900));
            co_return Reply::ok();
        });
        const auto p99 = [this] { return m.bus->stats().front().p99Ms; };
        const auto slow = askNow(*m.bus, "q", get("/slow"));
        QTRY_VERIFY(slow->done);
        QCOMPARE(p99(), 900.0);
        m.clock->advance(Millis(59'000));
        const auto quick = askNow(*m.bus, "q", get("/quick"));
        QTRY_VERIFY(quick->done);
        QCOMPARE(p99(), 900.0);
        m.clock->advance(Millis(2'000));
        QCOMPARE(p99(), 0.0);
    }

    void aQueueNobodyServesIsUnavailable()
    {
        const auto out = askNow(*m.bus, "nobody", get("/x"));
        QTRY_VERIFY(out->done);
        QCOMPARE(out->error, Errc::Unavailable);
    }

    void opensTheBreakerAfterFiveFailuresAndProbesOnce()
    {
        auto served = m.bus->serve(QStringLiteral("q"), never(), 100);
        for (int i = 0; i < 5; ++i)
            askNow(*m.bus, "q", get("/x"), Millis(10));
        QTest::qWait(0);
        m.clock->advance(Millis(20));
        auto rejected = askNow(*m.bus, "q", get("/x"));
        QTRY_VERIFY(rejected->done);
        QCOMPARE(rejected->reason, QStringLiteral("BREAKER_OPEN"));

        served = {};
        int handled = 0;
        served = m.bus->serve(QStringLiteral("q"), [&](Request) -> Task<Reply> {
            ++handled;
            co_return Reply::ok();
        });
        m.clock->advance(Millis(30'000));
        const auto probe = askNow(*m.bus, "q", get("/x"));
        const auto beside = askNow(*m.bus, "q", get("/x"));
        QTRY_VERIFY(probe->done && beside->done);
        QCOMPARE(probe->status, 200);
        QCOMPARE(beside->reason, QStringLiteral("BREAKER_OPEN"));
        const auto closed = askNow(*m.bus, "q", get("/x"));
        QTRY_VERIFY(closed->done);
        QCOMPARE(closed->status, 200);
        QCOMPARE(handled, 2);
    }

    void errorStatusesDoNotOpenTheBreaker()
    {
        const auto served = m.bus->serve(QStringLiteral("q"), [](Request) -> Task<Reply> { co_return Reply::status(500); });
        for (int i = 0; i < 8; ++i) {
            const auto out = askNow(*m.bus, "q", get("/x"));
            QTRY_VERIFY(out->done);
            QCOMPARE(out->status, 500);
        }
    }

    void runsNoMoreHandlersThanWorkers()
    {
        std::vector<core::Promise<bool>> gates;
        const auto served = m.bus->serve(
            QStringLiteral("q"),
            [&](Request) -> Task<Reply> {
                const core::Promise<bool> gate;
                gates.push_back(gate);
                co_await gate;
                co_return Reply::ok();
            },
            3);
        std::vector<std::shared_ptr<Outcome>> outs;
        for (int i = 0; i < 5; ++i)
            outs.push_back(askNow(*m.bus, "q", get("/x")));
        QTRY_COMPARE(gates.size(), size_t(3));
        QTest::qWait(1);
        QCOMPARE(gates.size(), size_t(3));
        gates[0].resolve(true);
        QTRY_COMPARE(gates.size(), size_t(4));
        for (size_t i = 1; i < 4; ++i)
            gates[i].resolve(true);
        QTRY_COMPARE(gates.size(), size_t(5));
        gates[4].resolve(true);
        for (const auto &out : outs)
            QTRY_VERIFY(out->done);
    }

    void refusesASecondConsumerOfAQueue()
    {
        const auto first = m.bus->serve(QStringLiteral("q"), never());
        QString reason;
        try {
            const auto second = m.bus->serve(QStringLiteral("q"), never());
        } catch (const Error &error) {
            reason = error.reason();
        }
        QCOMPARE(reason, QStringLiteral("QUEUE_TAKEN"));
    }

    void delaysRequests()
    {
        int handled = 0;
        const auto served = m.bus->serve(QStringLiteral("q"), [&](Request) -> Task<Reply> {
            ++handled;
            co_return Reply::ok();
        });
        m.bus->requestLater(QStringLiteral("q"), get("/now"), Millis(0));
        m.bus->requestLater(QStringLiteral("q"), get("/later"), Millis(5000));
        QCOMPARE(handled, 0);
        QTRY_COMPARE(handled, 1);
        m.clock->advance(Millis(4999));
        QTest::qWait(1);
        QCOMPARE(handled, 1);
        m.clock->advance(Millis(1));
        QTRY_COMPARE(handled, 2);
    }

    void takesADelayedRequestBack()
    {
        QStringList handled;
        const auto served = m.bus->serve(QStringLiteral("q"), [&](Request request) -> Task<Reply> {
            handled += request.uri;
            co_return Reply::ok();
        });
        const auto kept = m.bus->requestUnless(QStringLiteral("q"), get("/kept"), Millis(5000));
        m.bus->requestUnless(QStringLiteral("q"), get("/dropped"), Millis(4000)).cancel();
        m.clock->advance(Millis(5000));
        QTRY_COMPARE(handled, QStringList{QStringLiteral("/kept")});
    }

    void fansEventsOutToEachQueueOnce()
    {
        int a = 0, b = 0, shared1 = 0, shared2 = 0;
        const auto count = [](int &into) {
            return [&into](Event) -> Task<void> {
                ++into;
                co_return;
            };
        };
        const QStringList exchange{QStringLiteral("x.event")};
        const auto s1 = m.bus->subscribe(QStringLiteral("a"), exchange, count(a));
        const auto s2 = m.bus->subscribe({}, exchange, count(b));
        const auto s3 = m.bus->subscribe(QStringLiteral("shared"), exchange, count(shared1));
        const auto s4 = m.bus->subscribe(QStringLiteral("shared"), exchange, count(shared2));
        for (int i = 0; i < 10; ++i)
            m.bus->publish(QStringLiteral("x.event"), Event{QStringLiteral("thing_created"), QStringLiteral("x"), {}});
        m.bus->publish(QStringLiteral("other.event"), Event{QStringLiteral("other"), QStringLiteral("y"), {}});
        QTRY_COMPARE(a, 10);
        QTRY_COMPARE(b, 10);
        QTRY_COMPARE(shared1 + shared2, 10);
    }

    void retriesAnEventThreeTimesThenDropsIt()
    {
        std::vector<qint64> at;
        const auto subscription = m.bus->subscribe(QStringLiteral("s"), {QStringLiteral("x.event")}, [&](Event) -> Task<void> {
            at.push_back(std::chrono::duration_cast<Millis>(m.clock->now()).count());
            throw std::runtime_error("not today");
            co_return;
        });
        m.bus->publish(QStringLiteral("x.event"), Event{QStringLiteral("e"), QStringLiteral("x"), {}});
        for (const int step : {0, 5'000, 30'000, 120'000, 500'000}) {
            m.clock->advance(Millis(step));
            QTest::qWait(1);
        }
        QCOMPARE(at, (std::vector<qint64>{0, 5'000, 35'000, 155'000}));
    }

    void sendsADirectEventToOneQueueOnly()
    {
        int a = 0, b = 0;
        const QStringList exchange{QStringLiteral("x.event")};
        const auto s1 = m.bus->subscribe(QStringLiteral("a"), exchange, [&](Event) -> Task<void> {
            ++a;
            co_return;
        });
        const auto s2 = m.bus->subscribe(QStringLiteral("b"), exchange, [&](Event) -> Task<void> {
            ++b;
            co_return;
        });
        m.bus->publishTo(QStringLiteral("a"), Event{QStringLiteral("e"), QStringLiteral("x"), {}});
        QTRY_COMPARE(a, 1);
        QCOMPARE(b, 0);
    }

    void answersOnTheThreadThatAsked()
    {
        QThread *servingThread = nullptr;
        const auto served = m.bus->serve(QStringLiteral("q"), [&](Request) -> Task<Reply> {
            servingThread = QThread::currentThread();
            co_return Reply::ok();
        });
        QThread other;
        other.start();
        QObject context;
        context.moveToThread(&other);
        std::atomic<QThread *> answeredOn = nullptr;
        QMetaObject::invokeMethod(&context, [&] {
            [](bus::Bus *bus, std::atomic<QThread *> *on) -> Task<void> {
                co_await bus->request(QStringLiteral("q"), get("/x"));
                *on = QThread::currentThread();
            }(m.bus.get(), &answeredOn);
        });
        QTRY_VERIFY(answeredOn.load());
        QCOMPARE(answeredOn.load(), &other);
        QCOMPARE(servingThread, QThread::currentThread());
        other.quit();
        other.wait();
    }

    void unservedWaitingRequestsAreAnswered()
    {
        auto served = m.bus->serve(QStringLiteral("q"), never(), 1);
        const auto running = askNow(*m.bus, "q", get("/1"));
        QTest::qWait(1);
        const auto waiting = askNow(*m.bus, "q", get("/2"));
        served = {};
        QTRY_VERIFY(waiting->done);
        QCOMPARE(waiting->status, 503);
    }

private:
    /// A handler that does not answer before the test is over; then it ends, and its frame with it.
    bus::Handler never()
    {
        return [this](Request) -> Task<Reply> {
            const core::Promise<Reply> open;
            m_open.push_back(open);
            Reply reply = co_await open;
            co_return reply;
        };
    }

    BusUnderTest m;
    std::vector<core::Promise<Reply>> m_open;
};

QTEST_GUILESS_MAIN(BusTest)
#include "tst_bus.moc"
