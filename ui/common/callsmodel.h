// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clients/callclient.h"
#include "contract/flow.h"
#include "ui/common/host.h"
#include "ui/common/monitor.h"
#include "ui/common/state.h"

#include <QAbstractTableModel>
#include <QBasicTimer>

#include <array>
#include <deque>
#include <memory>

namespace ui {

/// When an action of a call's flow began, as call-manager stamped it.
struct ActionStart
{
    QUuid id;
    QString type;
    core::Timestamp at;
};

/// The calls of the platform: a snapshot, then the events of call-manager. Ended calls stay dimmed for five seconds, failed ones
/// and those of a table in use for five minutes, or, with `setKeepEnded`, until a thousand of them are there. What happens
/// within a frame is told at its end: new rows in one insertion, changed rows as one range. Rows are in the order of arrival.
/// GUI thread.
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
        Age,
        RtpPeer,
        Room,
        Customer,
        Chain,
        CallId,
        Activeflow,
        Reason,
        Actions,
        Count
    };
    enum Role { IdRole = Qt::UserRole + 1 };

    explicit CallsModel(Host &host, QObject *parent = nullptr);
    ~CallsModel() override;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Ids of dragged calls, one a line.
    static constexpr QLatin1String callsMime{"application/x-voxboard-calls"};

    /// Null when there is no such call.
    const contract::Call *call(const QUuid &id) const;
    const contract::Call *call(const QModelIndex &index) const;
    /// The newest actions of a call that this window has heard of, oldest first; of one that has left the list, too.
    const std::vector<ActionStart> &actionsOf(const QUuid &id) const;
    static constexpr size_t actionsKept = 64;
    /// What the cell of a call says, also of one that has no row yet.
    QVariant cell(const QUuid &id, int column, int role) const;
    /// All that a filter looks into, in lower case.
    QString searchText(const QUuid &id) const;
    /// Place in the order of the table: waiting calls 0, live ones 1, ended ones 2.
    static int rankOf(const contract::Call &call);
    QModelIndex indexOf(const QUuid &id) const;
    /// Failed when it ended for another reason than `normal`, or was never answered and refused with a SIP answer.
    State stateOf(const contract::Call &call) const;
    /// The word of it; of a failed call with the SIP answer: "Failed 486".
    QString stateText(const contract::Call &call) const;
    int live() const { return int(m_byId.size()) - endedKept(); }
    /// Hold is told apart from Progressing.
    int count(State state) const { return m_counts[size_t(state)]; }
    /// Calls that this window saw alive and that have ended since it opened.
    int endedSeen() const { return m_endedSeen; }
    int endedKept() const { return m_counts[size_t(State::Hangup)] + m_counts[size_t(State::Failed)]; }
    /// Put on hold from this window: no event tells it.
    void setHeld(const QUuid &id, bool held);
    bool isHeld(const QUuid &id) const;
    /// Music on hold and silence, as switched from this window: no event tells them either.
    void setMusic(const QUuid &id, bool on);
    bool hasMusic(const QUuid &id) const;
    void setSilent(const QUuid &id, bool on);
    bool isSilent(const QUuid &id) const;
    /// A recording of the call has begun or is over: no event of the call tells it. What was told of the call before cannot
    /// undo it, a `refresh` can.
    void recordingBegan(const QUuid &id, const QUuid &recording);
    void recordingEnded(const QUuid &id, const QUuid &recording);
    /// What the rooms are called in which calls are; the rows of those in it say so.
    /// Marks the call that the operator is in: IconRole and IconTokenRole of its Actions.
    void setEntered(const Monitor::Status &status);
    void setRoomName(const QUuid &room, const QString &name, const QList<QUuid> &members);
    void setKeepEnded(bool keep);
    /// Somebody points at the rows or has chosen some: what goes would move others.
    void setInUse(bool inUse) { m_isInUse = inUse; }
    bool keepsEnded() const { return m_keepEnded; }
    /// Reads everything again.
    void refresh();
    /// "Welcome", empty when unknown.
    QString flowName(const QUuid &flowId) const { return m_flowNames.value(flowId); }
    /// Of the flow whose action the call is at: another than its own after a transfer.
    QString flowNameNow(const contract::Call &call) const;
    /// Name of an extension or number, or what came with the address; empty when there is only the number.
    QString nameOf(const contract::Address &address) const;
    static QString numberOf(const contract::Address &address);
    /// The name, else the number as it is written.
    QString partyOf(const contract::Address &address) const;
    /// As the host last told it; null when it did not. Goes with the next `qualityChanged`.
    const ChannelQuality *quality(const QString &channelId) const;
    const QHash<QString, ChannelQuality> &channels() const { return m_quality; }
    /// In and out in dB, as told last by the host, with the quality or in between; nullopt when it did not.
    std::optional<QPointF> levels(const QString &channelId) const;
    static bool isEnded(const contract::Call &call) { return call.status == contract::callstatus::hangup; }
    static bool isAudible(const contract::Call &call) { return call.status == contract::callstatus::progressing; }
    static constexpr int deadAirMs = 5000; ///< no packet for so long
    /// Why a call ended, in words; empty while it lives.
    QString reasonText(const contract::Call &call) const;

Q_SIGNALS:
    /// The number of calls or their states changed.
    void countsChanged();
    void failed(const QString &what, const QString &sentence);
    void loaded();
    /// At the end of a frame, after the model's own signals. `added` and `changed` are there now, `removed` are not.
    void flushed(const QList<QUuid> &added, const QList<QUuid> &changed, const QList<QUuid> &removed);
    /// An event of a groupcall, as it came.
    void groupcallTold(const contract::Groupcall &groupcall);
    /// Levels, codecs and losses of all channels are newer now.
    void qualityChanged();
    /// Levels of some channels are.
    void levelsChanged();

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    /// What only events tell of a call.
    struct Heard
    {
        QString digits;
        std::vector<ActionStart> actions;
    };
    struct Row
    {
        contract::Call call;
        Heard heard;
        QUuid recording, lastRecording; ///< that runs, as its own events tell it, and that is over
        core::Nanos endedAt{0};
        int row = -1;    ///< not inserted yet
        int refusal = 0; ///< SIP answer, of a call that was never answered
        State counted = State::None;
        bool held = false, music = false, silent = false;
        bool isMarked = false;
    };
    core::Task<void> load();
    core::Task<void> loadOne(QUuid id);
    core::Task<void> loadFlows();
    core::Task<void> loadCustomers();
    /// The call that this one ends with, if it is known.
    const contract::Call *masterOf(const contract::Call &call) const;
    bool isMono(const contract::Call &call, int column) const;
    void noteFlow(const contract::Flow &flow);
    void receive(const bus::Event &event);
    void upsert(const contract::Call &call);
    void lookForRefusal(Row &row);
    static void correctRecording(Row &row);
    static void noteAction(Row &row);
    void mark(Row &row);
    void countAs(Row &row, State state);
    void flush();
    void insertWaiting();
    void announce(std::vector<Row *> rows);
    void leave(const QUuid &id);
    void keepHeard(const QUuid &id, Heard heard);
    void removeLeaving();
    void sweepEnded();
    Row *find(const QUuid &id) const;
    QVariant text(const Row &row, int column) const;
    QVariant token(const Row &row, int column) const;
    QVariant valueOf(const Row &row, int column, int role) const;
    QString tip(const Row &row, int column) const;
    bool isEntered(const contract::Call &call, int column) const;
    QString tipOf(const contract::Address &address) const;
    QString stateText(const Row &row) const;
    int refusalOf(const contract::Call &call) const;
    QString roomOf(const contract::Call &call) const;
    QString stateTip(const Row &row) const;
    core::Timestamp stateSince(const contract::Call &call) const;
    core::Millis since(core::Timestamp from, core::Timestamp until) const;

    Host &m_host;
    core::Alive m_alive;
    QHash<QUuid, Row *> m_byId;
    QHash<QUuid, Heard> m_heard; ///< of the latest calls that left the list: they may be looked at, and come back
    std::deque<QUuid> m_heardOf; ///< the newest last
    std::vector<std::unique_ptr<Row>> m_rows, m_waiting; ///< in the model, and to be inserted with the next frame
    std::vector<Row *> m_marked;
    QList<QUuid> m_leaving;
    std::vector<Row *> m_gone; ///< the rows of m_leaving
    QHash<QString, ChannelQuality> m_quality;
    QHash<QString, QPointF> m_levels; ///< told since m_quality
    QHash<QUuid, QString> m_flowNames;
    QHash<QUuid, QUuid> m_flowOfAction;
    QHash<QString, QString> m_extensionNames, m_numberNames;
    QHash<QUuid, QString> m_roomNames, m_customerNames;
    Monitor::Status m_entered;
    std::array<int, size_t(State::Unknown) + 1> m_counts{};
    QBasicTimer m_frame, m_sweep;
    int m_endedSeen = 0;
    bool m_keepEnded = false, m_isInUse = false;
    bool m_countsDirty = false;
};

} // namespace ui
