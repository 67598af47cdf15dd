// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/commands.h"
#include "ui/common/dock.h"
#include "ui/common/host.h"
#include "ui/common/phone.h"
#include "ui/common/tasks.h"

#include <QTimer>

class QComboBox;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace ui {

class Keypad;
class LevelMeter;
class StateChip;

/// The operator's own phone (design §12.4).
class TestPhoneDock : public Dock
{
    Q_OBJECT

public:
    TestPhoneDock(Host &host, Phone &phone, CommandRegistry &commands, QWidget *parent = nullptr);

    /// Calls the number as the chosen extension and gives the focus to the keypad.
    void call(const QString &number);
    /// Puts the cursor into "To".
    void chooseNumber();
    /// Why calling is off; empty when it is on.
    QString whyNotCall() const;
    /// Whether its button is the blue one: there is one in sight (design §1).
    void setMain(bool on);
    /// The microphone is not the phone's now; `by` says whose: "whisper". Empty: it is the phone's.
    void setMicrophoneTaken(const QString &by);

Q_SIGNALS:
    /// Why the call with this SIP Call-ID failed is to be shown.
    void whyWanted(const QString &sipCallId);
    /// Opens Settings, Audio.
    void audioSettingsWanted();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makeDial();
    QWidget *makeCallStrip();
    QWidget *makeVoice();
    QWidget *makeFoot();
    void addCommands(CommandRegistry &commands);
    void loadNumbers();
    core::Task<void> readNumbers();
    core::Task<void> speak(QString text);
    void dialOrHangup();
    void focusKeys();
    QString dialled() const;
    void update_();
    void updateDevices();
    void tick();
    void say();
    void playWav();
    void save();

    Host &m_host;
    Phone &m_phone;
    CommandRegistry &m_commands;
    core::Alive m_alive;
    Tasks m_tasks;
    QComboBox *m_from, *m_to;
    QStackedWidget *m_strip;
    QPushButton *m_call, *m_hangup, *m_say, *m_wav, *m_mute, *m_save;
    StateChip *m_state;
    QLabel *m_timer, *m_answered, *m_digits, *m_microphoneDb, *m_earpieceDb, *m_microphoneNone, *m_speakerNone, *m_foot;
    LevelMeter *m_microphone, *m_earpiece;
    QLineEdit *m_text;
    Keypad *m_keypad;
    QTimer m_ticks;
    QStringList m_recent;
    QString m_microphoneTaken;
    core::Nanos m_failureSaid{-1}; ///< start of the call whose failure has been shown
};

} // namespace ui
