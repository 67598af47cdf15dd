// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline.h"
#include "telephony/engine.h"
#include "telephony/sip/sipstack.h"

#include <memory>

namespace telephony::softswitch {

struct Config
{
    QString asteriskId;  ///< lower-case MAC text
    QString baseDomain;  ///< `voipbin.net`
    QString realm;       ///< realm of requests that name this host by address
    QHostAddress address = QHostAddress::LocalHost;
    quint16 sipPort = 5060;
    /// A local file for `sound:` media that is not built in; empty: none. Loader thread.
    std::function<QString(const QString &uri)> findMedia;
};

/// The embedded switch: SIP and RTP below, ARI above (contract/asterisk-proxy.md). Lives on the backend thread.
class SoftSwitch : public TelephonyEngine
{
public:
    SoftSwitch(std::shared_ptr<core::Clock> clock, core::Timeline *timeline, Config config);
    ~SoftSwitch() override;

    /// Binds SIP and starts the media clock. @throws core::Error(Unavailable)
    void start();

    QString asteriskId() const override;
    core::Task<AriReply> request(AriRequest request) override;
    void setEventSink(std::function<void(core::Json)> sink) override;
    core::Task<void> stop() override;

    void setCredentials(std::vector<sip::Credential> credentials);
    /// Called with every change of the registrations.
    void onContacts(std::function<void(std::vector<sip::Contact>)> listener);
    /// `ip:port` phones are told.
    QString sipAddress() const;
    int channels() const;

    class Private; ///< in private.h; for the parts of the switch

private:
    std::unique_ptr<Private> d;
};

} // namespace telephony::softswitch
