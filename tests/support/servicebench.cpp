// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/servicebench.h"

#include "support/wait.h"

#include <QCoreApplication>
#include <QScopeGuard>

namespace {
constexpr int quietRounds = 4;
constexpr int mostRounds = 400;
} // namespace

core::Task<store::Rows> CountedStore::query(store::Sql sql)
{
    ++m_open;
    const auto closing = qScopeGuard([this] { --m_open; });
    store::Rows rows = co_await m_store.query(std::move(sql));
    co_return rows;
}

core::Task<int> CountedStore::write(std::vector<store::Sql> statements)
{
    ++m_open;
    const auto closing = qScopeGuard([this] { --m_open; });
    const int changed = co_await m_store.write(std::move(statements));
    co_return changed;
}

core::Task<void> CountedStore::turn()
{
    ++m_open;
    const auto closing = qScopeGuard([this] { --m_open; });
    co_await m_store.turn();
}

ServiceBench::ServiceBench() : db(m_folder.filePath(QStringLiteral("bench.db"))) {}

contract::Reply ServiceBench::ask(const QString &service, const char *method, const QString &uri, contract::Payload body)
{
    bus::Request request;
    request.method = QLatin1String(method);
    request.uri = uri;
    request.data = std::move(body);
    request.publisher = QStringLiteral("test");
    return wait(bus.request(contract::requestQueue(service), std::move(request)));
}

void ServiceBench::settle()
{
    quint64 seen = timeline.lastSequence();
    for (int round = 0, quiet = 0; round < mostRounds && quiet < quietRounds; ++round) {
        QCoreApplication::processEvents();
        while (db.open() > 0)
            QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        const auto stats = bus.stats();
        const bool busy =
            std::any_of(stats.begin(), stats.end(), [](const auto &one) { return one.depth > 0 || one.running > 0; });
        const quint64 now = timeline.lastSequence();
        quiet = busy || now != seen ? 0 : quiet + 1;
        seen = now;
    }
}

void ServiceBench::advance(core::Millis by)
{
    settle();
    clock->advance(by);
    settle();
}

QStringList ServiceBench::requests() const
{
    QStringList found;
    for (const core::TimelineEntry &entry : timeline.since(0, 100'000)) {
        if (entry.text.contains(QLatin1String(" → ")))
            found += entry.text.section(QLatin1Char(' '), 0, -3);
    }
    return found;
}

EventLog::EventLog(bus::Bus &bus, const QString &exchange)
    : m_subscription(bus.subscribe({}, {exchange}, [this](bus::Event event) -> core::Task<void> {
          m_events.push_back(std::move(event));
          co_return;
      }))
{
}

QStringList EventLog::types() const
{
    QStringList found;
    for (const bus::Event &event : m_events)
        found += event.type;
    return found;
}

core::Json EventLog::last(const QString &type) const
{
    for (auto event = m_events.rbegin(); event != m_events.rend(); ++event) {
        if (event->type == type)
            return event->data.toJson();
    }
    return {};
}

QString reasonOf(const contract::Reply &reply)
{
    return reply.dataType == contract::errorType ? textOf(bodyOf(reply), "reason") : QString();
}

QString textOf(const core::Json &json, const char *member)
{
    if (!json.is_object())
        return {};
    const auto found = json.find(member);
    return found != json.end() && found->is_string() ? core::fromUtf8(found->get<std::string>()) : QString();
}
