// SPDX-License-Identifier: GPL-3.0-or-later
// The media side of channels: descriptions, playbacks, digits, figures.
#include "telephony/media/soundcache.h"
#include "telephony/media/sounds.h"
#include "telephony/softswitch/farend.h"
#include "telephony/softswitch/private.h"
#include "telephony/softswitch/quality.h"
#include "telephony/softswitch/recordingstore.h"

#include <QDir>
#include <QFileInfo>

namespace telephony::softswitch {
namespace {
constexpr double packetMs = 20;
constexpr int unjudgedMs = 2000; ///< without a packet

/// A way down from a folder: no root, no way up, no hidden file.
bool isWayDown(const QString &name)
{
    const QStringList parts = name.split(QLatin1Char('/'));
    return std::all_of(parts.begin(), parts.end(), [](const QString &part) {
        return !part.isEmpty() && !part.startsWith(QLatin1Char('.')) &&
               std::all_of(part.begin(), part.end(), [](QChar c) { return c.isPrint() && c != QLatin1Char('\\'); });
    });
}

/// The file of a sound's name below the folder, with or without its ending; empty when there is none or it lies elsewhere.
QString fileBelow(const QString &folder, const QString &name)
{
    const QString root = QDir(folder).canonicalPath();
    if (root.isEmpty() || !isWayDown(name))
        return {};
    for (const char *ending : {"", ".wav", ".sln16", ".sln", ".ulaw", ".alaw", ".gsm", ".flac", ".ogg", ".mp3"}) {
        const QFileInfo file(QDir(root).filePath(name + QLatin1String(ending)));
        if (file.isFile() && file.canonicalFilePath().startsWith(root + QLatin1Char('/')))
            return file.canonicalFilePath();
    }
    return {};
}

/// SRTP is offered to an endpoint with `;media=srtp`, or when the channel variable SECURE_MEDIA says so.
bool wantsSrtp(const Channel &channel)
{
    if (channel.endpoint.contains(QLatin1String(";media=srtp"), Qt::CaseInsensitive))
        return true;
    const QString wish = channel.variables.value(QStringLiteral("SECURE_MEDIA"));
    return wish == QLatin1String("1") || wish.compare(QLatin1String("true"), Qt::CaseInsensitive) == 0;
}
} // namespace

media::MediaLoader SoftSwitch::Private::mediaLoader() const
{
    return [find = config.findMedia, folder = config.mediaFolder, files = std::make_shared<media::SoundCache>(),
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
        return path.isEmpty() ? media::Medium() : media::Medium(files->read(path));
    };
}

bool SoftSwitch::Private::openMedia(Channel &channel)
{
    if (channel.port == 0)
        channel.port = media->open(channel.id, channel.listener->address).value_or(0);
    return channel.port != 0;
}

bool SoftSwitch::Private::takeOffer(Channel &channel, const QByteArray &sdp)
{
    if (!agreeOn(channel, sdp, nullptr))
        return false;
    channel.offer.reset();
    return true;
}

bool SoftSwitch::Private::takeAnswer(Channel &channel, const QByteArray &sdp)
{
    const bool agreed = channel.offer && agreeOn(channel, sdp, &*channel.offer);
    if (channel.offerInDialog)
        channel.offer.reset();
    return agreed;
}

bool SoftSwitch::Private::takeDescription(Channel &channel, const QByteArray &sdp)
{
    const bool answer = channel.offer && (channel.offerInDialog || !channel.answered);
    return answer ? takeAnswer(channel, sdp) : takeOffer(channel, sdp);
}

bool SoftSwitch::Private::agreeOn(Channel &channel, const QByteArray &sdp, const sip::SdpOffer *answered)
{
    sip::SdpWishes wishes;
    wishes.codecs = codecsFor(channel);
    wishes.srtp = true;
    wishes.offered = answered;
    wishes.before = channel.remote ? &channel.agreement : nullptr;
    for (sip::SdpAudio &line : sip::readSdp(sdp)) {
        if (!line.address.isNull() && line.address.protocol() != channel.listener->address.protocol())
            continue;
        auto agreement = sip::agree(line, wishes);
        if (!agreement)
            continue;
        channel.remote = std::move(line);
        channel.agreement = std::move(*agreement);
        channel.held = channel.remote->isHeld();
        if (channel.port != 0)
            connectMedia(channel);
        return true;
    }
    if (!answered && channel.answered && takeSilence(channel, sdp))
        return true;
    channel.warning = sip::warningOf(sdp, channel.listener->address);
    return false;
}

/// The phone takes part without sound for a while (RFC 3264 §8.2).
bool SoftSwitch::Private::takeSilence(Channel &channel, const QByteArray &sdp)
{
    auto line = sip::switchedOffAudio(sdp);
    if (!line || !channel.remote)
        return false;
    channel.remote = std::move(*line);
    channel.held = true;
    connectMedia(channel);
    return true;
}

void SoftSwitch::Private::connectMedia(Channel &channel)
{
    if (!channel.remote)
        return;
    using sip::SdpDirection;
    const SdpDirection theirs = channel.remote->direction;
    const sip::SdpAgreement &agreed = channel.agreement;
    media::StreamParameters parameters;
    parameters.peer = channel.remote->address;
    parameters.peerPort = channel.remote->address.isNull() ? quint16(0) : channel.remote->port;
    parameters.signalling = channel.signalling;
    parameters.codec =
        media::codecOf({agreed.encoding.constData(), size_t(agreed.encoding.size())}, agreed.clockRate, agreed.channels)
            .value_or(media::Codec::Pcmu);
    parameters.payloadType = agreed.payloadType;
    parameters.payloadTypeIn = agreed.payloadTypeIn;
    parameters.dtmfPayloadType = agreed.dtmfPayloadType;
    parameters.dtmfPayloadTypeIn = agreed.dtmfPayloadTypeIn;
    parameters.dtmfClockRate = agreed.dtmfClockRate;
    parameters.ptimeMs = agreed.ptime;
    parameters.bitrate = agreed.bitrate;
    parameters.constantBitrate = agreed.constantBitrate;
    parameters.rtcpMux = agreed.rtcpMux;
    if (agreed.keys)
        parameters.srtp = media::SrtpKeys{agreed.keys->out, agreed.keys->in};
    parameters.send = theirs == SdpDirection::SendRecv || theirs == SdpDirection::RecvOnly;
    parameters.receive = theirs == SdpDirection::SendRecv || theirs == SdpDirection::SendOnly;
    media->connectStream(channel.id, std::move(parameters));
}

std::vector<QByteArray> SoftSwitch::Private::codecsFor(const Channel &channel) const
{
    std::vector<QByteArray> codecs = channel.codecs;
    std::copy_if(config.codecs.begin(), config.codecs.end(), std::back_inserter(codecs), [&](const QByteArray &one) {
        return std::find(channel.codecs.begin(), channel.codecs.end(), one) == channel.codecs.end();
    });
    if (!channel.onlyCodecs.isEmpty()) {
        std::erase_if(codecs, [&](const QByteArray &one) { return !channel.onlyCodecs.contains(QLatin1String(one)); });
        std::sort(codecs.begin(), codecs.end(), [&](const QByteArray &one, const QByteArray &other) {
            return channel.onlyCodecs.indexOf(QLatin1String(one)) < channel.onlyCodecs.indexOf(QLatin1String(other));
        });
    }
    return codecs;
}

QByteArray SoftSwitch::Private::localSdp(Channel &channel)
{
    const sip::SdpPlace place{channel.listener->address, channel.port, channel.port, channel.sdpVersion++};
    if (channel.remote && !channel.offered)
        return sip::makeAnswer(*channel.remote, channel.agreement, place.address, place.port, place.session, place.version);
    const auto &keys = channel.agreement.keys;
    const bool secured = channel.remote ? keys.has_value() : wantsSrtp(channel);
    channel.offer =
        sip::offerOf(codecsFor(channel), secured, channel.remote ? channel.remote->formats : std::vector<sip::SdpFormat>());
    channel.offerInDialog = channel.answered;
    for (sip::SdpCrypto &crypto : channel.offer->crypto) {
        if (keys && keys->out.suite == crypto.key.suite)
            crypto.key = keys->out; // its counters go on
    }
    return sip::writeOffer(*channel.offer, place);
}

void SoftSwitch::Private::digit(const QString &channelId, char key, int durationMs)
{
    if (const QString phone = relays.value(channelId); !phone.isEmpty())
        return passKey(phone, key, durationMs);
    const auto channel = channels.value(channelId);
    if (!channel)
        return;
    turnVolume(*channel, key);
    ari::Event event = channelEvent("ChannelDtmfReceived", *channel);
    event["digit"] = std::string(1, key);
    event["duration_ms"] = durationMs;
    emitEvent(std::move(event), *channel);
    if (const auto far = channel->farEnd; far && channel->bridge.isEmpty())
        far->keyPressed(key, durationMs);
    // Bridged audio carries no telephone events, so the other members get the key as one of their own.
    const QStringList others = channel->absorbsDtmf ? QStringList() : othersIn(channel->bridge, channelId);
    for (const QString &other : others)
        passKey(other, key, durationMs);
}

void SoftSwitch::Private::passKey(const QString &stream, char key, int durationMs)
{
    media->sendDigits(stream, QString(QLatin1Char(key)), core::Millis(0), core::Millis(0), core::Millis(durationMs),
                      core::Millis(0));
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
    stats.quietMs = stream.quietMs;
    if (stream.packetsReceived > 0 && stream.quietMs < unjudgedMs)
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
