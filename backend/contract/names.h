// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

/// Queue and exchange names of contract/bus.md §3.
namespace contract {

/// `bin-manager.call-manager.request` for `call-manager`.
inline QString requestQueue(const QString &service) { return QStringLiteral("bin-manager.%1.request").arg(service); }
inline QString eventExchange(const QString &service) { return QStringLiteral("bin-manager.%1.event").arg(service); }
inline QString subscribeQueue(const QString &service) { return QStringLiteral("bin-manager.%1.subscribe").arg(service); }

inline const QString asteriskEvents = QStringLiteral("asterisk.all.event");
inline const QString asteriskCallQueue = QStringLiteral("asterisk.call.request");
inline const QString asteriskConferenceQueue = QStringLiteral("asterisk.conference.request");
inline QString asteriskQueue(const QString &asteriskId) { return QStringLiteral("asterisk.%1.request").arg(asteriskId); }

namespace service {
inline const QString agent = QStringLiteral("agent-manager");
inline const QString asteriskProxy = QStringLiteral("asterisk-proxy");
inline const QString billing = QStringLiteral("billing-manager");
inline const QString call = QStringLiteral("call-manager");
inline const QString conference = QStringLiteral("conference-manager");
inline const QString customer = QStringLiteral("customer-manager");
inline const QString direct = QStringLiteral("direct-manager");
inline const QString flow = QStringLiteral("flow-manager");
inline const QString number = QStringLiteral("number-manager");
inline const QString registrar = QStringLiteral("registrar-manager");
inline const QString route = QStringLiteral("route-manager");
inline const QString storage = QStringLiteral("storage-manager");
inline const QString tts = QStringLiteral("tts-manager");
inline const QString webhook = QStringLiteral("webhook-manager");
/// Publisher name of the window's own requests.
inline const QString window = QStringLiteral("voxboard-window");
} // namespace service

/// True for the name of a service of the platform, false for that of the window, of an API or of any other caller.
inline bool isService(const QString &publisher)
{
    return publisher.endsWith(QLatin1String("-manager")) || publisher == service::asteriskProxy;
}

} // namespace contract
