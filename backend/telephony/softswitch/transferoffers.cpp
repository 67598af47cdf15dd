// SPDX-License-Identifier: GPL-3.0-or-later
// Transfers that the application carries out itself: its channel has PJSIP_TRANSFER_HANDLING() set to `ari-only`. A REFER becomes
// ChannelTransfer, and what comes of it the phone hears from channels/{id}/transfer_progress.
#include "telephony/softswitch/operations.h"
#include "telephony/softswitch/route.h"

#include <array>

namespace telephony::softswitch {
namespace {
/// The channel, who else is in its bridge, and that bridge, under the names that the definition gives them.
void addParty(Json *to, const Switch &s, const Channel &channel, const char *as)
{
    (*to)[as] = toJson(channel);
    const auto bridge = s.bridges.constFind(channel.bridge);
    if (bridge == s.bridges.cend())
        return;
    (*to)["bridge"] = toJson(*bridge);
    if (const auto other = s.channels.value(s.othersIn(channel.bridge, channel.id).value(0)))
        (*to)["connected_channel"] = toJson(*other);
}

/// What the NOTIFY says; 0: no such state.
int statusOfProgress(const QString &state)
{
    static const std::map<QString, int> statuses{{QStringLiteral("channel_progress"), 183},
                                                 {QStringLiteral("channel_answered"), 200},
                                                 {QStringLiteral("channel_unavailable"), 503},
                                                 {QStringLiteral("channel_declined"), 603}};
    const auto found = statuses.find(state);
    return found == statuses.end() ? 0 : found->second;
}

AriReply tellProgress(Switch &, Channel &channel, const Asked &asked)
{
    constexpr int firstFinal = 200;
    const int status = statusOfProgress(asked.arguments.text("states"));
    if (status == 0)
        return refuse(400, QStringLiteral("Invalid transfer state"));
    if (!channel.transferOffered || channel.leg.isEmpty())
        return refuse(412, QStringLiteral("Channel in invalid state"));
    channel.listener->stack->notifyTransfer(channel.leg, status);
    channel.transferOffered = status < firstFinal;
    return {204};
}

constexpr std::array transferOfferTable{ChannelHandler{"transfer_progress", Needs::Stasis, tellProgress}};
} // namespace

bool SoftSwitch::Private::offersTransfers(const Channel &channel) const
{
    static const QString handling = QStringLiteral("PJSIP_TRANSFER_HANDLING()");
    return channel.inStasis && channel.variables.value(handling) == QLatin1String("ari-only");
}

void SoftSwitch::Private::offerTransfer(Channel &by, const sip::Transfer &transfer)
{
    Json destination = Json::object(), target = Json::object(), source = Json::object();
    if (transfer.replaces.isEmpty())
        destination["destination"] = core::utf8(targetOf(transfer.target).section(QLatin1Char('@'), 0, 0));
    else
        destination["protocol_id"] = core::utf8(transfer.replaces.section(QLatin1Char(';'), 0, 0));
    if (!transfer.referredBy.isEmpty())
        destination["additional_protocol_params"] =
            Json::array({{{"parameter_name", "Referred-By"}, {"parameter_value", core::utf8(transfer.referredBy)}}});
    if (const Channel *second = byLeg(transfer.replacesLeg))
        addParty(&target, *this, *second, "destination_channel");
    target["requested_destination"] = std::move(destination);
    addParty(&source, *this, by, "source_channel");
    by.transferOffered = true;
    by.listener->stack->acceptTransfer(transfer.leg);
    emitEvent(Json{{"type", "ChannelTransfer"}, {"refer_to", std::move(target)}, {"referred_by", std::move(source)}}, by);
}

std::span<const ChannelHandler> transferOffers() { return transferOfferTable; }

} // namespace telephony::softswitch
