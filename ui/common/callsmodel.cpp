// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/callsmodel.h"

#include "clients/businessclients.h"
#include "clients/flowclient.h"
#include "core/log.h"
#include "ui/common/actions.h"
#include "ui/common/cells.h"
#include "ui/common/formats.h"

#include <QMimeData>
#include <QTimerEvent>

#include <algorithm>

namespace ui {
namespace {
namespace callstatus = contract::callstatus;

constexpr int frameMs = 16, sweepMs = 500, ranksMs = 500;
constexpr core::Millis endedStays{5000}, failedStays{5 * 60'000}; // long enough to ask why
constexpr int endedLimit = 1000;
constexpr unsigned snapshotSize = 1000;

core::Timestamp newest(const contract::Call &call) { return call.tmUpdate.isSet() ? call.tmUpdate : call.tmCreate; }
} // namespace

CallsModel::CallsModel(Host &host, QObject *parent) : QAbstractTableModel(parent), m_host(host)
{
    connect(&host, &Host::stageChanged, this, &CallsModel::start);
    connect(&host, &Host::quality, this, &CallsModel::takeQuality);
    start();
}

CallsModel::~CallsModel() = default;

void CallsModel::start()
{
    if (m_host.stage() == Host::Stage::Stopping)
        m_subscriptions.clear();
    if (m_host.stage() != Host::Stage::Up || !m_subscriptions.empty())
        return;
    for (const Extension &one : m_host.facts().extensions)
        m_extensionNames.insert(one.number, one.name);
    const auto handler = [this, alive = m_alive.token()](bus::Event event) -> core::Task<void> {
        if (alive.lock())
            receive(event);
        co_return;
    };
    m_subscriptions.push_back(m_host.bus().subscribe(
        {}, {contract::eventExchange(contract::service::call), contract::eventExchange(contract::service::flow)}, handler));
    refresh();
}

void CallsModel::refresh()
{
    if (m_host.stage() != Host::Stage::Up)
        return;
    load();
    loadFlows();
}

core::Task<void> CallsModel::load()
{
    const auto alive = m_alive.token();
    clients::CallClient client(m_host.bus(), contract::service::window);
    try {
        const core::Json filters{{"deleted", false}};
        const contract::Page page{snapshotSize, {}};
        const auto calls = co_await client.calls(page, filters);
        if (!alive.lock())
            co_return;
        for (const contract::Call &call : calls) {
            if (!isEnded(call) || m_keepEnded || m_rowById.contains(call.id))
                upsert(call);
        }
        Q_EMIT loaded();
    } catch (const core::Error &error) {
        if (alive.lock())
            Q_EMIT failed(tr("Calls not read."), error.message());
    }
}

core::Task<void> CallsModel::loadFlows()
{
    const auto alive = m_alive.token();
    clients::FlowClient flows(m_host.bus(), contract::service::window);
    clients::NumberClient numbers(m_host.bus(), contract::service::window);
    try {
        const core::Json filters{{"deleted", false}};
        const contract::Page page{snapshotSize, {}};
        const auto found = co_await flows.flows(page, filters);
        const auto known = co_await numbers.numbers(page, filters);
        if (!alive.lock())
            co_return;
        for (const contract::Flow &flow : found)
            m_flowNames.insert(flow.id, flow.name);
        for (const contract::Number &number : known)
            m_numberNames.insert(number.number, number.name);
        for (int row = 0; row < int(m_rows.size()); ++row)
            markChanged(row);
    } catch (const core::Error &error) {
        core::log::warn("window", "names of flows and numbers not read: {}", error.message());
    }
}

void CallsModel::receive(const bus::Event &event)
{
    if (event.type.startsWith(QLatin1String("call_"))) {
        const auto call = event.data.as<contract::Call>();
        if (event.type == QLatin1String("call_deleted")) {
            if (const auto row = m_rowById.constFind(call.id); row != m_rowById.cend())
                removeRow(*row);
            return;
        }
        upsert(call);
    } else if (event.type == QLatin1String("dtmf_received")) {
        const auto key = event.data.as<contract::Dtmf>();
        if (const auto row = m_rowById.constFind(key.callId); row != m_rowById.cend()) {
            m_rows[size_t(*row)].digits += key.digit;
            markChanged(*row);
        }
    } else if (event.type.startsWith(QLatin1String("flow_"))) {
        const auto flow = event.data.as<contract::Flow>();
        m_flowNames.insert(flow.id, flow.name);
    }
}

void CallsModel::upsert(const contract::Call &call)
{
    const auto known = m_rowById.constFind(call.id);
    if (known == m_rowById.cend()) {
        if (call.tmDelete.isSet())
            return;
        const int row = int(m_rows.size());
        beginInsertRows({}, row, row);
        m_rows.push_back(Row{call, {}, {}, isEnded(call) ? m_host.clock().now() : core::Nanos(0)});
        m_rowById.insert(call.id, row);
        endInsertRows();
        markChanged(row);
    } else {
        Row &row = m_rows[size_t(*known)];
        const bool older = newest(row.call) > newest(call) || (isEnded(row.call) && !isEnded(call));
        if (older)
            return;
        if (isEnded(call) && !isEnded(row.call))
            row.endedAt = m_host.clock().now();
        if (rankOf(row.call) != rankOf(call) && !m_ranks.isActive())
            m_ranks.start(ranksMs, this);
        row.call = call;
        markChanged(*known);
    }
    m_countsDirty = true;
    if (isEnded(call) && !m_sweep.isActive())
        m_sweep.start(sweepMs, this);
}

void CallsModel::markChanged(int row)
{
    m_changed.insert(m_rows[size_t(row)].call.id);
    if (!m_frame.isActive())
        m_frame.start(frameMs, this);
}

void CallsModel::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_sweep.timerId()) {
        sweepEnded();
        return;
    }
    if (event->timerId() == m_ranks.timerId()) {
        m_ranks.stop();
        Q_EMIT ranksChanged();
        return;
    }
    m_frame.stop();
    QList<int> rows;
    for (const QUuid &id : std::as_const(m_changed))
        rows += m_rowById.value(id);
    m_changed.clear();
    std::sort(rows.begin(), rows.end());
    for (qsizetype i = 0; i < rows.size();) {
        qsizetype last = i;
        while (last + 1 < rows.size() && rows[last + 1] == rows[last] + 1)
            ++last;
        // Without Started, by which views sort: a change of it would sort them anew for every row.
        Q_EMIT dataChanged(index(rows[i], 0), index(rows[last], Duration));
        Q_EMIT dataChanged(index(rows[i], CallId), index(rows[last], Count - 1));
        i = last + 1;
    }
    if (std::exchange(m_countsDirty, false))
        Q_EMIT countsChanged();
}

void CallsModel::sweepEnded()
{
    const core::Nanos now = m_host.clock().now();
    int ended = endedKept();
    bool more = false;
    for (int row = 0; row < int(m_rows.size());) {
        const Row &one = m_rows[size_t(row)];
        const core::Millis stays = stateOf(one.call) == State::Failed ? failedStays : endedStays;
        const bool gone = isEnded(one.call) && (ended > endedLimit || (!m_keepEnded && now - one.endedAt > stays));
        if (gone) {
            --ended;
            removeRow(row);
            continue;
        }
        more = more || isEnded(one.call);
        ++row;
    }
    if (!more || m_keepEnded)
        m_sweep.stop();
}

void CallsModel::removeRow(int row)
{
    beginRemoveRows({}, row, row);
    const QUuid id = m_rows[size_t(row)].call.id;
    m_rowById.remove(id);
    m_changed.remove(id);
    m_rows.erase(m_rows.begin() + row);
    for (size_t i = size_t(row); i < m_rows.size(); ++i)
        m_rowById[m_rows[i].call.id] = int(i);
    endRemoveRows();
    Q_EMIT countsChanged();
}

void CallsModel::setHeld(const QUuid &id, bool held)
{
    const auto row = m_rowById.constFind(id);
    if (row == m_rowById.cend())
        return;
    m_rows[size_t(*row)].held = held;
    markChanged(*row);
    m_countsDirty = true;
}

bool CallsModel::isHeld(const QUuid &id) const
{
    const auto row = m_rowById.constFind(id);
    return row != m_rowById.cend() && m_rows[size_t(*row)].held;
}

void CallsModel::setKeepEnded(bool keep)
{
    if (std::exchange(m_keepEnded, keep) == keep)
        return;
    if (keep)
        refresh();
    m_sweep.start(sweepMs, this);
}

void CallsModel::takeQuality(const QHash<QString, ChannelQuality> &channels)
{
    for (size_t i = 0; i < m_rows.size(); ++i) {
        const auto found = channels.constFind(m_rows[i].call.channelId);
        if (found == channels.cend())
            continue;
        m_rows[i].quality = *found;
        markChanged(int(i));
    }
}

int CallsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

int CallsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : Count; }

const contract::Call *CallsModel::call(const QUuid &id) const
{
    const auto row = m_rowById.constFind(id);
    return row == m_rowById.cend() ? nullptr : &m_rows[size_t(*row)].call;
}

const contract::Call *CallsModel::call(const QModelIndex &index) const
{
    return index.isValid() ? call(index.data(IdRole).toUuid()) : nullptr;
}

QModelIndex CallsModel::indexOf(const QUuid &id) const
{
    const auto row = m_rowById.constFind(id);
    return row == m_rowById.cend() ? QModelIndex() : index(*row, 0);
}

Qt::ItemFlags CallsModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? QAbstractTableModel::flags(index) | Qt::ItemIsDragEnabled : Qt::NoItemFlags;
}

QMimeData *CallsModel::mimeData(const QModelIndexList &indexes) const
{
    QStringList ids;
    for (const QModelIndex &one : indexes) {
        const QString id = core::toText(one.data(IdRole).toUuid());
        if (!ids.contains(id))
            ids += id;
    }
    auto *data = new QMimeData;
    data->setData(callsMime, ids.join(QLatin1Char('\n')).toLatin1());
    return data;
}

int CallsModel::live() const { return int(m_rows.size()) - endedKept(); }

int CallsModel::endedKept() const
{
    return int(std::count_if(m_rows.begin(), m_rows.end(), [](const Row &row) { return isEnded(row.call); }));
}

int CallsModel::count(State state) const
{
    return int(std::count_if(m_rows.begin(), m_rows.end(), [&](const Row &row) { return stateOf(row.call) == state; }));
}

} // namespace ui
