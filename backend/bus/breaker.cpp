// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/breaker.h"

namespace bus {

bool Breaker::allow(core::Nanos now)
{
    if (!m_open)
        return true;
    if (now - m_openedAt < pause || m_probing)
        return false;
    m_probing = true;
    return true;
}

void Breaker::succeeded()
{
    m_failures = 0;
    m_open = false;
    m_probing = false;
}

void Breaker::failed(core::Nanos now)
{
    ++m_failures;
    if (m_probing || m_failures >= limit) {
        m_open = true;
        m_openedAt = now;
    }
    m_probing = false;
}

} // namespace bus
