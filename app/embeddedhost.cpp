// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/embeddedhost.h"

#include "app/engineconfig.h"
#include "app/windowsounds.h"
#include "core/log.h"
#include "services/common/pool.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QThreadPool>

namespace app {
namespace {
constexpr size_t megabyte = 1024 * 1024;

QHash<QString, ui::ChannelQuality> qualityOf(const std::vector<telephony::softswitch::ChannelStats> &stats)
{
    QHash<QString, ui::ChannelQuality> all;
    for (const auto &one : stats)
        all.insert(one.channel, {one.codec, one.mos, one.jitterMs, one.lossPercent, one.levelIn, one.levelOut, one.callId,
                                 one.name, one.peer, one.quietMs});
    return all;
}

/// There may be so many packets that they are freed on the pool, too.
void useKept(telephony::media::KeptRtp kept, ui::KeptRtp &to)
{
    using Packets = std::vector<ui::RtpPacket>;
    const std::shared_ptr<Packets> all(new Packets,
                                       [](Packets *old) { QThreadPool::globalInstance()->start([old] { delete old; }); });
    all->reserve(kept.packets.size());
    for (telephony::media::KeptPacket &one : kept.packets) {
        to.sounds += one.isReport ? 0 : 1;
        all->push_back({one.at, one.from, one.to, one.fromPort, one.toPort, one.isReport, std::move(one.bytes)});
    }
    to.since = kept.since;
    to.packets = all;
}

QString sourceText(const core::Settings::Entry &entry, const QString &file)
{
    switch (entry.source) {
    case core::Settings::Source::Flag:
        return QCoreApplication::translate("app", "flag --%1").arg(QLatin1String(entry.info->name));
    case core::Settings::Source::Environment:
        return QCoreApplication::translate("app", "environment %1").arg(QString::fromLatin1(entry.info->name).toUpper());
    case core::Settings::Source::File: return QCoreApplication::translate("app", "file %1").arg(file);
    case core::Settings::Source::Default: break;
    }
    return QCoreApplication::translate("app", "default");
}
} // namespace

EmbeddedHost::EmbeddedHost(Session &session) : m_session(session), m_backend(new QObject)
{
    m_thread.setObjectName(QStringLiteral("backend"));
    m_backend->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_backend, &QObject::deleteLater);
}

EmbeddedHost::~EmbeddedHost() { stop(); }

void EmbeddedHost::start()
{
    m_thread.start();
    QMetaObject::invokeMethod(m_backend, [this] { bringUp(); });
}

void EmbeddedHost::stop()
{
    if (!m_thread.isRunning()) {
        if (!m_thread.isFinished())
            delete std::exchange(m_backend, nullptr); // never started
        return;
    }
    setStage(Stage::Stopping);
    // Requests under way are answered on this thread, so its events run on, and the bus outlives them.
    QEventLoop loop;
    QMetaObject::invokeMethod(m_backend, [this, &loop] { bringDown(&loop); });
    loop.exec();
    QCoreApplication::processEvents();
    QMetaObject::invokeMethod(m_backend, [this] {
        m_platform.reset();
        m_thread.quit();
    });
    m_thread.wait();
}

void EmbeddedHost::tell(std::function<void()> function)
{
    m_gui->post([alive = m_alive.token(), function = std::move(function)] {
        if (alive.lock())
            function();
    });
}

core::Task<void> EmbeddedHost::bringUp()
{
    QString failure;
    try {
        m_platform = std::make_unique<Platform>(m_session.settings, m_session.profile, m_session.clock, &m_session.timeline);
        m_platform->keepRtp(size_t(m_session.settings.number("rtp_kept_mb")) * megabyte);
        std::function<void(int)> progress = [this](int up) {
            tell([this, up] {
                m_up = up;
                Q_EMIT this->progress();
            });
        };
        const PlatformFacts facts = co_await m_platform->start(std::move(progress));
        const QStringList network = m_platform->networkAddresses();
        tell([this, facts, network] { becameUp(facts, network); });
    } catch (const core::Error &error) {
        failure = error.message();
    } catch (const std::exception &error) {
        failure = QString::fromUtf8(error.what());
    }
    if (failure.isEmpty())
        co_return;
    core::log::error("app", "the platform did not start: {}", failure);
    tell([this, failure] {
        m_failure = failure;
        setStage(Stage::Failed);
    });
}

core::Task<void> EmbeddedHost::bringDown(QEventLoop *waiting)
{
    try {
        if (m_platform)
            co_await m_platform->stop();
    } catch (const std::exception &error) {
        core::log::warn("app", "stopping: {}", error.what());
    }
    QMetaObject::invokeMethod(waiting, &QEventLoop::quit, Qt::QueuedConnection);
}

void EmbeddedHost::becameUp(const PlatformFacts &facts, const QStringList &network)
{
    m_facts.sip = facts.sip;
    m_facts.sips = facts.sips;
    m_facts.http = facts.http;
    m_facts.customerId = facts.customerId;
    m_facts.numbers = facts.numbers;
    m_facts.voice = facts.voice;
    m_facts.notice = facts.notice;
    m_facts.networkAddresses = network;
    for (const PlatformFacts::Phone &one : facts.phones)
        m_facts.extensions.push_back({one.extension, one.name, one.password, one.domain});
    m_facts.startedIn = std::chrono::duration_cast<core::Millis>(m_session.clock->now() - m_session.startedAt);
    m_up = servicesAll();
    Q_EMIT factsChanged();
    setStage(Stage::Up);
    Q_EMIT ready(facts);
}

void EmbeddedHost::setStage(Stage stage)
{
    m_stage = stage;
    Q_EMIT stageChanged();
}

void EmbeddedHost::setOnNetwork(bool on)
{
    if (m_stage != Stage::Up)
        return;
    QMetaObject::invokeMethod(m_backend, [this, on] {
        QString problem;
        try {
            m_platform->setLan(on);
        } catch (const core::Error &error) {
            problem = error.message();
        }
        const QStringList network = m_platform->networkAddresses();
        tell([this, network, problem] {
            m_facts.networkAddresses = network;
            Q_EMIT factsChanged();
            Q_EMIT networkChanged(isOnNetwork(), problem);
        });
    });
}

void EmbeddedHost::askQuality()
{
    if (m_stage != Stage::Up)
        return;
    QMetaObject::invokeMethod(m_backend, [this] {
        const auto all = qualityOf(m_platform->channelStats());
        tell([this, all] { Q_EMIT quality(all); });
    });
}

void EmbeddedHost::askLevels(const QStringList &channels)
{
    if (m_stage != Stage::Up)
        return;
    QMetaObject::invokeMethod(m_backend, [this, channels] {
        QHash<QString, QPointF> all;
        for (const auto &[channel, now] : m_platform->levels(channels))
            all.insert(channel, QPointF(double(now.in), double(now.out)));
        tell([this, all] { Q_EMIT levels(all); });
    });
}

void EmbeddedHost::askRtp(const QUuid &callId, const QStringList &channels)
{
    if (m_stage != Stage::Up) {
        const ui::KeptRtp none{callId, tr("The platform is not up.")};
        tell([this, none] { Q_EMIT rtp(none); });
        return;
    }
    QMetaObject::invokeMethod(m_backend, [this, callId, channels] { readRtp(callId, m_platform->rtpOf(callId, channels)); });
}

/// Backend; what takes its time is read on a thread of the pool, which this need not outlive.
void EmbeddedHost::readRtp(const QUuid &callId, std::function<telephony::media::KeptRtp()> read)
{
    if (!read) {
        const ui::KeptRtp none{callId, tr("No RTP is kept: see rtp_kept_mb in Settings, Advanced.")};
        tell([this, none] { Q_EMIT rtp(none); });
        return;
    }
    QThreadPool::globalInstance()->start([this, gui = m_gui, alive = m_alive.token(), callId, read = std::move(read)] {
        ui::KeptRtp kept;
        kept.callId = callId;
        useKept(read(), kept);
        gui->post([this, alive, kept] {
            if (alive.lock())
                Q_EMIT rtp(kept);
        });
    });
}

core::Task<QString> EmbeddedHost::addSound(QString path)
{
    const QString folder = soundsFolder(m_session.profile);
    const auto sound = co_await services::onPool<WindowSound>([folder, path] { return addWindowSound(folder, path); });
    if (!sound.problem.isEmpty())
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("BAD_SOUND"), sound.problem);
    co_return sound.name;
}

std::vector<ui::SettingRow> EmbeddedHost::settings() const
{
    std::vector<ui::SettingRow> rows;
    for (const core::Settings::Entry &entry : m_session.settings.entries()) {
        ui::SettingRow row{QLatin1String(entry.info->name),
                           entry.value,
                           sourceText(entry, m_session.settings.file()),
                           QLatin1String(entry.info->help),
                           {}};
        if (entry.info->action)
            continue; // told on the command line alone
        if (entry.info->kind == core::SettingInfo::Secret)
            row.offReason = tr("Secrets are not written into the settings file. Use the environment.");
        else if (entry.source == core::Settings::Source::Flag || entry.source == core::Settings::Source::Environment)
            row.offReason = tr("It comes from the %1, which goes before the file.").arg(row.source);
        rows.push_back(std::move(row));
    }
    return rows;
}

void EmbeddedHost::saveSetting(const QString &name, const QString &value)
{
    m_session.settings.save(name.toUtf8().constData(), value);
}

} // namespace app
