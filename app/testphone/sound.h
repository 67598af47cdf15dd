// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/testphone/soundline.h"
#include "core/poster.h"

#include <QStringList>

#include <functional>
#include <memory>
#include <thread>

namespace app {

class SoundWorker;

/// What is known about the sound devices of this computer.
struct SoundDevices
{
    QStringList microphones, speakers;
    QString microphone, speaker; ///< the ones in use; empty: there is none
    QString problem;             ///< why one is missing, one sentence
    bool operator==(const SoundDevices &) const = default;
};

/// The sound devices. PortAudio lives on a thread of its own, because looking for devices and opening them can take
/// seconds; functions return at once. A device is open only during a call, a test sound, or while the operator is in somebody
/// else's call; the microphone is not while the operator only listens there. GUI thread.
class Sound
{
public:
    /// @param changed  called on this thread when devices() differs.
    explicit Sound(std::function<void()> changed);
    /// Waits at most a second and a half for a device that does not answer.
    ~Sound();

    /// Looks for devices. May be called again.
    void start();
    const SoundDevices &devices() const { return *m_devices; }
    SoundLine &line();
    /// Of the operator in somebody else's call.
    SoundLine &monitorLine();
    /// @param speaks  the microphone is the monitor's, and no longer the phone's.
    void setMonitor(bool listens, bool speaks);
    /// Empty: the system's default. A device that has gone counts as default.
    void choose(const QString &microphone, const QString &speaker);
    void setInCall(bool inCall);
    void playTestTone();

private:
    const std::function<void()> m_notify;
    const std::shared_ptr<SoundDevices> m_devices; ///< this thread only
    const std::shared_ptr<SoundWorker> m_worker;
    std::thread m_thread;
};

} // namespace app
