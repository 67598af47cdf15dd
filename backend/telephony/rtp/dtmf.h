// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/rtp/packet.h"

#include <array>

namespace telephony::rtp {

/// Turns the packets of telephone events into one report a key (RFC 4733 §2.5.2). Survives lost, repeated and reordered
/// packets, also when every end packet of a key is lost. One thread, no allocation.
class DtmfReceiver
{
public:
    struct Key
    {
        char digit = 0;
        int durationMs = 0;
    };

    /// Clock rate of the events, 8000 or 48000; a peer that uses another one begins anew.
    void setClockRate(int rate)
    {
        m_unitsPerMs = rate / 1000;
        reset();
    }
    /// A key that ended by this packet.
    std::optional<Key> packet(const TelephoneEvent &event, uint32_t timestamp);
    /// Call every 20 ms: a key whose packets stopped has ended.
    std::optional<Key> tick();
    /// The peer began a new time line.
    void reset()
    {
        const int unitsPerMs = m_unitsPerMs;
        *this = {};
        m_unitsPerMs = unitsPerMs;
    }

private:
    std::optional<Key> finish();
    void begin(const TelephoneEvent &event, uint32_t timestamp);

    int m_unitsPerMs = 8;
    bool m_known = false;  ///< some key was seen
    bool m_active = false; ///< a key is down
    bool m_ended = false;  ///< its end packet came, its report is due
    uint32_t m_timestamp = 0;
    uint32_t m_earlier = 0; ///< duration of the segments before this one (§2.5.1.3)
    TelephoneEvent m_event;
    int m_quietTicks = 0;
};

/// Keys to send, and their pauses in milliseconds.
struct DigitPlan
{
    static constexpr size_t maxDigits = 100;

    std::array<char, maxDigits> digits{};
    size_t count = 0;
    int before = 0, between = 100, duration = 100, after = 0;
};

/// Makes the packets of a row of keys, one step every 20 ms. One thread, no allocation.
class DtmfSender
{
public:
    struct Step
    {
        bool send = false;     ///< an event packet goes out instead of audio
        bool first = false;    ///< first packet of a key: marker, timestamp kept for the key
        bool finished = false; ///< the row is over
        int repeat = 1;        ///< the end packet goes out three times
        TelephoneEvent event;
    };

    void start(const DigitPlan &plan);
    bool isRunning() const { return m_running; }
    Step step();

private:
    DigitPlan m_plan;
    size_t m_at = 0;
    int m_duration = 0, m_wait = 0, m_sent = 0;
    bool m_running = false;
};

} // namespace telephony::rtp
