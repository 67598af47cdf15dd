// SPDX-License-Identifier: GPL-3.0-or-later
// What the media engine tells, as ARI tells it.
#include "telephony/softswitch/farend.h"
#include "telephony/softswitch/private.h"

namespace telephony::softswitch {

media::Events SoftSwitch::Private::mediaEvents()
{
    media::Events heard;
    heard.digit = [this](QString stream, char key, int ms) { digit(stream, key, ms); };
    heard.playbackStarted = [this](QString sound, int index) { playbackStarted(playbackOf(sound), index); };
    heard.playbackFinished = [this](QString sound, QString failed) {
        const QString id = playbackOf(sound);
        if (!failed.isEmpty() && playbacks.value(id).state == QLatin1String("queued"))
            playbackStarted(id, 0); // as Asterisk tells it
        finishPlayback(id, failed.isEmpty() ? QStringLiteral("done") : QStringLiteral("failed"));
    };
    heard.silent = [this](QString stream, core::Millis silence) {
        if (const auto channel = channels.value(stream); channel && channel->listener)
            watchSilence(stream, silence);
    };
    heard.talking = [this](QString stream, bool talking, int durationMs) {
        const auto channel = channels.value(stream);
        if (!channel)
            return;
        if (channel->onTalk)
            return channel->onTalk(talking, durationMs);
        ari::Event event = channelEvent(talking ? "ChannelTalkingStarted" : "ChannelTalkingFinished", *channel);
        if (!talking)
            event["duration"] = durationMs;
        emitEvent(std::move(event), *channel);
    };
    heard.recordingStarted = [this](QString name) {
        const auto recording = resources.recordings.find(name);
        if (recording == resources.recordings.end())
            return;
        if (recording->state == QLatin1String("queued"))
            recording->state = QStringLiteral("recording");
        emitEvent(Json{{"type", "RecordingStarted"}, {"recording", toJson(*recording)}});
    };
    heard.recordingFinished = [this](QString name, int ms, int talkingMs, int silenceMs) {
        recordingEnded(name, QStringLiteral("done"), [=](ari::Recording &one) {
            constexpr int second = 1000;
            one.duration = ms / second;
            one.talking = talkingMs / second;
            one.silence = silenceMs / second;
        });
    };
    heard.recordingFailed = [this](QString name, QString why) {
        recordingEnded(name, QStringLiteral("failed"), [&](ari::Recording &one) { one.cause = why; });
    };
    return heard;
}

/// Empty: that playback is over already.
QString SoftSwitch::Private::playbackOf(const QString &sound) const
{
    const QString id = sound.left(sound.lastIndexOf(QLatin1Char('/')));
    return playbacks.value(id).sound == sound ? id : QString();
}

void SoftSwitch::Private::playbackStarted(const QString &id, int index)
{
    const auto playback = playbacks.find(id);
    if (playback == playbacks.end())
        return;
    const ari::Target &target = playback->target;
    core::Nanos ready(0);
    QUuid callId;
    if (target.bridge) {
        const Bridge bridge = bridges.value(target.id);
        ready = bridge.ready;
        callId = bridge.callId;
    } else if (const auto channel = channels.value(target.id)) {
        ready = channel->ready;
        callId = channel->callId;
    } else {
        return; // events about a channel that nobody knows must not be told (contract §3)
    }
    if (index > 0) {
        playback->state = QStringLiteral("continuing");
        emitEvent(Json{{"type", "PlaybackContinuing"}, {"playback", toJson(*playback)}}, ready, callId);
    }
    playback->index = index;
    playback->state = QStringLiteral("playing");
    emitEvent(Json{{"type", "PlaybackStarted"}, {"playback", toJson(*playback)}}, ready, callId);
}

void SoftSwitch::Private::recordingEnded(const QString &name, const QString &state,
                                         std::function<void(ari::Recording &)> complete)
{
    const auto known = resources.recordings.find(name);
    if (known == resources.recordings.end())
        return;
    ari::Recording recording = *known;
    resources.recordings.erase(known);
    if (recording.state != QLatin1String("canceled"))
        recording.state = state;
    complete(recording);
    if (const auto channel = recording.target.bridge ? nullptr : channels.value(recording.target.id))
        channel->recordings.removeAll(name);
    const char *type = state == QLatin1String("failed") ? "RecordingFailed" : "RecordingFinished";
    emitEvent(Json{{"type", type}, {"recording", toJson(recording)}});
    applications.forget(QLatin1String("recording:") + name);
}

void SoftSwitch::Private::answerChannel(Channel &channel)
{
    if (channel.leg.isEmpty() || !channel.listener) {
        if (std::exchange(channel.answered, true))
            return;
        media->setRingback(channel.id, false);
        const auto kept = channels.value(channel.id); // being up may end it
        setState(channel, QStringLiteral("Up"));
        if (const auto far = channel.farEnd)
            far->answered();
        return;
    }
    answer(channel);
}

} // namespace telephony::softswitch
