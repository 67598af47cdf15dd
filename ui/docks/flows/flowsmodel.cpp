// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/flows/flowsmodel.h"

#include "clients/businessclients.h"
#include "clients/callclient.h"
#include "clients/flowclient.h"
#include "ui/common/cells.h"
#include "ui/common/hostevents.h"

#include <algorithm>

namespace ui {
namespace {
constexpr unsigned many = 1000;
}

FlowsModel::FlowsModel(Host &host, QObject *parent) : QAbstractTableModel(parent), m_host(host)
{
    new HostEvents(
        host, {contract::service::flow, contract::service::call}, [this] { refresh(); },
        [this](const bus::Event &event) { receive(event); }, this);
}

void FlowsModel::refresh()
{
    if (m_host.stage() == Host::Stage::Up)
        load();
}

core::Task<void> FlowsModel::load()
{
    const auto alive = m_alive.token();
    clients::FlowClient flows(m_host.bus(), contract::service::window);
    clients::NumberClient numbers(m_host.bus(), contract::service::window);
    clients::CallClient calls(m_host.bus(), contract::service::window);
    try {
        const core::Json live{{"deleted", false}};
        const contract::Page page{many, {}};
        auto found = co_await flows.flows(page, live);
        const auto owned = co_await numbers.numbers(page, live);
        const auto running = co_await calls.calls(page, live);
        if (!alive.lock())
            co_return;
        beginResetModel();
        m_flows = std::move(found);
        std::sort(m_flows.begin(), m_flows.end(),
                  [](const auto &a, const auto &b) { return a.name.localeAwareCompare(b.name) < 0; });
        for (const contract::Number &number : owned)
            m_numbers.insert(number.callFlowId, number.number);
        endResetModel();
        for (const contract::Call &call : running)
            place(call);
        Q_EMIT loaded();
    } catch (const core::Error &error) {
        if (alive.lock())
            Q_EMIT failed(tr("Flow list not read."), error.message());
    }
}

void FlowsModel::receive(const bus::Event &event)
{
    if (event.type.startsWith(QLatin1String("call_"))) {
        place(event.data.as<contract::Call>());
        return;
    }
    if (!event.type.startsWith(QLatin1String("flow_")))
        return;
    const auto changed = event.data.as<contract::Flow>();
    const int row = rowOf(changed.id);
    if (event.type == QLatin1String("flow_deleted")) {
        if (row >= 0) {
            beginRemoveRows({}, row, row);
            m_flows.erase(m_flows.begin() + row);
            endRemoveRows();
        }
    } else if (row < 0) {
        const int end = int(m_flows.size());
        beginInsertRows({}, end, end);
        m_flows.push_back(changed);
        endInsertRows();
    } else {
        m_flows[size_t(row)] = changed;
        Q_EMIT dataChanged(index(row, 0), index(row, Count - 1));
        Q_EMIT flowChanged(changed.id);
    }
}

void FlowsModel::place(const contract::Call &call)
{
    const bool gone = call.status == contract::callstatus::hangup || call.flowId.isNull();
    const Place before = m_places.value(call.id);
    const Place now = gone ? Place{} : Place{call.flowId, call.action.id};
    if (before.flowId == now.flowId && before.actionId == now.actionId)
        return;
    if (gone)
        m_places.remove(call.id);
    else
        m_places.insert(call.id, now);
    for (const QUuid &flow : {before.flowId, now.flowId}) {
        if (const int row = rowOf(flow); row >= 0)
            Q_EMIT dataChanged(index(row, Live), index(row, Live));
    }
    Q_EMIT liveChanged();
}

QHash<QUuid, int> FlowsModel::liveSteps(const QUuid &flowId) const
{
    QHash<QUuid, int> steps;
    for (const Place &place : m_places) {
        if (place.flowId == flowId)
            ++steps[place.actionId];
    }
    return steps;
}

int FlowsModel::liveIn(const QUuid &flowId) const
{
    return int(std::count_if(m_places.cbegin(), m_places.cend(), [&](const Place &place) { return place.flowId == flowId; }));
}

int FlowsModel::rowOf(const QUuid &id) const
{
    const auto found = std::find_if(m_flows.begin(), m_flows.end(), [&](const contract::Flow &one) { return one.id == id; });
    return found == m_flows.end() ? -1 : int(found - m_flows.begin());
}

const contract::Flow *FlowsModel::flow(const QUuid &id) const
{
    const int row = rowOf(id);
    return row < 0 ? nullptr : &m_flows[size_t(row)];
}

int FlowsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_flows.size()); }

int FlowsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : Count; }

QVariant FlowsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= int(m_flows.size()))
        return {};
    const contract::Flow &flow = m_flows[size_t(index.row())];
    if (role == IdRole)
        return flow.id;
    if (role == Qt::TextAlignmentRole)
        return int((index.column() >= Live ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == MonoRole)
        return index.column() == Number;
    if (role == Qt::ToolTipRole)
        return flow.detail.isEmpty() ? flow.name : flow.name + QLatin1Char('\n') + flow.detail;
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(index.column())) {
    case Name: return flow.name;
    case Number: return m_numbers.value(flow.id);
    case Live: {
        const int live = liveIn(flow.id);
        return live ? QString::number(live) : QString();
    }
    case Nodes: return QString::number(flow.actions.size());
    case Count: break;
    }
    return {};
}

QVariant FlowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= Live ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case Name: return tr("Name");
    case Number: return tr("Number");
    case Live: return tr("Live");
    case Nodes: return tr("Nodes");
    case Count: break;
    }
    return {};
}

} // namespace ui
