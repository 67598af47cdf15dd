// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calls/groupcalls.h"

#include "clients/callclient.h"
#include "core/log.h"
#include "ui/common/callsmodel.h"

namespace ui {

Groupcalls::Groupcalls(Host &host, const CallsModel &calls, QObject *parent) : QObject(parent), m_host(host)
{
    connect(&calls, &CallsModel::groupcallTold, this, &Groupcalls::take);
}

const contract::Groupcall *Groupcalls::find(const QUuid &id) const
{
    const auto known = m_known.constFind(id);
    return known == m_known.cend() ? nullptr : &*known;
}

void Groupcalls::want(const QUuid &id)
{
    if (m_wanted.contains(id))
        return;
    m_wanted.insert(id);
    if (m_host.stage() == Host::Stage::Up)
        read(id);
}

void Groupcalls::drop(const QUuid &id)
{
    m_wanted.remove(id);
    m_known.remove(id);
}

void Groupcalls::take(const contract::Groupcall &groupcall)
{
    if (!m_wanted.contains(groupcall.id))
        return;
    m_known.insert(groupcall.id, groupcall);
    Q_EMIT changed(groupcall.id);
}

core::Task<void> Groupcalls::read(QUuid id)
{
    const auto alive = m_alive.token();
    clients::CallResourceClient client(m_host.bus(), contract::service::window);
    try {
        const contract::Groupcall found = co_await client.groupcall(id);
        if (alive.lock() && !m_known.contains(id)) // else an event was faster
            take(found);
    } catch (const core::Error &error) {
        core::log::warn("window", "groupcall not read: {}", error.message());
    }
}

} // namespace ui
