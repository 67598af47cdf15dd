// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/localbus.h"
#include "core/metrics.h"
#include "core/profile.h"
#include "core/settings.h"
#include "core/systemclock.h"
#include "core/timeline.h"
#include "telephony/softswitch/softswitch.h"

#include <functional>
#include <memory>

namespace app {

/// What a person or a script needs to use the platform.
struct PlatformFacts
{
    struct Phone
    {
        QString extension, password, domain, name;
    };
    QString sip;  ///< `host:port`
    QString sips; ///< `host:port` of SIP over TLS; empty: it is off
    QString http; ///< base URL with a final slash
    std::vector<Phone> phones;
    std::map<QString, QString> numbers; ///< welcome, echo, music, quiet, conference → what to dial
    struct Ari
    {
        QString url, user, password; ///< base URL with a final slash; empty: ARI is off
    };
    Ari ari;
    QUuid customerId;
    QString voice;  ///< name of the TTS provider, empty without one
    QString notice; ///< what differs from the settings, one sentence; empty: nothing
};

/// The whole embedded platform: store, bus, switch and services, on the thread that makes it (architecture §3, backend).
class Platform
{
public:
    /// @param settings  those of core::Settings that an embedded platform has: ports, domain, hosts, metrics.
    /// @param timeline  null: nothing is traced.
    Platform(core::Settings settings, core::Profile profile, std::shared_ptr<core::Clock> clock, core::Timeline *timeline);
    ~Platform();

    static constexpr int services = 11;

    /// Brings everything up and seeds an empty profile. `progress` is told how many services are up.
    /// @throws core::Error with one sentence for the operator
    core::Task<PlatformFacts> start(std::function<void(int up)> progress = {});
    /// Hangs up, drains, stops. May be called twice.
    core::Task<void> stop();

    /// So much of the newest RTP stays in memory; 0, as before: none. Before start().
    void keepRtp(size_t bytes);
    /// As of the switch. Null also before start().
    std::function<telephony::media::KeptRtp()> rtpOf(QUuid callId, QStringList channels) const;

    /// Valid as long as the platform; usable from any thread.
    bus::Bus &bus();

    /// "Phones on this network". @throws core::Error(Unavailable); then nothing has changed
    void setLan(bool on);
    /// Where SIP answers to the network, `host:port`; empty when it does not.
    QStringList networkAddresses() const;
    /// Empty before start().
    std::vector<telephony::softswitch::ChannelStats> channelStats() const;
    /// Of those channels that have sound.
    std::vector<std::pair<QString, telephony::softswitch::ChannelLevels>> levels(const QStringList &channels) const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace app
