// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clients/businessclients.h"
#include "clients/callclient.h"
#include "clients/flowclient.h"
#include "core/log.h"
#include "services/call/ari.h"
#include "services/call/repository.h"
#include "services/common/notify.h"

namespace services::call {

class Calls;
class Actions;
class Outgoing;
class Groupcalls;
class Confbridges;

/// What the parts of call-manager share. The parts know each other through it; the service owns all of them.
struct Context
{
    Context(bus::Bus &b, store::Store &db, std::shared_ptr<core::Clock> c, QString domain)
        : bus(b),
          clock(c),
          baseDomain(std::move(domain)),
          repo(db, c),
          ari(b),
          notify(b, name),
          flows(b, name),
          customers(b, name),
          numbers(b, name),
          registrar(b, name),
          tts(b, name),
          self(b, name)
    {
    }

    inline static const QString name = contract::service::call;

    bus::Bus &bus;
    std::shared_ptr<core::Clock> clock;
    QString baseDomain; ///< `voipbin.net`
    Repository repo;
    Ari ari;
    Notifier notify;
    clients::FlowClient flows;
    clients::CustomerClient customers;
    clients::NumberClient numbers;
    clients::RegistrarClient registrar;
    clients::TtsClient tts;
    clients::CallClient self;
    core::TaskGroup tasks;

    Calls *calls = nullptr;
    Actions *actions = nullptr;
    Outgoing *outgoing = nullptr;
    Groupcalls *groupcalls = nullptr;
    Confbridges *confbridges = nullptr;

    /// Runs `task` in the background; a failure is logged with the call.
    void background(QUuid callId, const char *what, Task<void> task)
    {
        tasks.run(std::move(task), [callId, what](std::exception_ptr error) {
            core::log::call(core::log::Level::Warn, "call", callId, "{} failed: {}", what, core::describe(error));
        });
    }
};

inline constexpr int healthPeriodMs = 10'000; ///< between two health checks of one call or room

inline std::string text(const QString &value) { return core::utf8(value); }
inline std::string text(const QUuid &id) { return core::utf8(core::toText(id)); }

} // namespace services::call
