// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/samples.h"
#include "telephony/rtp/dtmf.h"

#include <atomic>
#include <functional>
#include <utility>

namespace telephony::media {

class MediaThread;
class RtpTape;
class Voice;

/// Something that crosses the border of the tick, made and freed outside of it. Queues are chained of the parcels
/// themselves, so none can be full and none allocates.
struct Parcel
{
    enum class Kind { Command, Note, Playback, Digits, Recorder };

    explicit Parcel(Kind what) : kind(what) {}
    virtual ~Parcel() = default;
    Parcel(const Parcel &) = delete;
    Parcel &operator=(const Parcel &) = delete;

    const Kind kind;
    Parcel *next = nullptr;
};

/// Runs once in the tick, then goes back. What it captured is freed outside, also what it swapped out of the tick.
struct Command final : Parcel
{
    explicit Command(std::function<void(MediaThread &)> work) : Parcel(Kind::Command), run(std::move(work)) {}
    std::function<void(MediaThread &)> run;
};

/// A list of media with its samples in memory. Comes back when it has finished.
struct Playback final : Parcel
{
    Playback() : Parcel(Kind::Playback) {}
    QString name;
    quint64 id = 0;
    std::vector<Medium> items; ///< what was not found is empty, but never all
    QString failed;            ///< URI of the last item when it was not found
    size_t index = 0, position = 0;
    bool loop = false, paused = false, announced = false, firstPass = true;
};

/// Keys to send. Comes back when they are out.
struct Digits final : Parcel
{
    Digits() : Parcel(Kind::Digits) {}
    Voice *voice = nullptr;
    rtp::DigitPlan plan;
};

/// News from the tick; from a stock made beforehand.
struct Note final : Parcel
{
    enum class What { Digit, PlaybackStarted, Silent, Talking };

    Note() : Parcel(Kind::Note) {}
    What what = What::Digit;
    Voice *voice = nullptr; ///< null for playbacks
    Playback *playback = nullptr;
    char digit = 0; ///< or whether somebody talks
    int value = 0;  ///< duration in ms, index of the medium, or silence in ms
};

/// Many producers, one consumer, no lock, no allocation, in order.
class Mailbox
{
public:
    void put(Parcel *parcel)
    {
        parcel->next = m_newest.load(std::memory_order_relaxed);
        while (!m_newest.compare_exchange_weak(parcel->next, parcel, std::memory_order_release, std::memory_order_relaxed)) {
        }
    }
    /// Everything put so far, oldest first, chained by `next`.
    Parcel *takeAll()
    {
        Parcel *from = m_newest.exchange(nullptr, std::memory_order_acquire);
        Parcel *oldest = nullptr;
        while (from)
            oldest = std::exchange(from, std::exchange(from->next, oldest));
        return oldest;
    }
    bool isEmpty() const { return m_newest.load(std::memory_order_relaxed) == nullptr; }

private:
    std::atomic<Parcel *> m_newest{nullptr};
};

/// First in, first out, used by one thread.
template <typename T> class Chain
{
public:
    T *front() const { return m_first; }
    void append(T *item)
    {
        item->next = nullptr;
        if (m_first)
            m_last->next = item;
        else
            m_first = item;
        m_last = item;
    }
    T *takeFirst()
    {
        T *item = m_first;
        m_first = static_cast<T *>(item->next);
        return item;
    }
    /// Takes the first that fits, or nullptr.
    template <typename Fits> T *take(Fits fits)
    {
        T *before = nullptr;
        for (T *item = m_first; item; before = std::exchange(item, static_cast<T *>(item->next))) {
            if (!fits(*item))
                continue;
            if (before)
                before->next = item->next;
            else
                m_first = static_cast<T *>(item->next);
            if (m_last == item)
                m_last = before;
            return item;
        }
        return nullptr;
    }

private:
    T *m_first = nullptr;
    T *m_last = nullptr;
};

/// The way out of the tick.
class Outbox
{
public:
    Outbox();
    ~Outbox();

    // In the tick.
    void give(Parcel *parcel) { m_out.put(parcel); }
    /// Dropped when the receiver is a thousand notes behind.
    void note(Note::What what, Voice *voice, Playback *playback, char digit, int value);
    bool isEmpty() const { return m_out.isEmpty(); }
    RtpTape *tape = nullptr; ///< where streams keep their packets; null: nowhere

    // Outside; one consumer.
    Parcel *takeAll() { return m_out.takeAll(); }
    void reuse(Note *note) { m_returned.put(note); }

private:
    Mailbox m_out, m_returned;
    Parcel *m_stock = nullptr;
};

/// Deletes a chain.
void freeAll(Parcel *chain);

} // namespace telephony::media
