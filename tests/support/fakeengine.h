// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"
#include "core/json.h"

#include <QHash>
#include <QSet>

/// Stands in for an Asterisk and its proxy on the bus (contract/asterisk-proxy.md): serves the group and instance queues,
/// records what it is asked, and publishes the ARI events that would follow. What a far end does is up to the test.
class FakeEngine
{
public:
    explicit FakeEngine(bus::Bus &bus, QString asteriskId = QStringLiteral("02:00:00:00:00:01"));

    struct Asked
    {
        QString queue, what; ///< `POST /ari/channels/x/answer`
        core::Json body;
    };
    struct Channel
    {
        QString state = QStringLiteral("Down");
        QString caller, exten, endpoint, playback;
        QString tech = QStringLiteral("PJSIP");
        bool inStasis = true;
    };

    /// A call from a phone arrives: ChannelCreated and StasisStart of context `call-in`. Returns the channel id.
    QString callIn(const QString &domain, const QString &from, const QString &to, const QString &state = QStringLiteral("Ring"));
    /// The far end of an outgoing channel.
    void ring(const QString &channel) { setState(channel, QStringLiteral("Ringing")); }
    void pickUp(const QString &channel) { setState(channel, QStringLiteral("Up")); }
    /// It sends sound before it answers (183 with a description).
    void sendEarlyMedia(const QString &channel);
    /// From now on the far end of this endpoint refuses as soon as it is dialled.
    void refuseDialled(const QString &endpoint, int cause) { m_dialRefusals.insert(endpoint, cause); }
    /// The far end hangs up or refuses.
    void release(const QString &channel, int cause);
    void press(const QString &channel, const QString &digit, int ms = 100);
    /// What plays on the channel has been heard.
    void finishPlayback(const QString &channel);
    /// The channel comes back from the dialplan.
    void reenter(const QString &channel);
    void emitEvent(core::Json event);
    /// A recording ends by itself: silence, a key, its duration.
    void finishRecording(const QString &name);
    /// The detector's word on the channel that went to `svc-amd`.
    void judge(const QString &listener, const QString &status);

    /// From now on requests whose method and path end with `tail` are answered with `status` and nothing happens.
    void refuse(const QString &tail, int status) { m_refused.insert(tail, status); }
    /// Only the next of them.
    void refuseOnce(const QString &tail, int status)
    {
        refuse(tail, status);
        m_refusedOnce.insert(tail);
    }
    void answerDialled(const QString &endpoint) { m_dialRefusals.remove(endpoint); }
    /// A channel disappears without a word.
    void lose(const QString &channel) { m_channels.remove(channel); }
    /// A bridge, too.
    void loseBridge(const QString &bridge) { m_bridges.remove(bridge); }
    bool hasBridge(const QString &bridge) const { return m_bridges.contains(bridge); }

    /// Methods and paths asked so far, channel and bridge ids cut out, oldest first.
    QStringList asked() const;
    /// The last request whose method and path end with `tail`; an empty `what` when there was none.
    Asked last(const QString &tail) const;
    int count(const QString &tail) const;
    void forget() { m_asked.clear(); }
    const QHash<QString, Channel> &channels() const { return m_channels; }
    /// Snoops of a channel, in the order they were made.
    QStringList snoopsOf(const QString &channel) const { return m_snoops.value(channel); }
    QStringList recordings() const { return m_recordings.keys(); }
    QStringList movedFiles() const { return m_moved; }
    /// The only channel to this endpoint; empty when there is none.
    QString channelTo(const QString &endpoint) const;

private:
    core::Task<contract::Reply> handle(QString queue, bus::Request request);
    contract::Reply onChannels(const QString &method, const QStringList &path, const core::Json &body);
    contract::Reply onBridges(const QString &method, const QStringList &path, const core::Json &body);
    contract::Reply snoop(const QString &channel, const core::Json &body);
    contract::Reply externalMedia(const core::Json &body);
    contract::Reply record(const QString &target, const core::Json &body);
    void bridgeEvent(const char *type, const QString &bridge);
    contract::Reply create(const core::Json &body);
    void channelEvent(const char *type, const QString &channel, core::Json more = core::Json::object());
    void playbackEvent(const char *type, const QString &channel);
    void setState(const QString &channel, const QString &state);
    core::Json toJson(const QString &id) const;

    bus::Bus &m_bus;
    QString m_asteriskId;
    std::vector<Asked> m_asked;
    QHash<QString, int> m_refused;
    QSet<QString> m_refusedOnce;
    QHash<QString, int> m_dialRefusals; ///< endpoint → cause
    QHash<QString, Channel> m_channels;
    QHash<QString, QString> m_bridges; ///< id → name
    QHash<QString, QStringList> m_snoops;
    QHash<QString, QString> m_recordings; ///< name → channel or bridge
    QStringList m_moved;
    std::vector<bus::Subscription> m_queues;
};
