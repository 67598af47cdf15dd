// SPDX-License-Identifier: GPL-3.0-or-later
// What is said and played into a room: once, to its bridge. call-manager has no route for that, the engine has
// (contract/asterisk-proxy.md §7, row 7).
#include "clients/businessclients.h"
#include "clients/engineclient.h"
#include "ui/common/ask.h"
#include "ui/common/callrequests.h"
#include "ui/docks/confbridges/confbridgesdock.h"

namespace ui {

core::Task<QString> engineOfRoom(Host *host, QString channelId)
{
    clients::CallClient calls(host->bus(), contract::service::window);
    const contract::Channel channel = co_await calls.channel(channelId);
    co_return QString(channel.asteriskId);
}

namespace {
core::Task<void> playIntoRoom(Host *host, QString channelId, QString bridgeId, QString playbackId, QString source)
{
    QString asteriskId = co_await engineOfRoom(host, channelId);
    clients::EngineClient engine(host->bus(), contract::service::window);
    QStringList media{QLatin1String("sound:") + source};
    co_await engine.playToBridge(asteriskId, bridgeId, playbackId, media);
}

core::Task<void> playSourceIntoRoom(Host *host, QString channelId, QString bridgeId, QString playbackId, QString source)
{
    QString playable = co_await callrequest::playableOf(host, source);
    co_await playIntoRoom(host, channelId, bridgeId, playbackId, playable);
}

core::Task<void> sayIntoRoom(Host *host, QUuid callId, QString channelId, QString bridgeId, QString playbackId, QString text)
{
    contract::SpeechCreate speech;
    speech.callId = callId;
    speech.text = text;
    speech.language = QStringLiteral("en-US");
    clients::TtsClient tts(host->bus(), contract::service::window);
    const contract::Speech made = co_await tts.speech(speech);
    QString source = made.mediaFilepath;
    co_await playIntoRoom(host, channelId, bridgeId, playbackId, source);
}

core::Task<void> stopInRoom(Host *host, QString channelId, QString playbackId)
{
    QString asteriskId = co_await engineOfRoom(host, channelId);
    clients::EngineClient engine(host->bus(), contract::service::window);
    co_await engine.stopPlayback(asteriskId, playbackId);
}
} // namespace

/// The window hears no event of the engine, so it asks.
core::Task<void> ConfbridgesDock::lookWhetherPlaying(QUuid room, QString channelId, QString playbackId)
{
    const auto alive = m_alive.token();
    bool isPlaying = false;
    try {
        QString asteriskId = co_await engineOfRoom(&m_host, channelId);
        clients::EngineClient engine(m_host.bus(), contract::service::window);
        isPlaying = co_await engine.isPlaying(asteriskId, playbackId);
    } catch (const core::Error &error) {
        isPlaying = error.code() == core::Errc::DeadlineExceeded; // else what it was to be asked by has gone
    }
    if (!alive.lock() || isPlaying || m_playing.value(room) != playbackId)
        co_return;
    m_playing.remove(room);
    updateTimers();
    m_commands.refresh();
}

core::Task<void> ConfbridgesDock::playOn(QUuid room, QString playbackId, core::Task<void> begun)
{
    const auto alive = m_alive.token();
    co_await std::move(begun);
    if (!alive.lock())
        co_return;
    m_playing[room] = playbackId;
    updateTimers();
    m_commands.refresh();
}

void ConfbridgesDock::say()
{
    const QUuid id = currentRoom();
    const RoomsModel::Room *room = m_model->room(id);
    const int count = room ? int(room->members.size()) : 0;
    const QString text = ask(this, {tr("Say a text into the room, to %Ln participant(s)", nullptr, count),
                                    tr("Text"),
                                    tr("Say to the room"),
                                    tr("Good morning."),
                                    {}});
    room = m_model->room(id); // people may have left meanwhile
    if (text.isEmpty() || !room || room->members.empty())
        return;
    const RoomsModel::Member &first = room->members.front();
    const QString playback = core::toText(core::newId());
    m_tasks.act(tr("Say failed."),
                playOn(id, playback, sayIntoRoom(&m_host, first.call, first.channel, room->confbridge.bridgeId, playback, text)));
}

void ConfbridgesDock::play()
{
    const QUuid id = currentRoom();
    const RoomsModel::Room *room = m_model->room(id);
    const int count = room ? int(room->members.size()) : 0;
    const QString source = ask(this, {tr("Play a sound into the room, to %Ln participant(s)", nullptr, count),
                                      tr("File or address"),
                                      tr("Play to the room"),
                                      tr("https://… or a sound file"),
                                      {},
                                      true});
    room = m_model->room(id);
    if (source.isEmpty() || !room || room->members.empty())
        return;
    const QString playback = core::toText(core::newId());
    const QString channel = room->members.front().channel;
    m_tasks.act(tr("Play failed."),
                playOn(id, playback, playSourceIntoRoom(&m_host, channel, room->confbridge.bridgeId, playback, source)));
}

void ConfbridgesDock::stopPlaying()
{
    const QString playback = m_playing.take(currentRoom());
    const RoomsModel::Room *room = m_model->room(currentRoom());
    if (room && !room->members.empty() && !playback.isEmpty())
        m_tasks.act(tr("Stop failed."), stopInRoom(&m_host, room->members.front().channel, playback));
}

} // namespace ui
