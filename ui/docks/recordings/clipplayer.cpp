// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/recordings/clipplayer.h"

#include <QAudioDevice>
#include <QAudioSink>
#include <QMediaDevices>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace ui {
namespace {
constexpr double grainSeconds = 0.04; ///< overlapped by half: long enough for the lowest voices
constexpr double slowest = 0.5, fastest = 3;
} // namespace

ClipPlayer::ClipPlayer(QObject *parent) : QIODevice(parent) {}

ClipPlayer::~ClipPlayer() { stop(); }

void ClipPlayer::setClip(SoundClip clip)
{
    stop();
    m_clip = std::move(clip);
    m_at = 0;
}

void ClipPlayer::setSpeed(double speed) { m_speed = std::clamp(speed, slowest, fastest); }

void ClipPlayer::seekTo(double frame)
{
    m_at = std::clamp(frame, 0.0, double(m_clip.frames()));
    m_tailLeft.clear();
    m_tailRight.clear();
    m_ready.clear();
    m_readyAt = 0;
}

QString ClipPlayer::whyNot()
{
    return QMediaDevices::defaultAudioOutput().isNull()
               ? tr("There is no speaker. Connect one, or save the recording and play it elsewhere.")
               : QString();
}

bool ClipPlayer::play()
{
    if (m_clip.frames() == 0 || m_sink)
        return m_sink != nullptr;
    const QAudioDevice device = QMediaDevices::defaultAudioOutput();
    QAudioFormat format;
    format.setSampleRate(m_clip.rate);
    format.setChannelCount(2);
    format.setSampleFormat(QAudioFormat::Int16);
    if (device.isNull())
        return false;
    if (m_at >= double(m_clip.frames()))
        seekTo(0);
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    m_sink = std::make_unique<QAudioSink>(device, format);
    connect(m_sink.get(), &QAudioSink::stateChanged, this, [this](QAudio::State state) {
        if (state == QAudio::IdleState && m_at >= double(m_clip.frames()))
            QMetaObject::invokeMethod(this, &ClipPlayer::stop, Qt::QueuedConnection);
    });
    m_sink->start(this);
    Q_EMIT stateChanged();
    return true;
}

void ClipPlayer::stop()
{
    if (!m_sink)
        return;
    m_sink->stop();
    m_sink.reset();
    close();
    Q_EMIT stateChanged();
}

float ClipPlayer::sample(size_t frame, bool right) const
{
    if (frame >= m_clip.frames())
        return 0;
    const bool takeRight = m_clip.isStereo() && (m_side == Side::Right || (m_side == Side::Both && right));
    return float(takeRight ? m_clip.right[frame] : m_clip.left[frame]);
}

/// Grains of the clip, faded in and out, laid half over each other: their distance in the clip is the speed, their pitch stays.
void ClipPlayer::fillGrain()
{
    const auto hop = size_t(std::max(1, int(double(m_clip.rate) * grainSeconds / 2)));
    m_ready.assign(2 * hop, 0);
    m_readyAt = 0;
    m_tailLeft.resize(hop);
    m_tailRight.resize(hop);
    const auto start = size_t(m_at);
    for (size_t i = 0; i < hop; ++i) {
        const auto fade = float(0.5 - 0.5 * std::cos(std::numbers::pi * double(i) / double(hop)));
        const float left = m_tailLeft[i] + fade * sample(start + i, false),
                    right = m_tailRight[i] + fade * sample(start + i, true);
        m_ready[2 * i] = int16_t(std::clamp(left, -32'768.0F, 32'767.0F));
        m_ready[2 * i + 1] = int16_t(std::clamp(right, -32'768.0F, 32'767.0F));
        m_tailLeft[i] = (1 - fade) * sample(start + hop + i, false);
        m_tailRight[i] = (1 - fade) * sample(start + hop + i, true);
    }
    m_at = std::min(m_at + double(hop) * m_speed, double(m_clip.frames()));
}

qint64 ClipPlayer::bytesAvailable() const
{
    return m_at < double(m_clip.frames()) ? std::numeric_limits<int>::max() : qint64(2 * (m_ready.size() - m_readyAt));
}

qint64 ClipPlayer::readData(char *to, qint64 size)
{
    auto *samples = reinterpret_cast<int16_t *>(to);
    qint64 made = 0;
    for (; made < size / 2; ++made) {
        if (m_readyAt >= m_ready.size()) {
            if (m_at >= double(m_clip.frames()))
                break;
            fillGrain();
        }
        samples[made] = m_ready[m_readyAt++];
    }
    return made * 2;
}

} // namespace ui
