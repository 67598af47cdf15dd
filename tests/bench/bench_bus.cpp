// SPDX-License-Identifier: GPL-3.0-or-later
// One `GET /v1/calls/{id}` of call-manager over its SQLite store: through LocalBus, and through a RabbitMQ for the ratio. The
// caller has the call as a struct in the end. Asked one after the other.
#include "bench/amqplink.h"
#include "bench/figures.h"
#include "bus/localbus.h"
#include "clients/callclient.h"
#include "core/log.h"
#include "core/systemclock.h"
#include "services/call/service.h"
#include "store/memorycache.h"
#include "store/sqlitestore.h"
#include "store/table.h"
#include "support/rabbitmq.h"
#include "support/wait.h"

#include <QFileInfo>
#include <QTemporaryDir>

#include <future>
#include <thread>

namespace {
using bench::AmqpLink;
using contract::Call;
using core::Task;
using support::RabbitMq;
constexpr double mostMicros = 10;
const QString engine = QStringLiteral("bench");

double microsNow()
{
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// A call as the switch leaves it: twenty members set.
Call sample(const QString &status)
{
    Call call;
    call.id = core::newId();
    call.customerId = core::newId();
    call.channelId = core::toText(core::newId());
    call.flowId = core::newId();
    call.activeflowId = core::newId();
    call.type = QStringLiteral("flow");
    call.source.type = call.destination.type = QStringLiteral("tel");
    call.source.target = QStringLiteral("+821100000001");
    call.destination.target = QStringLiteral("+821100000002");
    call.status = status;
    call.direction = contract::direction::incoming;
    call.action.id = core::newId();
    call.action.type = QStringLiteral("answer");
    return call;
}

/// The platform as far as the request goes: timeline, bus, store, call-manager. An engine that knows every channel keeps the
/// live call alive.
struct World
{
    QTemporaryDir folder;
    std::shared_ptr<core::SystemClock> clock = std::make_shared<core::SystemClock>();
    core::Timeline timeline{clock};
    bus::LocalBus bus{clock, &timeline};
    store::SqliteStore db{folder.filePath(QStringLiteral("bench.db"))};
    services::call::Service service{bus, db, clock, {.cache = std::make_shared<store::MemoryCache>(clock)}};
    bus::Subscription channels;
    Call ended = sample(contract::callstatus::hangup), live = sample(contract::callstatus::progressing);

    Task<void> start()
    {
        const auto known = [](bus::Request) -> Task<bus::Reply> { co_return bus::Reply::ok(core::Json::object()); };
        channels = bus.serve(contract::asteriskQueue(engine), known);
        store::Table<Call> calls(db, QStringLiteral("call_calls"));
        ended.tmCreate = live.tmCreate = clock->wall();
        co_await calls.insert(ended);
        co_await calls.insert(live);
        store::Table<contract::Channel> rows(db, QStringLiteral("call_channels"));
        contract::Channel channel;
        channel.id = live.channelId;
        channel.asteriskId = engine;
        channel.tmCreate = clock->wall();
        co_await rows.insert(channel);
        co_await service.start();
    }
};

Task<std::vector<double>> askLocal(World *world, QUuid id, int rounds)
{
    clients::CallClient client(world->bus, QStringLiteral("bench"));
    std::vector<double> micros;
    for (int i = 0; i < rounds; ++i) {
        const double began = microsNow();
        const Call call = co_await client.call(id);
        micros.push_back(microsNow() - began);
        if (call.id != id)
            throw std::runtime_error("another call came back");
    }
    co_return micros;
}

/// The service behind the broker: every delivery becomes a request of the local bus, on the thread that serves.
class Behind
{
public:
    Behind(World *world, QUrl url, QByteArray queue)
        : m_thread([this, world, url = std::move(url), queue = std::move(queue), home = core::Poster::ofThisThread()] {
              AmqpLink link;
              m_ready.set_value(link.open(url) && link.declare(queue) && link.consume(queue));
              while (const auto message = link.receive()) {
                  if (message->body.isEmpty())
                      return;
                  auto answer = std::make_shared<std::promise<QByteArray>>();
                  home->post([world, body = message->body, answer] { serve(world, body, answer); });
                  link.send(message->replyTo, {answer->get_future().get(), {}, message->correlationId});
              }
          })
    {
    }
    ~Behind() { m_thread.join(); }
    bool isReady() { return m_ready.get_future().get(); }

private:
    static Task<void> serve(World *world, QByteArray body, std::shared_ptr<std::promise<QByteArray>> answer)
    {
        contract::Request request = contract::requestOf(core::parseJson(body.toStdString()));
        const contract::Reply reply =
            co_await world->bus.request(contract::requestQueue(contract::service::call), std::move(request));
        answer->set_value(QByteArray::fromStdString(core::dumpJson(contract::toJson(reply))));
    }

    std::promise<bool> m_ready;
    std::thread m_thread;
};

std::vector<double> askBroker(const QUrl &url, const QByteArray &queue, QUuid id, int rounds)
{
    static const QByteArray replies = "amq.rabbitmq.reply-to";
    AmqpLink link;
    std::vector<double> micros;
    if (!link.open(url) || !link.consume(replies))
        return micros;
    for (int i = 0; i < rounds; ++i) {
        const double began = microsNow();
        contract::Request request;
        request.method = clients::get;
        request.uri = clients::path("calls", id);
        request.publisher = QStringLiteral("bench");
        const QByteArray body = QByteArray::fromStdString(core::dumpJson(contract::toJson(request)));
        link.send(queue, {body, replies, QByteArray::number(i)});
        const auto answer = link.receive();
        if (!answer)
            break;
        const contract::Reply reply = contract::replyOf(core::parseJson(answer->body.toStdString()));
        reply.throwIfError();
        const Call call = reply.data.as<Call>();
        micros.push_back(microsNow() - began);
        if (call.id != id)
            break;
    }
    link.send(queue, {});
    return micros;
}

/// Empty without a broker.
std::vector<double> throughBroker(World *world, QUuid id, int rounds)
{
    RabbitMq server;
    if (!QFileInfo(RabbitMq::program()).isExecutable()) {
        bench::fail(QStringLiteral("no ratio: %1 is not installed").arg(RabbitMq::package()));
        return {};
    }
    if (!server.start()) {
        bench::fail(server.error());
        return {};
    }
    const QByteArray queue = contract::requestQueue(contract::service::call).toLatin1();
    QEventLoop loop;
    std::vector<double> micros;
    Behind behind(world, server.url(), queue);
    if (!behind.isReady())
        return {};
    const auto home = core::Poster::ofThisThread();
    std::thread asker([&] {
        micros = askBroker(server.url(), queue, id, rounds);
        home->post([&loop] { loop.quit(); });
    });
    loop.exec();
    asker.join();
    return micros;
}
} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    core::log::setLevel(core::log::Level::Error);
    const int rounds = bench::isSmoke() ? 200 : bench::option(QStringLiteral("rounds"), QStringLiteral("50000")).toInt();
    World world;
    wait(world.start());
    bench::Figures figures;
    double local = 0;
    const std::pair<const char *, QUuid> cases[]{{"a live call", world.live.id}, {"an ended call", world.ended.id}};
    for (const auto &[name, id] : cases) {
        wait(askLocal(&world, id, rounds / 10));
        const std::vector<double> micros = wait(askLocal(&world, id, rounds));
        const QString title = QStringLiteral("GET /v1/calls/{id}, %1, LocalBus, ").arg(QLatin1String(name));
        figures.atMost(title + "p50", bench::percentile(micros, 0.5), QStringLiteral("µs"), mostMicros);
        figures.add(title + "p99", bench::percentile(micros, 0.99), QStringLiteral("µs"));
        local = local == 0 ? bench::percentile(micros, 0.5) : local;
    }
    if (app.arguments().contains(QStringLiteral("--no-broker")))
        return figures.result();
    const std::vector<double> remote = throughBroker(&world, world.live.id, bench::isSmoke() ? 50 : 5000);
    if (!remote.empty()) {
        const double median = bench::percentile(remote, 0.5);
        figures.add(QStringLiteral("the same through RabbitMQ, p50"), median, QStringLiteral("µs"));
        figures.add(QStringLiteral("the same through RabbitMQ, p99"), bench::percentile(remote, 0.99), QStringLiteral("µs"));
        figures.add(QStringLiteral("RabbitMQ to LocalBus"), median / local, QStringLiteral("times"));
    }
    return figures.result();
}
