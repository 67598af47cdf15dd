// SPDX-License-Identifier: GPL-3.0-or-later
// The switch itself, device states, sounds.
#include "telephony/media/sounds.h"
#include "telephony/softswitch/operations.h"

#include <QDir>
#include <QDirIterator>

#include <array>

namespace telephony::softswitch {
namespace {
constexpr std::array<const char *, 8> deviceStateNames{"NOT_INUSE",   "INUSE",   "BUSY",      "INVALID",
                                                       "UNAVAILABLE", "RINGING", "RINGINUSE", "ONHOLD"};
constexpr std::array<const char *, 8> builtinSounds{"beep", "busy", "congestion", "dial", "hold", "music", "ringback", "silence"};
const QString customDevice = QStringLiteral("Stasis:");

struct Part
{
    const char *name, *description;
};
/// What an ARI program looks for under these names, and the switch has.
constexpr std::array systemParts{Part{"chan_audiosocket.so", "AudioSocket channels"},
                                 Part{"chan_pjsip.so", "SIP channels"},
                                 Part{"chan_rtp.so", "RTP channels"},
                                 Part{"chan_websocket.so", "WebSocket channels"},
                                 Part{"res_ari.so", "The ARI interface"},
                                 Part{"res_stasis.so", "Stasis applications"},
                                 Part{"res_stasis_answer.so", "Answering"},
                                 Part{"res_stasis_device_state.so", "Device states of applications"},
                                 Part{"res_stasis_mailbox.so", "Mailboxes of applications"},
                                 Part{"res_stasis_playback.so", "Playing"},
                                 Part{"res_stasis_recording.so", "Recording"},
                                 Part{"res_stasis_snoop.so", "Snooping"}};

Json toJson(const Part &part)
{
    return {{"name", part.name},
            {"description", part.description},
            {"use_count", 0},
            {"status", "Running"},
            {"support_level", "core"}};
}

AriReply info(Switch &s, const Asked &asked)
{
    const std::string started = core::utf8(ari::time(s.started));
    Json all{{"build", {{"os", "Linux"}, {"kernel", ""}, {"options", ""}, {"machine", ""}, {"date", ""}, {"user", ""}}},
             {"system", {{"version", "Voxboard " VOXBOARD_VERSION}, {"entity_id", core::utf8(s.config.asteriskId)}}},
             {"config", {{"name", "voxboard"}, {"default_language", "en"}, {"setid", {{"user", ""}, {"group", ""}}}}},
             {"status", {{"startup_time", started}, {"last_reload_time", started}}}};
    const QStringList only = asked.arguments.list("only");
    if (only.isEmpty())
        return {200, std::move(all)};
    Json some = Json::object();
    for (const QString &name : only) {
        if (const auto found = all.find(core::utf8(name)); found != all.end())
            some[found.key()] = *found;
    }
    return {200, std::move(some)};
}

AriReply ping(Switch &s, const Asked &)
{
    return {200, Json{{"ping", "pong"},
                      {"timestamp", core::utf8(ari::time(s.clock->wall()))},
                      {"asterisk_id", core::utf8(s.config.asteriskId)}}};
}

AriReply listParts(Switch &, const Asked &)
{
    Json all = Json::array();
    for (const Part &part : systemParts)
        all.push_back(toJson(part));
    return {200, std::move(all)};
}

const Part *findPart(const QString &name)
{
    const auto found =
        std::find_if(systemParts.begin(), systemParts.end(), [&](const Part &part) { return name == QLatin1String(part.name); });
    return found == systemParts.end() ? nullptr : &*found;
}
AriReply noPart() { return refuse(404, QStringLiteral("Module could not be found in running modules")); }

AriReply getPart(Switch &, const Asked &asked)
{
    const Part *part = findPart(asked.ids[0]);
    return part ? AriReply{200, toJson(*part)} : noPart();
}

AriReply loadPart(Switch &, const Asked &asked)
{
    return refuse(409, findPart(asked.ids[0]) ? QStringLiteral("Module is already loaded")
                                              : QStringLiteral("Module could not be loaded: the switch is one program"));
}

AriReply changePart(Switch &, const Asked &asked)
{
    return findPart(asked.ids[0])
               ? refuse(409, QStringLiteral("The switch is one program: its parts are neither unloaded nor reloaded"))
               : noPart();
}

AriReply getGlobal(Switch &s, const Asked &asked)
{
    const QString name = asked.arguments.text("variable");
    if (name.isEmpty())
        return refuse(400, QStringLiteral("Variable name is required"));
    const auto found = s.resources.variables.find(name);
    return {200, Json{{"value", found == s.resources.variables.end() ? std::string() : core::utf8(found->second)}}};
}

AriReply setGlobal(Switch &s, const Asked &asked)
{
    const QString name = asked.arguments.text("variable"), value = asked.arguments.text("value");
    if (name.isEmpty())
        return refuse(400, QStringLiteral("Variable name is required"));
    s.resources.variables[name] = value;
    s.emitEvent(Json{{"type", "ChannelVarset"}, {"variable", core::utf8(name)}, {"value", core::utf8(value)}});
    return {204};
}

Json deviceJson(const Switch &s, const QString &name)
{
    const auto found = s.resources.deviceStates.find(name);
    QString state = QLatin1String(name.startsWith(customDevice) ? "UNKNOWN" : "INVALID");
    if (found != s.resources.deviceStates.end())
        state = found->second;
    else if (const char *phone = name.startsWith(QLatin1String("PJSIP/")) ? s.deviceState(name.mid(6)) : nullptr)
        state = QLatin1String(phone);
    return {{"name", core::utf8(name)}, {"state", core::utf8(state)}};
}

AriReply listDevices(Switch &s, const Asked &)
{
    Json all = Json::array();
    for (const auto &[name, state] : s.resources.deviceStates)
        all.push_back(deviceJson(s, name));
    return {200, std::move(all)};
}

AriReply getDevice(Switch &s, const Asked &asked) { return {200, deviceJson(s, asked.ids[0])}; }

AriReply setDevice(Switch &s, const Asked &asked)
{
    const QString &name = asked.ids[0];
    const QString state = asked.arguments.text("deviceState");
    if (!name.startsWith(customDevice))
        return refuse(409, QStringLiteral("Uncontrolled device specified"));
    if (std::none_of(deviceStateNames.begin(), deviceStateNames.end(),
                     [&](const char *known) { return state == QLatin1String(known); }))
        return refuse(400, QStringLiteral("Unknown device state"));
    s.resources.deviceStates[name] = state;
    s.emitEvent(Json{{"type", "DeviceStateChanged"}, {"device_state", deviceJson(s, name)}});
    return {204};
}

AriReply deleteDevice(Switch &s, const Asked &asked)
{
    const QString &name = asked.ids[0];
    if (!name.startsWith(customDevice))
        return refuse(409, QStringLiteral("Uncontrolled device specified"));
    if (s.resources.deviceStates.erase(name) > 0)
        s.emitEvent(Json{{"type", "DeviceStateChanged"}, {"device_state", deviceJson(s, name)}});
    return {204};
}

Json soundJson(const QString &id)
{
    return {{"id", core::utf8(id)}, {"text", ""}, {"formats", {{{"language", "en"}, {"format", "wav"}}}}};
}

QStringList soundNames(const Switch &s)
{
    QStringList names;
    for (const char *name : builtinSounds) {
        if (media::builtin(QLatin1String(name)))
            names += QLatin1String(name);
    }
    if (!s.config.mediaFolder.isEmpty()) {
        constexpr qsizetype most = 10'000;
        const QDir root(s.config.mediaFolder);
        QDirIterator files(root.path(), {QStringLiteral("*.wav")}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext() && names.size() < most)
            names += root.relativeFilePath(files.next()).chopped(4);
    }
    names.removeDuplicates();
    names.sort();
    return names;
}

AriReply listSounds(Switch &s, const Asked &asked)
{
    const QString language = asked.arguments.text("lang"), format = asked.arguments.text("format");
    Json all = Json::array();
    if ((!language.isEmpty() && language != QLatin1String("en")) || (!format.isEmpty() && format != QLatin1String("wav")))
        return {200, std::move(all)};
    for (const QString &name : soundNames(s))
        all.push_back(soundJson(name));
    return {200, std::move(all)};
}

AriReply getSound(Switch &s, const Asked &asked)
{
    return soundNames(s).contains(asked.ids[0]) ? AriReply{200, soundJson(asked.ids[0])}
                                                : refuse(404, QStringLiteral("Sound not found"));
}

constexpr std::array ofSystem{Handler{"getInfo", info},
                              Handler{"ping", ping},
                              Handler{"listModules", listParts},
                              Handler{"getModule", getPart},
                              Handler{"loadModule", loadPart},
                              Handler{"unloadModule", changePart},
                              Handler{"reloadModule", changePart},
                              Handler{"getGlobalVar", getGlobal},
                              Handler{"setGlobalVar", setGlobal}};
constexpr std::array ofDevices{Handler{"list", listDevices}, Handler{"get", getDevice}, Handler{"update", setDevice},
                               Handler{"delete", deleteDevice}};
constexpr std::array ofSounds{Handler{"list", listSounds}, Handler{"get", getSound}};
} // namespace

std::span<const Handler> systemHandlers() { return ofSystem; }
std::span<const Handler> deviceStateHandlers() { return ofDevices; }
std::span<const Handler> soundHandlers() { return ofSounds; }

} // namespace telephony::softswitch
