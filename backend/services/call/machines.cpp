// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/machines.h"

#include "services/call/calls.h"
#include "services/call/statemachine.h"

namespace services::call {

using namespace contract;

namespace {
/// Kept in the cache while the detector listens (contract/call-manager.md §2).
struct AmdApplication
{
    QUuid callId;
    QString machineHandle; ///< hangup, continue
    bool async = false;

    template <typename V> static void describe(V &v)
    {
        v("call_id", &AmdApplication::callId);
        v("machine_handle", &AmdApplication::machineHandle);
        v("async", &AmdApplication::async);
    }
};

constexpr core::Millis applicationLife{24 * 3'600'000};

QString amdKey(const QString &channelId) { return QLatin1String("callapplication:amd:") + channelId; }
} // namespace

Task<void> Machines::start(Call call)
{
    const QString engine = engineOf(m.repo, call.channelId);
    const QString listener = core::toText(core::newId());
    AmdApplication application{call.id, member<QString>(call.action.option, "machine_handle"),
                               member<bool>(call.action.option, "async")};
    QString key = amdKey(listener);
    co_await store::setObject(m.cache, std::move(key), std::move(application), applicationLife);
    const QString arguments =
        QStringLiteral("context_type=call,context=call-application,call_id=%1,application_name=amd").arg(core::toText(call.id));
    const QString both = QStringLiteral("both");
    co_await m.ari.snoop(engine, call.channelId, listener, both, both, arguments);
}

Task<void> Machines::listenerEntered(Channel listener)
{
    co_await m.ari.continueInDialplan(listener.asteriskId, listener.id, QStringLiteral("svc-amd"), QString(), 0);
}

Task<void> Machines::heard(Channel listener)
{
    const auto application = co_await store::getObject<AmdApplication>(m.cache, amdKey(listener.id));
    m.background({}, "ending the listener", m.ari.hangup(listener.asteriskId, listener.id, cause::normal));
    if (!application)
        co_return;
    co_await m.cache.remove(amdKey(listener.id));
    const auto status = listener.stasisData.find(QStringLiteral("amd_status"));
    const QString verdict = status == listener.stasisData.end() ? QString() : status->second;
    core::log::call(core::log::Level::Info, "call", application->callId, "answered by {}", verdict);
    if (verdict == QLatin1String("MACHINE") && application->machineHandle == QLatin1String("hangup"))
        co_await m.calls->hangup(application->callId, QStringLiteral("amd"));
    else if (!application->async)
        co_await m.calls->next(application->callId);
}

} // namespace services::call
