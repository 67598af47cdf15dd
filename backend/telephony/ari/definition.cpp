// SPDX-License-Identifier: GPL-3.0-or-later
// What ARI offers, by resource (names, places and codes as a caller of Asterisk 22 knows them; the words are ours).
#include "telephony/ari/definition.h"

namespace telephony::ari {
namespace {
constexpr std::array applicationsOperations{
    Operation{"GET", "/applications", "list", "List[Application]", "The applications that are connected", "", ""},
    Operation{"GET", "/applications/{applicationName}", "get", "Application", "One application and what it hears", "", "404"},
    Operation{"POST", "/applications/{applicationName}/subscription", "subscribe", "Application",
              "Lets an application hear a channel, bridge, endpoint or device state", "eventSource!*", "400 404 422"},
    Operation{"DELETE", "/applications/{applicationName}/subscription", "unsubscribe", "Application", "Ends what subscribe began",
              "eventSource!*", "400 404 409 422"},
    Operation{"PUT", "/applications/{applicationName}/eventFilter", "filter", "Application",
              "Sets which types of events an application gets", "#filter:object", "400 404"}};
constexpr std::array asteriskOperations{
    Operation{"GET", "/asterisk/config/dynamic/{configClass}/{objectType}/{id}", "getObject", "List[ConfigTuple]",
              "Reads a dynamic configuration object", "", "404"},
    Operation{"PUT", "/asterisk/config/dynamic/{configClass}/{objectType}/{id}", "updateObject", "List[ConfigTuple]",
              "Makes or changes a dynamic configuration object", "#fields:containers", "400 403 404"},
    Operation{"DELETE", "/asterisk/config/dynamic/{configClass}/{objectType}/{id}", "deleteObject", "void",
              "Deletes a dynamic configuration object", "", "403 404"},
    Operation{"GET", "/asterisk/info", "getInfo", "AsteriskInfo", "Version, configuration and start time",
              "only*|build|system|config|status", ""},
    Operation{"GET", "/asterisk/ping", "ping", "AsteriskPing", "Answers at once", "", ""},
    Operation{"GET", "/asterisk/modules", "listModules", "List[Module]", "The parts the switch is made of", "", ""},
    Operation{"GET", "/asterisk/modules/{moduleName}", "getModule", "Module", "One part of the switch", "", "404 409"},
    Operation{"POST", "/asterisk/modules/{moduleName}", "loadModule", "void", "Loads a part", "", "409"},
    Operation{"DELETE", "/asterisk/modules/{moduleName}", "unloadModule", "void", "Unloads a part", "", "404 409"},
    Operation{"PUT", "/asterisk/modules/{moduleName}", "reloadModule", "void", "Reloads a part", "", "404 409"},
    Operation{"GET", "/asterisk/logging", "listLogChannels", "List[LogChannel]", "The log channels", "", ""},
    Operation{"POST", "/asterisk/logging/{logChannelName}", "addLog", "void", "Adds a log channel", "configuration!", "400 409"},
    Operation{"DELETE", "/asterisk/logging/{logChannelName}", "deleteLog", "void", "Deletes a log channel", "", "404"},
    Operation{"PUT", "/asterisk/logging/{logChannelName}/rotate", "rotateLog", "void", "Rotates a log channel", "", "404"},
    Operation{"GET", "/asterisk/variable", "getGlobalVar", "Variable", "Reads a global variable", "variable!", "400"},
    Operation{"POST", "/asterisk/variable", "setGlobalVar", "void", "Sets a global variable", "variable! value", "400"}};
constexpr std::array bridgesOperations{
    Operation{"GET", "/bridges", "list", "List[Bridge]", "All bridges", "", ""},
    Operation{"POST", "/bridges", "create", "Bridge", "Makes a bridge", "type bridgeId name #variables:containers", "409"},
    Operation{"POST", "/bridges/{bridgeId}", "createWithId", "Bridge", "Makes a bridge of this id, or renames it",
              "type name #variables:containers", "409"},
    Operation{"GET", "/bridges/{bridgeId}", "get", "Bridge", "One bridge", "", "404"},
    Operation{"DELETE", "/bridges/{bridgeId}", "destroy", "void", "Ends a bridge; its channels stay", "", "404"},
    Operation{"GET", "/bridges/{bridgeId}/variable", "getBridgeVar", "Variable", "Reads a variable of a bridge", "variable!",
              "400 404 409"},
    Operation{"POST", "/bridges/{bridgeId}/variable", "setBridgeVar", "void", "Sets a variable of a bridge",
              "variable! value report_events:boolean=false", "400 404 409"},
    Operation{"GET", "/bridges/{bridgeId}/variables", "getBridgeVars", "Variables", "Reads variables of a bridge", "variables!*",
              "400 404 409"},
    Operation{"POST", "/bridges/{bridgeId}/variables", "setBridgeVars", "void", "Sets variables of a bridge",
              "#variables:containers!", "400 404 409"},
    Operation{"POST", "/bridges/{bridgeId}/addChannel", "addChannel", "void", "Puts channels into a bridge",
              "channel!* role absorbDTMF:boolean=false mute:boolean=false "
              "inhibitConnectedLineUpdates:boolean=false",
              "400 404 409 422"},
    Operation{"POST", "/bridges/{bridgeId}/removeChannel", "removeChannel", "void", "Takes channels out of a bridge", "channel!*",
              "400 404 409 422"},
    Operation{"POST", "/bridges/{bridgeId}/videoSource/{channelId}", "setVideoSource", "void",
              "Makes a channel the video source of a bridge", "", "404 409 422"},
    Operation{"DELETE", "/bridges/{bridgeId}/videoSource", "clearVideoSource", "void", "Leaves the video source to the bridge",
              "", "404"},
    Operation{"POST", "/bridges/{bridgeId}/moh", "startMoh", "void", "Plays music to a bridge", "mohClass", "404 409"},
    Operation{"DELETE", "/bridges/{bridgeId}/moh", "stopMoh", "void", "Ends the music of a bridge", "", "404 409"},
    Operation{"POST", "/bridges/{bridgeId}/play", "play", "Playback", "Plays media to a bridge",
              "media!* announcer_format lang offsetms:int=0 skipms:int=3000 playbackId", "404 409 422"},
    Operation{"POST", "/bridges/{bridgeId}/play/{playbackId}", "playWithId", "Playback",
              "Plays media to a bridge under this playback id", "media!* announcer_format lang offsetms:int=0 skipms:int=3000",
              "404 409 422"},
    Operation{"POST", "/bridges/{bridgeId}/record", "record", "LiveRecording", "Records what is heard in a bridge",
              "name! format! recorder_format maxDurationSeconds:int=0 maxSilenceSeconds:int=0 "
              "ifExists=fail|fail|overwrite|append beep:boolean=false terminateOn=none|none|any|*|#",
              "400 404 409 422"}};
constexpr std::array channelsOperations{
    Operation{"GET", "/channels", "list", "List[Channel]", "All channels", "", ""},
    Operation{"POST", "/channels", "originate", "Channel", "Calls an endpoint and sends it to an application or an extension",
              "endpoint! extension context priority:long label app appArgs callerId timeout:int=30 "
              "#variables:containers channelId otherChannelId originator formats",
              "400 409"},
    Operation{"POST", "/channels/create", "create", "Channel", "Makes a channel without calling",
              "endpoint! app! appArgs channelId otherChannelId originator formats #variables:containers", "409"},
    Operation{"GET", "/channels/{channelId}", "get", "Channel", "One channel", "", "404"},
    Operation{"POST", "/channels/{channelId}", "originateWithId", "Channel", "Calls an endpoint under this channel id",
              "endpoint! extension context priority:long label app appArgs callerId timeout:int=30 "
              "#variables:containers otherChannelId originator formats",
              "400 409"},
    Operation{
        "DELETE", "/channels/{channelId}", "hangup", "void", "Ends a channel",
        "reason_code "
        "reason|normal|busy|congestion|no_answer|timeout|rejected|unallocated|normal_unspecified|number_incomplete|codec_mismatch|interworking|failure|answered_elsewhere",
        "400 404"},
    Operation{"POST", "/channels/{channelId}/continue", "continueInDialplan", "void",
              "Leaves the application for a dialplan context", "context extension priority:int label", "404 409 412"},
    Operation{"POST", "/channels/{channelId}/move", "move", "void", "Hands a channel to another application", "app! appArgs",
              "404 409"},
    Operation{"POST", "/channels/{channelId}/redirect", "redirect", "void", "Sends the far end to another endpoint", "endpoint!",
              "400 404 409 422 412"},
    Operation{"POST", "/channels/{channelId}/answer", "answer", "void", "Answers a channel", "", "404 409 412"},
    Operation{"POST", "/channels/{channelId}/ring", "ring", "void", "Tells a channel that it rings", "", "404 409 412"},
    Operation{"DELETE", "/channels/{channelId}/ring", "ringStop", "void", "Ends the ringing", "", "404 409 412"},
    Operation{"POST", "/channels/{channelId}/progress", "progress", "void", "Tells a channel that early media comes", "",
              "404 409 412"},
    Operation{"POST", "/channels/{channelId}/dtmf", "sendDTMF", "void", "Sends digits to a channel",
              "dtmf before:int=0 between:int=100 duration:int=100 after:int=0", "400 404 409 412"},
    Operation{"POST", "/channels/{channelId}/mute", "mute", "void", "Mutes a channel", "direction=both|both|in|out",
              "404 409 412"},
    Operation{"DELETE", "/channels/{channelId}/mute", "unmute", "void", "Ends the mute", "direction=both|both|in|out",
              "404 409 412"},
    Operation{"POST", "/channels/{channelId}/hold", "hold", "void", "Tells a channel that it is on hold", "", "404 409 412"},
    Operation{"DELETE", "/channels/{channelId}/hold", "unhold", "void", "Ends the hold", "", "404 409 412"},
    Operation{"POST", "/channels/{channelId}/moh", "startMoh", "void", "Plays music to a channel", "mohClass", "404 409 412"},
    Operation{"DELETE", "/channels/{channelId}/moh", "stopMoh", "void", "Ends the music of a channel", "", "404 409 412"},
    Operation{"POST", "/channels/{channelId}/silence", "startSilence", "void", "Plays silence to a channel", "", "404 409 412"},
    Operation{"DELETE", "/channels/{channelId}/silence", "stopSilence", "void", "Ends the silence", "", "404 409 412"},
    Operation{"POST", "/channels/{channelId}/play", "play", "Playback", "Plays media to a channel",
              "media!* lang offsetms:int skipms:int=3000 playbackId", "404 409 412"},
    Operation{"POST", "/channels/{channelId}/play/{playbackId}", "playWithId", "Playback",
              "Plays media to a channel under this playback id", "media!* lang offsetms:int skipms:int=3000", "404 409 412"},
    Operation{"POST", "/channels/{channelId}/record", "record", "LiveRecording", "Records what comes from a channel",
              "name! format! maxDurationSeconds:int=0 maxSilenceSeconds:int=0 "
              "ifExists=fail|fail|overwrite|append beep:boolean=false terminateOn=none|none|any|*|#",
              "400 404 409 422"},
    Operation{"GET", "/channels/{channelId}/variable", "getChannelVar", "Variable", "Reads a variable or function of a channel",
              "variable!", "400 404 409"},
    Operation{"POST", "/channels/{channelId}/variable", "setChannelVar", "void", "Sets a variable or function of a channel",
              "variable! value report_events:boolean=false", "400 404 409"},
    Operation{"GET", "/channels/{channelId}/variables", "getChannelVars", "Variables", "Reads several variables of a channel",
              "variables!*", "400 404 409"},
    Operation{"POST", "/channels/{channelId}/variables", "setChannelVars", "void", "Sets several variables of a channel",
              "#variables:containers!", "400 404 409"},
    Operation{"POST", "/channels/{channelId}/snoop", "snoopChannel", "Channel", "Listens to a channel, and may whisper into it",
              "spy=none|none|both|out|in whisper=none|none|both|out|in app! appArgs snoopId", "400 404"},
    Operation{"POST", "/channels/{channelId}/snoop/{snoopId}", "snoopChannelWithId", "Channel",
              "Listens to a channel under this channel id",
              "spy=none|none|both|out|in whisper=none|none|both|out|in app! appArgs", "400 404"},
    Operation{"POST", "/channels/{channelId}/dial", "dial", "void", "Calls the endpoint of a created channel",
              "caller timeout:int=0", "404 409"},
    Operation{"GET", "/channels/{channelId}/rtp_statistics", "rtpstatistics", "RTPstat", "Figures of the sound of a channel", "",
              "404"},
    Operation{"POST", "/channels/externalMedia", "externalMedia", "Channel",
              "Makes a channel whose sound goes to another program",
              "channelId app! #variables:containers external_host encapsulation=rtp|rtp|audiosocket|none "
              "transport=udp|udp|tcp|websocket connection_type=client|client|server format! "
              "direction=both|both data transport_data",
              "400 409"},
    Operation{"POST", "/channels/{channelId}/transfer_progress", "transfer_progress", "void", "Tells how a transfer goes on",
              "states!", "400 404 409 412"}};
constexpr std::array deviceStatesOperations{
    Operation{"GET", "/deviceStates", "list", "List[DeviceState]", "The device states that applications set", "", ""},
    Operation{"GET", "/deviceStates/{deviceName}", "get", "DeviceState", "One device state", "", ""},
    Operation{"PUT", "/deviceStates/{deviceName}", "update", "void", "Sets a device state",
              "deviceState!|NOT_INUSE|INUSE|BUSY|INVALID|UNAVAILABLE|RINGING|RINGINUSE|ONHOLD", "404 409"},
    Operation{"DELETE", "/deviceStates/{deviceName}", "delete", "void", "Deletes a device state", "", "404 409"}};
constexpr std::array endpointsOperations{
    Operation{"GET", "/endpoints", "list", "List[Endpoint]", "All endpoints", "", ""},
    Operation{"PUT", "/endpoints/sendMessage", "sendMessage", "void", "Sends a text message to a URI",
              "to! from! body #variables:containers", "400 404"},
    Operation{"POST", "/endpoints/refer", "refer", "void", "Refers an endpoint to a URI",
              "to! from! refer_to! to_self:boolean=false #variables:containers", "400 404"},
    Operation{"GET", "/endpoints/{tech}", "listByTech", "List[Endpoint]", "The endpoints of one technology", "", "404"},
    Operation{"GET", "/endpoints/{tech}/{resource}", "get", "Endpoint", "One endpoint", "", "400 404"},
    Operation{"PUT", "/endpoints/{tech}/{resource}/sendMessage", "sendMessageToEndpoint", "void",
              "Sends a text message to an endpoint", "from! body #variables:containers", "400 404"},
    Operation{"POST", "/endpoints/{tech}/{resource}/refer", "referToEndpoint", "void", "Refers this endpoint to a URI",
              "from! refer_to! to_self:boolean=false #variables:containers", "400 404"}};
constexpr std::array eventsOperations{
    Operation{"GET", "/events", "eventWebsocket", "Message", "Connects applications and brings their events",
              "app!* subscribeAll:boolean", ""},
    Operation{"POST", "/events/user/{eventName}", "userEvent", "void", "Sends an event of an application's own",
              "application! source* #variables:containers", "404 422 400"},
    Operation{"POST", "/events/claim", "claimChannel", "void", "Takes a channel that was offered to several applications",
              "channelId! application!", "404 409"}};
constexpr std::array mailboxesOperations{
    Operation{"GET", "/mailboxes", "list", "List[Mailbox]", "All mailboxes", "", ""},
    Operation{"GET", "/mailboxes/{mailboxName}", "get", "Mailbox", "One mailbox", "", "404"},
    Operation{"PUT", "/mailboxes/{mailboxName}", "update", "void", "Sets the counts of a mailbox",
              "oldMessages:int! newMessages:int!", "404"},
    Operation{"DELETE", "/mailboxes/{mailboxName}", "delete", "void", "Deletes a mailbox", "", "404"}};
constexpr std::array playbacksOperations{
    Operation{"GET", "/playbacks/{playbackId}", "get", "Playback", "One playback", "", "404"},
    Operation{"DELETE", "/playbacks/{playbackId}", "stop", "void", "Ends a playback", "", "404"},
    Operation{"POST", "/playbacks/{playbackId}/control", "control", "void", "Pauses, goes on, restarts, skips",
              "operation!|restart|pause|unpause|reverse|forward", "400 404 409"}};
constexpr std::array recordingsOperations{
    Operation{"GET", "/recordings/stored", "listStored", "List[StoredRecording]", "The recordings that are complete", "", ""},
    Operation{"GET", "/recordings/stored/{recordingName}", "getStored", "StoredRecording", "One complete recording", "", "404"},
    Operation{"DELETE", "/recordings/stored/{recordingName}", "deleteStored", "void", "Deletes a recording", "", "404"},
    Operation{"GET", "/recordings/stored/{recordingName}/file", "getStoredFile", "binary", "The sound of a recording", "",
              "403 404"},
    Operation{"POST", "/recordings/stored/{recordingName}/copy", "copyStored", "StoredRecording", "Copies a recording",
              "destinationRecordingName!", "404 409"},
    Operation{"GET", "/recordings/live/{recordingName}", "getLive", "LiveRecording", "A recording that runs", "", "404"},
    Operation{"DELETE", "/recordings/live/{recordingName}", "cancel", "void", "Stops a recording and throws it away", "", "404"},
    Operation{"POST", "/recordings/live/{recordingName}/stop", "stop", "void", "Stops a recording and keeps it", "", "404"},
    Operation{"POST", "/recordings/live/{recordingName}/pause", "pause", "void", "Pauses a recording", "", "404 409"},
    Operation{"DELETE", "/recordings/live/{recordingName}/pause", "unpause", "void", "Goes on recording", "", "404 409"},
    Operation{"POST", "/recordings/live/{recordingName}/mute", "mute", "void", "Records silence", "", "404 409"},
    Operation{"DELETE", "/recordings/live/{recordingName}/mute", "unmute", "void", "Records sound again", "", "404 409"}};
constexpr std::array soundsOperations{
    Operation{"GET", "/sounds", "list", "List[Sound]", "The sounds that can be played by name", "lang format", ""},
    Operation{"GET", "/sounds/{soundId}", "get", "Sound", "One sound", "", ""}};
} // namespace

std::span<const Resource> resources()
{
    static constexpr std::array all{Resource{"applications", "Applications", applicationsOperations},
                                    Resource{"asterisk", "The switch itself", asteriskOperations},
                                    Resource{"bridges", "Bridges", bridgesOperations},
                                    Resource{"channels", "Channels", channelsOperations},
                                    Resource{"deviceStates", "Device states", deviceStatesOperations},
                                    Resource{"endpoints", "Endpoints", endpointsOperations},
                                    Resource{"events", "Events", eventsOperations},
                                    Resource{"mailboxes", "Mailboxes", mailboxesOperations},
                                    Resource{"playbacks", "Playbacks", playbacksOperations},
                                    Resource{"recordings", "Recordings", recordingsOperations},
                                    Resource{"sounds", "Sounds", soundsOperations}};
    return all;
}

} // namespace telephony::ari
