// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calldetail/flowsteps.h"

#include <algorithm>

namespace ui {

std::vector<contract::Action> flowSteps(const contract::Activeflow &flow, const std::vector<ActionStart> &begun)
{
    std::vector<contract::Action> steps;
    const auto isStep = [](const contract::Action &one) { return !one.type.isEmpty(); }; // neither start nor finish
    std::copy_if(flow.executedActions.begin(), flow.executedActions.end(), std::back_inserter(steps), isStep);
    if (isStep(flow.currentAction))
        steps.push_back(flow.currentAction);
    // From the newest on, as both ends may be longer than the other's: a step may have run several times.
    auto left = steps.size();
    size_t newer = begun.size();
    for (size_t i = begun.size(); i-- > 0;) {
        size_t at = left;
        while (at > 0 && steps[at - 1].id != begun[i].id)
            --at;
        if (at > 0) {
            steps[at - 1].tmExecute = begun[i].at;
            left = at - 1;
        } else if (left == steps.size()) {
            newer = i; // began after the flow was read
        }
    }
    for (size_t i = newer; i < begun.size(); ++i) {
        contract::Action step;
        step.id = begun[i].id;
        step.type = begun[i].type;
        step.tmExecute = begun[i].at;
        steps.push_back(std::move(step));
    }
    return steps;
}

} // namespace ui
