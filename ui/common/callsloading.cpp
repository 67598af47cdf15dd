// SPDX-License-Identifier: GPL-3.0-or-later
// What the calls table reads once: live calls, ended ones on demand, names of flows and numbers.
#include "clients/businessclients.h"
#include "clients/flowclient.h"
#include "core/log.h"
#include "ui/common/callsmodel.h"

namespace ui {
namespace {
constexpr unsigned callsPage = 1000;
constexpr int mostPages = 20; // of one state
} // namespace

void CallsModel::refresh()
{
    if (m_host.stage() != Host::Stage::Up)
        return;
    load();
    loadFlows();
    loadCustomers();
}

core::Task<void> CallsModel::load()
{
    const auto alive = m_alive.token();
    clients::CallClient client(m_host.bus(), contract::service::window);
    namespace status = contract::callstatus;
    // What this window takes for live; it may have missed the end.
    QSet<QUuid> doubtful;
    for (const auto &row : m_rows) {
        row->recording = QUuid();
        if (!isEnded(row->call))
            doubtful.insert(row->call.id);
    }
    QStringList wanted{status::dialing, status::ringing, status::progressing, status::terminating, status::canceling};
    if (m_keepEnded)
        wanted += status::hangup;
    try {
        for (const QString &one : wanted) {
            const int pages = one == status::hangup ? 1 : mostPages;
            contract::Page page{callsPage, {}};
            for (int i = 0; i < pages; ++i) {
                const core::Json filters{{"deleted", false}, {"status", core::utf8(one)}};
                const auto calls = co_await client.calls(page, filters);
                if (!alive.lock())
                    co_return;
                for (const contract::Call &call : calls) {
                    doubtful.remove(call.id);
                    upsert(call);
                }
                if (calls.size() < callsPage)
                    break;
                page.token = calls.back().tmCreate.toToken();
            }
        }
        for (const QUuid &id : std::as_const(doubtful))
            loadOne(id);
        Q_EMIT loaded();
    } catch (const core::Error &error) {
        if (alive.lock())
            Q_EMIT failed(tr("Calls not read."), error.message());
    }
}

core::Task<void> CallsModel::loadOne(QUuid id)
{
    const auto alive = m_alive.token();
    clients::CallClient client(m_host.bus(), contract::service::window);
    try {
        const contract::Call call = co_await client.call(id);
        if (alive.lock())
            upsert(call);
    } catch (const core::Error &error) {
        if (alive.lock() && error.code() == core::Errc::NotFound)
            leave(id);
    }
}

void CallsModel::noteFlow(const contract::Flow &flow)
{
    const bool isMade = !flow.persist && flow.name == QLatin1String("tmp"); // for one action of another
    m_flowNames.insert(flow.id, isMade ? QString() : flow.name);
    for (const contract::Action &one : flow.actions)
        m_flowOfAction.insert(one.id, flow.id);
}

QString CallsModel::flowNameNow(const contract::Call &call) const
{
    return flowName(m_flowOfAction.value(call.action.id, call.flowId));
}

core::Task<void> CallsModel::loadFlows()
{
    const auto alive = m_alive.token();
    clients::FlowClient flows(m_host.bus(), contract::service::window);
    clients::NumberClient numbers(m_host.bus(), contract::service::window);
    try {
        const core::Json filters{{"deleted", false}};
        const contract::Page page{callsPage, {}};
        const auto found = co_await flows.flows(page, filters);
        const auto known = co_await numbers.numbers(page, filters);
        if (!alive.lock())
            co_return;
        for (const contract::Flow &flow : found)
            noteFlow(flow);
        for (const contract::Number &number : known)
            m_numberNames.insert(number.number, number.name);
        for (Row *row : std::as_const(m_byId))
            mark(*row);
    } catch (const core::Error &error) {
        core::log::warn("window", "names of flows and numbers not read: {}", error.message());
    }
}

core::Task<void> CallsModel::loadCustomers()
{
    const auto alive = m_alive.token();
    clients::CustomerClient client(m_host.bus(), contract::service::window);
    if (!client.isServed())
        co_return;
    try {
        const core::Json filters{{"deleted", false}};
        const contract::Page page{callsPage, {}};
        const auto found = co_await client.customers(page, filters);
        if (!alive.lock())
            co_return;
        for (const contract::Customer &one : found)
            m_customerNames.insert(one.id, one.name);
    } catch (const core::Error &error) {
        core::log::warn("window", "names of customers not read: {}", error.message());
    }
}

} // namespace ui
