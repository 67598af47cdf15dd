// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/router.h"
#include "services/call/context.h"

namespace services::call {

class Events;

/// JSON in, JSON out (contract/call-manager.md §1).
class Handlers
{
public:
    Handlers(Context &context, Events &events) : m(context), m_events(events) {}
    using Reply = bus::Reply;
    using Request = bus::Call;

    Task<Reply> list(Request request);
    Task<Reply> create(Request request);
    Task<Reply> get(Request request);
    Task<Reply> createOne(Request request);
    Task<Reply> remove(Request request);
    Task<Reply> hangup(Request request);
    Task<Reply> healthCheck(Request request);
    Task<Reply> digits(Request request);
    Task<Reply> setDigits(Request request);
    Task<Reply> actionNext(Request request);
    Task<Reply> actionTimeout(Request request);
    Task<Reply> chain(Request request);
    Task<Reply> unchain(Request request);
    Task<Reply> talk(Request request);
    Task<Reply> play(Request request);
    Task<Reply> mediaStop(Request request);
    Task<Reply> hold(Request request);
    Task<Reply> unhold(Request request);
    Task<Reply> music(Request request);
    Task<Reply> musicOff(Request request);
    Task<Reply> silence(Request request);
    Task<Reply> silenceOff(Request request);
    Task<Reply> mute(Request request);
    Task<Reply> unmute(Request request);
    Task<Reply> startRecording(Request request);
    Task<Reply> stopRecording(Request request);
    Task<Reply> putRecording(Request request);
    Task<Reply> putConfbridge(Request request);
    Task<Reply> startExternalMedia(Request request);
    Task<Reply> stopExternalMedia(Request request);

    Task<Reply> channel(Request request);
    Task<Reply> channelHealthCheck(Request request);

    Task<Reply> createConfbridge(Request request);
    Task<Reply> confbridge(Request request);
    Task<Reply> removeConfbridge(Request request);
    Task<Reply> joinConfbridge(Request request);
    Task<Reply> kickFromConfbridge(Request request);
    Task<Reply> terminateConfbridge(Request request);
    Task<Reply> ringConfbridge(Request request);
    Task<Reply> answerConfbridge(Request request);
    Task<Reply> addFlag(Request request);
    Task<Reply> removeFlag(Request request);

    Task<Reply> startRoomRecording(Request request);
    Task<Reply> stopRoomRecording(Request request);
    Task<Reply> startRoomExternalMedia(Request request);
    Task<Reply> stopRoomExternalMedia(Request request);

    Task<Reply> listGroupcalls(Request request);
    Task<Reply> createGroupcall(Request request);
    Task<Reply> groupcall(Request request);
    Task<Reply> removeGroupcall(Request request);
    Task<Reply> hangupGroupcall(Request request);
    Task<Reply> groupcallLegEnded(Request request);
    Task<Reply> groupcallGroupEnded(Request request);
    Task<Reply> groupcallAnswered(Request request);
    Task<Reply> hangupOthers(Request request);

    Task<Reply> listRecordings(Request request);
    Task<Reply> createRecording(Request request);
    Task<Reply> recording(Request request);
    Task<Reply> removeRecording(Request request);
    Task<Reply> stopRecordingById(Request request);

    Task<Reply> listExternalMedias(Request request);
    Task<Reply> createExternalMedia(Request request);
    Task<Reply> externalMedia(Request request);
    Task<Reply> removeExternalMedia(Request request);

    Task<Reply> listOutboundConfigs(Request request);
    Task<Reply> createOutboundConfig(Request request);
    Task<Reply> outboundConfig(Request request);
    Task<Reply> updateOutboundConfig(Request request);
    Task<Reply> removeOutboundConfig(Request request);

    Task<Reply> recover(Request request);

private:
    Task<Reply> timeOut(Request request);
    Task<Reply> recoveryReply(QString asteriskId);
    Task<Reply> toggle(Request request, QString what, bool on);
    Task<Reply> setMute(Request request, bool on);
    Task<Reply> playUrls(Request request);

    Context &m;
    Events &m_events;
};

} // namespace services::call
