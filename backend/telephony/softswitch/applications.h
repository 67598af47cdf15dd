// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/ari/event.h"

#include <QHash>
#include <QMap>
#include <QSet>

#include <functional>
#include <map>
#include <optional>

namespace telephony::softswitch {

/// The Stasis applications: who is connected, what each hears, and which types of events it wants. As Asterisk does it: an
/// application hears the channels it holds or made, the bridges those are in, what it subscribed to, or everything.
class Applications
{
public:
    using Sink = std::function<void(core::Json)>;

    /// The application of the platform itself: always there, hears everything, is nobody else's.
    static const QString platform;

    Applications() { m_applications[platform].all = true; }

    /// Who was connected under that name hears nothing more.
    /// @return a ticket for disconnect(); nullopt for the platform's name.
    std::optional<quint64> connect(const QString &name, bool all, Sink sink);
    void disconnect(const QString &name, quint64 ticket);
    void setPlatformSink(ari::EventSink sink) { m_platformSink = std::move(sink); }
    bool isConnected(const QString &name) const;
    bool isKnown(const QString &name) const { return m_applications.contains(name); }
    QStringList names() const { return m_applications.keys(); }
    /// Whether one besides the platform's is connected.
    bool hasOthers() const;

    /// `source`: `channel:<id>`, `bridge:<id>`, `endpoint:<tech>/<resource>` or `deviceState:<name>`. Held sources count.
    void hold(const QString &name, const QString &source);
    void release(const QString &name, const QString &source);
    void subscribe(const QString &name, const QString &source);
    /// False: it was not subscribed.
    bool unsubscribe(const QString &name, const QString &source);
    /// Who hears `source` now hears of `part`, `playback:<id>` or `recording:<name>`, until that is forgotten: it may end after them.
    void follow(const QString &part, const QString &source);
    /// The source is gone for good.
    void forget(const QString &source);

    /// `allowed` and `disallowed` are lists of `{"type": …}`. False: malformed; then nothing has changed.
    bool setFilter(const QString &name, const core::Json &filter);
    core::Json toJson(const QString &name) const;

    /// Who hears this event, by what it is about and its type.
    QStringList listeners(const ari::Event &event) const;
    bool wants(const QString &name, const std::string &type) const;
    void deliver(const QString &name, const ari::SharedEvent &event) const;

private:
    struct Application
    {
        bool all = false;
        Sink sink;
        quint64 ticket = 0;
        QSet<QString> subscribed, hears; ///< as asked for, and without realms
        QHash<QString, int> held;
        core::Json allowed = core::Json::array(), disallowed = core::Json::array();
    };
    void dropIfIdle(const QString &name);
    bool hears(const QString &name, const Application &application) const;
    bool wants(const QString &name, const Application &application, const std::string &type) const;

    QMap<QString, Application> m_applications;
    ari::EventSink m_platformSink;
    quint64 m_tickets = 0;
};

/// What an event is about, as sources: its channel, bridge, endpoint, device.
QStringList sourcesOf(const ari::Event &event);

} // namespace telephony::softswitch
