// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/stream.h"

namespace telephony::media {

/// In the order they were opened: a snoop stands behind its target.
using Voices = std::vector<Voice *>;

/// Fetches the memory of the voice whose turn comes after the next: thousands of them are more than the caches hold.
inline void expect(const Voices &voices, size_t current)
{
    constexpr size_t ahead = 2, cacheLine = 64, touched = 1536;
    if (current + ahead >= voices.size())
        return;
    const auto *const memory = reinterpret_cast<const char *>(voices[current + ahead]);
    for (size_t at = 0; at < touched; at += cacheLine)
        __builtin_prefetch(memory + at);
}

/// 20 ms of everything: all listen, the bridges mix, all are told.
inline void tick(const Voices &voices, Bridge *bridges, ReceiveBatch &batch, Outbox &out)
{
    for (Bridge *bridge = bridges; bridge; bridge = bridge->next) {
        __builtin_prefetch(bridge->next);
        bridge->begin();
    }
    for (size_t i = 0; i < voices.size(); ++i) {
        expect(voices, i);
        voices[i]->listen(batch, out);
        voices[i]->contribute();
    }
    for (Bridge *bridge = bridges; bridge; bridge = bridge->next)
        bridge->finish(out);
    for (size_t i = 0; i < voices.size(); ++i) {
        expect(voices, i);
        voices[i]->transmit(out);
    }
}

} // namespace telephony::media
