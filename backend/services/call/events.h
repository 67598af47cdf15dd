// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/ari.h"
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
    using Ari = std::shared_ptr<const contract::AriEvent>;
    Task<void> handOut(bus::Event event);
    Task<void> ari(Ari event);
    Task<void> created(Ari event);
    Task<void> enteredStasis(Ari event);
    Task<void> begin(Ari event, std::map<QString, QString> arguments);
    Task<void> handOn(Channel channel, QString context);
    Task<void> leftStasis(Ari event);
    Task<void> stateChanged(Ari event);
    Task<void> dialled(Ari event);
    Task<void> destroyed(Ari event);
    Task<void> digit(Ari event);
    Task<void> variableSet(Ari event);
    Task<void> learnCallId(QString id);
    Task<void> playbackStarted(Ari event);
    Task<void> playbackFinished(Ari event);
    Task<void> enteredBridge(Ari event);
    Task<void> leftBridge(Ari event);
    Task<void> bridgeCreated(Ari event);
    Task<void> bridgeDestroyed(Ari event);
    Task<void> recordingStarted(Ari event);
    Task<void> recordingFinished(Ari event);
    Task<void> playback(Ari event, bool finished);
    Task<void> bridge(Ari event, bool entered);
    Task<void> customerFrozen(QUuid customerId);
    Task<void> customerDeleted(QUuid customerId);
    Task<void> podDeleted(Json pod);
    Task<void> contactChanged(Ari event);
    void scheduleHealthCheck(const QString &id, int misses);

    Context &m;
    Incoming &m_incoming;
};

} // namespace services::call
