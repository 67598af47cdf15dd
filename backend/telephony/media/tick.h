// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/stream.h"

namespace telephony::media {

/// In the order they were opened: a snoop stands behind its target.
using Voices = std::vector<Voice *>;

/// 20 ms of everything: all listen, the bridges mix, all are told.
inline void tick(const Voices &voices, Bridge *bridges, ReceiveBatch &batch, Outbox &out)
{
    for (Bridge *bridge = bridges; bridge; bridge = bridge->next)
        bridge->begin();
    for (Voice *voice : voices)
        voice->listen(batch, out);
    for (Voice *voice : voices)
        voice->contribute();
    for (Bridge *bridge = bridges; bridge; bridge = bridge->next)
        bridge->finish(out);
    for (Voice *voice : voices)
        voice->transmit(out);
}

} // namespace telephony::media
