// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "enginesuite.h"
#include "telephony/softswitch/softswitch.h"

#include <QTemporaryDir>

inline EngineUnderTest softSwitch()
{
    const auto folder = std::make_shared<QTemporaryDir>();
    telephony::softswitch::Config config;
    config.asteriskId = QStringLiteral("02:00:00:00:00:01");
    config.baseDomain = QStringLiteral("voipbin.test");
    config.sipPort = 0;
    config.recordingFolder = folder->path();
    auto engine =
        std::make_unique<telephony::softswitch::SoftSwitch>(std::make_shared<core::SystemClock>(), nullptr, std::move(config));
    engine->start();
    EngineUnderTest under;
    under.engine = std::move(engine);
    under.echo = QStringLiteral("Local/s@svc-echo");
    under.sound = QStringLiteral("sound:beep");
    under.longSound = QStringLiteral("sound:music");
    under.end = [folder] {};
    return under;
}

inline QString text(const core::Json &value) { return value.is_string() ? core::fromUtf8(value) : QString(); }
inline core::Json echoTo(const EngineUnderTest &under, const char *id)
{
    return {{"endpoint", core::utf8(under.echo)},
            {"app", "voipbin"},
            {"appArgs", "context_type=call,x=1"},
            {"channelId", id},
            {"otherChannelId", std::string(id) + "-far"}};
}

/// An engine and who asks it, new for each test.
struct EngineBench
{
    EngineUnderTest under = softSwitch();
    std::unique_ptr<EngineClient> client = std::make_unique<EngineClient>(*under.engine);

    ~EngineBench()
    {
        wait(under.engine->stop());
        client.reset();
        under.engine.reset();
        under.end();
    }
    /// A channel that is up and in the application.
    bool up(const char *id)
    {
        core::Json asked = echoTo(under, id);
        return client->status("POST", QStringLiteral("/ari/channels"), asked) == 200 &&
               QTest::qWaitFor([&] { return client->has(QString::fromLatin1(id), "StasisStart"); });
    }
};
