// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/pipeend.h"

#include "telephony/softswitch/farends.h"

namespace telephony::softswitch {

QByteArray encodedFrame(media::Transcoder &transcoder, std::span<const int16_t, media::SoundPipe::frame> samples)
{
    std::array<uint8_t, media::Transcoder::maxFrame> bytes;
    const size_t size = transcoder.encode(samples, bytes);
    return {reinterpret_cast<const char *>(bytes.data()), qsizetype(size)};
}

size_t frameBytesOf(media::Codec codec)
{
    const auto transcoder = codec == media::Codec::Opus ? nullptr : media::makeTranscoder({codec});
    return transcoder ? size_t(encodedFrame(*transcoder, std::array<int16_t, media::SoundPipe::frame>{}).size()) : 0;
}

PipeEnd::PipeEnd(SoftSwitch::Private &s, QString channel)
    : m_switch(s), m_channel(std::move(channel)), m_pipe(s.media->openPipe(m_channel))
{
    if (!m_pipe)
        return;
    m_wakeup = std::make_unique<QSocketNotifier>(m_pipe->wakeup(), QSocketNotifier::Read);
    m_wakeup->setEnabled(false);
    connect(m_wakeup.get(), &QSocketNotifier::activated, this, &PipeEnd::readFrames);
}

void PipeEnd::connected()
{
    const auto channel = m_switch.channels.value(m_channel);
    if (!channel)
        return;
    startHearing();
    if (channel->answered)
        return;
    channel->answered = true;
    m_switch.setState(*channel, QStringLiteral("Up"));
}

void PipeEnd::drop(int cause)
{
    if (const auto channel = m_switch.channels.value(m_channel); channel && channel->farEnd) {
        ari::Event event = m_switch.channelEvent("ChannelHangupRequest", *channel);
        event["cause"] = cause;
        m_switch.emitEvent(std::move(event), *channel);
    }
    const QString id = m_channel;
    m_switch.destroy(id, cause); // and with it this object
}

void PipeEnd::pressed(char key)
{
    constexpr int usualLength = 100;
    if (key == '\0' || !std::strchr("0123456789*#ABCD", key))
        return;
    m_switch.media->noteDigit(m_channel, key);
    m_switch.digit(m_channel, key, usualLength);
}

bool PipeEnd::say(std::span<const int16_t> samples)
{
    constexpr size_t frame = media::SoundPipe::frame;
    m_rest.insert(m_rest.end(), samples.begin(), samples.end());
    size_t at = 0;
    bool fits = true;
    for (; m_rest.size() - at >= frame; at += frame)
        fits = m_pipe->write(std::span<const int16_t, frame>(m_rest.data() + at, frame)) && fits;
    m_rest.erase(m_rest.begin(), m_rest.begin() + ptrdiff_t(at));
    return fits;
}

void PipeEnd::flush()
{
    m_rest.clear();
    m_pipe->flush();
}

void PipeEnd::readFrames()
{
    m_pipe->acknowledge();
    SoundFrame frame;
    const auto alive = m_alive.token();
    while (!alive.expired() && m_pipe->read(frame))
        hear(frame);
}

} // namespace telephony::softswitch
