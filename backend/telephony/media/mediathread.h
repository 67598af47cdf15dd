// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/tick.h"

#include <memory>
#include <thread>

namespace telephony::media {

/// The thread with the 20 ms clock. Commands go in and parcels come out through mailboxes; the tick itself neither
/// allocates nor frees, locks, logs or touches a disk. With nothing to do it sleeps.
class MediaThread
{
public:
    /// Name of the thread, for tools and tests.
    static constexpr const char *threadName = "vb-media";

    /// More than the port range has pairs, and their snoops.
    static constexpr size_t maxVoices = 30'000;

    MediaThread();
    ~MediaThread();
    void start();
    /// Ends the thread; commands that are left run here. May be called twice.
    void stop();

    /// Any thread: runs at the next tick.
    void post(std::function<void(MediaThread &)> work);
    /// Becomes readable when the outbox has something.
    int wakeup() const { return m_wakeOutside; }
    Outbox &outbox() { return m_outbox; }

    // For commands.
    void add(Voice *voice);
    void remove(Voice *voice);
    void add(Bridge *bridge);
    void remove(Bridge *bridge);
    /// What it had comes back in its place, to be freed outside of the tick.
    void exchange(std::shared_ptr<RtpTape> &tape);

private:
    void run();
    void runCommands();
    bool isIdle() const;

    std::thread m_thread;
    std::shared_ptr<RtpTape> m_tape;
    Mailbox m_inbox;
    Outbox m_outbox;
    Voices m_voices;
    Bridge *m_bridges = nullptr;
    ReceiveBatch m_batch;
    std::atomic<bool> m_stopping{false};
    int m_wakeTick, m_wakeOutside;
};

} // namespace telephony::media
