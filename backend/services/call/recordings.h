// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/call/context.h"

#include <QSet>

namespace services::call {

/// What of calls and rooms is kept as sound (contract/call-manager.md §10). A call is recorded by two snoops, one per
/// direction; a room by its bridge.
class Recordings
{
public:
    explicit Recordings(Context &context) : m(context) {}

    /// Starts one whatever its parent already has. @throws core::Error(Internal) when the parent cannot be recorded,
    /// (InvalidArgument) when a wish is none that a recording can have
    Task<Recording> start(contract::RecordingStart wish);
    /// Starts the call's one recording and names it in the call. @throws core::Error(Internal) when it has one
    Task<Call> startForCall(QUuid callId, contract::RecordingStart wish);
    Task<Confbridge> startForRoom(QUuid roomId, contract::RecordingStart wish);
    Task<Recording> stop(QUuid id);
    /// Null without a recording.
    Task<std::optional<Call>> stopForCall(QUuid callId);
    Task<Confbridge> stopForRoom(QUuid roomId);
    /// Deletes the record at once and the stored files afterwards.
    Task<Recording> remove(QUuid id);

    /// A snoop is ready: record what it hears.
    Task<void> snoopEntered(Channel snoop);
    /// The engine's events; names of others are ignored.
    Task<void> started(QString name);
    Task<void> finished(QString name);
    /// A snoop is gone; without its snoops a recording is over.
    void snoopEnded(const Channel &snoop);
    /// A key of the call: it may end what records the call, or the room that it is in.
    void keyPressed(const Call &call, const QString &key);
    /// Its call or room is over.
    Task<void> parentEnded(QUuid referenceId);
    /// Recordings of a former run are over.
    Task<void> reconcile();

private:
    Task<void> begin(Recording recording, contract::RecordingStart wish, QString engine, QString target);
    Task<void> end(QUuid id);
    Task<void> store(QUuid id);
    Task<void> runEndFlow(Recording recording);
    Task<void> leaveParent(Recording recording);
    Task<QString> freeName(QString referenceType, QUuid referenceId);
    static std::map<QString, QString> variablesOf(const Recording &recording);
    Task<void> endWithoutSnoops(QUuid id, QString name);
    Task<void> giveUp(QUuid id);
    void endSnoops(const Recording &recording);
    std::optional<QUuid> ofName(const QString &name) const;

    Context &m;
    QHash<QUuid, QSet<QString>> m_unfinished; ///< names the engine has not finished yet
    QHash<QUuid, QString> m_endKeys;          ///< of those that a key ends: `any`, or the one
    std::map<QString, core::Timer> m_graces;  ///< by the name whose snoop is gone, or the id of what is to stop
};

} // namespace services::call
