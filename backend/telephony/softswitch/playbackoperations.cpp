// SPDX-License-Identifier: GPL-3.0-or-later
// Playing to channels and bridges.
#include "telephony/softswitch/operations.h"

#include <array>

namespace telephony::softswitch {
namespace {
constexpr core::Millis toTheBeginning{-86'400'000};
constexpr qsizetype mostMedia = 500; ///< of one playback

AriReply noPlayback() { return refuse(404, QStringLiteral("Playback not found")); }

AriReply getPlayback(Switch &s, const Asked &asked)
{
    const auto playback = s.playbacks.constFind(asked.ids[0]);
    return playback == s.playbacks.cend() ? noPlayback() : AriReply{200, toJson(*playback)};
}

AriReply stopPlayback(Switch &s, const Asked &asked)
{
    const auto playback = s.playbacks.constFind(asked.ids[0]);
    if (playback == s.playbacks.cend())
        return noPlayback();
    s.media->stopPlayback(playback->sound);
    return {204};
}

AriReply controlPlayback(Switch &s, const Asked &asked)
{
    const QString id = asked.ids[0], operation = asked.arguments.text("operation");
    const auto playback = s.playbacks.find(id);
    if (playback == s.playbacks.end())
        return noPlayback();
    static const QStringList known{QStringLiteral("restart"), QStringLiteral("pause"), QStringLiteral("unpause"),
                                   QStringLiteral("reverse"), QStringLiteral("forward")};
    if (!known.contains(operation))
        return refuse(400, QStringLiteral("Invalid operation %1").arg(operation));
    const bool pause = operation == QLatin1String("pause"), unpause = operation == QLatin1String("unpause");
    const bool paused = playback->state == QLatin1String("paused");
    if (playback->state == QLatin1String("queued") || (unpause && !paused) || (pause && paused))
        return refuse(409, QStringLiteral("Cannot control a %1 playback that way").arg(playback->state));
    if (pause || unpause) {
        playback->state = QLatin1String(pause ? "paused" : "playing");
        s.media->pausePlayback(playback->sound, pause);
    } else if (operation == QLatin1String("restart")) {
        s.media->seekPlayback(playback->sound, toTheBeginning);
    } else {
        const core::Millis skip = playback->skip;
        s.media->seekPlayback(playback->sound, operation == QLatin1String("forward") ? skip : -skip);
    }
    return {204};
}

constexpr std::array ofPlaybacks{Handler{"get", getPlayback}, Handler{"stop", stopPlayback}, Handler{"control", controlPlayback}};
} // namespace

AriReply playTo(Switch &s, const ari::Target &target, QStringList *playbacks, const Asked &asked)
{
    const QStringList media = asked.arguments.list("media");
    if (media.isEmpty() || media.size() > mostMedia)
        return refuse(400, QStringLiteral("Media must be specified"));
    QString id = asked.ids.size() > 1 ? asked.ids[1] : asked.arguments.text("playbackId");
    if (id.isEmpty())
        id = core::toText(core::newId());
    if (s.playbacks.contains(id))
        return refuse(409, QStringLiteral("Playback with given ID already exists"));
    const int offset = asked.arguments.number("offsetms", 0), skip = asked.arguments.number("skipms", 3000);
    if (offset < 0 || skip < 0)
        return refuse(400, QStringLiteral("offsetms and skipms must not be negative"));
    Playback playback;
    playback.id = id;
    playback.sound = id + QLatin1Char('/') + QString::number(++s.lastSound);
    playback.target = target;
    playback.media = media;
    playback.skip = core::Millis(skip);
    playback.language = asked.arguments.text("lang", QStringLiteral("en"));
    s.playbacks.insert(id, playback);
    s.applications.follow(QLatin1String("playback:") + id, target.uri());
    *playbacks += id;
    std::vector<QString> list(media.begin(), media.end());
    if (target.bridge)
        s.media->playToBridge(target.id, playback.sound, std::move(list), core::Millis(offset));
    else
        s.media->play(target.id, playback.sound, std::move(list), core::Millis(offset));
    return {201, toJson(playback)};
}

std::span<const Handler> playbackHandlers() { return ofPlaybacks; }

} // namespace telephony::softswitch
