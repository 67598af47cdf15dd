// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes that ARI speaks of.
#include "telephony/ari/definition.h"

namespace telephony::ari {

std::span<const Model> models()
{
    static constexpr std::array all{
        Model{"applications", "Application", "",
              "name! channel_ids:List[string]! bridge_ids:List[string]! endpoint_ids:List[string]! "
              "device_names:List[string]! events_allowed:List[object]! events_disallowed:List[object]!"},
        Model{"asterisk", "BuildInfo", "", "os! kernel! options! machine! date! user!"},
        Model{"asterisk", "SystemInfo", "", "version! entity_id!"},
        Model{"asterisk", "SetId", "", "user! group!"},
        Model{"asterisk", "ConfigInfo", "",
              "name! default_language! max_channels:int max_open_files:int max_load:double setid:SetId!"},
        Model{"asterisk", "StatusInfo", "", "startup_time:Date! last_reload_time:Date!"},
        Model{"asterisk", "AsteriskInfo", "", "build:BuildInfo system:SystemInfo config:ConfigInfo status:StatusInfo"},
        Model{"asterisk", "AsteriskPing", "", "asterisk_id! ping! timestamp!"},
        Model{"asterisk", "Module", "", "name! description! use_count:int! status! support_level!"},
        Model{"asterisk", "LogChannel", "", "channel! type! status! configuration!"},
        Model{"asterisk", "Variable", "", "value!"},
        Model{"asterisk", "Variables", "", "variables:object!"},
        Model{"asterisk", "ConfigTuple", "", "attribute! value!"},
        Model{"bridges", "Bridge", "",
              "id! technology! bridge_type! bridge_class! creator! name! channels:List[string]! "
              "video_mode video_source_id creationtime:Date! bridgevars:object"},
        Model{"channels", "Dialed", "", ""},
        Model{"channels", "DialplanCEP", "", "context! exten! priority:long! app_name! app_data!"},
        Model{"channels", "CallerID", "", "name! number!"},
        Model{"channels", "RTPstat", "",
              "txcount:int! rxcount:int! txjitter:double rxjitter:double remote_maxjitter:double "
              "remote_minjitter:double remote_normdevjitter:double remote_stdevjitter:double "
              "local_maxjitter:double local_minjitter:double local_normdevjitter:double "
              "local_stdevjitter:double txploss:int! rxploss:int! remote_maxrxploss:double "
              "remote_minrxploss:double remote_normdevrxploss:double remote_stdevrxploss:double "
              "local_maxrxploss:double local_minrxploss:double local_normdevrxploss:double "
              "local_stdevrxploss:double rtt:double maxrtt:double minrtt:double normdevrtt:double "
              "stdevrtt:double local_ssrc:int! remote_ssrc:int! txoctetcount:int! rxoctetcount:int! "
              "channel_uniqueid!"},
        Model{"channels", "Channel", "",
              "id! protocol_id! name! state! caller:CallerID! connected:CallerID! accountcode! "
              "dialplan:DialplanCEP! creationtime:Date! language! channelvars:object caller_rdnis "
              "tenantid"},
        Model{"deviceStates", "DeviceState", "", "name! state!"},
        Model{"endpoints", "Endpoint", "", "technology! resource! state channel_ids:List[string]!"},
        Model{"endpoints", "TextMessage", "", "from! to! body! variables:object"},
        Model{"events", "Message", "", "type! asterisk_id"},
        Model{"events", "MissingParams", "Message", "params:List[string]!"},
        Model{"events", "Event", "Message", "application! timestamp:Date!"},
        Model{"events", "ContactInfo", "", "uri! contact_status! aor! roundtrip_usec"},
        Model{"events", "Peer", "", "peer_status! cause address port time"},
        Model{"events", "DeviceStateChanged", "Event", "device_state:DeviceState!"},
        Model{"events", "PlaybackStarted", "Event", "playback:Playback!"},
        Model{"events", "PlaybackContinuing", "Event", "playback:Playback!"},
        Model{"events", "PlaybackFinished", "Event", "playback:Playback!"},
        Model{"events", "RecordingStarted", "Event", "recording:LiveRecording!"},
        Model{"events", "RecordingFinished", "Event", "recording:LiveRecording!"},
        Model{"events", "RecordingFailed", "Event", "recording:LiveRecording!"},
        Model{"events", "ApplicationMoveFailed", "Event", "channel:Channel! destination! args:List[string]!"},
        Model{"events", "ApplicationRegistered", "Event", ""},
        Model{"events", "ApplicationUnregistered", "Event", ""},
        Model{"events", "ApplicationReplaced", "Event", ""},
        Model{"events", "BridgeCreated", "Event", "bridge:Bridge!"},
        Model{"events", "BridgeDestroyed", "Event", "bridge:Bridge!"},
        Model{"events", "BridgeMerged", "Event", "bridge:Bridge! bridge_from:Bridge!"},
        Model{"events", "BridgeVideoSourceChanged", "Event", "bridge:Bridge! old_video_source_id"},
        Model{"events", "BridgeBlindTransfer", "Event",
              "channel:Channel! replace_channel:Channel transferee:Channel exten! context! result! "
              "is_external:boolean! bridge:Bridge"},
        Model{"events", "BridgeAttendedTransfer", "Event",
              "transferer_first_leg:Channel! transferer_second_leg:Channel! replace_channel:Channel "
              "transferee:Channel transfer_target:Channel result! is_external:boolean! "
              "transferer_first_leg_bridge:Bridge transferer_second_leg_bridge:Bridge destination_type! "
              "destination_bridge destination_application destination_link_first_leg:Channel "
              "destination_link_second_leg:Channel destination_threeway_channel:Channel "
              "destination_threeway_bridge:Bridge"},
        Model{"events", "ChannelCreated", "Event", "channel:Channel!"},
        Model{"events", "ChannelDestroyed", "Event", "cause:int! cause_txt! tech_cause:int channel:Channel!"},
        Model{"events", "ChannelEnteredBridge", "Event", "bridge:Bridge! channel:Channel"},
        Model{"events", "ChannelLeftBridge", "Event", "bridge:Bridge! channel:Channel!"},
        Model{"events", "ChannelStateChange", "Event", "channel:Channel!"},
        Model{"events", "ChannelDtmfReceived", "Event", "digit! duration_ms:int! channel:Channel!"},
        Model{"events", "ChannelDialplan", "Event", "channel:Channel! dialplan_app! dialplan_app_data!"},
        Model{"events", "ChannelCallerId", "Event", "caller_presentation:int! caller_presentation_txt! channel:Channel!"},
        Model{"events", "ChannelUserevent", "Event",
              "eventname! channel:Channel bridge:Bridge endpoint:Endpoint userevent:object!"},
        Model{"events", "ChannelHangupRequest", "Event", "cause:int tech_cause:int soft:boolean channel:Channel!"},
        Model{"events", "ChannelVarset", "Event", "variable! value! channel:Channel"},
        Model{"events", "ChannelHold", "Event", "channel:Channel! musicclass"},
        Model{"events", "ChannelUnhold", "Event", "channel:Channel!"},
        Model{"events", "ChannelToneDetected", "Event", "channel:Channel!"},
        Model{"events", "ChannelTalkingStarted", "Event", "channel:Channel!"},
        Model{"events", "ChannelTalkingFinished", "Event", "channel:Channel! duration:int!"},
        Model{"events", "ContactStatusChange", "Event", "endpoint:Endpoint! contact_info:ContactInfo!"},
        Model{"events", "PeerStatusChange", "Event", "endpoint:Endpoint! peer:Peer!"},
        Model{"events", "EndpointStateChange", "Event", "endpoint:Endpoint!"},
        Model{"events", "Dial", "Event", "caller:Channel peer:Channel! forward forwarded:Channel dialstring dialstatus!"},
        Model{"events", "StasisEnd", "Event", "channel:Channel!"},
        Model{"events", "StasisStart", "Event", "args:List[string]! channel:Channel! replace_channel:Channel"},
        Model{"events", "TextMessageReceived", "Event", "message:TextMessage! endpoint:Endpoint"},
        Model{"events", "ChannelConnectedLine", "Event", "channel:Channel!"},
        Model{"events", "ChannelTransfer", "Event", "state refer_to:ReferTo! referred_by:ReferredBy!"},
        Model{"events", "ReferTo", "",
              "requested_destination:RequiredDestination! destination_channel:Channel "
              "connected_channel:Channel bridge:Bridge"},
        Model{"events", "ReferredBy", "", "source_channel:Channel! connected_channel:Channel bridge:Bridge"},
        Model{"events", "RequiredDestination", "", "protocol_id destination additional_protocol_params:List[AdditionalParam]"},
        Model{"events", "AdditionalParam", "", "parameter_name! parameter_value!"},
        Model{"events", "RESTHeader", "", "name! value!"},
        Model{"events", "RESTQueryStringParameter", "", "name! value!"},
        Model{"events", "RESTRequest", "Message",
              "type! transaction_id! request_id! method! uri! content_type "
              "query_strings:List[RESTQueryStringParameter] message_body"},
        Model{"events", "RESTResponse", "Message",
              "transaction_id! request_id! status_code:int! reason_phrase! uri! content_type message_body"},
        Model{"events", "CallBroadcast", "Event", "channel:Channel! caller called"},
        Model{"events", "CallClaimed", "Event", "channel:Channel! winner_app!"},
        Model{"mailboxes", "Mailbox", "", "name! old_messages:int! new_messages:int!"},
        Model{"playbacks", "Playback", "", "id! media_uri! next_media_uri target_uri! language state!"},
        Model{"recordings", "StoredRecording", "", "name! format!"},
        Model{"recordings", "LiveRecording", "",
              "name! format! target_uri! state! duration:int talking_duration:int silence_duration:int cause"},
        Model{"sounds", "FormatLangPair", "", "language! format!"},
        Model{"sounds", "Sound", "", "id! text formats:List[FormatLangPair]!"}};
    return all;
}

} // namespace telephony::ari
