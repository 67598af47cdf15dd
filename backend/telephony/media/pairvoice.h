// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/voice.h"
#include "telephony/rtp/dtmf.h"

namespace telephony::media {

/// One of two voices that are each other's far end. What one is told the other says a tick later, keys included.
class PairVoice final : public Voice
{
public:
    using Voice::Voice;
    ~PairVoice() override
    {
        while (m_digits.front())
            delete m_digits.takeFirst();
    }
    static void join(PairVoice &one, PairVoice &other)
    {
        one.m_other = &other;
        other.m_other = &one;
    }
    void press(Digits *digits, Outbox &) override { m_digits.append(digits); }
    void finishAll(Outbox &out) override
    {
        if (m_other)
            std::exchange(m_other, nullptr)->m_other = nullptr;
        while (m_digits.front())
            out.give(m_digits.takeFirst());
        Voice::finishAll(out);
    }

protected:
    void receive(Frame &to, ReceiveBatch &, Outbox &) override
    {
        to = m_told;
        m_told.fill(0);
        if (m_other)
            figures.received.fetch_add(1, std::memory_order_relaxed);
    }
    void send(const Frame &frame, SharedFrame *, Outbox &out) override
    {
        const bool keyDown = sendKey(out);
        if (!m_other)
            return;
        if (!keyDown)
            m_other->m_told = frame;
        figures.sent.fetch_add(1, std::memory_order_relaxed);
    }
    bool isConnected() const override { return m_other != nullptr; }

private:
    bool sendKey(Outbox &out)
    {
        if (!m_digits.front())
            return false;
        if (!m_sender.isRunning())
            m_sender.start(m_digits.front()->plan);
        const auto step = m_sender.step();
        if (step.finished)
            out.give(m_digits.takeFirst());
        if (step.send && step.event.end && m_other)
            m_other->hearKey(rtp::digitOf(step.event.event), step.event.duration * 1000 / sampleRate, out);
        return step.send;
    }
    void hearKey(char digit, int durationMs, Outbox &out)
    {
        out.note(Note::What::Digit, this, nullptr, digit, durationMs);
        pressed(digit, out);
    }

    PairVoice *m_other = nullptr;
    Frame m_told{};
    Chain<Digits> m_digits;
    rtp::DtmfSender m_sender;
};

} // namespace telephony::media
