// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/testphone/callmonitor.h"

#include "app/testphone/testphone.h"
#include "clients/callclient.h"

namespace app {
namespace {
constexpr core::Millis soundWithin{5000};

contract::ExternalMediaStart mediaOf(const QUuid &id, quint16 port, ui::Monitor::Mode mode)
{
    using Mode = ui::Monitor::Mode;
    contract::ExternalMediaStart body;
    body.externalMediaId = id;
    body.externalHost = QStringLiteral("127.0.0.1:%1").arg(port);
    body.encapsulation = QStringLiteral("audiosocket");
    body.transport = QStringLiteral("tcp");
    body.connectionType = QStringLiteral("client");
    body.format = QStringLiteral("slin");
    body.directionListen = QStringLiteral("both");
    if (mode != Mode::Listen)
        body.directionSpeak = mode == Mode::Whisper ? QStringLiteral("out") : QStringLiteral("both");
    return body;
}
} // namespace

CallMonitor::CallMonitor(ui::Host &host, TestPhone &phone, QObject *parent)
    : ui::Monitor(parent), m_host(host), m_phone(phone), m_sound(phone.sound())
{
    connect(&phone, &ui::Phone::devicesChanged, this, &ui::Monitor::devicesChanged);
    connect(&host, &ui::Host::stageChanged, this, [this] {
        if (m_host.stage() != ui::Host::Stage::Up)
            stop();
    });
}

CallMonitor::~CallMonitor()
{
    m_link.reset();
    m_sound.setMonitor(false, false);
}

ui::Monitor::Figures CallMonitor::figures() const
{
    Figures figures;
    if (m_link) {
        const MonitorLink::Figures &now = m_link->figures();
        figures = {double(now.heardDb), double(now.saidDb), now.framesHeard, now.framesSaid};
    }
    return figures;
}

QString CallMonitor::whyNot(Mode mode) const
{
    const ui::Phone::Devices devices = m_phone.devices();
    if (devices.speaker.isEmpty())
        return tr("There is no speaker. Connect one and choose it in Settings, Audio; the levels show who talks.");
    if (mode != Mode::Listen && devices.microphone.isEmpty())
        return tr("There is no microphone. Connect one and choose it in Settings, Audio.");
    return {};
}

void CallMonitor::refuse(const Subject &subject, Mode mode, const QString &sentence)
{
    static const char *const titles[] = {QT_TR_NOOP("Listen failed."), QT_TR_NOOP("Whisper failed."),
                                         QT_TR_NOOP("Barge failed.")};
    Q_EMIT failed(tr(titles[int(mode)]), sentence, subject, mode);
}

void CallMonitor::start(const Subject &subject, Mode mode)
{
    stop();
    QString why = m_host.stage() == ui::Host::Stage::Up ? whyNot(mode) : tr("The platform is not up.");
    if (subject.isRoom && mode == Mode::Whisper)
        why = tr("A room has many ears. Whisper to one participant, or speak to all with Barge.");
    if (!why.isEmpty())
        return refuse(subject, mode, why);
    const bool speaks = mode != Mode::Listen;
    const QUuid id = core::newId();
    m_link = std::make_unique<MonitorLink>(id, m_sound.monitorLine(), speaks);
    const quint16 port = m_link->listen();
    if (port == 0) {
        m_link.reset();
        return refuse(subject, mode, tr("No port for the sound is free."));
    }
    m_status = {State::Starting, mode, subject, id, core::Nanos(0)};
    // What an earlier link has said may come now.
    connect(m_link.get(), &MonitorLink::connected, this, [this, id] {
        if (m_status.externalMediaId != id)
            return;
        m_status.state = State::On;
        m_status.startedAt = m_host.clock().now();
        Q_EMIT changed();
    });
    connect(m_link.get(), &MonitorLink::gone, this, [this, id] {
        if (m_status.externalMediaId == id)
            stop();
    });
    m_sound.setMonitor(true, speaks);
    m_deadline = m_host.clock().after(soundWithin, [this] { lookForSound(); });
    Q_EMIT changed();
    begin(subject, mode, id, port);
}

void CallMonitor::lookForSound()
{
    if (!m_link || m_link->figures().framesHeard > 0)
        return;
    const Status given = m_status;
    const auto seconds = int(soundWithin / core::Millis(1000));
    const QString why = given.state == State::On
                            ? tr("The platform opened the line, but sent no sound for %n second(s).", nullptr, seconds)
                            : tr("The platform did not open the line within %n second(s).", nullptr, seconds);
    stop();
    refuse(given.subject, given.mode, why);
}

/// A media that comes after it has been stopped finds nobody at its port, and ends itself.
core::Task<void> CallMonitor::begin(Subject subject, Mode mode, QUuid mediaId, quint16 port)
{
    const auto alive = m_alive.token();
    QString problem;
    try {
        contract::ExternalMediaStart body = mediaOf(mediaId, port, mode);
        if (subject.isRoom) {
            clients::CallResourceClient rooms(m_host.bus(), contract::service::window);
            co_await rooms.startExternalMedia(subject.id, body);
        } else {
            clients::CallClient calls(m_host.bus(), contract::service::window);
            co_await calls.startExternalMedia(subject.id, body);
        }
    } catch (const core::Error &error) {
        problem = error.message();
    }
    if (!alive.lock() || problem.isEmpty() || m_status.externalMediaId != mediaId)
        co_return;
    stop();
    refuse(subject, mode, problem);
}

void CallMonitor::stop()
{
    if (m_status.state == State::Off)
        return;
    m_sound.setMonitor(false, false);
    m_deadline.cancel();
    m_link.reset(); // at once: what the microphone said a moment ago goes nowhere, either
    m_status = {};
    Q_EMIT changed();
}

} // namespace app
