// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/callrequests.h"

#include "clients/callclient.h"
#include "clients/engineclient.h"
#include "clients/flowclient.h"
#include "core/log.h"
#include "ui/common/callsmodel.h"
#include "ui/common/dialling.h"

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

core::Task<void> play(Host *host, QUuid id, QString source)
{
    auto client = callsOf(host);
    const QStringList sources{source};
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

/// No event tells who is recorded; the answer does.
core::Task<void> startRecording(Host *host, QPointer<CallsModel> model, QUuid id)
{
    auto client = callsOf(host);
    contract::RecordingStart body;
    body.format = QStringLiteral("wav");
    const contract::Call call = co_await client.startRecording(id, body);
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

/// Blind: what the flow does now ends, and the call is connected to the number instead, or runs the flow of a number that is the
/// platform's own.
core::Task<void> transfer(Host *host, QUuid id, QString number)
{
    auto client = callsOf(host);
    const contract::Call call = co_await client.call(id);
    const QUuid flow = co_await flowBehind(host, number);
    std::vector<contract::Action> actions(2);
    if (flow.isNull()) {
        const contract::Address to = dialled(*host, number);
        actions[0].type = QStringLiteral("connect");
        actions[0].option = core::Json{{"source", core::toJson(call.source)}, {"destinations", core::toJson(std::vector{to})}};
    } else {
        actions[0].type = QStringLiteral("fetch_flow");
        actions[0].option = core::Json{{"flow_id", core::utf8(core::toText(flow))}};
    }
    actions[1].type = QStringLiteral("hangup");
    clients::FlowClient flows(host->bus(), contract::service::window);
    co_await flows.pushActions(call.activeflowId, actions);
    co_await client.forceNext(id);
}

core::Task<void> join(Host *host, QUuid id, QString room)
{
    clients::CallResourceClient rooms(host->bus(), contract::service::window);
    const QUuid confbridge = core::parseId(room);
    co_await rooms.join(confbridge, id);
}

core::Task<void> joinInNewRoom(Host *host, QList<QUuid> ids, int least)
{
    clients::CallResourceClient rooms(host->bus(), contract::service::window);
    contract::ConfbridgeCreate body;
    body.customerId = host->facts().customerId;
    body.referenceType = QStringLiteral("conference");
    body.type = QStringLiteral("conference");
    const contract::Confbridge made = co_await rooms.createConfbridge(body);
    const QUuid room = made.id;
    std::exception_ptr problem;
    int joined = 0;
    for (const QUuid &one : std::as_const(ids)) {
        try {
            co_await rooms.join(room, one);
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
