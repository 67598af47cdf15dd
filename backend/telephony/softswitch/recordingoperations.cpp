// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings that run, and those that are stored.
#include "telephony/softswitch/operations.h"
#include "telephony/softswitch/recordingstore.h"

#include <array>

namespace telephony::softswitch {
namespace {
AriReply noRecording() { return refuse(404, QStringLiteral("Recording not found")); }

Json storedJson(const StoredRecording &recording)
{
    return {{"name", core::utf8(recording.name)}, {"format", core::utf8(recording.format)}};
}

AriReply listStored(Switch &s, const Asked &)
{
    Json all = Json::array();
    for (const StoredRecording &one : RecordingStore(s.config.recordingFolder).list()) {
        if (!s.resources.recordings.contains(one.name))
            all.push_back(storedJson(one));
    }
    return {200, std::move(all)};
}

AriReply getStored(Switch &s, const Asked &asked)
{
    const auto found = RecordingStore(s.config.recordingFolder).find(asked.ids[0]);
    return found ? AriReply{200, storedJson(*found)} : noRecording();
}

AriReply deleteStored(Switch &s, const Asked &asked)
{
    const RecordingStore store(s.config.recordingFolder);
    const auto found = store.find(asked.ids[0]);
    if (!found || s.resources.recordings.contains(asked.ids[0]))
        return noRecording();
    return store.remove(*found) ? AriReply{204} : refuse(500, QStringLiteral("Delete failed"));
}

AriReply copyStored(Switch &s, const Asked &asked)
{
    const RecordingStore store(s.config.recordingFolder);
    const QString to = asked.arguments.text("destinationRecordingName");
    if (!RecordingStore::isName(to))
        return refuse(400, QStringLiteral("Missing or unusable destinationRecordingName"));
    const auto found = store.find(asked.ids[0]);
    if (!found)
        return noRecording();
    if (store.find(to) || s.resources.recordings.contains(to))
        return refuse(409, QStringLiteral("Recording '%1' already exists and can not be overwritten").arg(to));
    const auto copy = store.copy(*found, to);
    return copy ? AriReply{200, storedJson(*copy)} : refuse(500, QStringLiteral("Failed to copy recording"));
}

AriReply getFile(Switch &s, const Asked &asked)
{
    const auto found = RecordingStore(s.config.recordingFolder).find(asked.ids[0]);
    if (!found)
        return noRecording();
    AriReply reply{200};
    reply.file = found->path;
    return reply;
}

/// Runs `change` on a recording that runs.
template <typename F> AriReply onLive(Switch &s, const Asked &asked, F change)
{
    const auto recording = s.resources.recordings.find(asked.ids[0]);
    return recording == s.resources.recordings.end() ? noRecording() : change(*recording);
}

AriReply getLive(Switch &s, const Asked &asked)
{
    return onLive(s, asked, [](ari::Recording &one) { return AriReply{200, toJson(one)}; });
}

AriReply cancelLive(Switch &s, const Asked &asked)
{
    return onLive(s, asked, [&](ari::Recording &one) {
        one.state = QStringLiteral("canceled");
        s.media->stopRecording(one.name, true);
        return AriReply{204};
    });
}

AriReply stopLive(Switch &s, const Asked &asked)
{
    return onLive(s, asked, [&](ari::Recording &one) {
        s.media->stopRecording(one.name, false);
        return AriReply{204};
    });
}

AriReply setLivePause(Switch &s, const Asked &asked, bool on)
{
    return onLive(s, asked, [&](ari::Recording &one) {
        if (one.state != QLatin1String(on ? "recording" : "paused"))
            return on && one.state == QLatin1String("paused") ? AriReply{204}
                                                              : refuse(409, QStringLiteral("Recording not in session"));
        one.state = QLatin1String(on ? "paused" : "recording");
        s.media->pauseRecording(one.name, on);
        return AriReply{204};
    });
}
AriReply pauseLive(Switch &s, const Asked &asked) { return setLivePause(s, asked, true); }
AriReply unpauseLive(Switch &s, const Asked &asked) { return setLivePause(s, asked, false); }

AriReply setLiveMute(Switch &s, const Asked &asked, bool on)
{
    return onLive(s, asked, [&](ari::Recording &one) {
        if (one.state != QLatin1String("recording") && one.state != QLatin1String("paused"))
            return refuse(409, QStringLiteral("Recording not in session"));
        s.media->muteRecording(one.name, on);
        return AriReply{204};
    });
}
AriReply muteLive(Switch &s, const Asked &asked) { return setLiveMute(s, asked, true); }
AriReply unmuteLive(Switch &s, const Asked &asked) { return setLiveMute(s, asked, false); }

bool isTerminator(const QString &text)
{
    return text.isEmpty() || text == QLatin1String("none") || text == QLatin1String("any") || text == QLatin1String("*") ||
           text == QLatin1String("#");
}

constexpr std::array ofRecordings{
    Handler{"listStored", listStored}, Handler{"getStored", getStored},   Handler{"deleteStored", deleteStored},
    Handler{"getStoredFile", getFile}, Handler{"copyStored", copyStored}, Handler{"getLive", getLive},
    Handler{"cancel", cancelLive},     Handler{"stop", stopLive},         Handler{"pause", pauseLive},
    Handler{"unpause", unpauseLive},   Handler{"mute", muteLive},         Handler{"unmute", unmuteLive}};
} // namespace

AriReply recordFrom(Switch &s, const ari::Target &target, const Asked &asked)
{
    const Arguments &given = asked.arguments;
    const QString name = given.text("name"), format = given.text("format"),
                  exists = given.text("ifExists", QStringLiteral("fail"));
    const int duration = given.number("maxDurationSeconds", 0), silence = given.number("maxSilenceSeconds", 0);
    const QString terminator = given.text("terminateOn");
    static const QStringList policies{QStringLiteral("fail"), QStringLiteral("overwrite"), QStringLiteral("append")};
    if (!RecordingStore::isName(name))
        return refuse(400, QStringLiteral("Missing or unusable name of the recording"));
    if (duration < 0 || silence < 0)
        return refuse(400, QStringLiteral("%1 cannot be negative")
                               .arg(QLatin1String(duration < 0 ? "max_duration_seconds" : "max_silence_seconds")));
    if (!policies.contains(exists))
        return refuse(400, QStringLiteral("ifExists invalid"));
    if (!isTerminator(terminator))
        return refuse(400, QStringLiteral("terminateOn invalid"));
    if (!RecordingStore::isFormat(format))
        return refuse(422, QStringLiteral("specified format is unknown on this system"));
    const RecordingStore store(s.config.recordingFolder);
    const auto old = store.find(name);
    if (s.resources.recordings.contains(name) || (old && exists == QLatin1String("fail")))
        return refuse(409, QStringLiteral("Recording '%1' already exists and can not be overwritten").arg(name));
    media::RecordingParameters parameters;
    parameters.path = store.pathFor(name, format);
    if (parameters.path.isEmpty())
        return refuse(500, QStringLiteral("There is no folder for recordings"));
    parameters.format = format;
    parameters.maxDuration = std::chrono::seconds(duration);
    parameters.maxSilence = std::chrono::seconds(silence);
    parameters.beep = given.flag("beep");
    parameters.terminateOn = terminator;
    parameters.append = exists == QLatin1String("append");
    if (!s.media->record(name, target.id, parameters))
        return refuse(500, QStringLiteral("The recording could not begin"));
    ari::Recording recording;
    recording.name = name;
    recording.format = format;
    recording.target = target;
    s.resources.recordings.insert(name, recording);
    s.applications.follow(QLatin1String("recording:") + name, target.uri());
    if (const auto channel = target.bridge ? nullptr : s.channels.value(target.id))
        channel->recordings += name;
    return {201, toJson(recording)};
}

std::span<const Handler> recordingHandlers() { return ofRecordings; }

} // namespace telephony::softswitch
