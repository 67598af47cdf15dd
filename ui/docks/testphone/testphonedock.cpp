// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/testphone/testphonedock.h"

#include "clients/businessclients.h"
#include "ui/common/formats.h"
#include "ui/common/iconcache.h"
#include "ui/common/keypad.h"
#include "ui/common/meters.h"
#include "ui/common/reasons.h"

#include <QAction>
#include <QBoxLayout>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QStyle>

namespace ui {
namespace {
constexpr int tickMs = 50;
constexpr qsizetype recentLimit = 10;
constexpr unsigned manyNumbers = 100;

bool inCall(Phone::State state)
{
    return state == Phone::State::Calling || state == Phone::State::Ringing || state == Phone::State::Up;
}
} // namespace

TestPhoneDock::TestPhoneDock(Host &host, Phone &phone, CommandRegistry &commands, QWidget *parent)
    : Dock(QStringLiteral("testphone"), tr("Test phone"), QStringLiteral("test-phone"), parent),
      m_host(host),
      m_phone(phone),
      m_commands(commands),
      m_tasks(messages())
{
    auto *content = new QWidget;
    content->setFocusPolicy(Qt::ClickFocus);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(12, 10, 12, 8);
    column->setSpacing(8);
    column->addWidget(makeDial());
    column->addWidget(makeCallStrip());
    auto *middle = new QHBoxLayout;
    middle->setSpacing(14);
    m_keypad = new Keypad;
    middle->addWidget(m_keypad, 0, Qt::AlignTop);
    middle->addWidget(makeVoice(), 1);
    column->addLayout(middle);
    column->addStretch();
    column->addWidget(makeFoot());
    m_keypad->listenTo(content);
    m_keypad->listenTo(m_call);
    m_keypad->listenTo(m_hangup);
    setContent(content, m_call);
    addCommands(commands); // which ask at once whether they are on

    m_ticks.setInterval(tickMs);
    connect(&m_ticks, &QTimer::timeout, this, &TestPhoneDock::tick);
    connect(m_keypad, &Keypad::pressed, this, [this](QChar digit) { m_phone.sendDigit(digit); });
    connect(&phone, &Phone::changed, this, &TestPhoneDock::update_);
    connect(&phone, &Phone::devicesChanged, this, &TestPhoneDock::updateDevices);
    connect(&phone, &Phone::failed, this,
            [this](const QString &what, const QString &why) { messages()->show(MessageBar::Kind::Error, what, why); });
    connect(&host, &Host::stageChanged, this, &TestPhoneDock::loadNumbers);
    loadNumbers();
    updateDevices();
    update_();
}

void TestPhoneDock::addCommands(CommandRegistry &commands)
{
    const QString place = tr("Test phone");
    commands.add({"testphone.dial",
                  tr("Test phone: call or hang up"),
                  "test-phone",
                  QKeySequence(Qt::CTRL | Qt::Key_Return),
                  Menu::Call,
                  0,
                  [this] { return inCall(m_phone.status().state) ? QString() : whyNotCall(); },
                  [this] { dialOrHangup(); },
                  {},
                  nullptr,
                  place},
                 this);
    commands.add(
        {"testphone.mute", tr("Test phone: mute the microphone"), "mic-off", QKeySequence(Qt::CTRL | Qt::Key_Space), Menu::Call,
         0, [this] { return m_phone.status().state == Phone::State::Up ? QString() : tr("No call is in progress."); },
         [this] { m_phone.setMuted(!m_phone.status().muted); }, [this] { return m_phone.status().muted; }, nullptr, place},
        this);
}

void TestPhoneDock::loadNumbers()
{
    if (m_host.stage() == Host::Stage::Up && m_from->count() == 0) {
        for (const Extension &one : m_host.facts().extensions)
            m_from->addItem(QStringLiteral("%1 %2").arg(one.number, one.name), one.number);
        m_from->setCurrentIndex(m_from->count() - 1);
        m_tasks.run(tr("Numbers not read."), readNumbers());
    }
    update_();
}

core::Task<void> TestPhoneDock::readNumbers()
{
    const auto alive = m_alive.token();
    clients::NumberClient client(m_host.bus(), contract::service::window);
    const core::Json live{{"deleted", false}};
    const contract::Page page{manyNumbers, {}};
    const auto numbers = co_await client.numbers(page, live);
    if (!alive.lock())
        co_return;
    for (auto one = numbers.rbegin(); one != numbers.rend(); ++one)
        m_to->addItem(QStringLiteral("%1 %2").arg(one->number, one->name), one->number);
    for (const Extension &one : m_host.facts().extensions)
        m_to->addItem(QStringLiteral("%1 %2").arg(one.number, one.name), one.number);
    m_to->setCurrentIndex(0);
    update_();
}

QString TestPhoneDock::dialled() const
{
    const int known = m_to->findText(m_to->currentText());
    const QString text = known >= 0 ? m_to->itemData(known).toString() : m_to->currentText().section(QLatin1Char(' '), 0, 0);
    return text.trimmed();
}

QString TestPhoneDock::whyNotCall() const
{
    switch (m_host.stage()) {
    case Host::Stage::Starting: return tr("The platform is starting.");
    case Host::Stage::Failed: return tr("The platform did not start.");
    case Host::Stage::Stopping: return tr("The platform is stopping.");
    case Host::Stage::Up: break;
    }
    return dialled().isEmpty() ? tr("Choose a number or type one.") : QString();
}

void TestPhoneDock::call(const QString &number)
{
    const int known = m_to->findData(number);
    if (known >= 0)
        m_to->setCurrentIndex(known);
    else
        m_to->setEditText(number);
    if (!inCall(m_phone.status().state))
        dialOrHangup();
    takeFocus();
    focusKeys();
}

void TestPhoneDock::chooseNumber()
{
    takeFocus();
    m_to->setFocus();
    m_to->lineEdit()->selectAll();
}

void TestPhoneDock::dialOrHangup()
{
    if (inCall(m_phone.status().state)) {
        m_phone.hangup();
        return;
    }
    if (!whyNotCall().isEmpty())
        return;
    messages()->clear();
    if (!isFocused())
        takeFocus();
    const QString from = m_from->currentData().toString(), number = dialled();
    if (m_to->findData(number) < 0) {
        m_recent.removeAll(number);
        m_recent.prepend(number);
        m_to->addItem(number, number);
        if (m_recent.size() > recentLimit) {
            m_to->removeItem(m_to->findData(m_recent.last()));
            m_recent.removeLast();
        }
    }
    for (const Extension &one : m_host.facts().extensions) {
        if (one.number == from)
            m_phone.call(one, number);
    }
    focusKeys();
}

/// Digits go out; Space and Enter press nothing. (The focus must not fall upon Hang up when Call disappears.)
void TestPhoneDock::focusKeys()
{
    (m_keypad->isEnabled() ? static_cast<QWidget *>(m_keypad) : m_keypad->parentWidget())->setFocus();
}

void TestPhoneDock::update_()
{
    const Phone::Status status = m_phone.status();
    const bool busy = inCall(status.state), up = status.state == Phone::State::Up;
    if (busy && m_strip->currentIndex() == 0 && isFocused())
        focusKeys();
    m_strip->setCurrentIndex(busy ? 1 : 0);
    static const QHash<int, State> states{{int(Phone::State::Calling), State::Dialing},
                                          {int(Phone::State::Ringing), State::Ringing},
                                          {int(Phone::State::Up), State::Progressing}};
    m_state->setState(states.value(int(status.state), State::None));
    const QString who = m_to->currentText().isEmpty() ? QString() : m_to->currentText();
    m_call->setText(m_host.stage() == Host::Stage::Starting
                        ? tr("Starting, %1 of %2 services").arg(m_host.servicesUp()).arg(m_host.servicesAll())
                    : who.isEmpty() ? tr("Call")
                                    : tr("Call %1").arg(who));
    setOffIf(m_call, tr("Call"), whyNotCall());
    setOffIf(m_from, tr("From"), busy ? tr("A call is in progress. Hang up first.") : QString());
    setOffIf(m_to, tr("To"), busy ? tr("A call is in progress. Hang up first.") : QString());
    const bool keysWaited = isFocused() && !m_keypad->isEnabled() && up && focusWidget() == m_keypad->parentWidget();
    setOffIf(m_keypad, tr("Keypad"), up ? QString() : tr("No call is in progress. The keys send digits during a call."));
    if (keysWaited)
        m_keypad->setFocus();
    const bool hasVoice = !m_host.facts().voice.isEmpty();
    const QString noCall = up ? QString() : tr("No call yet.");
    setOffIf(m_say, tr("Say"), !hasVoice && m_host.stage() == Host::Stage::Up ? tr("There is no voice.") : noCall);
    setOffIf(m_wav, tr("Play WAV"), noCall);
    setOffIf(m_mute, tr("Mute"),
             !up                                      ? noCall
             : m_phone.devices().microphone.isEmpty() ? tr("There is no microphone.")
             : !m_microphoneTaken.isEmpty()           ? tr("The microphone is used by %1.").arg(m_microphoneTaken)
                                                      : QString());
    m_wav->setText(status.speaking ? tr("Stop") : tr("Play WAV…"));
    m_mute->setText(status.muted ? tr("Unmute") : tr("Mute"));
    setOffIf(m_save, tr("Save"), m_phone.figures().heard.count() > 0 ? QString() : tr("Nothing has been heard yet."));
    m_digits->setText(status.digits.isEmpty() ? format::none() : status.digits.right(16));
    const bool hasFailed = status.state == Phone::State::Ended && status.failed;
    if (hasFailed && std::exchange(m_failureSaid, status.startedAt) != status.startedAt)
        messages()->show(MessageBar::Kind::Error, tr("The call to %1 failed.").arg(status.to), status.reason, tr("Why?"),
                         [this, id = status.sipCallId] { Q_EMIT whyWanted(id); });
    setSummary(m_from->currentIndex() < 0 ? QString() : tr("as %1").arg(m_from->currentText()));
    if (busy && isVisible() && !m_ticks.isActive())
        m_ticks.start();
    tick();
    m_commands.refresh();
}

void TestPhoneDock::tick()
{
    const Phone::Status status = m_phone.status();
    const Phone::Figures figures = m_phone.figures();
    const bool busy = inCall(status.state);
    if (!busy)
        m_ticks.stop();
    m_microphone->setLevel(busy ? figures.microphoneDb : LevelMeter::silence);
    m_earpiece->setLevel(busy ? figures.earpieceDb : LevelMeter::silence);
    m_microphoneDb->setText(tr("%1 dB").arg(format::decibel(busy ? figures.microphoneDb : -96)));
    m_earpieceDb->setText(tr("%1 dB").arg(format::decibel(busy ? figures.earpieceDb : -96)));
    const core::Nanos now = m_host.clock().now();
    const bool answered = status.answeredAt.count() > 0;
    const core::Nanos since = answered ? status.answeredAt : status.startedAt;
    m_timer->setText(format::duration(std::chrono::duration_cast<core::Millis>(now - since)));
    m_answered->setText(answered
                            ? tr("answered after %1 s")
                                  .arg(std::chrono::duration<double>(status.answeredAt - status.startedAt).count(), 0, 'f', 1)
                            : QString());
    if (status.state == Phone::State::Up)
        m_foot->setText(tr("%1 20 ms · jitter buffer %2 ms · loss %3 %")
                            .arg(figures.codec)
                            .arg(figures.bufferMs)
                            .arg(format::loss(figures.lossPercent)));
    else if (status.state == Phone::State::Ended)
        m_foot->setText(tr("Ended: %1").arg(status.reason));
    else
        m_foot->setText(m_host.stage() == Host::Stage::Up ? tr("SIP %1 over UDP").arg(m_host.facts().sip) : QString());
    m_save->setText(figures.heard.count() > 0 ? tr("Save what it heard, %1").arg(format::shortDuration(figures.heard))
                                              : tr("Save what it hears…"));
    if (figures.heard.count() > 0 && !m_save->isEnabled())
        setOn(m_save);
}

void TestPhoneDock::setMicrophoneTaken(const QString &by)
{
    if (std::exchange(m_microphoneTaken, by) != by)
        updateDevices();
}

void TestPhoneDock::updateDevices()
{
    const Phone::Devices devices = m_phone.devices();
    const bool noMicrophone = devices.microphone.isEmpty(), noSpeaker = devices.speaker.isEmpty();
    const bool isTaken = !noMicrophone && !m_microphoneTaken.isEmpty();
    m_microphone->setVisible(!noMicrophone && !isTaken);
    const bool known = !devices.problem.isEmpty() || !noMicrophone || !noSpeaker;
    m_microphoneNone->setText(isTaken ? tr("Used by %1").arg(m_microphoneTaken) : tr("No microphone"));
    m_microphoneNone->setVisible((noMicrophone && known) || isTaken);
    m_speakerNone->setVisible(noSpeaker && known);
    m_microphone->setToolTip(tr("Microphone: %1").arg(devices.microphone));
    m_earpiece->setToolTip(noSpeaker ? tr("Earpiece") : tr("Earpiece: %1").arg(devices.speaker));
    if (noMicrophone && noSpeaker && known)
        messages()->show(MessageBar::Kind::Warn, tr("No sound device."), tr("Calls still work with WAV and speech."),
                         tr("Choose device"), [this] { Q_EMIT audioSettingsWanted(); });
    else if (messages()->kind() == MessageBar::Kind::Warn)
        messages()->clear();
    update_();
}

void TestPhoneDock::say()
{
    const QString text = m_text->text().trimmed();
    if (!text.isEmpty() && m_say->isEnabled())
        m_tasks.act(tr("Say failed."), speak(text));
}

core::Task<void> TestPhoneDock::speak(QString text)
{
    const auto alive = m_alive.token();
    clients::TtsClient client(m_host.bus(), contract::service::window);
    contract::SpeechCreate wanted;
    wanted.callId = core::newId();
    wanted.text = std::move(text);
    wanted.language = QStringLiteral("en-US");
    wanted.gender = QStringLiteral("male");
    const contract::Speech speech = co_await client.speech(std::move(wanted));
    if (alive.lock())
        m_phone.play(speech.mediaFilepath);
}

void TestPhoneDock::playWav()
{
    if (m_phone.status().speaking) {
        m_phone.stopPlaying();
        return;
    }
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Play as the caller"), {}, tr("Sound (*.wav *.flac *.ogg *.mp3);;All files (*)"));
    if (!path.isEmpty())
        m_phone.play(path);
}

void TestPhoneDock::save()
{
    QString path =
        QFileDialog::getSaveFileName(this, tr("Save what the phone heard"), QStringLiteral("heard.wav"), tr("WAV (*.wav)"));
    if (path.isEmpty())
        return;
    try {
        m_phone.saveHeard(path);
    } catch (const core::Error &error) {
        messages()->showError(tr("Not saved."), error);
    }
}

void TestPhoneDock::setMain(bool on)
{
    m_call->setIcon(icon(QStringLiteral("phone"), on ? Token::AccentText : Token::Text));
    m_call->setProperty("role", on ? QVariant(QStringLiteral("primary")) : QVariant());
    m_call->style()->unpolish(m_call);
    m_call->style()->polish(m_call);
}

void TestPhoneDock::showEvent(QShowEvent *event)
{
    Dock::showEvent(event);
    update_();
}

void TestPhoneDock::hideEvent(QHideEvent *event)
{
    Dock::hideEvent(event);
    m_ticks.stop();
}

} // namespace ui
