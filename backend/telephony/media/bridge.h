// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/media/linecodec.h"
#include "telephony/media/mediaengine.h"
#include "telephony/media/player.h"
#include "telephony/media/recorder.h"

#include <span>

namespace telephony::media {

/// What several hear alike, encoded once a tick for each kind of codec. One whose codec remembers lends its state to all, as
/// long as it only listens: the first in the row.
class SharedFrame
{
public:
    Frame samples{};

    void begin() { m_used = 0; }
    /// @param codec  isShareable(). @returns what `samples` are for it, valid in this tick.
    std::span<const uint8_t> payload(LineCodec &codec);

private:
    struct Encoded
    {
        CodecSetup setup;
        size_t size = 0;
        std::array<uint8_t, Transcoder::maxPayload> payload;
    };
    std::array<Encoded, 6> m_encoded;
    size_t m_used = 0;
};

/// Sums its members' voices anew each tick. A mixing bridge lets everybody hear all others; in a holding bridge only announcers
/// speak. Played media, music and beeps are heard by all. Used by the tick only.
class Bridge
{
public:
    explicit Bridge(QString bridgeName = {}, BridgeKind bridgeKind = BridgeKind::Mixing)
        : name(std::move(bridgeName)), kind(bridgeKind)
    {
    }
    /// In rooms with more members only those who speak are mixed: the noise of the others does not add up, and they hear one
    /// and the same.
    static constexpr int intimate = 8;

    const QString name;
    const BridgeKind kind;
    Player player;
    RecorderList recorders;
    Bridge *next = nullptr;

    void setMusic(Samples &music) { m_music.play(music); }
    /// Gives back all playbacks and recordings, before the bridge leaves the tick.
    void finishAll(Outbox &out);

    // The steps of a tick.
    void begin();
    /// A connected member is there.
    void count() { ++m_members; }
    void add(const Frame &voice);
    void finish(Outbox &out);

    /// Connected members, counted in this tick by the time anybody is sent something.
    int members() const { return m_members; }
    bool isIntimate() const { return m_before <= intimate; }
    /// For those who do not speak; mixed when the first of them asks.
    SharedFrame &common();
    /// Nothing plays and nothing is recorded.
    bool isIdle() const { return player.isEmpty() && recorders.isEmpty(); }
    /// For a member whose voice was added.
    void withoutOwn(const Frame &own, Frame &to) const;

private:
    int m_members = 0, m_before = 0;
    bool m_silent = true; ///< nobody speaks: m_sum is older
    bool m_mixed = false; ///< m_common is what m_sum is
    Loop m_music;
    std::array<int32_t, frameSamples> m_sum{};
    SharedFrame m_common;
};

} // namespace telephony::media
