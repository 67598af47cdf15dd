// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/call.h"
#include "ui/common/host.h"

#include <QAbstractTableModel>

namespace ui {

/// The flows of the platform and how many calls are in each: a snapshot, then the events of flow-manager and call-manager.
class FlowsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Number, Live, Nodes, Count };
    enum Role { IdRole = Qt::UserRole + 1 };

    explicit FlowsModel(Host &host, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const contract::Flow *flow(const QUuid &id) const;
    const std::vector<contract::Flow> &flows() const { return m_flows; }
    /// Number that leads to the flow, empty when none does.
    QString numberOf(const QUuid &flowId) const { return m_numbers.value(flowId); }
    /// Action id → calls at it, of one flow.
    QHash<QUuid, int> liveSteps(const QUuid &flowId) const;
    void refresh();

Q_SIGNALS:
    void loaded();
    void failed(const QString &what, const QString &sentence);
    void liveChanged();
    void flowChanged(const QUuid &id);

private:
    struct Place
    {
        QUuid flowId, actionId;
    };
    core::Task<void> load();
    void receive(const bus::Event &event);
    void place(const contract::Call &call);
    int rowOf(const QUuid &id) const;
    int liveIn(const QUuid &flowId) const;

    Host &m_host;
    core::Alive m_alive;
    std::vector<contract::Flow> m_flows;
    QHash<QUuid, QString> m_numbers;
    QHash<QUuid, Place> m_places; ///< call id → where it is
};

} // namespace ui
