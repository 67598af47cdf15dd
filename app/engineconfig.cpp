// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engineconfig.h"

#include "core/ids.h"
#include "telephony/sip/sdp.h"

#include <QRandomGenerator>
#include <QSettings>

namespace app {
namespace {
/// A phone that falls silent for this long is asked whether it is still there.
constexpr std::chrono::seconds silenceLimit{30};

/// A locally administered MAC address, made once per installation (contract/asterisk-proxy.md §1).
QString engineId(const core::Profile &profile)
{
    QSettings settings(profile.data + QLatin1String("/engine.ini"), QSettings::IniFormat);
    QString id = settings.value(QStringLiteral("asterisk_id")).toString();
    if (id.isEmpty()) {
        id = QStringLiteral("02");
        for (int i = 0; i < 5; ++i)
            id += QStringLiteral(":%1").arg(QRandomGenerator::system()->bounded(256), 2, 16, QLatin1Char('0'));
        settings.setValue(QStringLiteral("asterisk_id"), id);
    }
    return id;
}
} // namespace

telephony::softswitch::Config engineConfig(const core::Settings &settings, const core::Profile &profile, const QUuid &customerId)
{
    const QString baseDomain = settings.text("project_base_domain");
    telephony::softswitch::Config config;
    config.asteriskId = engineId(profile);
    config.baseDomain = baseDomain;
    config.realm = core::toText(customerId) + QLatin1String(".registrar.") + baseDomain;
    config.sipPort = quint16(settings.number("sip_port"));
    if (settings.isOn("sip_tls")) {
        config.tlsFolder = profile.data + QLatin1String("/tls");
        config.tlsPort = quint16(settings.number("sip_tls_port"));
        config.tlsTrusted = settings.text("sip_tls_ca");
    }
    config.qualifyEvery = std::chrono::seconds(settings.number("sip_qualify_seconds"));
    config.codecs = telephony::sip::readCodecNames(settings.text("sip_codecs").toLatin1());
    config.silenceLimit = silenceLimit;
    config.eventGap = core::Millis(0); // call-manager is on the same thread
    config.recordingFolder = profile.recordingFolder();
    config.mediaFolder = soundsFolder(profile);
    return config;
}

QString soundsFolder(const core::Profile &profile) { return profile.data + QLatin1String("/sounds"); }

} // namespace app
