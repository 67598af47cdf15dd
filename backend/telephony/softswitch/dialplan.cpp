// SPDX-License-Identifier: GPL-3.0-or-later
// The contexts of the dialplan (contract/asterisk-proxy.md §4), and how calls reach applications besides the platform's.
#include "telephony/softswitch/answeringmachine.h"
#include "telephony/softswitch/operations.h"

namespace telephony::softswitch {
namespace {
constexpr core::Millis amdFrame{20};
const QString toApplication = QStringLiteral("app-");

/// Ends what a context did to the channel.
void leaveContext(Switch &s, Channel &channel)
{
    channel.service.cancel();
    if (std::exchange(channel.onTalk, {}))
        s.media->setTalkDetection(channel.id, std::nullopt);
    s.media->setEcho(channel.id, false);
}

void returnToPlatform(Switch &s, Channel &channel, QStringList more)
{
    const QString from = std::exchange(channel.context, QStringLiteral("default"));
    leaveContext(s, channel);
    s.enterStasis(channel, QStringList{QStringLiteral("context_type=call"), QStringLiteral("context=call-svc"),
                                       QLatin1String("context_from=") + from} +
                               more);
}

void echo(Switch &s, Channel &channel, const QString &context)
{
    s.leaveBridge(channel);
    s.leaveStasis(channel);
    leaveContext(s, channel);
    channel.context = context;
    channel.dialplanApp = QStringLiteral("Echo");
    s.tellDialplan(channel);
    s.media->setEcho(channel.id, true);
}

/// What a running detection has heard: the media engine tells when talking begins and ends.
struct Listening
{
    AnsweringMachine detector;
    bool talking = false;
};

void listenOn(Switch &s, const QString &id, const std::shared_ptr<Listening> &listening)
{
    const auto channel = s.channels.value(id);
    if (!channel)
        return;
    if (const auto result = listening->detector.hear(listening->talking, int(amdFrame.count()))) {
        channel->variables[QStringLiteral("AMDSTATUS")] = result->status;
        channel->variables[QStringLiteral("AMDCAUSE")] = result->cause;
        s.tellVariable(*channel, QStringLiteral("AMDSTATUS"), result->status);
        s.tellVariable(*channel, QStringLiteral("AMDCAUSE"), result->cause);
        return returnToPlatform(s, *channel,
                                {QLatin1String("amd_status=") + result->status, QLatin1String("amd_cause=") + result->cause});
    }
    channel->service = s.clock->after(amdFrame, [&s, id, listening] { listenOn(s, id, listening); });
}

void detectMachine(Switch &s, Channel &channel)
{
    s.leaveBridge(channel);
    s.leaveStasis(channel);
    leaveContext(s, channel);
    channel.context = QStringLiteral("svc-amd");
    channel.dialplanApp = QStringLiteral("AMD");
    s.tellDialplan(channel);
    const auto listening = std::make_shared<Listening>();
    channel.onTalk = [listening](bool talking, int) { listening->talking = talking; };
    media::TalkThresholds thresholds;
    thresholds.silence = core::Millis(AmdLimits().betweenWordsSilence);
    s.media->setTalkDetection(channel.id, thresholds);
    listenOn(s, channel.id, listening);
}
} // namespace

QString SoftSwitch::Private::applicationOf(const QString &exten) const
{
    if (exten == QLatin1String("ari") && applications.isConnected(exten))
        return exten;
    return exten.startsWith(toApplication) ? exten.mid(toApplication.size()) : QString();
}

bool continueIn(Switch &s, Channel &channel, const QString &context, const QString &exten)
{
    constexpr int causeNoRoute = 3;
    if (context == QLatin1String("svc-echo") || context == QLatin1String("svc-stream_echo")) {
        if (channel.incoming)
            s.answerChannel(channel);
        echo(s, channel, context);
        return true;
    }
    if (context == QLatin1String("svc-amd")) {
        detectMachine(s, channel);
        return true;
    }
    if (context == QLatin1String("svc-stasis")) {
        returnToPlatform(s, channel, {});
        return true;
    }
    leaveContext(s, channel);
    s.leaveBridge(channel);
    s.leaveStasis(channel);
    channel.exten = exten;
    if (const QString application = s.applicationOf(exten); !application.isEmpty()) {
        s.enterStasis(channel, {}, application);
        return true;
    }
    s.destroy(channel.id, channel.answered ? causeNormal : causeNoRoute);
    return false;
}

} // namespace telephony::softswitch
