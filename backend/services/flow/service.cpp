// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/flow/service.h"

#include "services/flow/routes.h"

namespace services::flow {

class Service::Private
{
public:
    Private(bus::Bus &b, store::Store &db, std::shared_ptr<core::Clock> clock)
        : bus(b), repository(db, clock), engine(b, clock, repository), handlers(engine, repository)
    {
        router.add(std::span<const Route>(services::flow::routes), &handlers);
        router.beforeReply(bus, [this] { return repository.durable(); });
    }

    bus::Bus &bus;
    Repository repository;
    Engine engine;
    Handlers handlers;
    bus::Router router{contract::service::flow};
    bus::Subscription requests, events;

    core::Task<void> deleteOf(QUuid customerId)
    {
        const std::string customer = core::utf8(core::toText(customerId));
        const Json filters{{"customer_id", customer}, {"deleted", false}};
        const QString newest;
        const auto flows = co_await repository.flows(filters, 1000, newest);
        for (Flow flow : flows) {
            flow = co_await repository.update(flow);
            flow.tmDelete = flow.tmUpdate;
            co_await repository.update(flow);
            engine.notifier().publish(QStringLiteral("flow_deleted"), flow);
        }
        const auto running = co_await repository.activeflows(filters, 1000, newest);
        for (const Activeflow &flow : running)
            co_await engine.remove(flow.id);
    }
};

Service::Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock)
    : d(std::make_unique<Private>(bus, db, std::move(clock)))
{
}

Service::~Service() = default;

core::Task<void> Service::start()
{
    Private *p = d.get();
    p->requests = p->bus.serve(contract::requestQueue(contract::service::flow),
                               [p](bus::Request request) { return p->router.dispatch(std::move(request)); });
    const QStringList exchanges{contract::eventExchange(contract::service::customer)};
    p->events =
        p->bus.subscribe(contract::subscribeQueue(contract::service::flow), exchanges, [p](bus::Event event) -> core::Task<void> {
            if (event.type == QLatin1String("customer_deleted")) {
                const Json data = event.data.toJson();
                co_await p->deleteOf(core::parseId(core::fromUtf8(data.value("id", ""))));
            }
        });
    co_return;
}

void Service::stop()
{
    d->events.cancel();
    d->requests.cancel();
}

core::Task<void> Service::durable() { return d->repository.durable(); }

const std::vector<bus::RouteInfo> &Service::routes() const { return d->router.routes(); }

} // namespace services::flow
