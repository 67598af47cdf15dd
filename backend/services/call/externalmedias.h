// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/call/context.h"

#include <set>

namespace services::call {

using contract::ExternalMedia;

/// Sound of calls and rooms shared with hosts of customers (contract/call-manager.md §9). The records live in the cache; what
/// is running is known to the engine too.
class ExternalMedias
{
public:
    explicit ExternalMedias(Context &context) : m(context) {}

    /// For any call or room, without naming it there.
    Task<ExternalMedia> start(contract::ExternalMediaStart wish);
    /// At most five at a time. @throws core::Error(InvalidArgument) beyond
    Task<Call> startForCall(QUuid callId, contract::ExternalMediaStart wish);
    Task<Confbridge> startForRoom(QUuid roomId, contract::ExternalMediaStart wish);
    /// @throws core::Error(Internal) when there is none
    Task<ExternalMedia> get(QUuid id);
    Task<std::vector<ExternalMedia>> ofReference(QUuid referenceId);
    /// The record as it was, `terminating`.
    Task<ExternalMedia> stop(QUuid id);
    /// @param id  nil: the only one of the call. @throws core::Error(InvalidArgument) without an id among several
    Task<Call> stopForCall(QUuid callId, QUuid id);
    Task<Confbridge> stopForRoom(QUuid roomId, QUuid id);

    /// A snoop or media channel is in Stasis: into the bridge that `bridgeId` names.
    Task<void> entered(Channel channel, QString bridgeId);
    /// The channel is gone; one whose far end refused never was in Stasis.
    Task<void> channelEnded(QString channelId);
    Task<void> stopAll(std::vector<QUuid> ids);
    /// The call or room is over: also what it does not name.
    Task<void> parentEnded(QUuid id);

private:
    Task<void> startForCallChannel(ExternalMedia media, Call call);
    Task<ExternalMedia> create(ExternalMedia media);
    Task<void> save(ExternalMedia media);
    Task<void> leaveParent(ExternalMedia media);
    QUuid chosen(const std::vector<QUuid> &running, QUuid id) const;

    /// Counts what is being started under an id of a media, call or room.
    class Claim
    {
    public:
        Claim(const std::shared_ptr<std::multiset<QUuid>> &all, QUuid id) : m_all(all), m_at(all->insert(id)) {}
        ~Claim() { m_all->erase(m_at); }
        Q_DISABLE_COPY_MOVE(Claim)

    private:
        std::shared_ptr<std::multiset<QUuid>> m_all;
        std::multiset<QUuid>::iterator m_at;
    };
    void requireRoom(QUuid parent, const std::vector<QUuid> &running) const;
    Task<void> requireFree(QUuid id);

    Context &m;
    std::shared_ptr<std::multiset<QUuid>> m_starting = std::make_shared<std::multiset<QUuid>>();
    QHash<QUuid, QUuid> m_parents;     ///< call or room by media
    QHash<QString, QUuid> m_byChannel; ///< media by its channel
};

} // namespace services::call
