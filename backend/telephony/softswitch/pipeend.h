// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/softswitch/farend.h"
#include "telephony/softswitch/private.h"

#include <QObject>
#include <QSocketNotifier>

namespace telephony::softswitch {

/// A far end that says and hears sound through a pipe of the media engine: what programs at the other end of a socket have in
/// common.
class PipeEnd : public QObject, public FarEnd
{
public:
    /// Opens the pipe as the channel's stream. @param channel  stays in the switch until hangup() or drop().
    PipeEnd(SoftSwitch::Private &s, QString channel);

    bool isOpen() const { return m_pipe != nullptr; }

protected:
    using SoundFrame = std::array<int16_t, media::SoundPipe::frame>;

    /// 20 ms that the far end is to hear. Not before startHearing() or connected().
    virtual void hear(const SoundFrame &frame) = 0;

    /// The far end hears, whether the channel is answered or not.
    void startHearing() { m_wakeup->setEnabled(true); }
    /// The far end is there: the channel is answered, sound flows.
    void connected();
    /// The far end has gone: the channel ends.
    void drop(int cause);
    /// The far end has pressed a key.
    void pressed(char key);
    /// The far end says this. What does not fit is lost; false then.
    bool say(std::span<const int16_t> samples);
    /// Frames that are said and not yet heard.
    size_t pending() const { return m_pipe->pending() + m_rest.size() / media::SoundPipe::frame; }
    void flush();

    SoftSwitch::Private &m_switch;
    const QString m_channel;

private:
    void readFrames();

    std::shared_ptr<media::SoundPipe> m_pipe;
    std::unique_ptr<QSocketNotifier> m_wakeup;
    std::vector<int16_t> m_rest; ///< less than a frame
    core::Alive m_alive;
};

} // namespace telephony::softswitch
