// SPDX-License-Identifier: GPL-3.0-or-later
// The RTP of the last while, for whoever wants to look at it afterwards.
#include "telephony/media/mediaprivate.h"

namespace telephony::media {
namespace {
constexpr size_t mostClosed = 10'000;
}

void MediaEngine::Private::remember(const Voice &voice)
{
    const auto *stream = dynamic_cast<const Stream *>(&voice);
    if (!tape || !stream)
        return;
    if (closed.size() >= mostClosed)
        closed.pop_front();
    closed.emplace_back(voice.name, stream->taped());
}

void MediaEngine::keepRtp(size_t bytes)
{
    std::shared_ptr<RtpTape> made = bytes > 0 ? std::make_shared<RtpTape>(d->clock, bytes) : nullptr;
    if (made && !made->isOpen())
        made.reset();
    const std::lock_guard lock(d->mutex);
    if (d->stopped)
        return;
    d->tape = made;
    d->closed.clear();
    d->post([tape = std::move(made)](MediaThread &tick) mutable { tick.exchange(tape); });
}

std::function<KeptRtp()> MediaEngine::rtpOf(const QStringList &names) const
{
    const std::lock_guard lock(d->mutex);
    if (!d->tape)
        return {};
    std::vector<TapedStream> streams;
    for (const QString &name : names) {
        if (const Stream *stream = d->stream(name))
            streams.push_back(stream->taped());
    }
    for (const auto &[name, stream] : d->closed) {
        if (names.contains(name))
            streams.push_back(stream);
    }
    return [tape = d->tape, streams = std::move(streams)] { return tape->read(streams); };
}

} // namespace telephony::media
