// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

namespace bus {

/// The caller's circuit breaker of one target queue (contract/bus.md §4). Not thread-safe by itself.
class Breaker
{
public:
    /// May a request be sent now? In half-open state only one probe gets a yes until it has reported.
    bool allow(core::Nanos now);
    void succeeded();
    /// A transport failure: unreachable or no reply in time. Error statuses are successes.
    void failed(core::Nanos now);
    bool isOpen() const { return m_open; }

private:
    static constexpr int limit = 5;
    static constexpr core::Nanos pause = std::chrono::seconds(30);
    int m_failures = 0;
    bool m_open = false;
    bool m_probing = false;
    core::Nanos m_openedAt{0};
};

} // namespace bus
