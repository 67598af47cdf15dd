// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/platform.h"
#include "app/session.h"
#include "core/poster.h"
#include "ui/common/host.h"

#include <QThread>

class QEventLoop;

namespace app {

/// The embedded platform on a thread of its own, seen from the GUI thread.
class EmbeddedHost : public ui::Host
{
    Q_OBJECT

public:
    /// `session` outlives it.
    explicit EmbeddedHost(Session &session);
    ~EmbeddedHost() override; ///< stop()

    void start();
    /// Hangs up, drains and ends the thread; events are handled meanwhile. Nothing may use the bus any more. May be called twice.
    void stop();

    Stage stage() const override { return m_stage; }
    QString failure() const override { return m_failure; }
    int servicesUp() const override { return m_up; }
    int servicesAll() const override { return Platform::services; }
    const ui::HostFacts &facts() const override { return m_facts; }
    clients::Bus &bus() override { return m_platform->bus(); }
    const core::Timeline &timeline() const override { return m_session.timeline; }
    core::Clock &clock() const override { return *m_session.clock; }
    bool isOnNetwork() const override { return !m_facts.networkAddresses.isEmpty(); }
    void setOnNetwork(bool on) override;
    void askQuality() override;
    void askLevels(const QStringList &channels) override;
    void askRtp(const QUuid &callId, const QStringList &channels) override;
    core::Task<QString> addSound(QString path) override;
    std::vector<ui::SettingRow> settings() const override;
    void saveSetting(const QString &name, const QString &value) override;
    QString stateFolder() const override { return m_session.profile.state; }

Q_SIGNALS:
    /// The platform is up; for `--json`.
    void ready(const app::PlatformFacts &facts);

private:
    core::Task<void> bringUp();
    core::Task<void> bringDown(QEventLoop *waiting);
    void becameUp(const PlatformFacts &facts, const QStringList &network);
    void setStage(Stage stage);
    /// Runs it on the GUI thread while this lives.
    void tell(std::function<void()> function);
    void readRtp(const QUuid &callId, std::function<telephony::media::KeptRtp()> read);

    Session &m_session;
    core::Alive m_alive;
    std::shared_ptr<core::Poster> m_gui = core::Poster::ofThisThread();
    QThread m_thread;
    QObject *m_backend = nullptr;         ///< lives on the thread
    std::unique_ptr<Platform> m_platform; ///< made and destroyed on the thread
    Stage m_stage = Stage::Starting;
    QString m_failure;
    ui::HostFacts m_facts;
    int m_up = 0;
};

} // namespace app
