// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QObject>
#include <QString>
#include <QUuid>

namespace ui {

/// The operator in somebody else's call or room, by the computer's sound device (design §9, audio indicator): one at a time.
/// GUI thread. Implemented by app/.
class Monitor : public QObject
{
    Q_OBJECT

public:
    /// Listen: hears all sides, the microphone stays closed. Whisper: only the far end of the call hears the operator. Barge:
    /// everybody in it does.
    enum class Mode { Listen, Whisper, Barge };
    enum class State { Off, Starting, On };

    struct Subject
    {
        bool isRoom = false; ///< a confbridge, which knows no whisper
        QUuid id;
        QString name; ///< for people
        bool operator==(const Subject &) const = default;
    };
    struct Status
    {
        State state = State::Off;
        Mode mode = Mode::Listen;
        Subject subject;
        QUuid externalMediaId;    ///< by which call-manager knows it
        core::Nanos startedAt{0}; ///< of the host's clock; once it is on
        bool isIn(const QUuid &callOrRoom) const { return state != State::Off && subject.id == callOrRoom; }
    };
    /// The icon of a mode.
    static QString iconOf(Mode mode)
    {
        return mode == Mode::Listen    ? QStringLiteral("listen")
               : mode == Mode::Whisper ? QStringLiteral("whisper")
                                       : QStringLiteral("barge");
    }
    /// To the operator: "You listen to it."
    static QString sentenceOf(Mode mode)
    {
        return mode == Mode::Listen    ? tr("You listen to it.")
               : mode == Mode::Whisper ? tr("You whisper to it.")
                                       : tr("You speak into it.");
    }
    struct Figures
    {
        double heardDb = -96, saidDb = -96;
        quint64 framesHeard = 0, framesSaid = 0; ///< of 20 ms, since it began
    };

    using QObject::QObject;

    virtual Status status() const = 0;
    virtual Figures figures() const = 0;
    /// Why this computer cannot, one sentence with the way out; empty: it can.
    virtual QString whyNot(Mode mode) const = 0;
    /// In place of what was on. The outcome is told by `changed`, or by `failed`.
    virtual void start(const Subject &subject, Mode mode) = 0;
    /// At once. Ignored when it is off.
    virtual void stop() = 0;

Q_SIGNALS:
    void changed();
    /// What can be had on this computer is another: ask whyNot() again.
    void devicesChanged();
    /// What was started did not come, and is off. `what` is the bold part: "Listen failed."
    void failed(const QString &what, const QString &sentence, const ui::Monitor::Subject &subject, ui::Monitor::Mode mode);
};

} // namespace ui
