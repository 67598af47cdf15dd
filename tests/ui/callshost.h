// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/localbus.h"
#include "contract/call.h"
#include "core/metrics.h"
#include "core/systemclock.h"
#include "ui/common/host.h"

/// A platform of nothing but a bus, with calls that a test makes up. GUI thread.
class CallsHost : public ui::Host
{
public:
    explicit CallsHost(std::shared_ptr<core::Clock> clock = std::make_shared<core::SystemClock>()) : m_clock(std::move(clock)) {}
    Stage stage() const override { return Stage::Up; }
    QString failure() const override { return {}; }
    int servicesUp() const override { return 1; }
    int servicesAll() const override { return 1; }
    const ui::HostFacts &facts() const override { return m_facts; }
    clients::Bus &bus() override { return m_bus; }
    const core::Timeline &timeline() const override { return m_timeline; }
    core::Clock &clock() const override { return *m_clock; }
    bool isOnNetwork() const override { return false; }
    void setOnNetwork(bool) override {}
    void askQuality() override { ++m_asked; }
    void askLevels(const QStringList &channels) override
    {
        ++m_levelsAsked;
        m_channelsAsked = channels;
    }
    void askRtp(const QUuid &callId, const QStringList &channels) override
    {
        ++m_rtpAsks;
        m_rtpAsked = callId;
        m_channelsAsked = channels;
    }
    core::Task<QString> addSound(QString path) override { co_return QLatin1String("added") + path; }
    std::vector<ui::SettingRow> settings() const override { return {}; }
    void saveSetting(const QString &, const QString &) override {}
    QString stateFolder() const override { return {}; }

    /// As call-manager announces it.
    template <typename T> void tell(const QString &type, const T &data)
    {
        m_bus.publish(contract::eventExchange(contract::service::call),
                      {type, contract::service::call, contract::Payload::of(data), contract::jsonType});
    }
    void tellQuality(const QHash<QString, ui::ChannelQuality> &channels) { Q_EMIT quality(channels); }
    void tellLevels(const QHash<QString, QPointF> &channels) { Q_EMIT levels(channels); }
    core::Timeline &trace() { return m_timeline; }
    void setSip(const QString &address) { m_facts.sip = address; }
    void tellRtp(const ui::KeptRtp &kept) { Q_EMIT rtp(kept); }
    /// The call whose RTP was asked for last.
    const QUuid &rtpAsked() const { return m_rtpAsked; }
    int rtpAsks() const { return m_rtpAsks; }
    int asked() const { return m_asked; }
    int levelsAsked() const { return m_levelsAsked; }
    /// Those of the last question about levels or RTP.
    const QStringList &channelsAsked() const { return m_channelsAsked; }

    /// A live call of that number, `ageMs` old when this host was made.
    contract::Call make(int number, int ageMs = 0) const
    {
        contract::Call call;
        call.id = core::newId();
        call.channelId = QStringLiteral("channel-%1").arg(number);
        call.status = contract::callstatus::progressing;
        call.direction = contract::direction::incoming;
        call.source.type = call.destination.type = QStringLiteral("tel");
        call.source.target = QStringLiteral("+8225550%1").arg(number, 5, 10, QLatin1Char('0'));
        call.destination.target = QStringLiteral("+821012345678");
        call.action.type = QStringLiteral("talk");
        call.tmCreate = core::Timestamp::fromMicros(m_start - ageMs * 1000LL);
        call.tmUpdate = call.tmProgressing = call.tmCreate;
        return call;
    }
    /// Later than everything told before.
    core::Timestamp now()
    {
        m_last = std::max(m_last + 1, m_clock->wall().micros());
        return core::Timestamp::fromMicros(m_last);
    }

private:
    const std::shared_ptr<core::Clock> m_clock;
    core::Timeline m_timeline{m_clock};
    core::Metrics m_metrics;
    bus::LocalBus m_bus{m_clock, &m_timeline, &m_metrics};
    ui::HostFacts m_facts;
    const qint64 m_start = m_clock->wall().micros();
    qint64 m_last = m_start;
    int m_asked = 0, m_levelsAsked = 0, m_rtpAsks = 0;
    QUuid m_rtpAsked;
    QStringList m_channelsAsked;
};
