// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/callbodies.h"
#include "contract/callmedia.h"
#include "core/task.h"
#include "ui/common/host.h"

#include <QPointer>

namespace ui {
class CallsModel;

/// One request each of what an operator does to a call, to call-manager or through the flow of the call. All throw core::Error as
/// the service answers; those that no event tells of tell the model when they went well. GUI thread.
namespace callrequest {

core::Task<void> hangup(Host *host, QUuid id, QString);
/// @param direction  in, out or both
core::Task<void> mute(Host *host, QUuid id, QString direction);
core::Task<void> unmute(Host *host, QUuid id, QString direction);
core::Task<void> hold(Host *host, QPointer<CallsModel> model, QUuid id, bool on);
core::Task<void> music(Host *host, QPointer<CallsModel> model, QUuid id, bool on);
core::Task<void> silence(Host *host, QPointer<CallsModel> model, QUuid id, bool on);
core::Task<void> say(Host *host, QUuid id, QString text);
/// What an operator has written, as requests want it: the path of a file here becomes its name for the platform.
core::Task<QString> playableOf(Host *host, QString source);
/// @param source  an address that the engine may fetch, the path of a file here, or the name of a sound
core::Task<void> play(Host *host, QUuid id, QString source);
core::Task<void> stopMedia(Host *host, QUuid id, QString);
/// Keys that the phone hears: 0-9 * # A-D.
core::Task<void> digits(Host *host, QUuid id, QString digits);
/// How a recording begins.
contract::RecordingStart wav();
core::Task<void> startRecording(Host *host, QPointer<CallsModel> model, QUuid id);
core::Task<void> stopRecording(Host *host, QPointer<CallsModel> model, QUuid id, QUuid recording);
/// Blind, and ends hold, music and silence. Throws, and leaves the call as it is, where the number can be nobody's (dialling.h) or
/// nobody can be called there.
core::Task<void> transfer(Host *host, QPointer<CallsModel> model, QUuid id, QString number);
/// Into a confbridge; ends hold, music and silence.
core::Task<void> join(Host *host, QPointer<CallsModel> model, QUuid id, QUuid room);
/// The room that is made for calls.
contract::ConfbridgeCreate newRoom(const QUuid &customer);
/// Joins them in a room made for them, which goes again when fewer than `least` came into it.
core::Task<void> joinInNewRoom(Host *host, QPointer<CallsModel> model, QList<QUuid> ids, int least);
/// @param master  id of the call with which this one ends
core::Task<void> chain(Host *host, QUuid id, QString master);

} // namespace callrequest
} // namespace ui
