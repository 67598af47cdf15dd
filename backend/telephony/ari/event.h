// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telephony/ari/objects.h"

namespace telephony::ari {

/// An ARI event: what it is about as that was when it happened, and the members it has besides. Most are read by the platform in
/// this process alone, so its JSON is only made for who asks. Once shared, it never changes and any thread may read it.
class Event
{
public:
    /// @param whole  an object with a `type`.
    Event(Json whole) : m_type(whole.value("type", std::string())), m_members(std::move(whole)) {}
    Event(const char *type, Channel channel) : m_type(type), m_channel(std::move(channel)) {}
    Event(const char *type, Bridge bridge) : m_type(type), m_bridge(std::move(bridge)) {}

    /// A member besides the channel and the bridge.
    Json &operator[](const char *name) { return m_members[name]; }
    void setBridge(Bridge bridge) { m_bridge = std::move(bridge); }
    void stamp(QString asteriskId, core::Timestamp at)
    {
        m_asteriskId = std::move(asteriskId);
        m_at = at;
    }

    const std::string &type() const { return m_type; }
    const QString &asteriskId() const { return m_asteriskId; }
    /// Null when the event has none, or has it among its members.
    const Channel *channel() const { return m_channel ? &*m_channel : nullptr; }
    const Bridge *bridge() const { return m_bridge ? &*m_bridge : nullptr; }
    const Json &members() const { return m_members; }

    /// The whole object, as `application` is told it; without one, nobody in particular.
    Json json(const QString &application = {}) const;

private:
    std::string m_type;
    QString m_asteriskId;
    core::Timestamp m_at;
    std::optional<Channel> m_channel;
    std::optional<Bridge> m_bridge;
    Json m_members = Json::object();
};

using SharedEvent = std::shared_ptr<const Event>;
/// What an engine tells an application.
using EventSink = std::function<void(const QString &application, const SharedEvent &event)>;

} // namespace telephony::ari
