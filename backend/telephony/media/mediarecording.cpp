// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings: from a name to a file that is opened, filled by the tick, and closed.
#include "telephony/media/mediaprivate.h"
#include "telephony/media/tones.h"

namespace telephony::media {
namespace {
int ticksOf(core::Millis time) { return int(std::clamp<qint64>((time.count() + 19) / 20, 0, 50 * 86'400)); }

QByteArray endingKeys(const QString &terminateOn)
{
    if (terminateOn == QLatin1String("none"))
        return {};
    return terminateOn == QLatin1String("any") ? QByteArrayLiteral("0123456789*#ABCD") : terminateOn.toLatin1();
}
} // namespace

bool MediaEngine::Private::onRecorders(const QString &target, std::function<void(RecorderList &, Outbox &)> work)
{
    RecorderList *recorders = nullptr;
    if (Voice *one = voice(target))
        recorders = &one->recorders;
    else if (const auto bridge = bridges.value(target))
        recorders = &bridge->recorders;
    if (recorders)
        post([recorders, work = std::move(work)](MediaThread &tick) { work(*recorders, tick.outbox()); });
    return recorders != nullptr;
}

bool MediaEngine::record(const QString &name, const QString &target, RecordingParameters parameters)
{
    const std::lock_guard lock(d->mutex);
    const bool known = d->voices.contains(target) || d->bridges.contains(target);
    if (d->stopped || !known || d->recordings.count(name) > 0 || !recordingFormats().contains(parameters.format))
        return false;
    auto recorder = std::make_unique<Recorder>();
    recorder->name = name;
    recorder->id = ++d->lastId;
    recorder->ring = std::make_shared<SampleRing>(Recorder::capacity);
    recorder->longestTicks = ticksOf(parameters.maxDuration);
    recorder->silenceTicks = ticksOf(parameters.maxSilence);
    recorder->keys = endingKeys(parameters.terminateOn);
    if (parameters.beep)
        recorder->beep = builtin(QStringLiteral("beep"));
    d->writer.open({recorder->id, recorder->ring, std::move(parameters)});
    Private::Recording &recording = d->recordings[name];
    recording.target = target;
    recording.id = recorder->id;
    recording.recorder = std::move(recorder);
    return true;
}

void MediaEngine::Private::endRecording(Recording &recording)
{
    if (!recording.recorder)
        onRecorders(recording.target, [id = recording.id](RecorderList &list, Outbox &out) { list.stop(id, out); });
}

void MediaEngine::stopRecording(const QString &name, bool discard)
{
    const std::lock_guard lock(d->mutex);
    const auto found = d->recordings.find(name);
    if (found == d->recordings.end())
        return;
    found->second.stopped = true;
    found->second.discard = found->second.discard || discard;
    d->endRecording(found->second);
}

void MediaEngine::pauseRecording(const QString &name, bool paused)
{
    const std::lock_guard lock(d->mutex);
    const auto found = d->recordings.find(name);
    if (found == d->recordings.end())
        return;
    if (found->second.recorder)
        found->second.recorder->paused = paused;
    else
        d->onRecorders(found->second.target, [id = found->second.id, paused](RecorderList &list, Outbox &) {
            if (Recorder *recorder = list.find(id))
                recorder->paused = paused;
        });
}

void MediaEngine::muteRecording(const QString &name, bool muted)
{
    const std::lock_guard lock(d->mutex);
    const auto found = d->recordings.find(name);
    if (found == d->recordings.end())
        return;
    if (found->second.recorder)
        found->second.recorder->muted = muted;
    else
        d->onRecorders(found->second.target, [id = found->second.id, muted](RecorderList &list, Outbox &) {
            if (Recorder *recorder = list.find(id))
                recorder->muted = muted;
        });
}

void MediaEngine::Private::fileOpened(quint64 id, const QString &failed)
{
    const std::lock_guard lock(mutex);
    const auto found = std::find_if(recordings.begin(), recordings.end(), [id](const auto &one) { return one.second.id == id; });
    if (found == recordings.end())
        return;
    const QString name = found->first;
    if (!failed.isEmpty()) {
        recordings.erase(found);
        return report([name, failed](const Events &to) {
            if (to.recordingFailed)
                to.recordingFailed(name, failed);
        });
    }
    report([name](const Events &to) {
        if (to.recordingStarted)
            to.recordingStarted(name);
    });
    Recording &recording = found->second;
    Recorder *recorder = recording.recorder.release();
    const auto attach = [recorder](RecorderList &list, Outbox &) { list.add(recorder); };
    if (recording.stopped || !onRecorders(recording.target, attach)) {
        delete recorder;
        writer.close(id, recording.discard);
    }
}

void MediaEngine::Private::finished(const Recorder &recorder)
{
    const std::lock_guard lock(mutex);
    const auto found = recordings.find(recorder.name);
    if (found == recordings.end() || found->second.id != recorder.id)
        return;
    found->second.durationMs = recorder.durationMs();
    found->second.talkingMs = recorder.talkingMs();
    found->second.tooSlow = recorder.ended() == Recorder::End::DiskTooSlow;
    writer.close(recorder.id, found->second.discard, recorder.idleTicks());
}

void MediaEngine::Private::fileClosed(quint64 id, const QString &failed)
{
    const std::lock_guard lock(mutex);
    const auto found = std::find_if(recordings.begin(), recordings.end(), [id](const auto &one) { return one.second.id == id; });
    if (found == recordings.end())
        return;
    const QString why = failed.isEmpty() && found->second.tooSlow ? QStringLiteral("the disk is too slow") : failed;
    if (!why.isEmpty())
        endRecording(found->second);
    report([name = found->first, why, duration = found->second.durationMs, talking = found->second.talkingMs](const Events &to) {
        if (!why.isEmpty() && to.recordingFailed)
            to.recordingFailed(name, why);
        else if (why.isEmpty() && to.recordingFinished)
            to.recordingFinished(name, duration, talking, duration - talking);
    });
    recordings.erase(found);
}

} // namespace telephony::media
