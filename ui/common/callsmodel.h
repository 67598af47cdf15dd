// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clients/callclient.h"
#include "ui/common/host.h"
#include "ui/common/state.h"

#include <QAbstractTableModel>
#include <QBasicTimer>
#include <QSet>

#include <deque>

namespace ui {

/// The calls of the platform: a snapshot, then the events of call-manager. Ended calls stay dimmed for five seconds, failed
/// ones for five minutes, or, with `setKeepEnded`, until a thousand of them are there. Changes are announced once a frame.
class CallsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        StateColumn,
        From,
        To,
        Flow,
        Digits,
        Levels,
        Codec,
        Mos,
        Jitter,
        Loss,
        Duration,
        Started,
        CallId,
        Reason,
        Actions,
        Count
    };
    enum Role { IdRole = Qt::UserRole + 1, RankRole, SearchRole };

    explicit CallsModel(Host &host, QObject *parent = nullptr);
    ~CallsModel() override;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QStringList mimeTypes() const override { return {QString(callsMime)}; }
    QMimeData *mimeData(const QModelIndexList &indexes) const override;
    /// Ids of dragged calls, one a line.
    static constexpr QLatin1String callsMime{"application/x-voxboard-calls"};

    /// Null when the row has gone.
    const contract::Call *call(const QUuid &id) const;
    const contract::Call *call(const QModelIndex &index) const;
    /// Of a row that is there.
    const contract::Call &callAt(int row) const { return m_rows[size_t(row)].call; }
    /// Place in the order of the table: waiting calls 0, live ones 1, ended ones 2.
    static int rankOf(const contract::Call &call);
    QModelIndex indexOf(const QUuid &id) const;
    State stateOf(const contract::Call &call) const;
    int live() const;
    int count(State state) const;
    int endedKept() const;
    /// Put on hold from this window: no event tells it.
    void setHeld(const QUuid &id, bool held);
    bool isHeld(const QUuid &id) const;
    void setKeepEnded(bool keep);
    bool keepsEnded() const { return m_keepEnded; }
    /// Reads everything again.
    void refresh();
    /// "Welcome", empty when unknown.
    QString flowName(const QUuid &flowId) const { return m_flowNames.value(flowId); }
    static bool isEnded(const contract::Call &call) { return call.status == contract::callstatus::hangup; }
    /// Why a call ended, in words; empty while it lives.
    static QString reasonText(const contract::Call &call);

Q_SIGNALS:
    /// The number of calls or their states changed.
    void countsChanged();
    void failed(const QString &what, const QString &sentence);
    void loaded();
    /// Rows have another rank, at most twice a second.
    void ranksChanged();

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    struct Row
    {
        contract::Call call;
        QString digits;
        ChannelQuality quality;
        core::Nanos endedAt{0};
        bool held = false;
    };
    core::Task<void> load();
    core::Task<void> loadFlows();
    void start();
    void receive(const bus::Event &event);
    void upsert(const contract::Call &call);
    void markChanged(int row);
    void removeRow(int row);
    void sweepEnded();
    void takeQuality(const QHash<QString, ChannelQuality> &channels);
    QVariant text(const Row &row, int column) const;
    QVariant token(const Row &row, int column) const;
    QString nameOf(const contract::Address &address) const;
    QString digitsOf(const Row &row) const;

    Host &m_host;
    core::Alive m_alive;
    std::vector<bus::Subscription> m_subscriptions;
    std::deque<Row> m_rows;
    QHash<QUuid, int> m_rowById;
    QHash<QUuid, QString> m_flowNames;
    QHash<QString, QString> m_extensionNames, m_numberNames;
    QSet<QUuid> m_changed;
    QBasicTimer m_frame, m_sweep, m_ranks;
    bool m_keepEnded = false;
    bool m_countsDirty = false;
};

} // namespace ui
