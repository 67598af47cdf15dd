// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/events.h"

#include "services/call/actions.h"
#include "services/call/calls.h"
#include "services/call/channeltype.h"
#include "services/call/confbridges.h"
#include "services/call/externalmedias.h"
#include "services/call/recordings.h"
#include "services/call/statemachine.h"

#include <QScopeGuard>
#include <QUrl>

namespace services::call {

using namespace contract;

namespace {
constexpr core::Millis pollEvery{150};
constexpr int polls = 20;
constexpr size_t mostVariables = 200; ///< kept of one channel

QString techOf(const QString &name)
{
    const QString head = name.section(QLatin1Char('/'), 0, 0).toLower();
    for (const char *known : {"audiosocket", "local", "pjsip", "sip", "snoop", "unicastrtp"}) {
        if (head == QLatin1String(known))
            return head;
    }
    return {};
}
} // namespace

Task<void> Events::ari(Ari event)
{
    using Handler = Task<void> (Events::*)(Ari);
    static const QHash<QString, Handler> handlers{
        {QStringLiteral("ChannelCreated"), &Events::created},
        {QStringLiteral("StasisStart"), &Events::enteredStasis},
        {QStringLiteral("StasisEnd"), &Events::leftStasis},
        {QStringLiteral("ChannelStateChange"), &Events::stateChanged},
        {QStringLiteral("Dial"), &Events::dialled},
        {QStringLiteral("ChannelDestroyed"), &Events::destroyed},
        {QStringLiteral("ChannelVarset"), &Events::variableSet},
        {QStringLiteral("ChannelDtmfReceived"), &Events::digit},
        {QStringLiteral("PlaybackStarted"), &Events::playbackStarted},
        {QStringLiteral("PlaybackFinished"), &Events::playbackFinished},
        {QStringLiteral("ChannelEnteredBridge"), &Events::enteredBridge},
        {QStringLiteral("ChannelLeftBridge"), &Events::leftBridge},
        {QStringLiteral("BridgeCreated"), &Events::bridgeCreated},
        {QStringLiteral("BridgeDestroyed"), &Events::bridgeDestroyed},
        {QStringLiteral("RecordingStarted"), &Events::recordingStarted},
        {QStringLiteral("RecordingFinished"), &Events::recordingFinished},
        {QStringLiteral("RecordingFailed"), &Events::recordingFinished},
        {QStringLiteral("ContactStatusChange"), &Events::contactChanged},
    };
    const auto handler = handlers.constFind(event->type);
    const auto measured = qScopeGuard([&, begun = m.measures.begin()] { m.measures.ariEventDone(*event, begun); });
    if (handler != handlers.cend())
        co_await (this->*handler.value())(event);
}

Task<Channel> Events::waitForChannel(QString id)
{
    for (int i = 0; i < polls; ++i) {
        if (const Channel *channel = m.repo.channels.live(id))
            co_return *channel;
        if (i == 0) {
            if (const auto stored = co_await m.repo.channels.find(id))
                co_return *stored; // of a former run, or ended
        }
        const bool goesOn = co_await m.pauses.pause(pollEvery);
        if (!goesOn)
            break;
    }
    throw core::Error(core::Errc::NotFound, QStringLiteral("CHANNEL_NOT_FOUND"), QStringLiteral("There is no such channel."));
}

Task<void> Events::created(Ari event)
{
    Channel channel;
    channel.id = event->channelId;
    channel.asteriskId = event->asteriskId;
    channel.name = event->channelName;
    channel.tech = techOf(channel.name);
    channel.sourceName = event->callerName;
    channel.sourceNumber = event->callerNumber;
    channel.destinationNumber = event->exten;
    channel.state = event->channelState;
    if (channel.id.isEmpty() || m.repo.channels.live(channel.id))
        co_return;
    const QString id = channel.id;
    m.repo.channels.add(std::move(channel));
    scheduleHealthCheck(id, 0);
}

Task<void> Events::leftStasis(Ari event)
{
    const QString id = event->channelId;
    if (m.repo.channels.live(id))
        co_await m.repo.channels.modify(id, [](Channel &row) {
            row.stasisName.clear();
            return true;
        });
}

Task<void> Events::stateChanged(Ari event)
{
    const QString id = event->channelId;
    const QString state = event->channelState;
    if (!m.repo.channels.live(id))
        co_return;
    co_await m.repo.channels.modify(id, [&](Channel &row) {
        row.state = state;
        if (state == QLatin1String("Up"))
            row.tmAnswer = m.clock->wall();
        else if (state == QLatin1String("Ringing"))
            row.tmRinging = m.clock->wall();
        return true;
    });
    const QUuid callId = m.calls->ofChannel(id);
    if (callId.isNull())
        co_return;
    if (state == QLatin1String("Up")) {
        co_await m.calls->progressing(callId);
        m.background(callId, "reading the SIP Call-ID", learnCallId(id));
    } else if (state == QLatin1String("Ring") || state == QLatin1String("Ringing"))
        co_await m.calls->ringing(callId);
}

/// A gateway may tell of ringing by its sound alone.
Task<void> Events::dialled(Ari event)
{
    const QString id = event->channelId;
    if (event->dialStatus != channeltype::progressed || !m.repo.channels.live(id))
        co_return;
    co_await m.repo.channels.modify(id, [&](Channel &row) {
        row.dialResult = channeltype::progressed;
        return true;
    });
    const QUuid callId = m.calls->ofChannel(id);
    if (!callId.isNull())
        co_await m.calls->earlyMedia(callId);
}

/// Of a leg we placed; what searches SIP traces later needs it.
Task<void> Events::learnCallId(QString id)
{
    const Channel *channel = m.repo.channels.live(id);
    if (!channel || !channel->sipCallId.isEmpty() || channel->tech != QLatin1String("pjsip"))
        co_return;
    const QString asteriskId = channel->asteriskId;
    const QString name = QStringLiteral("CHANNEL(pjsip,call-id)");
    QString callId;
    try {
        callId = co_await m.ari.variable(asteriskId, id, name);
    } catch (const core::Error &error) {
        core::log::debug("call", "channel {} has no SIP Call-ID: {}", id, error.message());
    }
    if (callId.isEmpty() || !m.repo.channels.live(id))
        co_return;
    co_await m.repo.channels.modify(id, [&callId](Channel &row) {
        row.sipCallId = callId;
        return true;
    });
}

Task<void> Events::destroyed(Ari event)
{
    const QString id = event->channelId;
    const int code = event->cause.value_or(cause::normal);
    const auto known = co_await m.repo.channels.find(id); // its call may have ended first, and put it out of use
    if (!known || known->tmEnd.isSet())
        co_return;
    const QUuid callId = m.calls->ofChannel(id);
    const auto ended = co_await m.repo.channels.modify(id, [&](Channel &row) {
        row.hangupCause = code;
        row.tmEnd = row.tmDelete = m.clock->wall();
        return true;
    });
    if (!callId.isNull())
        co_await m.calls->ended(callId, code);
    m.repo.channels.forget(id);
    m.channelTimers.erase(id);
    m.measures.channelEnded(*ended);
    if (ended->type == channeltype::recording)
        m.recordings->snoopEnded(*ended);
    co_await m.externalMedias->channelEnded(id);
}

Task<void> Events::variableSet(Ari event)
{
    const QString id = event->channelId;
    const QString name = event->variable, value = event->value;
    if (id.isEmpty() || name.isEmpty() || !m.repo.channels.live(id))
        co_return;
    co_await m.repo.channels.modify(id, [&](Channel &row) {
        if (!row.data.is_object() || row.data.size() >= mostVariables)
            return false;
        row.data[text(name)] = text(value);
        return true;
    });
}

Task<void> Events::digit(Ari event)
{
    QString id = event->channelId;
    const Channel channel = co_await waitForChannel(std::move(id));
    const QUuid callId = m.calls->ofChannel(channel.id);
    if (channel.tech != QLatin1String("pjsip") || callId.isNull())
        co_return;
    if (const Call *call = m.repo.calls.live(callId))
        m.recordings->keyPressed(*call, event->digit);
    co_await m.calls->digit(callId, event->digit, event->durationMs);
}

Task<void> Events::playbackStarted(Ari event) { return playback(std::move(event), false); }
Task<void> Events::playbackFinished(Ari event) { return playback(std::move(event), true); }
Task<void> Events::enteredBridge(Ari event) { return bridge(std::move(event), true); }
Task<void> Events::leftBridge(Ari event) { return bridge(std::move(event), false); }

Task<void> Events::bridgeCreated(Ari event)
{
    m.measures.bridgeCreated(event->bridgeName);
    return m.confbridges->bridgeCreated(std::move(event));
}

Task<void> Events::bridgeDestroyed(Ari event)
{
    m.measures.bridgeDestroyed(event->bridgeName);
    return m.confbridges->bridgeDestroyed(event->bridgeId);
}

Task<void> Events::recordingStarted(Ari event) { return m.recordings->started(event->recordingName); }
Task<void> Events::recordingFinished(Ari event) { return m.recordings->finished(event->recordingName); }

Task<void> Events::playback(Ari event, bool finished)
{
    const QString playbackId = event->playbackId, target = event->playbackTarget;
    if (!target.startsWith(QLatin1String("channel:")))
        co_return;
    const QString id = target.mid(8);
    if (!m.repo.channels.live(id))
        co_return;
    co_await m.repo.channels.modify(id, [&](Channel &row) {
        row.playbackId = finished ? QString() : playbackId;
        return true;
    });
    const QUuid callId = m.calls->ofChannel(id);
    if (finished && !callId.isNull())
        co_await m.actions->playbackFinished(callId, playbackId);
}

Task<void> Events::bridge(Ari event, bool entered)
{
    const QString id = event->channelId;
    const QString bridgeId = event->bridgeId;
    if (!m.repo.channels.live(id))
        co_return;
    co_await m.repo.channels.modify(id, [&](Channel &row) {
        if (!entered && row.bridgeId != bridgeId)
            return false; // it has moved on already
        row.bridgeId = entered ? bridgeId : QString();
        return true;
    });
}

Task<void> Events::contactChanged(Ari event)
{
    const QString resource = event->endpointResource;
    const QString extension = resource.section(QLatin1Char('@'), 0, 0);
    const QUuid customerId = core::parseId(resource.section(QLatin1Char('@'), 1).section(QLatin1Char('.'), 0, 0));
    if (!customerId.isNull())
        co_await m.registrar.refreshContacts(customerId, extension);
}

void Events::scheduleHealthCheck(const QString &id, int misses)
{
    if (!m.repo.channels.live(id))
        return;
    bus::Request request;
    request.method = QStringLiteral("POST");
    request.uri = QStringLiteral("/v1/channels/%1/health-check").arg(QString::fromLatin1(QUrl::toPercentEncoding(id)));
    request.publisher = Context::name;
    request.data = bus::Payload(Json{{"retry_count", misses}});
    m.channelTimers[id].health =
        m.bus.requestUnless(requestQueue(Context::name), std::move(request), core::Millis(healthPeriodMs));
}

Task<void> Events::checkChannelHealth(QString id, int misses)
{
    const Channel *channel = m.repo.channels.live(id);
    if (!channel || channel->tmEnd.isSet())
        co_return;
    const QString asteriskId = channel->asteriskId;
    bool there = false;
    try {
        there = co_await m.ari.exists(asteriskId, id);
    } catch (const core::Error &) {
        there = false;
    }
    if (!there && misses >= 2) {
        auto gone = std::make_shared<AriEvent>();
        gone->channelId = id;
        co_return co_await destroyed(std::move(gone));
    }
    scheduleHealthCheck(id, there ? 0 : misses + 1);
}

} // namespace services::call
