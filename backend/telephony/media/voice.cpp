// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/voice.h"

#include "telephony/media/level.h"
#include "telephony/media/snoop.h"
#include "telephony/media/tones.h"

namespace telephony::media {

Voice::Voice(QString voiceName) : name(std::move(voiceName)), m_ringback{builtin(QStringLiteral("ringback"))} {}

Voice::~Voice() = default;

void Voice::attach(Snoop *snoop)
{
    snoop->target = this;
    snoop->nextOfTarget = std::exchange(m_snoops, snoop);
}

void Voice::detach(Snoop *snoop)
{
    for (Snoop **at = &m_snoops; *at; at = &(*at)->nextOfTarget) {
        if (*at == snoop) {
            *at = snoop->nextOfTarget;
            break;
        }
    }
    snoop->target = nullptr;
}

void Voice::pressed(char key, Outbox &out)
{
    recorders.key(key, out);
    if (bridge)
        bridge->recorders.key(key, out);
}

void Voice::finishAll(Outbox &out)
{
    player.finishAll(out);
    recorders.endAll(out);
    while (m_snoops)
        detach(m_snoops);
}

void Voice::listen(ReceiveBatch &batch, Outbox &out)
{
    receive(m_in, batch, out);
    if (muteIn)
        m_in.fill(0);
    gainIn.apply(m_in);
    m_levelIn = levelOf(m_in);
    smoothLevel(figures.levelIn, m_levelIn);
    if (talk.isOn()) {
        if (const auto change = talk.hear(magnitudeOf(m_in)))
            out.note(Note::What::Talking, this, nullptr, change->talking ? 1 : 0, change->durationMs);
    }
    for (Snoop *snoop = m_snoops; snoop; snoop = snoop->nextOfTarget)
        snoop->hearIn(m_in);
    for (Snoop *snoop = m_snoops; snoop; snoop = snoop->nextOfTarget)
        snoop->whisperIn(m_in);
    if (!recorders.isEmpty())
        recorders.take(m_in, out);
}

bool Voice::isSpeaking()
{
    if (bridge->isIntimate())
        return m_levelIn > silenceDb || m_snoops;
    m_hangover = m_levelIn > quietDb || m_snoops ? hangoverTicks : std::max(m_hangover - 1, 0);
    return m_hangover > 0;
}

void Voice::contribute()
{
    m_added = false;
    if (!bridge)
        return;
    if (isConnected())
        bridge->count();
    m_added = !muteInBridge && (bridge->kind == BridgeKind::Mixing || announcer) && isSpeaking();
    if (m_added)
        bridge->add(m_in);
}

/// A playback covers everything else; then what was switched on for this stream alone; then the bridge. The ringback tone
/// ends by itself when somebody else is in the bridge.
SharedFrame *Voice::fill(Frame &to, Outbox &out)
{
    to.fill(0);
    if (recorders.beepInto(to) || player.fill(to, out))
        return nullptr;
    if (m_music.on) {
        m_music.fill(to);
        return nullptr;
    }
    if (echo) {
        to = m_in;
        return nullptr;
    }
    const bool accompanied = bridge && bridge->members() > (isConnected() ? 1 : 0);
    if (ringback && !accompanied) {
        m_ringback.fill(to);
        return nullptr;
    }
    if (!bridge)
        return nullptr;
    if (m_added) {
        bridge->withoutOwn(m_in, to);
        return nullptr;
    }
    to = bridge->common().samples;
    return &bridge->common();
}

void Voice::transmit(Outbox &out)
{
    Frame frame;
    SharedFrame *shared = fill(frame, out);
    if (muteOut)
        frame.fill(0);
    gainOut.apply(frame);
    for (Snoop *snoop = m_snoops; snoop; snoop = snoop->nextOfTarget)
        snoop->hearOut(frame);
    for (Snoop *snoop = m_snoops; snoop; snoop = snoop->nextOfTarget)
        snoop->whisperOut(frame);
    smoothLevel(figures.levelOut, levelOf(frame));
    if (muteOut || !gainOut.isUnity() || m_snoops)
        shared = nullptr;
    send(frame, shared, out);
}

} // namespace telephony::media
