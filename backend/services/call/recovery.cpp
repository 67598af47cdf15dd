// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/recovery.h"

#include "services/call/actions.h"
#include "services/call/calls.h"

namespace services::call {

using namespace contract;
using core::log::Level;

namespace {
constexpr qint64 dayMicros = 24LL * 3600 * 1'000'000;
constexpr int mostChannels = 10'000;
constexpr int recoveryDialSeconds = 60;
constexpr qint64 mostCaptured = 10'000'000; ///< bytes of one call's messages

[[noreturn]] void unavailable(const char *reason, const QString &why)
{
    throw core::Error(core::Errc::Unavailable, QLatin1String(reason), why);
}

std::map<QString, QString> recoveryVariables(const CapturedDialog &dialog)
{
    const auto name = [](const char *tail) -> QString { return QLatin1String("PJSIP_RECOVERY_") + QLatin1String(tail); };
    const QString comma = QStringLiteral(",");
    return {{name("FROM_DISPLAY"), dialog.local.display},
            {name("FROM_URI"), dialog.local.uri},
            {name("FROM_TAG"), dialog.local.tag},
            {name("TO_DISPLAY"), dialog.remote.display},
            {name("TO_URI"), dialog.remote.uri},
            {name("TO_TAG"), dialog.remote.tag},
            {name("CALL-ID"), dialog.callId},
            {name("CSEQ"), QString::number(dialog.nextCseq)},
            {name("ROUTES"), dialog.routes.join(comma)},
            {name("RECORD-ROUTES"), dialog.recordRoutes.join(comma)},
            {name("REQUEST_URI"), dialog.remoteTarget}};
}
} // namespace

Task<void> Recovery::start(QString asteriskId)
{
    if (asteriskId.isEmpty())
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("ASTERISK_ID_MISSING"),
                          QStringLiteral("\"asterisk_id\" must name an engine."));
    const auto since = core::Timestamp::fromMicros(m.clock->wall().micros() - dayMicros);
    const QVariantList binds{asteriskId, since.toSql()};
    const QString condition = QStringLiteral("asterisk_id = ? AND type = 'call' AND tm_create > ? LIMIT %1").arg(mostChannels);
    const auto channels = co_await m.repo.channels.where(condition, binds);
    for (const Channel &channel : channels) {
        const QVariantList byChannel{channel.id};
        const auto calls =
            co_await m.repo.calls.where(QStringLiteral("channel_id = ? AND status <> 'hangup' LIMIT 1"), byChannel);
        if (!calls.empty() && !channel.sipCallId.isEmpty())
            m.background(calls.front().id, "recovery", recover(calls.front(), channel.sipCallId));
    }
    core::log::info("call", "recovering the calls of {}: {} channels of the last day", asteriskId, channels.size());
}

Task<std::vector<CapturedMessage>> Recovery::messagesOf(QString sipCallId)
{
    if (!m.config.fetcher || m.config.homerAddress.isEmpty() || m.config.homerToken.isEmpty())
        unavailable("HOMER_NOT_SET", QStringLiteral("No HOMER is set up to recover calls from."));
    const qint64 now = m.clock->wall().micros() / 1000;
    Json addresses = core::toJson(m.config.homerWhitelist);
    const Json search{{"1_call", {{"callid", Json::array({text(sipCallId)})}}}};
    const Json body{
        {"timestamp", {{"from", now - dayMicros / 1000}, {"to", now}}},
        {"param", {{"limit", 1}, {"search", search}, {"transaction", Json::object()}, {"whitelist", std::move(addresses)}}},
        {"id", ""}};
    core::FetchRequest request;
    request.method = "POST";
    request.url = QUrl(m.config.homerAddress + QLatin1String("/api/v3/call/transaction"));
    request.headers = {{"Content-Type", "application/json"}, {"Auth-Token", m.config.homerToken.toUtf8()}};
    request.body = QByteArray::fromStdString(core::dumpJson(body));
    request.timeout = core::Millis(30'000);
    request.maxRedirects = 0;
    request.maxBytes = mostCaptured;
    const core::FetchReply answer = co_await m.config.fetcher->fetch(std::move(request));
    if (answer.status >= 300)
        unavailable("HOMER_REFUSED", QStringLiteral("HOMER answered %1.").arg(answer.status));
    const Json found = core::parseJson(std::string_view(answer.body.constData(), size_t(answer.body.size())));
    std::vector<CapturedMessage> messages;
    for (const Json &one : member<std::vector<Json>>(member<Json>(found, "data"), "messages")) {
        const auto message = parseCaptured(member<QString>(one, "raw"));
        if (!message)
            unavailable("BAD_SIP_MESSAGE", QStringLiteral("HOMER kept a message that cannot be read."));
        messages.push_back(*message);
    }
    co_return messages;
}

Task<void> Recovery::recover(Call call, QString sipCallId)
{
    const auto messages = co_await messagesOf(std::move(sipCallId));
    const auto dialog = dialogOf(messages);
    if (!dialog)
        unavailable("NO_INVITE", QStringLiteral("HOMER has no INVITE of the call."));
    if (!m.repo.calls.live(call.id))
        m.repo.calls.adopt(call);
    const QString channelId = core::toText(core::newId());
    const QString endpoint = QLatin1String("pjsip/call-out/") + dialog->remoteTarget;
    const QString arguments = QStringLiteral("context_type=call,context=call-recovery,call_id=%1").arg(core::toText(call.id));
    co_await m.ari.createChannel(channelId, endpoint, arguments, recoveryVariables(*dialog));
}

Task<void> Recovery::dial(QUuid callId, Channel channel)
{
    const auto call = co_await m.repo.calls.get(callId);
    const QString bridgeId = core::toText(core::newId());
    const QString name = QLatin1String("reference_type=call,reference_id=") + core::toText(callId);
    co_await m.ari.dial(channel.asteriskId, channel.id, recoveryDialSeconds, false);
    co_await m.ari.createBridge(channel.asteriskId, bridgeId, QStringLiteral("mixing,video_sfu"), name);
    co_await m.ari.addToBridge(channel.asteriskId, bridgeId, channel.id);
    m.calls->rebind(call->channelId, channel.id, callId);
    Call moved = *co_await m.repo.calls.modify(callId, [&](Call &row) {
        row.channelId = channel.id;
        row.bridgeId = bridgeId;
        row.actionNextHold = false;
        return true;
    });
    core::log::call(Level::Info, "call", callId, "recovered on {}", channel.asteriskId);
    co_await m.actions->execute(std::move(moved));
}

} // namespace services::call
