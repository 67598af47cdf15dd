// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/voice.h"

namespace telephony::media {

/// A voice that says what another says or hears, and whose ears are the other's mouth or ears (ARI's snoop channels). Whispers
/// arrive a tick later, and are not spied upon.
class Snoop final : public Voice
{
public:
    Snoop(QString snoopName, Tap spy, Tap whisper) : Voice(std::move(snoopName)), m_spy(spy), m_whisper(whisper) {}

    Voice *target = nullptr; ///< null once that is gone: then silence
    Snoop *nextOfTarget = nullptr;

    // For the target.
    void hearIn(const Frame &frame)
    {
        if (spies(Tap::In))
            mixInto(m_spied, frame);
    }
    void hearOut(const Frame &frame)
    {
        if (spies(Tap::Out))
            mixInto(m_spied, frame);
    }
    void whisperIn(Frame &frame) const
    {
        if (whispers(Tap::In))
            mixInto(frame, m_whispered);
    }
    void whisperOut(Frame &frame) const
    {
        if (whispers(Tap::Out))
            mixInto(frame, m_whispered);
    }
    void finishAll(Outbox &out) override
    {
        if (target)
            target->detach(this);
        Voice::finishAll(out);
    }

protected:
    void receive(Frame &to, ReceiveBatch &, Outbox &) override
    {
        to = m_spied;
        m_spied.fill(0);
    }
    void send(const Frame &frame, SharedFrame *, Outbox &) override { m_whispered = frame; }

private:
    bool spies(Tap side) const { return m_spy == side || m_spy == Tap::Both; }
    bool whispers(Tap side) const { return m_whisper == side || m_whisper == Tap::Both; }

    const Tap m_spy, m_whisper;
    Frame m_spied{}, m_whispered{};
};

} // namespace telephony::media
