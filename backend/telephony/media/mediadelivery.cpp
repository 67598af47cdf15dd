// SPDX-License-Identifier: GPL-3.0-or-later
// From the tick to the call-backs, on the thread that created the engine.
#include "telephony/media/mediaprivate.h"

#include <sys/eventfd.h>

namespace telephony::media {
namespace {
/// What was taken from the outbox and not yet looked at.
class Taken
{
public:
    explicit Taken(Parcel *chain) : m_chain(chain) {}
    ~Taken() { freeAll(m_chain); }
    Taken(const Taken &) = delete;
    Taken &operator=(const Taken &) = delete;
    Parcel *next() { return m_chain ? std::exchange(m_chain, m_chain->next) : nullptr; }

private:
    Parcel *m_chain;
};
} // namespace

bool MediaEngine::Private::isOpen(const Voice *wanted) const
{
    const std::lock_guard lock(mutex);
    return voice(wanted->name) == wanted;
}

void MediaEngine::Private::report(std::function<void(const Events &)> what)
{
    reports.push_back(std::move(what));
    eventfd_write(thread.wakeup(), 1);
}

void MediaEngine::Private::deliver()
{
    eventfd_t count = 0;
    eventfd_read(thread.wakeup(), &count);
    const std::weak_ptr<bool> guard = alive; // a call-back may destroy the engine
    Taken taken(thread.outbox().takeAll());
    while (Parcel *parcel = taken.next()) {
        if (parcel->kind == Parcel::Kind::Note) {
            auto *note = static_cast<Note *>(parcel);
            deliver(*note);
            if (guard.expired())
                return delete note;
            thread.outbox().reuse(note);
            continue;
        }
        const std::unique_ptr<Parcel> owner(parcel);
        if (parcel->kind == Parcel::Kind::Playback)
            finished(static_cast<const Playback &>(*parcel));
        else if (parcel->kind == Parcel::Kind::Recorder)
            finished(static_cast<const Recorder &>(*parcel));
        else if (parcel->kind == Parcel::Kind::Digits && events.digitsSent && isOpen(static_cast<Digits *>(parcel)->voice))
            events.digitsSent(QString(static_cast<Digits *>(parcel)->voice->name));
        if (guard.expired())
            return;
    }
    deliverReports();
}

void MediaEngine::Private::deliver(const Note &note)
{
    if (note.voice && !isOpen(note.voice))
        return;
    const QString stream = note.voice ? note.voice->name : QString();
    switch (note.what) {
    case Note::What::Digit:
        if (events.digit)
            events.digit(stream, note.digit, note.value);
        break;
    case Note::What::PlaybackStarted:
        if (events.playbackStarted)
            events.playbackStarted(QString(note.playback->name), note.value);
        break;
    case Note::What::Silent:
        if (events.silent)
            events.silent(stream, core::Millis(note.value));
        break;
    case Note::What::Talking:
        if (events.talking)
            events.talking(stream, note.digit != 0, note.value);
        break;
    }
}

void MediaEngine::Private::finished(const Playback &playback)
{
    {
        const std::lock_guard lock(mutex);
        playbacks.remove(playback.name);
    }
    if (events.playbackFinished)
        events.playbackFinished(playback.name, playback.failed);
}

void MediaEngine::Private::deliverReports()
{
    std::vector<std::function<void(const Events &)>> due;
    {
        const std::lock_guard lock(mutex);
        due.swap(reports);
    }
    const std::weak_ptr<bool> guard = alive;
    for (const auto &one : due) {
        if (guard.expired())
            return;
        one(events);
    }
}

} // namespace telephony::media
