// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/samplering.h"

#include <span>

namespace telephony::media {

/// The far end of a stream that has no network: what an AudioSocket, a WebSocket or the operator's sound device says and hears,
/// in frames of 20 ms (160 samples of 16 bits at 8 kHz). The caller's side is used by one thread for writing and one for
/// reading (may be the same); nothing here blocks. From MediaEngine::openPipe().
class SoundPipe
{
public:
    static constexpr size_t frame = 160;
    static constexpr size_t writeFrames = 409; ///< about 8 s: a program may hand over a sentence at once
    static constexpr size_t readFrames = 51;   ///< about 1 s

    SoundPipe();
    ~SoundPipe();
    SoundPipe(const SoundPipe &) = delete;
    SoundPipe &operator=(const SoundPipe &) = delete;

    // The caller's side.
    /// What the far end says. Frames written in advance are played one a tick; after a gap the stream waits for two frames.
    /// False: there is no room, the frame is lost.
    bool write(std::span<const int16_t, frame> samples) { return m_said.put(samples); }
    /// Frames written and not yet played: for flow control.
    size_t pending() const { return m_said.size() / frame; }
    /// Takes back what was written and is pending (barge-in). On the writing thread.
    void flush() { m_flushTo.store(m_said.position(), std::memory_order_release); }
    /// The next frame that the far end hears. False: there is none yet. When nobody reads, the newest are lost.
    bool read(std::span<int16_t, frame> samples) { return m_heard.size() >= frame && m_heard.take(samples) == frame; }
    /// A descriptor that is readable once frames have come since the last acknowledge().
    int wakeup() const { return m_wakeup; }
    /// Call when woken, before reading.
    void acknowledge();
    /// The stream was closed: nothing comes or goes any more.
    bool isClosed() const { return m_closed.load(std::memory_order_acquire); }

    // The tick's side.
    /// False: the far end has said nothing; silence was written.
    bool take(std::span<int16_t, frame> samples);
    void give(std::span<const int16_t, frame> samples);
    void close();

private:
    static constexpr size_t cushion = 2;
    SampleRing m_said{65'536};
    SampleRing m_heard{8192};
    std::atomic<size_t> m_flushTo{0};
    std::atomic<bool> m_closed{false};
    const int m_wakeup;
    bool m_flowing = false;
    int m_waited = 0;
};

} // namespace telephony::media
