// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/frame.h"
#include "telephony/media/parcel.h"

namespace telephony::media {

/// Plays what is queued, one playback after the other. Used by the tick only.
class Player
{
public:
    Player() = default;
    ~Player();
    Player(const Player &) = delete;
    Player &operator=(const Player &) = delete;

    bool isEmpty() const { return !m_queue.front(); }
    void play(Playback *playback) { m_queue.append(playback); }
    void stop(quint64 id, Outbox &out);
    void pause(quint64 id, bool paused);
    /// Moves within the medium that plays: to its beginning or end at most, or round in one that never ends.
    void seek(quint64 id, qint64 samples);
    void finishAll(Outbox &out);
    /// Writes into the silent frame. False: nothing is queued.
    bool fill(Frame &to, Outbox &out);

private:
    Playback *find(quint64 id) const;

    Chain<Playback> m_queue;
};

/// Samples played round and round.
struct Loop
{
    Samples samples;
    size_t at = 0;
    bool on = false;

    /// Null switches it off. The same samples go on where they were; others are swapped for those of before.
    void play(Samples &wanted)
    {
        on = bool(wanted);
        if (!on || wanted == samples)
            return;
        samples.swap(wanted);
        at = 0;
    }
    void fill(Frame &to)
    {
        for (int16_t &sample : to) {
            sample = (*samples)[at];
            at = at + 1 < samples->size() ? at + 1 : 0;
        }
    }
};

} // namespace telephony::media
