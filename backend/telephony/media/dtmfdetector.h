// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/frame.h"
#include "telephony/rtp/dtmf.h"

#include <memory>
#include <optional>

struct dtmf_rx_state_s;

namespace telephony::media {

/// Hears keys in the sound (ITU-T Q.24), for peers without telephone events. Made and destroyed outside the tick, otherwise
/// used by the tick alone.
class DtmfDetector
{
public:
    DtmfDetector();
    ~DtmfDetector();
    DtmfDetector(const DtmfDetector &) = delete;
    DtmfDetector &operator=(const DtmfDetector &) = delete;

    /// Listens to a frame. While a key sounds the frame is silenced, so that nobody hears it twice.
    /// @returns a key that has ended.
    std::optional<rtp::DtmfReceiver::Key> listen(Frame &frame);

private:
    static void changed(void *self, int code, int level, int delay);
    void search(const Frame &frame);

    struct Free
    {
        void operator()(dtmf_rx_state_s *state) const;
    };
    std::unique_ptr<dtmf_rx_state_s, Free> m_state;
    char m_key = 0; ///< that sounds now
    int m_frames = 0;
    int m_search = 0;   ///< frames yet to be searched
    Frame m_previous{}; ///< not searched: a key may have begun in it
    std::optional<rtp::DtmfReceiver::Key> m_ended;
};

} // namespace telephony::media
