// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/call/context.h"

namespace services::call {

/// Executes the actions flow-manager returns to its driver (contract/call-manager.md §6, contract/flow-manager.md §7.2).
class Actions
{
public:
    explicit Actions(Context &context) : m(context) {}

    /// Runs `call.action`. An action that cannot run is logged, and the flow goes on.
    Task<void> execute(Call call);
    /// digits_receive: goes on when what was collected is enough.
    Task<void> digitsCollected(Call call);
    /// Whether it plays for the current action.
    bool isOfAction(const Call &call, const QString &playbackId) const;
    /// A playback ended: goes on when it belongs to the current action.
    Task<void> playbackFinished(QUuid callId, QString playbackId);

    /// Says a text into the call, outside the flow or for an action.
    /// @param playbackId  the action's id; any other id does not move the flow.
    Task<void> talk(Call call, Json option, QUuid playbackId);
    Task<void> play(Call call, QStringList urls, QUuid playbackId);

private:
    Task<void> run(Call call);
    Task<void> hangup(Call call);
    Task<void> tap(Call call);
    void continueLater(const Call &call, core::Millis delay);
    /// Asks for the action after `call.action`; without effect when the call has another one by then.
    void continueNow(const Call &call);
    bool isCurrent(const Call &call) const;
    QString reservePlayback(QUuid callId, QUuid id);

    Context &m;
    QHash<QString, QUuid> m_playing; ///< name of a playback → the call that has it
};

} // namespace services::call
