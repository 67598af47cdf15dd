// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/call/context.h"

namespace services::call {

class Incoming;

/// ARI events of the engines and events of other managers (contract/call-manager.md §12, contract/asterisk-proxy.md §3).
class Events
{
public:
    Events(Context &context, Incoming &incoming) : m(context), m_incoming(incoming) {}

    Task<void> handle(bus::Event event);
    /// The channel's row, waiting up to 3 s for it. @throws NotFound
    Task<Channel> waitForChannel(QString id);
    Task<void> checkChannelHealth(QString id, int misses);

private:
    Task<void> ari(Json event);
    Task<void> created(Json event);
    Task<void> enteredStasis(Json event);
    Task<void> handOn(Channel channel, QString context);
    Task<void> leftStasis(Json event);
    Task<void> stateChanged(Json event);
    Task<void> destroyed(Json event);
    Task<void> digit(Json event);
    Task<void> variableSet(Json event);
    Task<void> learnCallId(QString id);
    Task<void> playbackStarted(Json event);
    Task<void> playbackFinished(Json event);
    Task<void> enteredBridge(Json event);
    Task<void> leftBridge(Json event);
    Task<void> bridgeCreated(Json event);
    Task<void> bridgeDestroyed(Json event);
    Task<void> recordingStarted(Json event);
    Task<void> recordingFinished(Json event);
    Task<void> playback(Json event, bool finished);
    Task<void> bridge(Json event, bool entered);
    Task<void> customerFrozen(QUuid customerId);
    Task<void> customerDeleted(QUuid customerId);
    Task<void> podDeleted(Json pod);
    Task<void> contactChanged(Json event);
    void scheduleHealthCheck(const QString &id, int misses);

    Context &m;
    Incoming &m_incoming;
};

} // namespace services::call
