// SPDX-License-Identifier: GPL-3.0-or-later
// Channels that enter the application: by what they say they are (contract/asterisk-proxy.md §4).
#include "services/call/calls.h"
#include "services/call/channeltype.h"
#include "services/call/events.h"
#include "services/call/externalmedias.h"
#include "services/call/incoming.h"
#include "services/call/machines.h"
#include "services/call/outgoing.h"
#include "services/call/recordings.h"
#include "services/call/recovery.h"
#include "services/call/statemachine.h"

namespace services::call {

using namespace contract;

namespace {
/// `key=value` items; only the text between the first and the second `=` counts.
std::map<QString, QString> argumentsOf(const AriEvent &event)
{
    std::map<QString, QString> arguments;
    for (const QString &item : event.args) {
        const QStringList pieces = item.split(QLatin1Char('='));
        arguments[pieces.value(0)] = pieces.value(1);
    }
    return arguments;
}

QString stasisArgument(const std::map<QString, QString> &arguments, const char *name)
{
    const auto found = arguments.find(QLatin1String(name));
    return found == arguments.end() ? QString() : found->second;
}

QString typeOf(const QString &context)
{
    static const std::map<QString, QString> types{
        {QStringLiteral("call-in"), channeltype::call},
        {QStringLiteral("call-out"), channeltype::call},
        {QStringLiteral("call-svc"), channeltype::call},
        {QStringLiteral("call-recovery"), channeltype::call},
        {QStringLiteral("call-join"), channeltype::join},
        {QStringLiteral("call-record"), channeltype::recording},
        {QStringLiteral("call-externalsnoop"), channeltype::external},
        {QStringLiteral("call-externalmedia"), channeltype::external},
        {QStringLiteral("call-application"), channeltype::application},
        {QStringLiteral("conf-in"), channeltype::confbridge},
    };
    const auto found = types.find(context);
    return found == types.end() ? QString() : found->second;
}

[[noreturn]] void unknownContext(const QString &context)
{
    throw core::Error(core::Errc::InvalidArgument, QStringLiteral("CONTEXT_UNKNOWN"),
                      QStringLiteral("\"%1\" is no known context.").arg(context));
}
} // namespace

Task<void> Events::enteredStasis(Ari event)
{
    const QString id = event->channelId, asteriskId = event->asteriskId;
    if (id.isEmpty())
        co_return;
    const auto arguments = argumentsOf(*event);
    Channel channel;
    bool known = true;
    try {
        channel = co_await waitForChannel(id);
    } catch (const core::Error &) {
        known = false;
    }
    if (!known)
        co_return co_await m.ari.hangup(asteriskId, id, cause::interworking);
    if (!m.repo.channels.live(id) && !channel.tmEnd.isSet())
        m.repo.channels.adopt(channel);
    std::exception_ptr failure;
    try {
        co_await begin(std::move(event), arguments);
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        core::log::warn("call", "channel {} refused: {}", id, core::describe(failure));
        co_await m.ari.hangup(asteriskId, id, cause::noRoute);
    }
}

/// The row learns what the channel says of itself; then whoever it is for gets it.
Task<void> Events::begin(Ari event, std::map<QString, QString> arguments)
{
    const QString id = event->channelId;
    Json sipData;
    const QString sipCallId = stasisArgument(arguments, "sip_call_id");
    if (!sipCallId.isEmpty()) {
        const auto kept = co_await m.cache.get(QLatin1String("kamailio:") + sipCallId);
        sipData = kept.value_or(Json());
    }
    const QString context = stasisArgument(arguments, "context");
    const bool bareMedia = context.isEmpty() && arguments.size() == 1; // AudioSocket: its media's id alone
    const auto channel = co_await m.repo.channels.modify(id, [&](Channel &row) {
        row.stasisName = event->application;
        row.stasisData = arguments;
        row.direction = stasisArgument(arguments, "direction");
        row.type = bareMedia ? channeltype::external : typeOf(context);
        row.sipTransport = stasisArgument(arguments, "transport");
        if (!sipCallId.isEmpty())
            row.sipCallId = sipCallId;
        if (sipData.is_object())
            row.sipData = sipData;
        row.state = event->channelState;
        return true;
    });
    m.measures.channelEntered(*channel);
    if (!bareMedia)
        co_return co_await handOn(*channel, context);
    const QString unnamed;
    co_await m.externalMedias->entered(*channel, unnamed);
}

Task<void> Events::handOn(Channel channel, QString context)
{
    const auto &arguments = channel.stasisData;
    if (stasisArgument(arguments, "context_type") != QLatin1String("call"))
        unknownContext(context);
    if (context == QLatin1String("call-in")) {
        co_await m_incoming.start(channel);
    } else if (context == QLatin1String("call-out")) {
        co_await m.outgoing->dial(core::parseId(stasisArgument(arguments, "call_id")), channel);
    } else if (context == QLatin1String("call-recovery")) {
        co_await m.recovery->dial(core::parseId(stasisArgument(arguments, "call_id")), channel);
    } else if (context == QLatin1String("call-svc")) {
        if (stasisArgument(arguments, "context_from") == QLatin1String("svc-amd"))
            co_await m.machines->heard(channel);
        else if (!m.calls->cameBack(channel.id))
            co_await m.calls->next(m.calls->ofChannel(channel.id));
    } else if (context == QLatin1String("call-record")) {
        co_await m.recordings->snoopEntered(channel);
    } else if (context == QLatin1String("call-externalsnoop") || context == QLatin1String("call-externalmedia")) {
        const QString bridgeId = stasisArgument(arguments, "bridge_id");
        co_await m.externalMedias->entered(channel, bridgeId);
    } else if (context == QLatin1String("call-application")) {
        if (stasisArgument(arguments, "application_name") != QLatin1String("amd"))
            unknownContext(stasisArgument(arguments, "application_name"));
        co_await m.machines->listenerEntered(channel);
    } else {
        unknownContext(context);
    }
}

} // namespace services::call
