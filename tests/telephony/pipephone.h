// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mediapeer.h"

#include "telephony/media/pipevoice.h"

namespace testmedia {

/// A voice at a pipe, and its far end.
struct Phone
{
    Phone(Desk &desk, const QString &name) : pipe(std::make_shared<telephony::media::SoundPipe>()), voice(name, pipe)
    {
        desk.add(&voice);
    }
    explicit Phone(Desk &desk) : Phone(desk, QStringLiteral("phone")) {}

    void say(qint16 level)
    {
        telephony::media::Frame frame;
        frame.fill(level);
        pipe->write(frame);
    }
    /// The newest frame, as one value when all its samples are the same.
    int heard()
    {
        telephony::media::Frame frame{};
        while (pipe->read(frame)) {
        }
        return std::all_of(frame.begin(), frame.end(), [&frame](int16_t s) { return s == frame[0]; }) ? frame[0] : -99'999;
    }

    std::shared_ptr<telephony::media::SoundPipe> pipe;
    telephony::media::PipeVoice voice;
};

inline void talk(Desk &desk, std::initializer_list<std::pair<Phone *, qint16>> what, int ticks = 5)
{
    for (int i = 0; i < ticks; ++i) {
        for (const auto &[phone, level] : what)
            phone->say(level);
        desk.tick();
    }
}

} // namespace testmedia
