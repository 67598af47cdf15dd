// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/call/context.h"

namespace services::call {

/// The life of a call: states, flow loop, end (contract/call-manager.md §4, §6).
class Calls
{
public:
    explicit Calls(Context &context) : m(context) {}

    /// Stores a new call, publishes `call_created`, starts its health loop.
    Task<Call> store(Call call);
    /// Moves to `status` if the state machine allows it, and publishes `call_<status>`.
    Task<bool> setStatus(QUuid id, QString status);
    Task<void> ringing(QUuid id);
    Task<void> progressing(QUuid id);
    /// Its far end sends sound before the answer: it rings, and whoever waits for it may listen.
    Task<void> earlyMedia(QUuid id);

    /// Starts ending the call (§4, hang-up request). Already ending: nothing.
    Task<Call> hangup(QUuid id, QString reason);
    /// Ends with an exact Q.850 cause.
    Task<Call> hangupWithCause(QUuid id, int cause);
    /// The channel is gone: another route, or final processing.
    Task<void> ended(QUuid id, int cause);
    /// One of its legs could still answer.
    bool awaitsLegs(const Call &master) const;
    /// When no leg of it is left that could answer, a call that waits for them goes on behind its room, or ends as they did.
    /// @param reason  of the last of them; empty: as it is stored.
    Task<void> legEnded(QUuid masterId, QString reason);
    Task<Call> remove(QUuid id);

    Task<void> setVariables(QUuid id);
    /// Asks flow-manager for the next action and executes it (§6.3). With `from`: only while that one is the current. In a room
    /// nothing happens: there the flow waits.
    Task<void> next(QUuid id, QUuid from = {});
    /// The same for who asks from outside: the flow goes on in the room, from now on as if there were none.
    Task<void> lead(QUuid id);
    bool waitsInRoom(const Call &call) const;
    /// Ends what blocks now, then next (§6.5).
    Task<void> forceNext(QUuid id);
    /// False: the timer belongs to an earlier action.
    Task<bool> actionTimeout(QUuid id, QUuid actionId, core::Timestamp tmExecute);
    Task<void> digit(QUuid id, QString digit, int durationMs);
    /// An echo keeps the channel outside of the application, where nothing else can be done with it: brings it back for `use`
    /// (hold, moh, silence, play, room). Any other call stays as it is.
    Task<void> takeBack(QUuid id, QString use);
    /// Does `act` with the channel taken back; lets it go when that throws.
    Task<void> interrupt(QUuid id, QString use, std::function<Task<void>()> act);
    /// The use is over; the echo goes on when it was the last one.
    Task<void> letGo(QUuid id, QString use);
    /// The channel is in the application again. False: nobody has asked for it, its action is over.
    bool cameBack(const QString &channelId) { return m_comingBack.remove(channelId); }
    /// What plays stops; what plays for the flow moves it on, unless the call is in a room.
    Task<void> stopMedia(QUuid id);

    inline static const QString masterEnding = QStringLiteral("MASTER_CALL_ENDING"); ///< reason of chain()'s refusal
    Task<Call> chain(QUuid masterId, QUuid chainedId, bool add);
    Task<void> mute(QUuid id, QString direction, bool on);

    /// Health loop step; schedules the next one.
    Task<void> checkHealth(QUuid id, int misses);
    /// After a restart: calls whose channel the engine no longer knows are ended.
    Task<void> reconcile();
    QUuid ofChannel(const QString &channelId) const;
    /// The call goes on with another channel.
    void rebind(const QString &former, const QString &channelId, const QUuid &callId);
    /// The agent who has the address; nil when nobody has.
    Task<QUuid> ownerOf(QUuid customerId, contract::Address address);
    Task<std::shared_ptr<const Call>> setRecording(QUuid id, QUuid recordingId);

private:
    Task<void> reconcileChannel(Channel channel);
    Task<void> reconcileGroups();
    Task<void> reconcileRooms();
    Task<void> reconcileBridges();
    void scheduleHealthCheck(QUuid id, int misses);
    Task<void> close(QUuid id, int cause);

    Context &m;
    QHash<QString, QUuid> m_byChannel;
    QSet<QString> m_comingBack;           ///< channels on their way from the dialplan, for another use than the next action
    QHash<QUuid, QStringList> m_echoUses; ///< what interrupts the echo of a call
    QHash<QUuid, QUuid> m_ledIn;          ///< the rooms in which flows do not wait
    QHash<QUuid, qint64> m_skippedAt;     ///< when the action began that a digit has ended last
};

} // namespace services::call
