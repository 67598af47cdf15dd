// SPDX-License-Identifier: GPL-3.0-or-later
#include "clients/callclient.h"

namespace clients {

using namespace contract;

namespace {
constexpr Millis slowList{30'000};
constexpr Millis mediaStart{15'000};

QString memberPath(const QUuid &confbridgeId, const QUuid &callId)
{
    return path("confbridges", confbridgeId, "/calls/") + core::toText(callId);
}
} // namespace

Task<Confbridge> CallResourceClient::createConfbridge(ConfbridgeCreate body)
{
    return askFor<Confbridge>(post, QStringLiteral("/v1/confbridges"), Payload::of(std::move(body)));
}
Task<void> CallResourceClient::join(QUuid confbridgeId, QUuid callId) { co_await ask(post, memberPath(confbridgeId, callId)); }
Task<void> CallResourceClient::kick(QUuid confbridgeId, QUuid callId) { co_await ask(del, memberPath(confbridgeId, callId)); }
Task<Confbridge> CallResourceClient::terminate(QUuid confbridgeId)
{
    return askFor<Confbridge>(post, path("confbridges", confbridgeId, "/terminate"));
}
Task<void> CallResourceClient::ring(QUuid confbridgeId) { co_await ask(post, path("confbridges", confbridgeId, "/ring")); }
Task<void> CallResourceClient::answer(QUuid confbridgeId) { co_await ask(post, path("confbridges", confbridgeId, "/answer")); }
Task<Confbridge> CallResourceClient::setFlag(QUuid confbridgeId, QString flag, bool on)
{
    Json body{{"flag", core::utf8(flag)}};
    return askFor<Confbridge>(on ? post : del, path("confbridges", confbridgeId, "/flags"), Payload(std::move(body)));
}
Task<Confbridge> CallResourceClient::startRecording(QUuid confbridgeId, RecordingStart body)
{
    return askFor<Confbridge>(post, path("confbridges", confbridgeId, "/recording_start"), Payload::of(std::move(body)),
                              mediaStart);
}
Task<Confbridge> CallResourceClient::stopRecording(QUuid confbridgeId)
{
    return askFor<Confbridge>(post, path("confbridges", confbridgeId, "/recording_stop"), {}, mediaStart);
}
Task<Confbridge> CallResourceClient::startExternalMedia(QUuid confbridgeId, ExternalMediaStart body)
{
    return askFor<Confbridge>(post, path("confbridges", confbridgeId, "/external-media"), Payload::of(std::move(body)),
                              mediaStart);
}
Task<Confbridge> CallResourceClient::stopExternalMedia(QUuid confbridgeId, QUuid externalMediaId)
{
    Json body{{"external_media_id", core::utf8(core::toText(externalMediaId))}};
    return askFor<Confbridge>(del, path("confbridges", confbridgeId, "/external-media"), Payload(std::move(body)), mediaStart);
}

Task<std::vector<Groupcall>> CallResourceClient::groupcalls(Page page, Json filters)
{
    return askList<Groupcall>(QStringLiteral("/v1/groupcalls"), page, std::move(filters), slowList);
}
Task<Groupcall> CallResourceClient::createGroupcall(GroupcallCreate body)
{
    return askFor<Groupcall>(post, QStringLiteral("/v1/groupcalls"), Payload::of(std::move(body)), slowList);
}
Task<Groupcall> CallResourceClient::hangupGroupcall(QUuid id)
{
    return askFor<Groupcall>(post, path("groupcalls", id, "/hangup"));
}

Task<std::vector<Recording>> CallResourceClient::recordings(Page page, Json filters)
{
    return askList<Recording>(QStringLiteral("/v1/recordings"), page, std::move(filters), slowList);
}
Task<Recording> CallResourceClient::createRecording(RecordingStart body)
{
    return askFor<Recording>(post, QStringLiteral("/v1/recordings"), Payload::of(std::move(body)), mediaStart);
}
Task<Recording> CallResourceClient::stopRecordingById(QUuid id)
{
    return askFor<Recording>(post, path("recordings", id, "/stop"), {}, mediaStart);
}

Task<std::vector<ExternalMedia>> CallResourceClient::externalMedias(QUuid referenceId)
{
    Json filters{{"reference_id", core::utf8(core::toText(referenceId))}};
    const Page page{1, {}};
    return askList<ExternalMedia>(QStringLiteral("/v1/external-medias"), page, std::move(filters));
}
Task<ExternalMedia> CallResourceClient::externalMedia(QUuid id)
{
    return askFor<ExternalMedia>(get, path("external-medias", id));
}
Task<ExternalMedia> CallResourceClient::createExternalMedia(ExternalMediaStart body)
{
    return askFor<ExternalMedia>(post, QStringLiteral("/v1/external-medias"), Payload::of(std::move(body)), mediaStart);
}
Task<ExternalMedia> CallResourceClient::removeExternalMedia(QUuid id)
{
    return askFor<ExternalMedia>(del, path("external-medias", id));
}

Task<std::vector<OutboundConfig>> CallResourceClient::outboundConfigs(Page page, QUuid customerId)
{
    const QString uri = bus::listUri(QStringLiteral("/v1/outbound_configs"), page.size, page.token) +
                        QLatin1String("&customer_id=") + core::toText(customerId);
    return askFor<std::vector<OutboundConfig>>(get, uri);
}
Task<OutboundConfig> CallResourceClient::createOutboundConfig(OutboundConfigChange body)
{
    return askFor<OutboundConfig>(post, QStringLiteral("/v1/outbound_configs"), Payload::of(std::move(body)));
}
Task<OutboundConfig> CallResourceClient::updateOutboundConfig(QUuid id, OutboundConfigChange body)
{
    return askFor<OutboundConfig>(put, path("outbound_configs", id), Payload::of(std::move(body)));
}
Task<OutboundConfig> CallResourceClient::removeOutboundConfig(QUuid id)
{
    return askFor<OutboundConfig>(del, path("outbound_configs", id));
}

Task<void> CallResourceClient::recover(QString asteriskId)
{
    Json body{{"asterisk_id", core::utf8(asteriskId)}};
    co_await ask(post, QStringLiteral("/v1/recovery"), Payload(std::move(body)), slowList);
}

} // namespace clients
