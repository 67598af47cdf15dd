// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QObject>
#include <QString>

namespace ui {

struct Extension;

/// The operator's own phone: a real SIP user agent on the loopback with a sound device where there is one. GUI thread.
/// Implemented by app/.
class Phone : public QObject
{
    Q_OBJECT

public:
    enum class State { Idle, Calling, Ringing, Up, Ended };

    struct Status
    {
        State state = State::Idle;
        QString from, to;
        core::Nanos startedAt{0}, answeredAt{0}, endedAt{0}; ///< of the host's clock
        QString reason; ///< why it ended, for people: "Hung up by the platform", "486 Busy Here"
        bool failed = false;
        QString sipCallId;
        QString digits; ///< sent so far
        bool muted = false;
        bool speaking = false; ///< a WAV or a spoken text goes out in place of the microphone
    };
    struct Figures
    {
        QString codec;
        int bufferMs = 0;
        double lossPercent = 0;
        double microphoneDb = -96, earpieceDb = -96;
        core::Millis heard{0}; ///< length of what can be saved
    };
    struct Devices
    {
        QString microphone, speaker; ///< names; empty: there is none
        QString problem;             ///< why there is none
    };

    using QObject::QObject;

    virtual Status status() const = 0;
    virtual Figures figures() const = 0;
    virtual Devices devices() const = 0;
    virtual QStringList microphones() const = 0;
    virtual QStringList speakers() const = 0;
    /// Empty names: the system's default. Takes effect at once.
    virtual void chooseDevices(const QString &microphone, const QString &speaker) = 0;
    /// A second of tone on the speaker.
    virtual void playTestSound() = 0;

    /// Ignored unless Idle or Ended.
    virtual void call(const Extension &from, const QString &number) = 0;
    virtual void hangup() = 0;
    /// RFC 4733; `0`-`9 * # A`-`D`.
    virtual void sendDigit(QChar digit) = 0;
    virtual void setMuted(bool muted) = 0;
    /// Plays a sound file, or what an http address of the platform holds, in place of the microphone. What cannot be played
    /// comes as `failed`.
    virtual void play(const QString &source) = 0;
    virtual void stopPlaying() = 0;
    /// What was heard in the newest call, as WAV. @throws core::Error(Unavailable, FILE_NOT_WRITTEN)
    virtual void saveHeard(const QString &path) const = 0;

Q_SIGNALS:
    void changed();
    void devicesChanged();
    /// `what` is the bold part: "Play failed."
    void failed(const QString &what, const QString &sentence);
};

} // namespace ui
