// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/router.h"
#include "services/flow/engine.h"

namespace services::flow {

/// JSON in, JSON out (contract/flow-manager.md §2).
class Handlers
{
public:
    using Reply = bus::Reply;
    using Request = bus::Call;
    Handlers(Engine &engine, Repository &repository) : m_engine(engine), m_repo(repository) {}

    Task<Reply> createActiveflow(Request request);
    Task<Reply> listActiveflows(Request request);
    Task<Reply> activeflow(Request request);
    Task<Reply> removeActiveflow(Request request);
    Task<Reply> next(Request request);
    Task<Reply> forward(Request request);
    Task<Reply> execute(Request request);
    Task<Reply> goOn(Request request);
    Task<Reply> stop(Request request);
    Task<Reply> pushActions(Request request);
    Task<Reply> addActions(Request request);
    Task<Reply> serviceStop(Request request);
    Task<Reply> createFlow(Request request);
    Task<Reply> listFlows(Request request);
    Task<Reply> flow(Request request);
    Task<Reply> updateFlow(Request request);
    Task<Reply> removeFlow(Request request);
    Task<Reply> updateActions(Request request);
    Task<Reply> action(Request request);
    Task<Reply> variables(Request request);
    Task<Reply> setVariables(Request request);
    Task<Reply> removeVariable(Request request);
    Task<Reply> substituteText(Request request);

private:
    Engine &m_engine;
    Repository &m_repo;
};

} // namespace services::flow
