// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/dtmfdetector.h"

#include "telephony/media/dtmfscreen.h"
#include "telephony/media/spandsp.h"

namespace telephony::media {
namespace {
constexpr int keyFrameMs = 20;
constexpr int searchedFrames = 5; ///< after the last sign of a key: until spandsp is sure of its end
} // namespace

DtmfDetector::DtmfDetector() : m_state(dtmf_rx_init(nullptr, nullptr, nullptr))
{
    if (m_state)
        dtmf_rx_set_realtime_callback(m_state.get(), &DtmfDetector::changed, this);
}

DtmfDetector::~DtmfDetector() = default;

void DtmfDetector::Free::operator()(dtmf_rx_state_s *state) const { dtmf_rx_free(state); }

/// Called from dtmf_rx() with the key that begins, or 0 when it has ended.
void DtmfDetector::changed(void *self, int code, int, int)
{
    auto *detector = static_cast<DtmfDetector *>(self);
    if (detector->m_key != 0)
        detector->m_ended = rtp::DtmfReceiver::Key{detector->m_key, detector->m_frames * keyFrameMs};
    detector->m_key = char(code);
    detector->m_frames = 2; // it took as long to be sure
}

void DtmfDetector::search(const Frame &frame) { dtmf_rx(m_state.get(), frame.data(), int(frame.size())); }

std::optional<rtp::DtmfReceiver::Key> DtmfDetector::listen(Frame &frame)
{
    if (!m_state)
        return {};
    m_ended.reset();
    if (mayHoldKey(frame)) {
        if (m_search == 0)
            search(m_previous);
        m_search = searchedFrames;
    }
    if (m_search > 0) {
        search(frame);
        m_search = m_key != 0 ? searchedFrames : m_search - 1;
    }
    if (m_search == 0)
        m_previous = frame;
    if (m_key != 0) {
        ++m_frames;
        frame.fill(0);
    }
    return m_ended;
}

} // namespace telephony::media
