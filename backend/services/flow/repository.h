// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/flow.h"
#include "core/clock.h"
#include "store/writebehind.h"

#include <QHash>

#include <deque>

namespace services::flow {

using contract::Activeflow;
using contract::Flow;
using core::Json;
using core::Task;

/// Flows, activeflows and variables. Temporary flows and variables live in memory for 24 h, as the reference keeps them in
/// its cache only (contract/flow-manager.md §1).
class Repository
{
public:
    Repository(store::Store &db, std::shared_ptr<core::Clock> clock);

    Task<Flow> insert(Flow flow);
    Task<Flow> flow(QUuid id); ///< @throws NotFound FLOW_NOT_FOUND
    Task<Flow> update(Flow flow);
    Task<std::vector<Flow>> flows(Json filters, unsigned size, QString token);

    using Row = store::Table<Activeflow>::Row; ///< an activeflow as it was at one time
    Task<Row> insert(Activeflow flow);
    /// The same for an id of our own making, written behind.
    Row add(Activeflow flow);
    Task<Row> activeflow(QUuid id); ///< @throws NotFound ACTIVEFLOW_NOT_FOUND
    /// Stores the record, in memory at once; durable() waits for the disk.
    Task<Row> update(Activeflow flow);
    Task<std::vector<Activeflow>> activeflows(Json filters, unsigned size, QString token);
    /// Waits until every change of an activeflow so far is on disk.
    Task<void> durable() { return m_behind.durable(); }
    /// The record in memory; null when it is not running.
    const Activeflow *running(const QUuid &id) const;

    /// They outlive the activeflow by a day, those of the latest two hundred.
    void setVariables(QUuid id, std::map<QString, QString> variables);
    /// @throws InvalidArgument VARIABLE_NOT_FOUND
    std::map<QString, QString> &variables(QUuid id);

private:
    store::Table<Flow> m_flows;
    store::Table<Activeflow> m_activeflows;
    store::WriteBehind<Activeflow> m_behind{m_activeflows};
    std::shared_ptr<core::Clock> m_clock;
    struct Kept
    {
        Flow flow;
        core::Nanos until{0};
    };
    struct Values
    {
        std::map<QString, QString> values;
        QByteArray packed; ///< `values` of what has ended, until somebody asks: one piece of memory instead of hundreds
        core::Nanos until{0};
    };
    void sweep();
    void ended(QUuid id);
    QHash<QUuid, Kept> m_temporary;
    QHash<QUuid, Row> m_running;
    QHash<QUuid, Values> m_variables;
    std::deque<QUuid> m_ended; ///< whose variables are kept, oldest first
    int m_inserts = 0;
};

} // namespace services::flow
