// SPDX-License-Identifier: GPL-3.0-or-later
// The suite of the TelephonyEngine port: recordings (contract/asterisk-proxy.md §7).
#include "enginebench.h"

class EngineRecordingsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<EngineBench>();
        m_client = m_bench->client.get();
    }
    void cleanup() { m_bench.reset(); }

    void aSnoopIsRecorded()
    {
        up("c1");
        const core::Json snoop{{"app", "voipbin"}, {"spy", "in"}, {"appArgs", "context=call-record"}, {"snoopId", "s1"}};
        const auto made = m_client->ask("POST", QStringLiteral("/ari/channels/c1/snoop"), snoop);
        QCOMPARE(made.status, 200);
        QVERIFY(text(made.body["name"]).startsWith(QLatin1String("Snoop/c1-")));
        QTRY_VERIFY(m_client->has(QStringLiteral("s1"), "StasisStart"));
        const core::Json record{{"name", "call_1_in"}, {"format", "wav"},   {"maxDurationSeconds", 1},
                                {"beep", false},       {"terminateOn", ""}, {"ifExists", "fail"}};
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/s1/record"), record), 201);
        QTRY_VERIFY(m_client->has(QStringLiteral("call_1_in"), "RecordingStarted"));
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/s1/record"), record), 409);
        QCOMPARE(m_client->status("GET", QStringLiteral("/ari/recordings/live/call_1_in")), 200);
        QTRY_VERIFY(m_client->has(QStringLiteral("call_1_in"), "RecordingFinished"));
        const core::Json finished = m_client->last(QStringLiteral("call_1_in"), "RecordingFinished")["recording"];
        QCOMPARE(text(finished["state"]), QStringLiteral("done"));
        QCOMPARE(text(finished["target_uri"]), QStringLiteral("channel:s1"));
        QCOMPARE(m_client->ask("GET", QStringLiteral("/ari/recordings/stored")).body.size(), size_t(1));
        const auto copy = [&] {
            return m_client->status("POST", QStringLiteral("/ari/recordings/stored/call_1_in/copy?destinationRecordingName=two"));
        };
        QCOMPARE(copy(), 200);
        QCOMPARE(copy(), 409);
        QCOMPARE(m_client->status("DELETE", QStringLiteral("/ari/recordings/stored/call_1_in")), 204);
        QCOMPARE(m_client->status("DELETE", QStringLiteral("/ari/recordings/stored/call_1_in")), 404);
        QCOMPARE(m_client->status("DELETE", QStringLiteral("/ari/channels/c1")), 204);
        QTRY_VERIFY(m_client->has(QStringLiteral("s1"), "ChannelDestroyed"));
    }

    void aRecordingIsControlled()
    {
        up("c1");
        const auto record = [&](const char *name) {
            return m_client->status("POST", QStringLiteral("/ari/channels/c1/record"), {{"name", name}, {"format", "wav"}});
        };
        QCOMPARE(record("../evil"), 400);
        QCOMPARE(m_client->status("POST", QStringLiteral("/ari/channels/c1/record"), {{"name", "r"}, {"format", "xyz"}}), 422);
        QCOMPARE(record("r"), 201);
        QTRY_VERIFY(m_client->has(QStringLiteral("r"), "RecordingStarted"));
        const QString live = QStringLiteral("/ari/recordings/live/r");
        QCOMPARE(m_client->status("DELETE", live + QLatin1String("/pause")), 409);
        QCOMPARE(m_client->status("POST", live + QLatin1String("/pause")), 204);
        QCOMPARE(text(m_client->ask("GET", live).body["state"]), QStringLiteral("paused"));
        QCOMPARE(m_client->status("DELETE", live + QLatin1String("/pause")), 204);
        QCOMPARE(m_client->status("POST", live + QLatin1String("/mute")), 204);
        QCOMPARE(m_client->status("DELETE", live + QLatin1String("/mute")), 204);
        QCOMPARE(m_client->status("POST", live + QLatin1String("/stop")), 204);
        QTRY_VERIFY(m_client->has(QStringLiteral("r"), "RecordingFinished"));
        QCOMPARE(m_client->status("GET", QStringLiteral("/ari/recordings/stored/r")), 200);
        QCOMPARE(record("gone"), 201);
        QTRY_VERIFY(m_client->has(QStringLiteral("gone"), "RecordingStarted"));
        QCOMPARE(m_client->status("DELETE", QStringLiteral("/ari/recordings/live/gone")), 204);
        QTRY_VERIFY(m_client->has(QStringLiteral("gone"), "RecordingFinished"));
        QCOMPARE(m_client->status("GET", QStringLiteral("/ari/recordings/stored/gone")), 404);
    }

private:
    void up(const char *id) { QVERIFY(m_bench->up(id)); }

    std::unique_ptr<EngineBench> m_bench;
    EngineClient *m_client = nullptr;
};

QTEST_GUILESS_MAIN(EngineRecordingsTest)
#include "tst_enginerecordings.moc"
