// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/sourcegate.h"

#include <QHostAddress>

namespace telephony::sip {
namespace {
constexpr qsizetype rememberedSources = 10'000;

/// Counts in windows of `length`; sources whose window is over are forgotten when there are too many.
template <typename Windows> int count(Windows &windows, const QString &host, core::Nanos now, core::Nanos length)
{
    if (windows.size() >= rememberedSources && !windows.contains(host)) {
        windows.removeIf([&](const auto &entry) { return now - entry.value().from >= length; });
        if (windows.size() >= rememberedSources)
            windows.clear();
    }
    auto &window = windows[host];
    if (window.count == 0 || now - window.from >= length)
        window = {now, 0};
    return ++window.count;
}
} // namespace

bool SourceGate::isBanned(const QString &host) const
{
    const auto ban = m_bans.constFind(host);
    return ban != m_bans.cend() && m_clock->now() < *ban;
}

bool SourceGate::admit(const QString &host)
{
    return count(m_rates, host, m_clock->now(), std::chrono::seconds(1)) <= m_limits.requestsPerSecond;
}

bool SourceGate::failed(const QString &host)
{
    const core::Nanos now = m_clock->now();
    if (QHostAddress(host).isLoopback() || count(m_failures, host, now, std::chrono::minutes(1)) < m_limits.failuresUntilBan)
        return false;
    m_failures.remove(host);
    m_bans.removeIf([now](const auto &entry) { return entry.value() <= now; });
    if (m_bans.size() >= rememberedSources)
        m_bans.clear();
    m_bans[host] = now + m_limits.banFor;
    return true;
}

} // namespace telephony::sip
