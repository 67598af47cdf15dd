// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/call/handlers.h"

#include <array>

namespace services::call {

using Route = bus::Route<Handlers>;

inline constexpr std::array routes{
    Route{"GET", "/v1/calls?", &Handlers::list, "List calls, newest first"},
    Route{"POST", "/v1/calls", &Handlers::create, "Start outgoing calls"},
    Route{"GET", "/v1/calls/{id}", &Handlers::get, "One call"},
    Route{"POST", "/v1/calls/{id}", &Handlers::createOne, "Start one outgoing call with this id"},
    Route{"DELETE", "/v1/calls/{id}", &Handlers::remove, "Hang up and delete the record"},
    Route{"POST", "/v1/calls/{id}/hangup", &Handlers::hangup, "Hang up, keep the record"},
    Route{"POST", "/v1/calls/{id}/health-check", &Handlers::healthCheck, "Step of the health loop"},
    Route{"GET", "/v1/calls/{id}/digits", &Handlers::digits, "Digits received"},
    Route{"POST", "/v1/calls/{id}/digits", &Handlers::setDigits, "Overwrite the digits received"},
    Route{"POST", "/v1/calls/{id}/action-next", &Handlers::actionNext, "Go on to the next action"},
    Route{"POST", "/v1/calls/{id}/action-timeout", &Handlers::actionTimeout, "A timed action is over"},
    Route{"POST", "/v1/calls/{id}/chained-call-ids", &Handlers::chain, "Chain a call to this one"},
    Route{"DELETE", "/v1/calls/{id}/chained-call-ids/{chained_id}", &Handlers::unchain, "Unchain a call"},
    Route{"POST", "/v1/calls/{id}/talk", &Handlers::talk, "Say a text into the call"},
    Route{"POST", "/v1/calls/{id}/play", &Handlers::play, "Play media into the call"},
    Route{"POST", "/v1/calls/{id}/media_stop", &Handlers::mediaStop, "Stop what is playing"},
    Route{"POST", "/v1/calls/{id}/hold", &Handlers::hold, "Hold"},
    Route{"DELETE", "/v1/calls/{id}/hold", &Handlers::unhold, "End hold"},
    Route{"POST", "/v1/calls/{id}/moh", &Handlers::music, "Music on hold"},
    Route{"DELETE", "/v1/calls/{id}/moh", &Handlers::musicOff, "End music on hold"},
    Route{"POST", "/v1/calls/{id}/silence", &Handlers::silence, "Send silence"},
    Route{"DELETE", "/v1/calls/{id}/silence", &Handlers::silenceOff, "End silence"},
    Route{"POST", "/v1/calls/{id}/mute", &Handlers::mute, "Mute in, out or both"},
    Route{"DELETE", "/v1/calls/{id}/mute", &Handlers::unmute, "Unmute"},
    Route{"GET", "/v1/channels/{channel}", &Handlers::channel, "One channel"},
    Route{"POST", "/v1/channels/{channel}/health-check", &Handlers::channelHealthCheck, "Step of the health loop"},
    Route{"POST", "/v1/confbridges", &Handlers::createConfbridge, "Create a room"},
    Route{"GET", "/v1/confbridges/{id}", &Handlers::confbridge, "One room"},
    Route{"DELETE", "/v1/confbridges/{id}", &Handlers::removeConfbridge, "Terminate and delete a room"},
    Route{"POST", "/v1/confbridges/{id}/calls/{call_id}", &Handlers::joinConfbridge, "Join a call"},
    Route{"DELETE", "/v1/confbridges/{id}/calls/{call_id}", &Handlers::kickFromConfbridge, "Remove a call"},
    Route{"POST", "/v1/confbridges/{id}/terminate", &Handlers::terminateConfbridge, "Terminate a room"},
    Route{"POST", "/v1/confbridges/{id}/ring", &Handlers::ringConfbridge, "Ring its waiting callers"},
    Route{"POST", "/v1/confbridges/{id}/answer", &Handlers::answerConfbridge, "Answer its waiting callers"},
    Route{"POST", "/v1/confbridges/{id}/flags", &Handlers::addFlag, "Set a flag"},
    Route{"DELETE", "/v1/confbridges/{id}/flags", &Handlers::removeFlag, "Clear a flag"},
    Route{"GET", "/v1/groupcalls?", &Handlers::listGroupcalls, "List groupcalls, newest first"},
    Route{"GET", "/v1/groupcalls/{id}", &Handlers::groupcall, "One groupcall"},
    Route{"POST", "/v1/groupcalls/{id}/hangup", &Handlers::hangupGroupcall, "Hang up all legs"},
};

} // namespace services::call
