// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/callbodies.h"
#include "services/call/context.h"

namespace services::call {

/// One call to many destinations (contract/call-manager.md §11): at once or one after the other; the first answer may end the
/// others. Agents and extensions among several destinations become groupcalls of their own.
class Groupcalls
{
public:
    explicit Groupcalls(Context &context) : m(context) {}

    /// @throws core::Error(Internal) without destinations, for an unknown ring method, or when a single agent or extension
    ///         leads to no phone.
    Task<Groupcall> create(contract::GroupcallCreate body);
    /// The groupcall behind one destination of POST /v1/calls.
    Task<Groupcall> createFor(contract::CallsCreate body, contract::Address destination);

    /// It has neither ended nor been answered for all: a leg that was about to ring may do so.
    bool wantsLegs(const QUuid &id) const;
    /// A groupcall of that call goes on.
    bool ringsFor(const QUuid &masterCallId) const;
    Task<void> answered(QUuid id, QUuid callId);
    Task<Groupcall> answeredByGroup(QUuid id, QUuid answerGroupcallId);
    /// One leg fewer.
    Task<Groupcall> legEnded(QUuid id);
    Task<Groupcall> groupEnded(QUuid id);
    Task<Groupcall> hangup(QUuid id);
    Task<Groupcall> hangupOthers(QUuid id);
    Task<Groupcall> remove(QUuid id);

private:
    /// What rings for a groupcall, and how.
    struct Targets
    {
        std::vector<contract::Address> legs;
        QString ringMethod;
    };
    Task<Targets> targetsOf(QUuid customerId, std::vector<contract::Address> destinations, QString ringMethod);
    Task<std::vector<contract::Address>> phonesOf(QUuid customerId, contract::Address extension);
    void start(const Groupcall &group, QUuid legId, contract::Address target, std::map<QString, QString> variables);
    Task<Groupcall> settle(Groupcall group);
    Task<Groupcall> finish(QUuid id);
    Task<Groupcall> dialNext(Groupcall group);
    Task<Groupcall> takeAnswer(QUuid id, QUuid callId, QUuid groupcallId);

    Context &m;
};

} // namespace services::call
