// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/flow/repository.h"

#include <QDataStream>
#include <QIODevice>

namespace services::flow {
namespace {
constexpr core::Nanos keep = std::chrono::hours(24);
constexpr size_t endedKept = 200;
const QStringList flowFilters{QStringLiteral("id"), QStringLiteral("customer_id"), QStringLiteral("type"), QStringLiteral("name"),
                              QStringLiteral("deleted")};
const QStringList activeflowFilters{QStringLiteral("id"),     QStringLiteral("customer_id"),    QStringLiteral("flow_id"),
                                    QStringLiteral("status"), QStringLiteral("reference_type"), QStringLiteral("reference_id"),
                                    QStringLiteral("deleted")};

[[noreturn]] void notFound(const char *reason, const char *what)
{
    throw core::Error(core::Errc::NotFound, QLatin1String(reason),
                      QStringLiteral("There is no such %1.").arg(QLatin1String(what)));
}

QByteArray packed(const std::map<QString, QString> &values)
{
    QByteArray bytes;
    QDataStream to(&bytes, QIODevice::WriteOnly);
    for (const auto &[name, value] : values)
        to << name.toUtf8() << value.toUtf8();
    bytes.squeeze();
    return bytes;
}

std::map<QString, QString> unpacked(const QByteArray &bytes)
{
    std::map<QString, QString> values;
    QDataStream from(bytes);
    while (!from.atEnd()) {
        QByteArray name, value;
        from >> name >> value;
        values.emplace_hint(values.end(), QString::fromUtf8(name), QString::fromUtf8(value));
    }
    return values;
}
} // namespace

Repository::Repository(store::Store &db, std::shared_ptr<core::Clock> clock)
    : m_flows(db, QStringLiteral("flow_flows")), m_activeflows(db, QStringLiteral("flow_activeflows")), m_clock(std::move(clock))
{
    m_flows.keepRows();
}

void Repository::sweep()
{
    if (++m_inserts % 256 != 0)
        return;
    const core::Nanos now = m_clock->now();
    m_temporary.removeIf([now](const auto &entry) { return entry.value().until < now; });
    m_variables.removeIf([now](const auto &entry) { return entry.value().until < now; });
}

void Repository::ended(QUuid id)
{
    m_ended.push_back(id);
    if (const auto found = m_variables.find(id); found != m_variables.end()) {
        found->packed = packed(found->values);
        found->values.clear();
    }
    if (m_ended.size() <= endedKept)
        return;
    m_variables.remove(m_ended.front());
    m_ended.pop_front();
}

Task<Flow> Repository::insert(Flow flow)
{
    flow.tmCreate = m_clock->wall();
    if (flow.persist) {
        co_await m_flows.insert(flow);
    } else {
        sweep();
        m_temporary.insert(flow.id, {flow, m_clock->now() + keep});
    }
    co_return flow;
}

Task<Flow> Repository::flow(QUuid id)
{
    if (const auto kept = m_temporary.constFind(id); kept != m_temporary.cend() && kept->until > m_clock->now())
        co_return kept->flow;
    auto found = co_await m_flows.get(id);
    if (!found)
        notFound("FLOW_NOT_FOUND", "flow");
    found->persist = true;
    co_return *found;
}

Task<Flow> Repository::update(Flow flow)
{
    flow.tmUpdate = m_clock->wall();
    if (m_temporary.contains(flow.id))
        m_temporary[flow.id].flow = flow;
    else
        co_await m_flows.update(flow);
    co_return flow;
}

Task<std::vector<Flow>> Repository::flows(Json filters, unsigned size, QString token)
{
    auto found = co_await m_flows.list(std::move(filters), flowFilters, size, std::move(token));
    for (Flow &flow : found)
        flow.persist = true;
    co_return found;
}

Task<Repository::Row> Repository::insert(Activeflow flow)
{
    flow.tmCreate = m_clock->wall();
    const auto row = std::make_shared<const Activeflow>(std::move(flow));
    co_await m_activeflows.insert(*row); // first: an id that is taken must not replace the record in memory
    m_running.insert(row->id, row);
    co_return row;
}

Repository::Row Repository::add(Activeflow flow)
{
    flow.tmCreate = m_clock->wall();
    const auto row = std::make_shared<const Activeflow>(std::move(flow));
    m_behind.putNew(row);
    m_running.insert(row->id, row);
    return row;
}

Task<Repository::Row> Repository::activeflow(QUuid id)
{
    if (const auto known = m_running.constFind(id); known != m_running.cend())
        co_return Row(*known);
    if (Row pending = m_behind.pending(id))
        co_return pending;
    const auto found = co_await m_activeflows.get(id);
    if (!found)
        notFound("ACTIVEFLOW_NOT_FOUND", "activeflow");
    auto row = std::make_shared<const Activeflow>(*found);
    if (found->status == contract::activeflow::running && !m_running.contains(id))
        m_running.insert(id, row);
    co_return row;
}

const Activeflow *Repository::running(const QUuid &id) const
{
    const auto known = m_running.constFind(id);
    return known == m_running.cend() ? nullptr : known->get();
}

Task<Repository::Row> Repository::update(Activeflow flow)
{
    const Row before = co_await activeflow(flow.id);
    flow.tmUpdate = m_clock->wall();
    const auto now = std::make_shared<const Activeflow>(std::move(flow));
    if (now->status == contract::activeflow::running)
        m_running.insert(now->id, now);
    else if (m_running.remove(now->id))
        ended(now->id);
    m_behind.put(before, now);
    co_return now;
}

Task<std::vector<Activeflow>> Repository::activeflows(Json filters, unsigned size, QString token)
{
    co_await m_behind.durable();
    auto found = co_await m_activeflows.list(std::move(filters), activeflowFilters, size, std::move(token));
    co_return found;
}

void Repository::setVariables(QUuid id, std::map<QString, QString> variables)
{
    sweep();
    m_variables.insert(id, {std::move(variables), {}, m_clock->now() + keep});
}

std::map<QString, QString> &Repository::variables(QUuid id)
{
    const auto found = m_variables.find(id);
    if (found == m_variables.end() ||
        found->until <= m_clock->now()) // 400, unlike the other records (contract/flow-manager.md §2)
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("VARIABLE_NOT_FOUND"),
                          QStringLiteral("The activeflow has no variables, or they have expired."));
    found->until = m_clock->now() + keep;
    if (!found->packed.isEmpty())
        found->values = unpacked(std::exchange(found->packed, {}));
    return found->values;
}

} // namespace services::flow
