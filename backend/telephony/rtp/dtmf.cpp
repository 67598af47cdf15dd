// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/rtp/dtmf.h"

#include <algorithm>

namespace telephony::rtp {
namespace {
constexpr int quietLimit = 10;
constexpr int32_t lateMs = 10'000; ///< older than this is a new time line, not a late packet
constexpr int32_t fullSegment = 0xFFFF;
constexpr int longestFrames = 400; ///< a longer key would not fit into the duration field
constexpr int endPackets = 3;

int frames(int ms) { return ms <= 0 ? 0 : int((int64_t(ms) + 19) / 20); }
} // namespace

void DtmfReceiver::begin(const TelephoneEvent &event, uint32_t timestamp)
{
    m_known = m_active = true;
    m_ended = event.end;
    m_timestamp = timestamp;
    m_earlier = 0;
    m_event = event;
    m_quietTicks = 0;
}

std::optional<DtmfReceiver::Key> DtmfReceiver::packet(const TelephoneEvent &event, uint32_t timestamp)
{
    const auto later = int32_t(timestamp - m_timestamp);
    const bool same = m_known && later == 0 && event.event == m_event.event;
    if (m_known && later < 0 && later > -lateMs * m_unitsPerMs)
        return {};
    if (same && !m_active)
        return {};
    if (same) {
        m_event.duration = std::max(m_event.duration, event.duration);
        m_quietTicks = 0;
        return event.end ? finish() : std::nullopt;
    }
    if (m_active && !m_ended && later == fullSegment && event.event == m_event.event) {
        const uint32_t earlier = m_earlier + fullSegment;
        begin(event, timestamp);
        m_earlier = earlier;
        return event.end ? finish() : std::nullopt;
    }
    const auto before = m_active ? finish() : std::nullopt;
    begin(event, timestamp);
    if (before)
        return before; // an end of the new key is reported by the next tick
    return event.end ? finish() : std::nullopt;
}

std::optional<DtmfReceiver::Key> DtmfReceiver::tick()
{
    if (!m_active)
        return {};
    return m_ended || ++m_quietTicks >= quietLimit ? finish() : std::nullopt;
}

std::optional<DtmfReceiver::Key> DtmfReceiver::finish()
{
    m_active = m_ended = false;
    const char digit = digitOf(m_event.event);
    if (digit == 0)
        return {};
    return Key{digit, int((m_earlier + m_event.duration) / uint32_t(m_unitsPerMs))};
}

void DtmfSender::start(const DigitPlan &plan)
{
    m_plan = plan;
    m_plan.count = std::min(plan.count, DigitPlan::maxDigits);
    m_at = 0;
    m_duration = std::clamp(frames(plan.duration), 2, longestFrames);
    m_wait = frames(plan.before);
    m_sent = 0;
    m_running = true;
}

DtmfSender::Step DtmfSender::step()
{
    Step result;
    if (m_wait > 0) {
        --m_wait;
        return result;
    }
    if (m_at >= m_plan.count) {
        m_running = false;
        result.finished = true;
        return result;
    }
    ++m_sent;
    result.send = true;
    result.first = m_sent == 1;
    result.event.event = uint8_t(eventOf(m_plan.digits[m_at]));
    result.event.duration = uint16_t(m_sent * 160);
    result.event.end = m_sent >= m_duration;
    if (result.event.end) {
        result.repeat = endPackets;
        m_sent = 0;
        ++m_at;
        m_wait = frames(m_at < m_plan.count ? m_plan.between : m_plan.after);
    }
    return result;
}

} // namespace telephony::rtp
