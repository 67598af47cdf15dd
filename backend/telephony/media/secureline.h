// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/rtp/srtp.h"

#include <utility>

namespace telephony::media {

/// Both keys of a stream.
struct SrtpKeys
{
    rtp::SrtpKey out, in;
    friend bool operator==(const SrtpKeys &, const SrtpKeys &) = default;
};

/// SRTP of one stream, or none. A description that repeats a key changes nothing: its counters go on.
class SecureLine
{
public:
    SecureLine() = default;
    explicit SecureLine(const SrtpKeys &keys)
        : m_on(true),
          m_sender(std::make_unique<rtp::SrtpSender>(keys.out)),
          m_receiver(std::make_unique<rtp::SrtpReceiver>(keys.in))
    {
    }
    bool isOn() const { return m_on; }

    /// Becomes what was made; what is used no longer is swapped into it.
    void adopt(SecureLine &made)
    {
        m_on = made.m_on;
        adoptPart(m_sender, made.m_sender);
        adoptPart(m_receiver, made.m_receiver);
    }

    // All sizes are 0 on failure.
    size_t protect(std::span<uint8_t> room, size_t size) { return m_sender->isComplete() ? m_sender->protect(room, size) : 0; }
    size_t protectReport(std::span<uint8_t> room, size_t size)
    {
        return m_sender->isComplete() ? m_sender->protectReport(room, size) : 0;
    }
    size_t open(std::span<uint8_t> packet) { return m_receiver->isComplete() ? m_receiver->open(packet) : 0; }
    size_t openReport(std::span<uint8_t> packet) { return m_receiver->isComplete() ? m_receiver->openReport(packet) : 0; }

private:
    template <typename Part> static void adoptPart(std::unique_ptr<Part> &mine, std::unique_ptr<Part> &made)
    {
        if (!mine || !made || !(mine->key() == made->key()))
            mine.swap(made);
    }

    bool m_on = false;
    std::unique_ptr<rtp::SrtpSender> m_sender;
    std::unique_ptr<rtp::SrtpReceiver> m_receiver;
};

} // namespace telephony::media
