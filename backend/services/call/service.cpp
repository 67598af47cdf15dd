// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/service.h"

#include "services/call/actions.h"
#include "services/call/calls.h"
#include "services/call/confbridges.h"
#include "services/call/events.h"
#include "services/call/externalmedias.h"
#include "services/call/groupcalls.h"
#include "services/call/incoming.h"
#include "services/call/machines.h"
#include "services/call/outboundconfigs.h"
#include "services/call/outgoing.h"
#include "services/call/recordings.h"
#include "services/call/recovery.h"
#include "services/call/routes.h"
#include "services/call/rtpdebug.h"

#include <QScopeGuard>

namespace services::call {
namespace {
/// The contract's 20 are of one pod of several; most of an event's time goes by waiting for the disk.
constexpr int eventsAtOnce = 200;
} // namespace

class Service::Private
{
public:
    Private(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock, Config config)
        : context(bus, db, std::move(clock), std::move(config)),
          calls(context),
          actions(context),
          outgoing(context),
          groupcalls(context),
          confbridges(context),
          recordings(context),
          externalMedias(context),
          machines(context),
          outboundConfigs(context, db),
          rtpDebug(context),
          recovery(context),
          incoming(context),
          events(context, incoming),
          handlers(context, events)
    {
        context.calls = &calls;
        context.actions = &actions;
        context.outgoing = &outgoing;
        context.groupcalls = &groupcalls;
        context.confbridges = &confbridges;
        context.recordings = &recordings;
        context.externalMedias = &externalMedias;
        context.machines = &machines;
        context.outboundConfigs = &outboundConfigs;
        context.rtpDebug = &rtpDebug;
        context.recovery = &recovery;
        for (const Route &route : services::call::routes)
            add(route);
    }

    void add(const Route &route)
    {
        const QString method = QString::fromLatin1(route.method), pattern = QString::fromLatin1(route.pattern);
        const QString path = pattern.section(QLatin1Char('?'), 0, 0);
        router.add({method, pattern, QString::fromUtf8(route.summary)}, [this, &route, method, path](bus::Call call) {
            const core::Nanos begun = context.measures.begin();
            return timed(begun, (handlers.*route.handler)(std::move(call)), path, method);
        });
    }
    core::Task<bus::Reply> timed(core::Nanos begun, core::Task<bus::Reply> answering, QString path, QString method)
    {
        const auto measured = qScopeGuard([&] { context.measures.requestDone(path, method, begun); });
        bus::Reply reply = co_await std::move(answering);
        co_return reply;
    }

    Context context;
    Calls calls;
    Actions actions;
    Outgoing outgoing;
    Groupcalls groupcalls;
    Confbridges confbridges;
    Recordings recordings;
    ExternalMedias externalMedias;
    Machines machines;
    OutboundConfigs outboundConfigs;
    RtpDebug rtpDebug;
    Recovery recovery;
    Incoming incoming;
    Events events;
    Handlers handlers;
    bus::Router router{Context::name};
    bool serving = false;
    bus::Subscription requests;
    bus::Subscription subscription;
};

Service::Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock, Config config)
    : d(std::make_unique<Private>(bus, db, std::move(clock), std::move(config)))
{
}

Service::~Service() { stop(); }

core::Task<void> Service::serve()
{
    Private *p = d.get();
    p->router.beforeReply(p->context.bus, [p] { return p->context.repo.durable(); });
    if (!std::exchange(p->serving, true))
        p->requests = p->context.bus.serve(contract::requestQueue(Context::name),
                                           [p](bus::Request request) { return p->router.dispatch(std::move(request)); });
    co_return;
}

core::Task<void> Service::start()
{
    using namespace contract;
    Private *p = d.get();
    co_await serve();
    const QStringList exchanges{asteriskEvents, eventExchange(contract::service::customer),
                                eventExchange(contract::service::flow), eventExchange(QStringLiteral("sentinel-manager"))};
    p->subscription = p->context.bus.subscribe(
        subscribeQueue(Context::name), exchanges,
        [p](bus::Event event) -> core::Task<void> {
            try {
                co_await p->events.handle(std::move(event));
            } catch (...) { // never retried (contract/call-manager.md §12)
                core::log::warn("call", "event not handled: {}", core::describe(std::current_exception()));
            }
        },
        eventsAtOnce);
    co_await p->calls.reconcile();
    co_await p->recordings.reconcile();
}

void Service::stop()
{
    d->subscription.cancel();
    d->requests.cancel();
    d->serving = false;
    d->context.pauses.endAll();
}

core::Task<void> Service::durable() { return d->context.repo.durable(); }

int Service::liveCalls() const { return int(d->context.repo.calls.live().size()); }

core::Task<void> Service::hangupAll()
{
    const QList<QUuid> ids = d->context.repo.calls.live().keys();
    for (const QUuid &id : ids)
        co_await d->calls.hangup(id, QStringLiteral("normal"));
}

const std::vector<bus::RouteInfo> &Service::routes() const { return d->router.routes(); }

} // namespace services::call
