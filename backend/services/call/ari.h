// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"
#include "contract/names.h"

namespace services::call {

using core::Json;
using core::Millis;
using core::Task;

/// The ARI operations call-manager sends over the bus (contract/asterisk-proxy.md §7). An empty asterisk id means the group
/// queue: first contact. Functions throw core::Error.
class Ari
{
public:
    explicit Ari(bus::Bus &bus) : m_bus(bus) {}

    /// On any conference instance when the asterisk id is empty.
    Task<void> createBridge(QString asteriskId, QString bridgeId, QString type, QString name);
    /// False when the engine does not know the bridge, or cannot be asked.
    Task<bool> bridgeExists(QString asteriskId, QString bridgeId);
    Task<void> destroyBridge(QString asteriskId, QString bridgeId);
    Task<void> addToBridge(QString asteriskId, QString bridgeId, QString channelId);
    Task<void> removeFromBridge(QString asteriskId, QString bridgeId, QString channelId);

    /// Creates an outgoing channel on any call instance; it enters Stasis before it is dialled.
    Task<void> createChannel(QString channelId, QString endpoint, QString appArgs, std::map<QString, QString> variables);
    /// @param asCaller  the channel itself is named as the caller.
    Task<void> dial(QString asteriskId, QString channelId, int timeoutSeconds, bool asCaller = true);
    Task<void> answer(QString asteriskId, QString channelId);
    Task<void> ring(QString asteriskId, QString channelId);
    /// It hears what there is to hear before it is answered. False when the engine cannot do that.
    Task<bool> progress(QString asteriskId, QString channelId);
    /// A channel that is already gone is fine.
    Task<void> hangup(QString asteriskId, QString channelId, int cause);
    /// The same after `delay`, whatever happens to this process's callers meanwhile.
    [[nodiscard]] core::Timer hangupLater(QString asteriskId, QString channelId, int cause, Millis delay);
    /// False when the engine does not know the channel.
    Task<bool> exists(QString asteriskId, QString channelId);
    Task<void> play(QString asteriskId, QString channelId, QString playbackId, QStringList media);
    Task<void> stopPlayback(QString asteriskId, QString playbackId);
    Task<void> continueInDialplan(QString asteriskId, QString channelId, QString context, QString extension, int priority);
    /// AMI redirect, for a channel outside Stasis.
    Task<void> redirect(QString asteriskId, QString channelName, QString context);
    Task<void> sendDigits(QString asteriskId, QString channelId, QString digits, int durationMs, int intervalMs);
    /// `what`: hold, moh or silence.
    Task<void> toggle(QString asteriskId, QString channelId, QString what, bool on);
    Task<void> mute(QString asteriskId, QString channelId, QString direction, bool on);
    /// Value of a channel variable; empty when it has none.
    Task<QString> variable(QString asteriskId, QString channelId, QString name);

    /// A channel of its own that hears (`spy`) and speaks into (`whisper`) another: in, out, both or empty.
    Task<void> snoop(QString asteriskId, QString channelId, QString snoopId, QString spy, QString whisper, QString appArgs);
    /// A channel whose far end is a media host. @param body  see contract/asterisk-proxy.md §7, row 16.
    Task<Json> externalMedia(QString asteriskId, Json body);

    struct RecordingWish
    {
        QString name, format;
        int maxDurationSeconds = 0, maxSilenceSeconds = 0; ///< 0: no limit
        QString terminateOn;                               ///< none, any, * or #
    };
    Task<void> recordChannel(QString asteriskId, QString channelId, RecordingWish wish);
    Task<void> recordBridge(QString asteriskId, QString bridgeId, RecordingWish wish);
    Task<void> stopRecording(QString asteriskId, QString name);
    /// Moves finished recordings of the engine to where storage-manager finds them.
    Task<void> moveRecordingFiles(QString asteriskId, QStringList filenames);

private:
    Task<void> record(QString asteriskId, QString path, RecordingWish wish);
    Task<Json> send(QString asteriskId, QString method, QString path, Json body = Json(), Millis timeout = Millis(3000));
    bus::Bus &m_bus;
};

} // namespace services::call
