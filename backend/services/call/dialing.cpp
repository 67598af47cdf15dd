// SPDX-License-Identifier: GPL-3.0-or-later
// Endpoint and headers of outgoing calls (contract/call-manager.md §7, contract/asterisk-proxy.md §4).
#include "services/call/outgoing.h"

#include <QRegularExpression>

namespace services::call {

using namespace contract;

namespace {
const QString sdpTransport = QStringLiteral("VBOUT-SDP_Transport");
const QString codecsHeader = QStringLiteral("VBOUT-CODECS");

QString headerVariable(const QString &name) { return QStringLiteral("PJSIP_HEADER(add,%1)").arg(name); }

bool isReserved(const QString &name)
{
    for (const char *reserved : {"P-Asserted-Identity", "Privacy", "VBOUT-SDP_Transport", "VB-CALL-ID", "VB-CONFBRIDGE-ID",
                                 "VB-DIRECTION", "VBOUT-CODECS", "CALLERID"}) {
        if (name.compare(QLatin1String(reserved), Qt::CaseInsensitive) == 0)
            return true;
    }
    return false;
}

void addProviderHeaders(const Provider &provider, std::map<QString, QString> &variables)
{
    static const QRegularExpression bad(QStringLiteral("[\\r\\n]"));
    static const QRegularExpression badName(QStringLiteral("[\\r\\n(),]"));
    for (const auto &[name, value] : provider.techHeaders) {
        if (name.isEmpty() || isReserved(name) || name.contains(badName) || value.contains(bad))
            throw core::Error(core::Errc::InvalidArgument, QStringLiteral("BAD_PROVIDER_HEADER"),
                              QStringLiteral("The provider's header \"%1\" may not be sent.").arg(name));
        variables[headerVariable(name)] = value;
    }
}

/// A URI parameter: `b` for `a` in `sip:x@y;a=b`.
QString uriParameter(const QString &uri, const QString &name)
{
    const QStringList parts = uri.split(QLatin1Char(';'));
    for (qsizetype i = 1; i < parts.size(); ++i) {
        if (parts[i].section(QLatin1Char('='), 0, 0).compare(name, Qt::CaseInsensitive) == 0)
            return parts[i].section(QLatin1Char('='), 1);
    }
    return {};
}

void setCaller(const Call &call, std::map<QString, QString> &variables)
{
    const bool anonymous = call.data.value("anonymous", "") == "yes";
    if (!anonymous) {
        const QString &number = call.source.targetName.isEmpty() ? call.source.target : call.source.targetName;
        variables[QStringLiteral("CALLERID(num)")] = call.destination.type == QLatin1String("tel") ? call.source.target : number;
        variables[QStringLiteral("CALLERID(name)")] = call.source.name;
        return;
    }
    variables[QStringLiteral("CALLERID(name)")] = QStringLiteral("Anonymous");
    variables[QStringLiteral("CALLERID(num)")] = QStringLiteral("anonymous");
    variables[QStringLiteral("CALLERID(pres)")] = QStringLiteral("prohib");
    if (call.destination.type == QLatin1String("tel"))
        variables[headerVariable(QStringLiteral("P-Asserted-Identity"))] = QStringLiteral("<tel:%1>").arg(call.source.target);
    variables[headerVariable(QStringLiteral("Privacy"))] = QStringLiteral("id");
}
} // namespace

Dialing dialingOf(const Call &call, const Provider *provider)
{
    Dialing dialing;
    dialing.transport = QStringLiteral("udp");
    const QString &target = call.destination.target;
    if (provider) {
        addProviderHeaders(*provider, dialing.variables);
        dialing.endpoint = QStringLiteral("pjsip/call-out/sip:%1%2%3@%4;transport=udp")
                               .arg(provider->techPrefix, target, provider->techPostfix, provider->hostname);
    } else {
        const bool uri = target.startsWith(QLatin1String("sip:")) || target.startsWith(QLatin1String("sips:"));
        const QString address = uri ? target : QLatin1String("sip:") + target;
        const QString transport = uriParameter(address, QStringLiteral("transport")).toLower();
        if (transport == QLatin1String("ws") || transport == QLatin1String("wss")) {
            dialing.transport = transport;
            dialing.endpoint = QStringLiteral("pjsip/call-out-direct-%1/%2")
                                   .arg(uriParameter(address, QStringLiteral("outbound_proxy")), address);
        } else {
            dialing.endpoint = QLatin1String("pjsip/call-out/") + address;
        }
    }
    const bool web = dialing.transport != QLatin1String("udp");
    dialing.variables[headerVariable(sdpTransport)] = web ? QStringLiteral("UDP/TLS/RTP/SAVPF") : QStringLiteral("RTP/AVP");
    setCaller(call, dialing.variables);
    QString codecs = core::fromUtf8(call.metadata.value("codecs", ""));
    if (provider && !provider->codecs.isEmpty())
        codecs = provider->codecs;
    if (!codecs.isEmpty())
        dialing.variables[headerVariable(codecsHeader)] = codecs;
    return dialing;
}

} // namespace services::call
