// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clients/client.h"
#include "contract/call.h"

namespace clients {

/// call-manager (contract/call-manager.md §1).
class CallClient : public Client
{
public:
    CallClient(Bus &bus, QString publisher) : Client(bus, contract::service::call, std::move(publisher)) {}

    Task<std::vector<contract::Call>> calls(Page page, Json filters);
    Task<contract::Call> call(QUuid id) { return askFor<contract::Call>(get, path("calls", id)); }
    Task<contract::CallsCreated> create(contract::CallsCreate body);
    Task<contract::Call> hangup(QUuid id) { return askFor<contract::Call>(post, path("calls", id, "/hangup")); }
    Task<contract::Call> remove(QUuid id) { return askFor<contract::Call>(del, path("calls", id)); }
    /// @param direction  in, out or both.
    Task<void> mute(QUuid id, QString direction) { return setMute(post, id, std::move(direction)); }
    Task<void> unmute(QUuid id, QString direction) { return setMute(del, id, std::move(direction)); }
    Task<void> hold(QUuid id, bool on);
    Task<void> music(QUuid id, bool on);
    Task<void> talk(QUuid id, QString text, QString language);
    Task<QString> digits(QUuid id);
    /// Ends the current action early.
    Task<void> forceNext(QUuid id);
    Task<contract::Channel> channel(QString id);

    Task<contract::Confbridge> createConfbridge(QUuid customerId, QUuid activeflowId, QString referenceType, QUuid referenceId,
                                                QString type);

private:
    Task<void> setMute(QString method, QUuid id, QString direction);
};

} // namespace clients
