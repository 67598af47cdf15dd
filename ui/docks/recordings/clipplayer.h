// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/docks/recordings/wavclip.h"

#include <QIODevice>

#include <memory>

class QAudioSink;

namespace ui {

/// Plays a clip on the system's speaker: at 0.5 to 3 times its speed without changing the pitch, both sides or one. GUI thread.
class ClipPlayer : public QIODevice
{
    Q_OBJECT

public:
    enum class Side { Both, Left, Right };

    explicit ClipPlayer(QObject *parent = nullptr);
    ~ClipPlayer() override;

    void setClip(SoundClip clip);
    const SoundClip &clip() const { return m_clip; }
    bool isPlaying() const { return m_sink != nullptr; }
    /// Why nothing can be heard here, one sentence with the way out; empty: it can.
    static QString whyNot();
    /// False when there is no speaker.
    bool play();
    void stop();
    /// In frames of the clip; clamped.
    void seekTo(double frame);
    double position() const { return m_at; }
    void setSpeed(double speed);
    void setSide(Side side) { m_side = side; }

Q_SIGNALS:
    void stateChanged();

protected:
    qint64 readData(char *to, qint64 size) override;
    qint64 writeData(const char *, qint64) override { return -1; }
    qint64 bytesAvailable() const override;

private:
    void fillGrain();
    float sample(size_t frame, bool right) const;

    SoundClip m_clip;
    std::unique_ptr<QAudioSink> m_sink;
    double m_at = 0, m_speed = 1;
    Side m_side = Side::Both;
    std::vector<float> m_tailLeft, m_tailRight; ///< the second half of the last grain, to be overlapped
    std::vector<int16_t> m_ready;               ///< interleaved
    size_t m_readyAt = 0;
};

} // namespace ui
