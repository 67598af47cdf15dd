// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/rtp/packet.h"

#include <array>
#include <cstring>

namespace telephony::rtp {

/// Turns the packets of telephone events into one report a key (RFC 4733 §2.5.2). Survives lost end packets.
class DtmfReceiver
{
public:
    struct Key
    {
        char digit = 0;
        int durationMs = 0;
    };

    /// A key that ended by this packet.
    std::optional<Key> packet(const TelephoneEvent &event, uint32_t timestamp)
    {
        std::optional<Key> done;
        if (m_active && timestamp != m_timestamp)
            done = finish();
        if (m_reported && timestamp == m_timestamp)
            return done;
        m_active = true;
        m_reported = false;
        m_timestamp = timestamp;
        m_event = event;
        m_quietFrames = 0;
        return event.end ? finish() : done;
    }
    /// Call every 20 ms: a key whose packets stopped has ended.
    std::optional<Key> tick() { return m_active && ++m_quietFrames >= quietLimit ? finish() : std::nullopt; }

private:
    static constexpr int quietLimit = 10;
    std::optional<Key> finish()
    {
        m_active = false;
        m_reported = true;
        const char digit = digitOf(m_event.event);
        if (digit == 0)
            return {};
        return Key{digit, int(m_event.duration) / 8};
    }

    bool m_active = false;
    bool m_reported = false;
    uint32_t m_timestamp = 0;
    TelephoneEvent m_event;
    int m_quietFrames = 0;
};

/// Makes the packets of a row of keys, one step every 20 ms.
class DtmfSender
{
public:
    static constexpr size_t maxDigits = 100;

    void start(const char *digits, size_t count, int beforeMs, int betweenMs, int durationMs, int afterMs)
    {
        m_count = count < maxDigits ? count : maxDigits;
        std::memcpy(m_digits.data(), digits, m_count);
        m_at = 0;
        m_between = frames(betweenMs);
        m_duration = frames(durationMs) < 2 ? 2 : frames(durationMs);
        m_after = frames(afterMs);
        m_wait = frames(beforeMs);
        m_sent = 0;
        m_running = true;
    }
    bool isRunning() const { return m_running; }

    struct Step
    {
        bool send = false;     ///< an event packet goes out instead of audio
        bool first = false;    ///< first packet of a key: marker, timestamp kept for the key
        bool finished = false; ///< the row is over
        int repeat = 1;        ///< the end packet goes out three times
        TelephoneEvent event;
    };
    Step step()
    {
        Step result;
        if (m_wait > 0) {
            --m_wait;
            return result;
        }
        if (m_at >= m_count) {
            m_running = false;
            result.finished = true;
            return result;
        }
        ++m_sent;
        result.send = true;
        result.first = m_sent == 1;
        result.event.event = uint8_t(eventOf(m_digits[m_at]));
        result.event.duration = uint16_t(m_sent * 160);
        result.event.end = m_sent >= m_duration;
        if (result.event.end) {
            result.repeat = 3;
            m_sent = 0;
            ++m_at;
            m_wait = m_at < m_count ? m_between : m_after;
        }
        return result;
    }

private:
    static int frames(int ms) { return ms <= 0 ? 0 : (ms + 19) / 20; }
    std::array<char, maxDigits> m_digits{};
    size_t m_count = 0, m_at = 0;
    int m_between = 0, m_duration = 0, m_after = 0, m_wait = 0, m_sent = 0;
    bool m_running = false;
};

} // namespace telephony::rtp
