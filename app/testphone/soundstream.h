// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/testphone/soundline.h"

#include <QString>

#include <memory>

struct SpeexResamplerState_;
struct PaStreamCallbackTimeInfo;

namespace app {

/// One direction of an open PortAudio device, between the device's rate and the 8 kHz of the lines. Made and destroyed on the
/// thread that owns PortAudio; the device's own thread fills or empties the lines without lock or allocation.
class SoundStream
{
public:
    enum class Direction { Microphone, Speaker };

    /// nullptr: the device cannot be used, `*problem` is PortAudio's reason.
    static std::unique_ptr<SoundStream> open(Direction direction, int device, SoundLines &lines, QString *problem);
    ~SoundStream();

    int device() const { return m_device; }
    /// False when the device has gone.
    bool isRunning() const;
    /// Seconds until what is put in can be heard.
    double latency() const;

private:
    SoundStream(Direction direction, int device, SoundLines &lines);
    void setPresent(bool present);
    bool openAs(int rate, int channels, QString *problem);
    bool resampleAt(int rate);
    static int onCapture(const void *in, void *, unsigned long frames, const PaStreamCallbackTimeInfo *, unsigned long,
                         void *self);
    static int onPlay(const void *, void *out, unsigned long frames, const PaStreamCallbackTimeInfo *, unsigned long, void *self);
    void capture(const int16_t *in, size_t frames);
    void play(int16_t *out, size_t frames);
    void refill();
    void addTestTone(std::span<int16_t> to);

    static constexpr size_t portion = 160;
    static constexpr int highestRate = 96'000;
    static constexpr size_t widest = portion * highestRate / 8000;

    const Direction m_direction;
    const int m_device;
    SoundLines &m_lines;
    void *m_stream = nullptr;
    size_t m_channels = 1;
    std::unique_ptr<SpeexResamplerState_, void (*)(SpeexResamplerState_ *)> m_resampler;
    Cushion m_phoneCushion, m_monitorCushion;
    std::array<int16_t, widest> m_wide{}; ///< at the device's rate
    size_t m_wideSize = 0, m_wideUsed = 0;
};

} // namespace app
