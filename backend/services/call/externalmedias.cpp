// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/externalmedias.h"

#include "services/call/confbridges.h"
#include "services/call/statemachine.h"

namespace services::call {

using namespace contract;
using core::log::Level;

namespace {
const QString mediaOfCall = QStringLiteral("call");
const QString mediaOfRoom = QStringLiteral("confbridge");
constexpr core::Millis recordLife{24 * 3'600'000};
constexpr size_t mostMedias = 5;

QString mediaKey(const QUuid &id) { return QLatin1String("external_media:") + core::toText(id); }
QString referenceKey(const QUuid &id) { return QLatin1String("external_media:reference_id:") + core::toText(id); }
/// The snoop of a call's media; derived, so that whoever ends the media knows it.
QString snoopOf(const QUuid &id) { return core::toText(QUuid::createUuidV5(id, QStringLiteral("snoop"))); }

QString orElse(const QString &value, const char *otherwise) { return value.isEmpty() ? QLatin1String(otherwise) : value; }
} // namespace

void ExternalMedias::requireRoom(QUuid parent, const std::vector<QUuid> &running) const
{
    if (running.size() + m_starting->count(parent) >= mostMedias)
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("TOO_MANY_EXTERNAL_MEDIAS"),
                          QStringLiteral("At most %1 external medias at a time.").arg(mostMedias));
}

Task<void> ExternalMedias::requireFree(QUuid id)
{
    const auto known = co_await store::getObject<ExternalMedia>(m.cache, mediaKey(id));
    if (known || m_starting->contains(id))
        throw core::Error(core::Errc::AlreadyExists, QStringLiteral("EXTERNAL_MEDIA_EXISTS"),
                          QStringLiteral("There is an external media with that id."));
}

Task<ExternalMedia> ExternalMedias::start(ExternalMediaStart wish)
{
    ExternalMedia media;
    media.id = !wish.id.isNull() ? wish.id : !wish.externalMediaId.isNull() ? wish.externalMediaId : core::newId();
    co_await requireFree(media.id);
    const Claim claim(m_starting, media.id);
    media.referenceType = wish.referenceType;
    media.referenceId = wish.referenceId;
    media.status = externalmediastatus::running;
    media.externalHost = wish.externalHost;
    media.encapsulation = orElse(wish.encapsulation, "rtp");
    const bool audioSocket = media.encapsulation == QLatin1String("audiosocket"); // exists on TCP with slin alone
    media.transport = orElse(wish.transport, audioSocket ? "tcp" : "udp");
    media.transportData = wish.transportData;
    media.connectionType = orElse(wish.connectionType, "client");
    media.format = orElse(wish.format, audioSocket ? "slin" : "ulaw");
    media.directionListen = wish.directionListen;
    media.directionSpeak = wish.directionSpeak;
    media.channelId = core::toText(core::newId());
    if (media.referenceType == mediaOfCall) {
        const auto call = co_await m.repo.calls.get(media.referenceId);
        media.asteriskId = engineOf(m.repo, call->channelId);
        media.bridgeId = core::toText(core::newId());
        if (media.directionListen.isEmpty() && media.directionSpeak.isEmpty())
            media.directionListen = media.directionSpeak = QStringLiteral("both");
        co_await startForCallChannel(media, *call);
    } else if (media.referenceType == mediaOfRoom) {
        co_await m.confbridges->ensureBridge(media.referenceId, QString());
        const RoomBridge bridge = co_await m.confbridges->bridgeOf(media.referenceId);
        media.asteriskId = bridge.asteriskId;
        media.bridgeId = bridge.id;
        co_await save(media);
    } else {
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("REFERENCE_TYPE_UNKNOWN"),
                          QStringLiteral("\"%1\" has no sound to share.").arg(media.referenceType));
    }
    std::exception_ptr failure;
    try {
        media = co_await create(media);
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        std::vector<QUuid> undone{media.id};
        co_await stopAll(std::move(undone));
        std::rethrow_exception(failure);
    }
    m.measures.externalMediaStarted(media);
    co_return media;
}

/// A bridge of its own between a snoop of the call and the media channel.
Task<void> ExternalMedias::startForCallChannel(ExternalMedia media, Call call)
{
    const QString name = QLatin1String("reference_type=call-snoop,reference_id=") + core::toText(call.id);
    co_await m.ari.createBridge(media.asteriskId, media.bridgeId, QStringLiteral("mixing,proxy_media"), name);
    co_await save(media);
    const QString arguments = QStringLiteral("context_type=call,context=call-externalsnoop,call_id=%1,bridge_id=%2")
                                  .arg(core::toText(call.id), media.bridgeId);
    std::exception_ptr failure;
    try {
        co_await m.ari.snoop(media.asteriskId, call.channelId, snoopOf(media.id), media.directionListen, media.directionSpeak,
                             arguments);
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        std::vector<QUuid> undone{media.id};
        co_await stopAll(std::move(undone));
        std::rethrow_exception(failure);
    }
}

Task<ExternalMedia> ExternalMedias::create(ExternalMedia media)
{
    const bool audioSocket = media.encapsulation == QLatin1String("audiosocket");
    const QString arguments =
        audioSocket ? core::toText(media.id)
                    : QStringLiteral("context_type=call,context=call-externalmedia,bridge_id=%1,reference_type=%2,"
                                     "reference_id=%3,external_media_id=%4")
                          .arg(media.bridgeId, media.referenceType, core::toText(media.referenceId), core::toText(media.id));
    Json body{{"channel_id", text(media.channelId)},
              {"app", "voipbin"},
              {"external_host", text(media.externalHost)},
              {"encapsulation", text(media.encapsulation)},
              {"transport", text(media.transport)},
              {"connection_type", text(media.connectionType)},
              {"format", text(media.format)},
              {"direction", "both"},
              {"data", text(arguments)}};
    if (!media.transportData.isEmpty())
        body["transport_data"] = text(media.transportData);
    m_byChannel.insert(media.channelId, media.id);
    const Json channel = co_await m.ari.externalMedia(media.asteriskId, std::move(body));
    if (!m_byChannel.contains(media.channelId))
        throw core::Error(core::Errc::Unavailable, QStringLiteral("MEDIA_REFUSED"),
                          QStringLiteral("\"%1\" does not take the sound.").arg(media.externalHost));
    const Json variables = channel.is_object() && channel.contains("channelvars") ? channel["channelvars"] : Json();
    media.localIp = member<QString>(variables, "UNICASTRTP_LOCAL_ADDRESS");
    media.localPort = member<QString>(variables, "UNICASTRTP_LOCAL_PORT").toInt();
    if (media.transport == QLatin1String("websocket")) {
        const auto connection = member<QString>(variables, "MEDIA_WEBSOCKET_CONNECTION_ID");
        if (connection.isEmpty())
            throw core::Error(core::Errc::Internal, QStringLiteral("NO_MEDIA_CONNECTION"),
                              QStringLiteral("The engine offers no WebSocket for the sound."));
        const auto address = co_await m.cache.get(QStringLiteral("asterisk.%1.address-internal").arg(media.asteriskId));
        const QString host = address && address->is_string() ? core::fromUtf8(address->get<std::string>()) : QString();
        media.mediaUri = QStringLiteral("ws://%1:%2/media/%3")
                             .arg(host.isEmpty() ? QStringLiteral("127.0.0.1") : host)
                             .arg(m.config.mediaWebSocketPort)
                             .arg(connection);
    }
    co_await save(media);
    co_return media;
}

Task<void> ExternalMedias::save(ExternalMedia media)
{
    m_parents.insert(media.id, media.referenceId);
    QString key = mediaKey(media.id);
    QString reference = referenceKey(media.referenceId);
    co_await store::setObject(m.cache, std::move(key), media, recordLife);
    co_await store::setObject(m.cache, std::move(reference), media, recordLife);
}

Task<Call> ExternalMedias::startForCall(QUuid callId, ExternalMediaStart wish)
{
    const auto call = co_await m.repo.calls.get(callId);
    requireRoom(callId, call->externalMediaIds);
    const Claim claim(m_starting, callId);
    wish.referenceType = mediaOfCall;
    wish.referenceId = callId;
    const ExternalMedia media = co_await start(std::move(wish));
    Call changed = *co_await m.repo.calls.modify(callId, [&media](Call &row) {
        row.externalMediaIds.push_back(media.id);
        return true;
    });
    co_return changed;
}

Task<Confbridge> ExternalMedias::startForRoom(QUuid roomId, ExternalMediaStart wish)
{
    const auto room = co_await m.repo.confbridges.get(roomId);
    requireRoom(roomId, room->externalMediaIds);
    const Claim claim(m_starting, roomId);
    wish.referenceType = mediaOfRoom;
    wish.referenceId = roomId;
    const ExternalMedia media = co_await start(std::move(wish));
    Confbridge changed = *co_await m.repo.confbridges.modify(roomId, [&media](Confbridge &row) {
        row.externalMediaIds.push_back(media.id);
        return true;
    });
    co_return changed;
}

Task<ExternalMedia> ExternalMedias::get(QUuid id)
{
    auto found = co_await store::getObject<ExternalMedia>(m.cache, mediaKey(id));
    if (!found) // 500, not 404 (contract/call-manager.md §1)
        throw core::Error(core::Errc::Internal, QStringLiteral("EXTERNAL_MEDIA_NOT_FOUND"),
                          QStringLiteral("There is no such external media."));
    co_return *found;
}

Task<std::vector<ExternalMedia>> ExternalMedias::ofReference(QUuid referenceId)
{
    std::vector<ExternalMedia> found;
    auto newest = co_await store::getObject<ExternalMedia>(m.cache, referenceKey(referenceId));
    if (newest)
        found.push_back(std::move(*newest));
    co_return found;
}

Task<ExternalMedia> ExternalMedias::stop(QUuid id)
{
    ExternalMedia media = co_await get(id);
    media.status = externalmediastatus::terminating;
    m_parents.remove(id);
    m_byChannel.remove(media.channelId);
    co_await m.cache.remove(mediaKey(id));
    const auto newest = co_await store::getObject<ExternalMedia>(m.cache, referenceKey(media.referenceId));
    if (newest && newest->id == id)
        co_await m.cache.remove(referenceKey(media.referenceId));
    m.measures.externalMediaStopped(media.referenceType);
    co_await leaveParent(media);
    try {
        co_await m.ari.hangup(media.asteriskId, media.channelId, cause::normal);
        if (media.referenceType == mediaOfCall) {
            co_await m.ari.hangup(media.asteriskId, snoopOf(id), cause::normal);
            co_await m.ari.destroyBridge(media.asteriskId, media.bridgeId);
        }
    } catch (const core::Error &error) {
        core::log::call(Level::Info, "call", media.referenceId, "external media {} ended roughly: {}", id, error.message());
    }
    co_return media;
}

Task<void> ExternalMedias::leaveParent(ExternalMedia media)
{
    const QUuid id = media.id;
    const auto drop = [id](auto &row) { return std::erase(row.externalMediaIds, id) > 0; };
    try {
        if (media.referenceType == mediaOfCall)
            co_await m.repo.calls.modify(media.referenceId, drop);
        else
            co_await m.repo.confbridges.modify(media.referenceId, drop);
    } catch (const core::Error &error) {
        core::log::info("call", "external media {} has no parent any more: {}", id, error.message());
    }
}

QUuid ExternalMedias::chosen(const std::vector<QUuid> &running, QUuid id) const
{
    if (!id.isNull())
        return id;
    if (running.size() != 1)
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("EXTERNAL_MEDIA_ID_MISSING"),
                          QStringLiteral("\"external_media_id\" must name one of the external medias."));
    return running.front();
}

Task<Call> ExternalMedias::stopForCall(QUuid callId, QUuid id)
{
    const auto call = co_await m.repo.calls.get(callId);
    co_await stop(chosen(call->externalMediaIds, id));
    Call changed = *co_await m.repo.calls.get(callId);
    co_return changed;
}

Task<Confbridge> ExternalMedias::stopForRoom(QUuid roomId, QUuid id)
{
    const auto room = co_await m.repo.confbridges.get(roomId);
    co_await stop(chosen(room->externalMediaIds, id));
    Confbridge changed = *co_await m.repo.confbridges.get(roomId);
    co_return changed;
}

Task<void> ExternalMedias::entered(Channel channel, QString bridgeId)
{
    if (bridgeId.isEmpty()) { // AudioSocket: one bare argument, the media's id
        const QUuid id = channel.stasisData.empty() ? QUuid() : core::parseId(channel.stasisData.begin()->first);
        const ExternalMedia media = co_await get(id);
        bridgeId = media.bridgeId;
    }
    co_await m.ari.addToBridge(channel.asteriskId, bridgeId, channel.id);
}

Task<void> ExternalMedias::channelEnded(QString channelId)
{
    const QUuid id = m_byChannel.take(channelId);
    std::vector<QUuid> ended{id};
    if (!id.isNull())
        co_await stopAll(std::move(ended));
}

Task<void> ExternalMedias::stopAll(std::vector<QUuid> ids)
{
    for (const QUuid &id : ids) {
        const auto media = co_await store::getObject<ExternalMedia>(m.cache, mediaKey(id));
        if (media)
            co_await stop(id);
    }
}

Task<void> ExternalMedias::parentEnded(QUuid id)
{
    const QList<QUuid> all = m_parents.keys(id);
    std::vector<QUuid> ids(all.begin(), all.end());
    co_await stopAll(std::move(ids));
}

} // namespace services::call
