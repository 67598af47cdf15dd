// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/connectionwatch.h"

#include <algorithm>
#include <map>

namespace telephony::sip {

void ConnectionWatch::opened(Id id, const QString &peer, core::Nanos now)
{
    m_connections.insert(id, {peer, now});
    m_byPeer.insert(peer, id);
}

void ConnectionWatch::closed(Id id)
{
    const Connection gone = m_connections.take(id);
    if (m_byPeer.value(gone.peer) == id)
        m_byPeer.remove(gone.peer);
}

void ConnectionWatch::began(const QString &peer, core::Nanos now)
{
    const auto found = m_connections.find(m_byPeer.value(peer));
    if (found != m_connections.end() && found->since.count() == 0)
        found->since = now;
}

void ConnectionWatch::finished(const QString &peer)
{
    const auto found = m_connections.find(m_byPeer.value(peer));
    if (found == m_connections.end())
        return;
    found->since = core::Nanos(0);
    found->proven = true;
}

std::vector<ConnectionWatch::Id> ConnectionWatch::overdue(core::Nanos now) const
{
    std::vector<Id> late;
    std::map<QString, std::vector<std::pair<core::Nanos, Id>>> silent; // by host
    for (auto one = m_connections.cbegin(); one != m_connections.cend(); ++one) {
        if (one->since.count() == 0)
            continue;
        if (now - one->since >= m_limits.message)
            late.push_back(one.key());
        else if (!one->proven)
            silent[one->peer.section(QLatin1Char(':'), 0, -2)].emplace_back(one->since, one.key());
    }
    for (auto &[host, all] : silent) {
        if (all.size() <= size_t(m_limits.silentPerSource))
            continue;
        std::sort(all.begin(), all.end());
        for (size_t i = 0; i < all.size() - size_t(m_limits.silentPerSource); ++i)
            late.push_back(all[i].second);
    }
    return late;
}

} // namespace telephony::sip
