// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/player.h"

namespace telephony::media {

Player::~Player()
{
    while (m_queue.front())
        delete m_queue.takeFirst();
}

Playback *Player::find(quint64 id) const
{
    for (Parcel *one = m_queue.front(); one; one = one->next) {
        if (auto *playback = static_cast<Playback *>(one); playback->id == id)
            return playback;
    }
    return nullptr;
}

void Player::stop(quint64 id, Outbox &out)
{
    if (Playback *stopped = m_queue.take([id](const Playback &p) { return p.id == id; }))
        out.give(stopped);
}

void Player::pause(quint64 id, bool paused)
{
    if (Playback *playback = find(id))
        playback->paused = paused;
}

void Player::seek(quint64 id, qint64 samples)
{
    Playback *playback = find(id);
    if (!playback || playback->index >= playback->items.size())
        return;
    const Medium &medium = playback->items[playback->index];
    const auto size = qint64(medium.samples->size());
    const qint64 wanted = std::clamp<qint64>(samples, -size, 86'400LL * sampleRate) + qint64(playback->position);
    if (medium.loopFrom != Medium::never && wanted >= size) {
        const auto round = size - qint64(medium.loopFrom);
        playback->position = size_t(qint64(medium.loopFrom) + (wanted - size) % round);
        return;
    }
    playback->position = size_t(std::clamp<qint64>(wanted, 0, size));
}

void Player::finishAll(Outbox &out)
{
    while (m_queue.front())
        out.give(m_queue.takeFirst());
}

bool Player::fill(Frame &to, Outbox &out)
{
    size_t filled = 0;
    while (filled < frameSamples) {
        Playback *playback = m_queue.front();
        if (!playback || playback->paused)
            break;
        if (playback->index >= playback->items.size()) {
            out.give(m_queue.takeFirst());
            continue;
        }
        const Medium &medium = playback->items[playback->index];
        const std::vector<qint16> &samples = *medium.samples;
        if (playback->firstPass && !std::exchange(playback->announced, true))
            out.note(Note::What::PlaybackStarted, nullptr, playback, 0, int(playback->index));
        const size_t count = std::min(frameSamples - filled, samples.size() - playback->position);
        std::copy_n(samples.data() + playback->position, count, to.data() + filled);
        filled += count;
        playback->position += count;
        if (playback->position < samples.size())
            break;
        if (medium.loopFrom != Medium::never) {
            playback->position = medium.loopFrom;
            continue;
        }
        playback->position = 0;
        playback->announced = false;
        ++playback->index;
        if (playback->loop && playback->index >= playback->items.size()) {
            playback->index = 0;
            playback->firstPass = false;
        }
    }
    return m_queue.front() != nullptr || filled > 0;
}

} // namespace telephony::media
