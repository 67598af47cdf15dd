// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/systemclock.h"
#include "support/wait.h"
#include "telephony/engine.h"

#include <QFloat16>
#include <QTest>

#include <functional>
#include <memory>

/// One implementation of the TelephonyEngine port under its suite: what the rows need of the world around it.
struct EngineUnderTest
{
    std::unique_ptr<telephony::TelephonyEngine> engine;
    QString echo;                      ///< an endpoint that answers and echoes
    QString sound;                     ///< media that can be played and lasts under two seconds
    QString longSound;                 ///< and one that lasts longer than 20 s
    std::function<void()> end = [] {}; ///< what must be taken down besides
};

/// Asks an engine and keeps what it tells.
class EngineClient
{
public:
    explicit EngineClient(telephony::TelephonyEngine &engine) : m_engine(engine)
    {
        m_engine.setEventSink([this](const QString &application, const telephony::ari::SharedEvent &event) {
            events.push_back(event->json(application));
        });
    }
    ~EngineClient() { m_engine.setEventSink({}); }

    telephony::AriReply ask(const char *method, const QString &path, core::Json body = core::Json())
    {
        telephony::AriRequest request{QString::fromLatin1(method), path, std::move(body)};
        return wait(m_engine.request(std::move(request)));
    }
    int status(const char *method, const QString &path, core::Json body = core::Json())
    {
        return ask(method, path, std::move(body)).status;
    }

    /// The events of a channel, bridge, playback or recording so far, by type, in their order.
    QStringList told(const QString &id) const
    {
        QStringList types;
        for (const core::Json &event : events) {
            if (isAbout(event, core::utf8(id)))
                types += core::fromUtf8(event["type"]);
        }
        return types;
    }
    bool has(const QString &id, const char *type) const { return told(id).contains(QLatin1String(type)); }
    /// The last event of this type about it; null without one.
    core::Json last(const QString &id, const char *type) const
    {
        for (auto event = events.rbegin(); event != events.rend(); ++event) {
            if ((*event)["type"] == type && isAbout(*event, core::utf8(id)))
                return *event;
        }
        return {};
    }

    std::vector<core::Json> events;

private:
    static bool isAbout(const core::Json &event, const std::string &id)
    {
        for (const char *member : {"channel", "bridge", "playback", "peer"}) {
            if (event.contains(member) && event[member].value("id", "") == id)
                return true;
        }
        return event.contains("recording") && event["recording"].value("name", "") == id;
    }
    telephony::TelephonyEngine &m_engine;
};
