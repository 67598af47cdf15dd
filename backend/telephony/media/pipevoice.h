// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/soundpipe.h"
#include "telephony/media/voice.h"

namespace telephony::media {

/// A voice at the end of a pipe.
class PipeVoice final : public Voice
{
public:
    PipeVoice(QString voiceName, std::shared_ptr<SoundPipe> pipe) : Voice(std::move(voiceName)), m_pipe(std::move(pipe)) {}
    ~PipeVoice() override { m_pipe->close(); }

protected:
    void receive(Frame &to, ReceiveBatch &, Outbox &) override
    {
        if (m_pipe->take(to))
            figures.received.fetch_add(1, std::memory_order_relaxed);
        figures.bufferMs.store(int(m_pipe->pending()) * 20, std::memory_order_relaxed);
    }
    void send(const Frame &frame, SharedFrame *, Outbox &) override
    {
        m_pipe->give(frame);
        figures.sent.fetch_add(1, std::memory_order_relaxed);
    }

private:
    const std::shared_ptr<SoundPipe> m_pipe;
};

} // namespace telephony::media
