// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/localbus.h"
#include "core/systemclock.h"
#include "core/timeline.h"
#include "telephony/sip/sipstack.h"

#include <QHostAddress>
#include <QString>

#include <memory>

namespace app {

struct PlatformOptions
{
    QString folder;  ///< state of the profile; exists
    quint16 sipPort = 5060;
    quint16 httpPort = 0;
    QHostAddress sipAddress = QHostAddress::LocalHost;
    QString baseDomain = QStringLiteral("voipbin.net");
};

/// What a person or a script needs to use the platform.
struct PlatformFacts
{
    struct Phone
    {
        QString extension, password, domain, name;
    };
    QString sip;  ///< `host:port`
    QString http; ///< base URL with a final slash
    std::vector<Phone> phones;
    std::map<QString, QString> numbers; ///< welcome, echo, music, quiet → what to dial
    QUuid customerId;
};

/// The whole embedded platform: store, bus, switch and services, on the thread that makes it (architecture §3, backend).
class Platform
{
public:
    Platform(PlatformOptions options, std::shared_ptr<core::Clock> clock, core::Timeline *timeline);
    ~Platform();

    /// Brings everything up and seeds an empty profile. @throws core::Error with one sentence for the operator
    core::Task<PlatformFacts> start();
    /// Hangs up, drains, stops. May be called twice.
    core::Task<void> stop();

    bus::Bus &bus();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace app
