// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clients/businessclients.h"
#include "clients/callclient.h"
#include "clients/flowclient.h"
#include "clients/serviceclients.h"
#include "core/log.h"
#include "services/call/ari.h"
#include "services/call/config.h"
#include "services/call/measures.h"
#include "services/call/publicforms.h"
#include "services/call/repository.h"
#include "services/common/body.h"
#include "services/common/notify.h"
#include "services/common/pauses.h"
#include "store/cache.h"

namespace services::call {

class Calls;
class Actions;
class Outgoing;
class Groupcalls;
class Confbridges;
class Recordings;
class ExternalMedias;
class Machines;
class OutboundConfigs;
class RtpDebug;
class Recovery;

/// Requests to come that end with their channel: its longest time, and the next look whether the engine still has it.
struct ChannelTimers
{
    core::Timer limit, health;
};

/// The same of a call: the end of its action, and the next look whether its channel still is.
struct CallTimers
{
    core::Timer action, health;
};

/// What the parts of call-manager share. The parts know each other through it; the service owns all of them.
struct Context
{
    Context(bus::Bus &b, store::Store &db, std::shared_ptr<core::Clock> c, Config settings)
        : bus(b),
          clock(c),
          config(std::move(settings)),
          cache(*config.cache),
          pauses(c),
          repo(db, c),
          ari(b),
          notify(b, name),
          measures(config.metrics, c),
          flows(b, name),
          customers(b, name),
          numbers(b, name),
          registrar(b, name),
          tts(b, name),
          agents(b, name),
          billing(b, name),
          routes(b, name),
          conferences(b, name),
          directs(b, name),
          storage(b, name),
          self(b, name)
    {
    }

    inline static const QString name = contract::service::call;

    bus::Bus &bus;
    std::shared_ptr<core::Clock> clock;
    Config config;
    store::Cache &cache;
    Pauses pauses; ///< of those who wait for an event
    Repository repo;
    std::map<QString, ChannelTimers> channelTimers; ///< of channels that are
    std::map<QUuid, CallTimers> callTimers;         ///< of calls that go on
    Ari ari;
    Notifier notify;
    Measures measures;
    clients::FlowClient flows;
    clients::CustomerClient customers;
    clients::NumberClient numbers;
    clients::RegistrarClient registrar;
    clients::TtsClient tts;
    clients::AgentClient agents;
    clients::BillingClient billing;
    clients::RouteClient routes;
    clients::ConferenceClient conferences;
    clients::DirectClient directs;
    clients::StorageClient storage;
    clients::CallClient self;
    core::TaskGroup tasks;

    Calls *calls = nullptr;
    Actions *actions = nullptr;
    Outgoing *outgoing = nullptr;
    Groupcalls *groupcalls = nullptr;
    Confbridges *confbridges = nullptr;
    Recordings *recordings = nullptr;
    ExternalMedias *externalMedias = nullptr;
    Machines *machines = nullptr;
    OutboundConfigs *outboundConfigs = nullptr;
    RtpDebug *rtpDebug = nullptr;
    Recovery *recovery = nullptr;

    /// The event with the whole model, and the customer's webhook with what customers see.
    template <typename T> void announce(const QString &type, const std::shared_ptr<const T> &model)
    {
        notify.publish(type, model, [](const T &sent) { return publicForm(sent); });
    }
    template <typename T> void announce(const QString &type, const T &model) { announce(type, std::make_shared<const T>(model)); }
    /// One that has ended meanwhile needs none, and nobody would take it away.
    void limitChannel(const QString &id, core::Timer limit)
    {
        if (repo.channels.live(id))
            channelTimers[id].limit = std::move(limit);
    }
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
inline std::string text(const QUuid &id) { return core::utf8(id); }

/// A manager that is not there cannot refuse: what it would have said is taken as a yes.
inline bool isUnreachable(const core::Error &error)
{
    return error.code() == core::Errc::Unavailable || error.code() == core::Errc::DeadlineExceeded;
}

/// The engine that carries the channel. @throws core::Error(FailedPrecondition) when the channel has ended
QString engineOf(const Repository &repo, const QString &channelId);

/// Has an account with what it costs? Pays when billing is out of reach. @throws core::Error(PaymentRequired)
Task<void> requireBalance(clients::BillingClient &billing, QUuid customerId, QString kind, QString country);

} // namespace services::call
