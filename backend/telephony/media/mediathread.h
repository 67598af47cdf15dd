// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/stream.h"

#include <functional>
#include <mutex>
#include <thread>

namespace telephony::media {

/// The thread with the 20 ms clock. Commands come in and garbage goes out through rings; whoever posts a command also frees
/// what earlier ones left behind.
class MediaThread
{
public:
    using Command = std::function<void(MediaThread &)>;

    /// @param notify  called after a tick that left events; may allocate, so it runs on a helper thread, not in the tick.
    explicit MediaThread(std::function<void()> notify);
    ~MediaThread();
    void start();
    void stop();

    /// Any thread. The command runs at the next tick.
    void post(Command command);
    TickEvents &events() { return m_events; }

    // In the tick only.
    void add(Stream *stream);
    void remove(Stream *stream);
    void add(Bridge *bridge);
    void remove(Bridge *bridge);
    void refuse(Stream *stream, Playback *playback);
    /// Frees something outside the tick. Small captures only: they fit into the function object.
    void discard(std::function<void()> release);

private:
    static constexpr size_t maxStreams = 16'384;
    void run();
    void tick();
    void notifyLoop();
    void freeGarbage();
    bool runCommands();

    std::function<void()> m_notify;
    std::thread m_thread, m_notifier;
    std::mutex m_producers; ///< producers among each other
    Ring<Command *, 16'384> m_commands;
    Ring<Command *, 32'768> m_spent;
    Ring<std::function<void()>, 4096> m_garbage;
    TickEvents m_events;
    std::vector<Stream *> m_streams;
    std::vector<Bridge *> m_bridges;
    std::atomic<bool> m_stopping{false};
    int m_wakeTick = -1, m_wakeNotifier = -1;
};

} // namespace telephony::media
