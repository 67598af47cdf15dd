// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTemporaryDir>

namespace support {

/// A private PulseAudio whose microphone hears what is played to `micfeed`, and ALSA set up to use it.
class SoundServer
{
public:
    /// Waits up to ten seconds. False: it does not run.
    bool start();
    ~SoundServer();
    /// How many programs have the microphone open now, as the server counts them; −1: it does not say.
    static int capturing();

private:
    static bool setDefaults();

    QTemporaryDir m_folder;
    QProcess m_server;
};

/// What comes out of the speaker, while it lives.
class SpeakerTap
{
public:
    SpeakerTap();
    ~SpeakerTap();
    /// Share of a tone in the clearest second of the last two.
    double share(double hertz);

private:
    QProcess m_process;
    QByteArray m_heard;
};

/// Plays a sound file into the microphone, again and again, while it lives.
class MicrophoneFeed
{
public:
    explicit MicrophoneFeed(const QString &path);
    ~MicrophoneFeed();

private:
    void play();

    const QString m_path;
    QProcess m_process;
};

} // namespace support
