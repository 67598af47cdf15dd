// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/testphone/sound.h"
#include "app/testphone/soundstream.h"

#include <QCoreApplication>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>

namespace app {

/// The thread that owns PortAudio. It is told what is wanted and brings the devices there; PortAudio is used by no other
/// thread.
class SoundWorker
{
    Q_DECLARE_TR_FUNCTIONS(app::Sound)

public:
    struct Wanted
    {
        QString microphone, speaker;
        bool inCall = false, quit = false;
        bool listening = false, speaking = false; ///< of the monitor
        int tones = 0;
        int attempt = 0; ///< grows when what failed deserves another try
        bool operator==(const Wanted &) const = default;
    };
    using Publish = std::function<void(const SoundDevices &)>;

    SoundLines lines;

    void run(const Publish &publish);
    /// Any thread.
    void want(const std::function<void(Wanted &)> &change);
    /// Any thread. False: it had not ended after `patience`.
    bool quit(std::chrono::milliseconds patience);

private:
    using Time = std::chrono::steady_clock::time_point;

    Wanted next();
    void look();
    void reconcile();
    void adjust(std::unique_ptr<SoundStream> &stream, SoundStream::Direction direction, bool open, const QString &name);
    int find(SoundStream::Direction direction, const QString &name) const;
    SoundDevices describe() const;
    void followTone();

    std::mutex m_mutex;
    std::condition_variable m_changed;
    Wanted m_wanted;
    bool m_ended = false;

    // On the thread.
    Wanted m_now;
    bool m_ready = false, m_complained = false;
    QStringList m_microphones, m_speakers;
    std::unique_ptr<SoundStream> m_microphone, m_speaker;
    std::set<int> m_broken[2]; ///< devices that could not be opened, by direction
    QString m_problem;
    std::optional<Time> m_toneUntil; ///< when to look at the test tone again
    Time m_toneGivenUp;
    bool m_toneDraining = false;
};

} // namespace app
