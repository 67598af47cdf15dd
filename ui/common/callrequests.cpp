// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/callrequests.h"

#include "clients/callclient.h"
#include "clients/engineclient.h"
#include "clients/flowclient.h"
#include "core/log.h"
#include "ui/common/callsmodel.h"
#include "ui/common/dialling.h"

#include <QCoreApplication>

namespace ui::callrequest {
namespace {
clients::CallClient callsOf(Host *host) { return {host->bus(), contract::service::window}; }
} // namespace

core::Task<void> hangup(Host *host, QUuid id, QString)
{
    auto client = callsOf(host);
    co_await client.hangup(id);
}

core::Task<void> mute(Host *host, QUuid id, QString direction)
{
    auto client = callsOf(host);
    co_await client.mute(id, direction);
}

core::Task<void> unmute(Host *host, QUuid id, QString direction)
{
    auto client = callsOf(host);
    co_await client.unmute(id, direction);
}

core::Task<void> hold(Host *host, QPointer<CallsModel> model, QUuid id, bool on)
{
    auto client = callsOf(host);
    co_await client.hold(id, on);
    if (model)
        model->setHeld(id, on);
}

core::Task<void> music(Host *host, QPointer<CallsModel> model, QUuid id, bool on)
{
    auto client = callsOf(host);
    co_await client.music(id, on);
    if (model)
        model->setMusic(id, on);
}

core::Task<void> silence(Host *host, QPointer<CallsModel> model, QUuid id, bool on)
{
    auto client = callsOf(host);
    co_await client.silence(id, on);
    if (model)
        model->setSilent(id, on);
}

core::Task<void> say(Host *host, QUuid id, QString text)
{
    auto client = callsOf(host);
    const QString language = QStringLiteral("en-US");
    co_await client.talk(id, text, language);
}

core::Task<QString> playableOf(Host *host, QString source)
{
    if (!source.startsWith(QLatin1Char('/')))
        co_return source;
    QString name = co_await host->addSound(source);
    co_return name;
}

core::Task<void> play(Host *host, QUuid id, QString source)
{
    const QString playable = co_await playableOf(host, source);
    auto client = callsOf(host);
    const QStringList sources{playable};
    co_await client.play(id, sources);
}

core::Task<void> stopMedia(Host *host, QUuid id, QString)
{
    auto client = callsOf(host);
    co_await client.stopMedia(id);
}

core::Task<void> digits(Host *host, QUuid id, QString digits)
{
    auto client = callsOf(host);
    const contract::Call call = co_await client.call(id);
    const contract::Channel channel = co_await client.channel(call.channelId);
    clients::EngineClient engine(host->bus(), contract::service::window);
    co_await engine.sendDigits(channel.asteriskId, channel.id, digits);
}

contract::RecordingStart wav()
{
    contract::RecordingStart body;
    body.format = QStringLiteral("wav");
    return body;
}

/// No event tells who is recorded; the answer does.
core::Task<void> startRecording(Host *host, QPointer<CallsModel> model, QUuid id)
{
    auto client = callsOf(host);
    const contract::Call call = co_await client.startRecording(id, wav());
    if (model)
        model->recordingBegan(id, call.recordingId);
}

core::Task<void> stopRecording(Host *host, QPointer<CallsModel> model, QUuid id, QUuid recording)
{
    auto client = callsOf(host);
    co_await client.stopRecording(id);
    if (model)
        model->recordingEnded(id, recording);
}

namespace {
contract::Action action(const char *type, core::Json option = {})
{
    contract::Action made;
    made.type = QLatin1String(type);
    made.option = std::move(option);
    return made;
}

/// The actions go before what the flow does now; that ends.
core::Task<void> goOnWith(Host *host, contract::Call call, std::vector<contract::Action> actions)
{
    clients::FlowClient flows(host->bus(), contract::service::window);
    co_await flows.pushActions(call.activeflowId, std::move(actions));
    auto client = callsOf(host);
    co_await client.forceNext(call.id);
}

core::Task<contract::CallsCreated> callInto(Host *host, contract::Call call, contract::Address to, core::Json joining)
{
    clients::FlowClient flows(host->bus(), contract::service::window);
    contract::FlowCreate temporary;
    temporary.customerId = call.customerId;
    temporary.type = QStringLiteral("flow");
    temporary.name = QStringLiteral("tmp");
    temporary.actions = {action("confbridge_join", std::move(joining)), action("hangup")};
    const contract::Flow legs = co_await flows.createFlow(std::move(temporary));
    contract::CallsCreate body;
    body.customerId = call.customerId;
    body.flowId = legs.id;
    body.masterCallId = call.id;
    body.source = call.source;
    const QString number = to.target;
    body.destinations = {std::move(to)};
    body.connect = true;
    auto client = callsOf(host);
    contract::CallsCreated made = co_await client.create(std::move(body));
    if (made.calls.empty() && made.groupcalls.empty())
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("NOBODY_CALLED"),
                          QCoreApplication::translate("ui::callrequest", "%1 could not be called.").arg(number));
    co_return made;
}

/// As the action `connect`, but the other side is called first: when that fails, the call stays where it is.
core::Task<void> connectTo(Host *host, contract::Call call, contract::Address to)
{
    clients::CallResourceClient rooms(host->bus(), contract::service::window);
    contract::ConfbridgeCreate body;
    body.customerId = call.customerId;
    body.activeflowId = call.activeflowId;
    body.referenceType = QStringLiteral("call");
    body.referenceId = call.id;
    body.type = QStringLiteral("connect");
    const contract::Confbridge room = co_await rooms.createConfbridge(std::move(body));
    const core::Json joining{{"confbridge_id", core::utf8(core::toText(room.id))}};
    contract::CallsCreated made;
    std::exception_ptr problem;
    try {
        made = co_await callInto(host, call, std::move(to), joining);
        std::vector<contract::Action> actions{action("confbridge_join", joining), action("hangup")};
        co_await goOnWith(host, call, std::move(actions));
        co_return;
    } catch (const core::Error &) {
        problem = std::current_exception();
    }
    try {
        auto client = callsOf(host);
        for (const contract::Call &leg : made.calls)
            co_await client.hangup(leg.id);
        for (const contract::Groupcall &group : made.groupcalls)
            co_await rooms.hangupGroupcall(group.id);
        co_await rooms.removeConfbridge(room.id);
    } catch (const core::Error &error) {
        core::log::warn("window", "the empty room {} stays: {}", room.id, error.message());
    }
    std::rethrow_exception(problem);
}

/// Whoever it talks to from now on is heard: hold, music and silence were for before.
core::Task<void> endHold(Host *host, QPointer<CallsModel> model, QUuid id)
{
    try {
        if (model && model->isHeld(id))
            co_await hold(host, model, id, false);
        if (model && model->hasMusic(id))
            co_await music(host, model, id, false);
        if (model && model->isSilent(id))
            co_await silence(host, model, id, false);
    } catch (const core::Error &error) {
        core::log::info("window", "call {} stays on hold: {}", id, error.message());
    }
}
} // namespace

/// Blind: what the flow does now ends, and the call is connected to the number instead, or runs the flow of a number that is the
/// platform's own.
core::Task<void> transfer(Host *host, QPointer<CallsModel> model, QUuid id, QString number)
{
    auto client = callsOf(host);
    contract::Call call = co_await client.call(id);
    const QUuid flow = co_await flowBehind(host, number);
    if (flow.isNull()) {
        contract::Address to = dialled(*host, number);
        co_await connectTo(host, std::move(call), std::move(to));
    } else {
        const core::Json fetched{{"flow_id", core::utf8(core::toText(flow))}};
        std::vector<contract::Action> actions{action("fetch_flow", fetched), action("hangup")};
        co_await goOnWith(host, std::move(call), std::move(actions));
    }
    co_await endHold(host, model, id);
}

core::Task<void> join(Host *host, QPointer<CallsModel> model, QUuid id, QUuid room)
{
    clients::CallResourceClient rooms(host->bus(), contract::service::window);
    co_await rooms.join(room, id);
    co_await endHold(host, model, id);
}

contract::ConfbridgeCreate newRoom(const QUuid &customer)
{
    contract::ConfbridgeCreate body;
    body.customerId = customer;
    body.referenceType = QStringLiteral("conference");
    body.type = QStringLiteral("conference");
    return body;
}

core::Task<void> joinInNewRoom(Host *host, QPointer<CallsModel> model, QList<QUuid> ids, int least)
{
    clients::CallResourceClient rooms(host->bus(), contract::service::window);
    const contract::Confbridge made = co_await rooms.createConfbridge(newRoom(host->facts().customerId));
    const QUuid room = made.id;
    std::exception_ptr problem;
    int joined = 0;
    for (const QUuid &one : std::as_const(ids)) {
        try {
            co_await join(host, model, one, room);
            ++joined;
        } catch (const core::Error &) {
            problem = std::current_exception();
        }
    }
    if (!problem)
        co_return;
    if (joined < least) {
        try {
            co_await rooms.removeConfbridge(room);
        } catch (const core::Error &error) {
            core::log::warn("window", "the empty room {} stays: {}", core::toText(room), error.message());
        }
    }
    std::rethrow_exception(problem);
}

core::Task<void> chain(Host *host, QUuid id, QString master)
{
    auto client = callsOf(host);
    const QUuid first = core::parseId(master);
    co_await client.chain(first, id);
}

} // namespace ui::callrequest
