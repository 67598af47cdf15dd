// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/testphone/soundworker.h"

#include "app/testphone/soundlibraries.h"
#include "core/log.h"
#include "telephony/media/samples.h"

#include <portaudio.h>
#include <pthread.h>

namespace app {
namespace {
using Direction = SoundStream::Direction;
using namespace std::chrono_literals;
constexpr auto deviceWatch = 1s; ///< whether an open device is still there
constexpr std::chrono::milliseconds toneLength = 1s, toneWatch = 100ms, toneTail = 300ms, longestTone = 5s;

int channelsOf(const PaDeviceInfo &info, Direction direction)
{
    return direction == Direction::Microphone ? info.maxInputChannels : info.maxOutputChannels;
}

QStringList namesOf(Direction direction)
{
    QStringList names;
    for (int i = 0; i < Pa_GetDeviceCount(); ++i) {
        const PaDeviceInfo *info = Pa_GetDeviceInfo(i);
        if (info && channelsOf(*info, direction) > 0)
            names << QString::fromUtf8(info->name);
    }
    names.removeDuplicates();
    return names;
}
} // namespace

void SoundWorker::want(const std::function<void(Wanted &)> &change)
{
    const std::lock_guard lock(m_mutex);
    change(m_wanted);
    m_changed.notify_all();
}

bool SoundWorker::quit(std::chrono::milliseconds patience)
{
    std::unique_lock lock(m_mutex);
    m_wanted.quit = true;
    m_changed.notify_all();
    return m_changed.wait_for(lock, patience, [this] { return m_ended; });
}

void SoundWorker::run(const Publish &publish)
{
    pthread_setname_np(pthread_self(), "vb-sound");
    look();
    SoundDevices published;
    do {
        reconcile();
        const SoundDevices devices = describe();
        if (devices != published)
            publish(published = devices);
        m_now = next();
    } while (!m_now.quit);
    m_microphone.reset();
    m_speaker.reset();
    if (m_ready)
        Pa_Terminate();
    const std::lock_guard lock(m_mutex);
    m_ended = true;
    m_changed.notify_all();
}

/// Waits until something else is wanted, or until an open device wants attention.
SoundWorker::Wanted SoundWorker::next()
{
    const auto changed = [this] { return m_wanted != m_now; };
    std::unique_lock lock(m_mutex);
    if (m_microphone || m_speaker) {
        const Time watch = std::chrono::steady_clock::now() + deviceWatch;
        m_changed.wait_until(lock, m_toneUntil ? std::min(*m_toneUntil, watch) : watch, changed);
    } else {
        m_changed.wait(lock, changed);
    }
    const Wanted wanted = m_wanted;
    lock.unlock();
    if (wanted.attempt != m_now.attempt) {
        m_problem.clear();
        m_broken[0].clear();
        m_broken[1].clear();
        m_now.microphone = wanted.microphone;
        m_now.speaker = wanted.speaker;
        const bool missing = find(Direction::Microphone, wanted.microphone) < 0 || find(Direction::Speaker, wanted.speaker) < 0;
        if (missing && !m_microphone && !m_speaker)
            look(); // PortAudio sees new devices only when it starts anew
    }
    if (wanted.tones != m_now.tones) {
        lines.testTone = telephony::media::sampleRate;
        m_toneUntil = std::chrono::steady_clock::now() + toneLength;
        m_toneGivenUp = std::chrono::steady_clock::now() + longestTone;
        m_toneDraining = false;
    }
    return wanted;
}

void SoundWorker::look()
{
    quietenSoundLibraries();
    if (std::exchange(m_ready, false))
        Pa_Terminate();
    const PaError error = isAlsaConfigured() ? Pa_Initialize() : paDeviceUnavailable;
    m_ready = error == paNoError;
    if (!m_ready && !std::exchange(m_complained, true))
        core::log::warn("sound", "PortAudio does not start: {}", Pa_GetErrorText(error));
    m_microphones = m_ready ? namesOf(Direction::Microphone) : QStringList();
    m_speakers = m_ready ? namesOf(Direction::Speaker) : QStringList();
}

/// The speaker stays open until the tone has left it: the device may take its time to begin.
void SoundWorker::followTone()
{
    const Time now = std::chrono::steady_clock::now();
    if (!m_toneUntil || now < *m_toneUntil)
        return;
    if (m_speaker && lines.testTone > 0 && now < m_toneGivenUp) {
        m_toneUntil = now + toneWatch;
    } else if (m_speaker && !std::exchange(m_toneDraining, true)) {
        m_toneUntil = now + toneTail + std::chrono::milliseconds(int(m_speaker->latency() * 1000));
    } else {
        m_toneUntil.reset();
        lines.testTone = 0;
    }
}

void SoundWorker::reconcile()
{
    followTone();
    adjust(m_microphone, Direction::Microphone, m_now.inCall || m_now.speaking, m_now.microphone);
    adjust(m_speaker, Direction::Speaker, m_now.inCall || m_now.listening || m_toneUntil, m_now.speaker);
}

void SoundWorker::adjust(std::unique_ptr<SoundStream> &stream, Direction direction, bool open, const QString &name)
{
    const bool gone = stream && !stream->isRunning();
    const int device = open ? find(direction, name) : -1;
    if (stream && (gone || stream->device() != device))
        stream.reset();
    if (stream || device < 0 || m_broken[int(direction)].contains(device))
        return;
    const QString label = QString::fromUtf8(Pa_GetDeviceInfo(device)->name);
    QString why;
    if (gone)
        why = tr("it has gone");
    else
        stream = SoundStream::open(direction, device, lines, &why);
    if (stream)
        return;
    core::log::warn("sound", "{}: {}", label, why);
    m_broken[int(direction)].insert(device);
    m_problem = direction == Direction::Microphone ? tr("The microphone %1 cannot be used: %2.").arg(label, why)
                                                   : tr("The speaker %1 cannot be used: %2.").arg(label, why);
}

int SoundWorker::find(Direction direction, const QString &name) const
{
    if (!m_ready)
        return -1;
    for (int i = 0; i < Pa_GetDeviceCount() && !name.isEmpty(); ++i) {
        const PaDeviceInfo *info = Pa_GetDeviceInfo(i);
        if (info && channelsOf(*info, direction) > 0 && QString::fromUtf8(info->name) == name)
            return i;
    }
    return direction == Direction::Microphone ? Pa_GetDefaultInputDevice() : Pa_GetDefaultOutputDevice();
}

SoundDevices SoundWorker::describe() const
{
    const auto usable = [this](Direction direction, const QString &name) {
        const int device = find(direction, name);
        const bool good = device >= 0 && !m_broken[int(direction)].contains(device);
        return good ? QString::fromUtf8(Pa_GetDeviceInfo(device)->name) : QString();
    };
    SoundDevices devices;
    devices.microphones = m_microphones;
    devices.speakers = m_speakers;
    devices.microphone = usable(Direction::Microphone, m_now.microphone);
    devices.speaker = usable(Direction::Speaker, m_now.speaker);
    if (!m_problem.isEmpty())
        devices.problem = m_problem;
    else if (devices.microphone.isEmpty() && devices.speaker.isEmpty())
        devices.problem = tr("No sound device was found.");
    else if (devices.microphone.isEmpty())
        devices.problem = tr("No microphone was found.");
    else if (devices.speaker.isEmpty())
        devices.problem = tr("No speaker was found.");
    return devices;
}

} // namespace app
