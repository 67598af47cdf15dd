// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/ari/event.h"

namespace telephony::ari {

Json Event::json(const QString &application) const
{
    Json whole = m_members;
    whole["type"] = m_type;
    if (m_channel)
        whole["channel"] = toJson(*m_channel);
    if (m_bridge)
        whole["bridge"] = toJson(*m_bridge);
    if (!m_asteriskId.isEmpty())
        whole["asterisk_id"] = core::utf8(m_asteriskId);
    if (m_at.isSet())
        whole["timestamp"] = core::utf8(time(m_at));
    if (!application.isEmpty())
        whole["application"] = core::utf8(application);
    return whole;
}

} // namespace telephony::ari
