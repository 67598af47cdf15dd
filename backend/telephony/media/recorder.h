// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/frame.h"
#include "telephony/media/parcel.h"
#include "telephony/media/samplering.h"

namespace telephony::media {

/// The tick's side of a recording: a full bucket is the file's business. Comes back when it has ended.
class Recorder final : public Parcel
{
public:
    enum class End { Going, Asked, Silence, Key, Longest, Closed, DiskTooSlow };
    static constexpr size_t capacity = 65'536; ///< 8 s that the disk may take
    static constexpr int talkLevel = 256;      ///< mean magnitude, as Asterisk's `silencethreshold`
    static constexpr int keptSilence = 10;     ///< ticks, as there

    Recorder() : Parcel(Kind::Recorder) {}

    // Set before it is handed to the tick.
    QString name;
    quint64 id = 0;
    std::shared_ptr<SampleRing> ring;
    int longestTicks = 0, silenceTicks = 0; ///< 0: no limit
    QByteArray keys;                        ///< that end it
    Samples beep;                           ///< heard before it begins; null: none

    // In the tick.
    bool paused = false, muted = false;
    /// False: no beep, or it is over.
    bool beepInto(Frame &to);
    /// The next 20 ms, or nothing while it beeps or pauses. False: it has ended.
    bool take(const Frame &frame);
    /// Whether the key ends it.
    bool endedBy(char key);
    void end(End why) { m_end = m_end == End::Going ? why : m_end; }

    // Outside, once it is back.
    End ended() const { return m_end; }
    int durationMs() const { return m_ticks * 20; }
    int talkingMs() const { return m_talkingTicks * 20; }
    /// Of the silence at its end, what the file need not keep: where silence was listened for, and nobody ended it.
    int idleTicks() const
    {
        const bool byItself = m_end == End::Silence || m_end == End::Longest;
        return byItself && silenceTicks > 0 ? std::max(m_silentTicks - keptSilence, 0) : 0;
    }

private:
    End m_end = End::Going;
    size_t m_beepAt = 0;
    int m_ticks = 0, m_talkingTicks = 0, m_silentTicks = 0;
};

/// The recordings of one voice or bridge.
class RecorderList
{
public:
    RecorderList() = default;
    ~RecorderList()
    {
        while (m_all.front())
            delete m_all.takeFirst();
    }
    RecorderList(const RecorderList &) = delete;
    RecorderList &operator=(const RecorderList &) = delete;

    bool isEmpty() const { return !m_all.front(); }
    void add(Recorder *recorder) { m_all.append(recorder); }
    Recorder *find(quint64 id) const
    {
        for (Parcel *one = m_all.front(); one; one = one->next) {
            if (auto *recorder = static_cast<Recorder *>(one); recorder->id == id)
                return recorder;
        }
        return nullptr;
    }
    bool beepInto(Frame &to)
    {
        bool beeps = false;
        for (Parcel *one = m_all.front(); one && !beeps; one = one->next)
            beeps = static_cast<Recorder *>(one)->beepInto(to);
        return beeps;
    }
    void take(const Frame &frame, Outbox &out)
    {
        giveBack(out, [&frame](Recorder &one) { return !one.take(frame); });
    }
    void key(char digit, Outbox &out)
    {
        giveBack(out, [digit](Recorder &one) { return one.endedBy(digit); });
    }
    void stop(quint64 id, Outbox &out)
    {
        giveBack(out, [id](Recorder &one) {
            if (one.id == id)
                one.end(Recorder::End::Asked);
            return one.id == id;
        });
    }
    void endAll(Outbox &out)
    {
        giveBack(out, [](Recorder &one) {
            one.end(Recorder::End::Closed);
            return true;
        });
    }

private:
    template <typename Ended> void giveBack(Outbox &out, Ended ended)
    {
        for (Parcel *one = m_all.front(); one;) {
            auto *recorder = static_cast<Recorder *>(std::exchange(one, one->next));
            if (ended(*recorder))
                out.give(m_all.take([recorder](const Recorder &other) { return &other == recorder; }));
        }
    }
    Chain<Recorder> m_all;
};

} // namespace telephony::media
