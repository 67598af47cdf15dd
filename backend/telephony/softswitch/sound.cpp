// SPDX-License-Identifier: GPL-3.0-or-later
// The media side of channels: descriptions, playbacks, digits, figures.
#include "telephony/media/sounds.h"
#include "telephony/softswitch/private.h"
#include "telephony/softswitch/quality.h"
#include "telephony/softswitch/recordingstore.h"

#include <QDir>
#include <QFileInfo>

namespace telephony::softswitch {
namespace {
const std::vector<QByteArray> codecs{"PCMU", "PCMA"};
constexpr double packetMs = 20;

/// The file of a sound's name below the folder, with or without `.wav`; empty when there is none or it lies elsewhere.
QString fileBelow(const QString &folder, const QString &name)
{
    const QString root = QDir(folder).canonicalPath();
    if (root.isEmpty() || name.isEmpty())
        return {};
    for (const char *ending : {"", ".wav"}) {
        const QFileInfo file(QDir(root).filePath(name + QLatin1String(ending)));
        if (file.isFile() && file.canonicalFilePath().startsWith(root + QLatin1Char('/')))
            return file.canonicalFilePath();
    }
    return {};
}
} // namespace

media::MediaLoader SoftSwitch::Private::mediaLoader() const
{
    return [find = config.findMedia, folder = config.mediaFolder,
            store = RecordingStore(config.recordingFolder)](const QString &uri) -> media::Medium {
        if (uri.startsWith(QLatin1String("recording:"))) {
            const auto recording = store.find(uri.mid(10));
            return recording ? media::Medium(media::readSound(recording->path)) : media::Medium();
        }
        const QString name = uri.startsWith(QLatin1String("sound:")) ? uri.mid(6) : uri;
        if (auto medium = media::builtinMedium(uri); medium.samples)
            return medium;
        QString path = find ? find(name) : QString();
        if (path.isEmpty() && !folder.isEmpty())
            path = fileBelow(folder, name);
        return path.isEmpty() ? media::Medium() : media::Medium(media::readSound(path));
    };
}

bool SoftSwitch::Private::openMedia(Channel &channel)
{
    if (channel.port == 0)
        channel.port = media->open(channel.id, channel.listener->address).value_or(0);
    return channel.port != 0;
}

/// Takes the peer's offer or answer. False: nothing in it that we speak; then nothing has changed.
bool SoftSwitch::Private::takeDescription(Channel &channel, const QByteArray &sdp)
{
    auto remote = sip::parseSdp(sdp);
    const auto agreement = remote ? sip::agree(*remote, codecs) : std::nullopt;
    if (!agreement || remote->address.protocol() != channel.listener->address.protocol())
        return false;
    channel.remote = std::move(remote);
    channel.agreement = *agreement;
    channel.held = channel.remote->isHeld();
    if (channel.port != 0)
        connectMedia(channel);
    return true;
}

void SoftSwitch::Private::connectMedia(Channel &channel)
{
    if (!channel.remote)
        return;
    using sip::SdpDirection;
    const SdpDirection theirs = channel.remote->direction;
    media::StreamParameters parameters;
    parameters.peer = channel.remote->address;
    parameters.peerPort = channel.remote->address.isNull() ? quint16(0) : channel.remote->port;
    parameters.codec = channel.agreement.encoding == "PCMA" ? media::Codec::Pcma : media::Codec::Pcmu;
    parameters.payloadType = channel.agreement.payloadType;
    parameters.dtmfPayloadType = channel.agreement.dtmfPayloadType;
    parameters.send = theirs == SdpDirection::SendRecv || theirs == SdpDirection::RecvOnly;
    parameters.receive = theirs == SdpDirection::SendRecv || theirs == SdpDirection::SendOnly;
    media->connectStream(channel.id, std::move(parameters));
}

QByteArray SoftSwitch::Private::localSdp(Channel &channel)
{
    const QHostAddress address = channel.listener->address;
    const quint64 version = channel.sdpVersion++;
    if (channel.remote && !channel.offered)
        return sip::makeAnswer(*channel.remote, channel.agreement, address, channel.port, channel.port, version);
    return sip::makeOffer(address, channel.port, channel.port, version);
}

void SoftSwitch::Private::digit(const QString &channelId, char key, int durationMs)
{
    const auto channel = channels.value(channelId);
    if (!channel)
        return;
    Json event = channelEvent("ChannelDtmfReceived", *channel);
    event["digit"] = std::string(1, key);
    event["duration_ms"] = durationMs;
    emitEvent(std::move(event), *channel);
    if (channel->bridge.isEmpty() || channel->absorbsDtmf)
        return;
    // Bridged audio carries no telephone events, so the other members get the key as one of their own.
    for (const QString &member : bridges.value(channel->bridge).channels) {
        if (member != channelId)
            media->sendDigits(member, QString(QLatin1Char(key)), core::Millis(0), core::Millis(0), core::Millis(durationMs),
                              core::Millis(0));
    }
}

/// The media engine tells of a silence once; whether it lasts is seen from the packet count.
void SoftSwitch::Private::watchSilence(const QString &channelId, core::Millis already)
{
    const auto channel = channels.value(channelId);
    const auto stats = media->stats(channelId);
    if (config.silenceLimit.count() <= 0 || !channel || !stats)
        return;
    const core::Millis left = config.silenceLimit - already;
    channel->silence = clock->after(left, [this, channelId, before = stats->packetsReceived] {
        const auto now = media->stats(channelId);
        const auto quiet = channels.value(channelId);
        if (!quiet || !now || now->packetsReceived != before)
            return;
        if (quiet->state == QLatin1String("Up") && before > 0)
            quiet->listener->stack->probe(quiet->leg);
        watchSilence(channelId, core::Millis(0));
    });
}

ChannelStats SoftSwitch::Private::statsOf(const Channel &channel) const
{
    const auto stream = media->stats(channel.id).value_or(media::StreamStats());
    ChannelStats stats;
    stats.channel = channel.id;
    stats.name = channel.name;
    stats.state = channel.state;
    stats.callId = channel.callId;
    stats.codec = QString::fromLatin1(channel.agreement.encoding);
    if (channel.remote)
        stats.peer = channel.remote->address.toString() + QLatin1Char(':') + QString::number(channel.remote->port);
    stats.jitterMs = stream.jitterMs;
    stats.lossPercent = stream.lossPercent;
    stats.mos = meanOpinionScore(stream.bufferMs + packetMs, stream.lossPercent);
    stats.levelIn = stream.levelIn;
    stats.levelOut = stream.levelOut;
    stats.bufferMs = stream.bufferMs;
    stats.packetsReceived = stream.packetsReceived;
    stats.packetsSent = stream.packetsSent;
    stats.packetsLost = stream.packetsLost;
    stats.packetsDropped = stream.packetsDropped;
    stats.held = channel.held;
    return stats;
}

} // namespace telephony::softswitch
