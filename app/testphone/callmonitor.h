// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/testphone/monitorlink.h"
#include "core/task.h"
#include "ui/common/host.h"
#include "ui/common/monitor.h"

namespace app {

class Sound;
class TestPhone;

/// Listen, whisper and barge: an external media of the call or room (contract/call-manager.md §9) whose far end is the sound
/// device. It is given up when no sound comes within five seconds. Needs the phone, whose devices it shares; the host and the
/// phone outlive it.
class CallMonitor : public ui::Monitor
{
    Q_OBJECT

public:
    CallMonitor(ui::Host &host, TestPhone &phone, QObject *parent = nullptr);
    ~CallMonitor() override; ///< stop()

    Status status() const override { return m_status; }
    Figures figures() const override;
    QString whyNot(Mode mode) const override;
    void start(const Subject &subject, Mode mode) override;
    void stop() override;

private:
    core::Task<void> begin(Subject subject, Mode mode, QUuid mediaId, quint16 port);
    void refuse(const Subject &subject, Mode mode, const QString &sentence);
    void lookForSound();

    ui::Host &m_host;
    TestPhone &m_phone;
    Sound &m_sound;
    core::Alive m_alive;
    Status m_status;
    std::unique_ptr<MonitorLink> m_link; ///< unless it is off
    core::Timer m_deadline;              ///< of the first sound
};

} // namespace app
