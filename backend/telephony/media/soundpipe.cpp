// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/soundpipe.h"

#include <sys/eventfd.h>
#include <unistd.h>

namespace telephony::media {

SoundPipe::SoundPipe() : m_wakeup(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

SoundPipe::~SoundPipe() { ::close(m_wakeup); }

void SoundPipe::acknowledge()
{
    eventfd_t count = 0;
    eventfd_read(m_wakeup, &count);
}

bool SoundPipe::take(std::span<int16_t, frame> samples)
{
    m_said.skipTo(m_flushTo.load(std::memory_order_acquire));
    const size_t waiting = m_said.size() / frame;
    m_waited = waiting == 0 || m_flowing ? 0 : m_waited + 1;
    m_flowing = waiting > 0 && (m_flowing || waiting >= cushion || m_waited >= int(cushion));
    if (m_flowing && m_said.take(samples) == frame)
        return true;
    std::fill(samples.begin(), samples.end(), int16_t(0));
    return false;
}

void SoundPipe::give(std::span<const int16_t, frame> samples)
{
    m_heard.put(samples);
    eventfd_write(m_wakeup, 1);
}

void SoundPipe::close()
{
    m_closed.store(true, std::memory_order_release);
    eventfd_write(m_wakeup, 1);
}

} // namespace telephony::media
