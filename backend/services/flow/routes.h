// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/flow/handlers.h"

#include <array>

namespace services::flow {

using Route = bus::Route<Handlers>;

inline constexpr std::array routes{
    Route{"POST", "/v1/activeflows", &Handlers::createActiveflow, "Create an activeflow"},
    Route{"GET", "/v1/activeflows?", &Handlers::listActiveflows, "List activeflows, newest first"},
    Route{"GET", "/v1/activeflows/{id}", &Handlers::activeflow, "One activeflow"},
    Route{"DELETE", "/v1/activeflows/{id}", &Handlers::removeActiveflow, "Stop and delete an activeflow"},
    Route{"GET", "/v1/activeflows/{id}/next", &Handlers::next, "The next action the caller must execute"},
    Route{"PUT", "/v1/activeflows/{id}/forward_action_id", &Handlers::forward, "Go to an action next"},
    Route{"POST", "/v1/activeflows/{id}/execute", &Handlers::execute, "Run from the start in the background"},
    Route{"POST", "/v1/activeflows/{id}/continue", &Handlers::goOn, "Go on after a block"},
    Route{"POST", "/v1/activeflows/{id}/stop", &Handlers::stop, "Stop"},
    Route{"POST", "/v1/activeflows/{id}/push_actions", &Handlers::pushActions, "Push a frame of actions"},
    Route{"POST", "/v1/activeflows/{id}/add_actions", &Handlers::addActions, "Insert actions after the current one"},
    Route{"POST", "/v1/activeflows/{id}/service_stop", &Handlers::serviceStop, "Leave a service's frame"},
    Route{"POST", "/v1/flows", &Handlers::createFlow, "Create a flow"},
    Route{"GET", "/v1/flows?", &Handlers::listFlows, "List flows, newest first"},
    Route{"GET", "/v1/flows/{id}", &Handlers::flow, "One flow"},
    Route{"PUT", "/v1/flows/{id}", &Handlers::updateFlow, "Replace a flow"},
    Route{"DELETE", "/v1/flows/{id}", &Handlers::removeFlow, "Delete a flow"},
    Route{"PUT", "/v1/flows/{id}/actions", &Handlers::updateActions, "Replace a flow's actions"},
    Route{"GET", "/v1/flows/{id}/actions/{action_id}", &Handlers::action, "One action"},
    Route{"GET", "/v1/variables/{id}", &Handlers::variables, "Variables of an activeflow"},
    Route{"POST", "/v1/variables/{id}/variables", &Handlers::setVariables, "Set variables"},
    Route{"DELETE", "/v1/variables/{id}/variables/{key}", &Handlers::removeVariable, "Remove a variable"},
    Route{"POST", "/v1/variables/{id}/substitute", &Handlers::substituteText, "Replace ${…} in a text"},
};

} // namespace services::flow
