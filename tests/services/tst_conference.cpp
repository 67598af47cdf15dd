// SPDX-License-Identifier: GPL-3.0-or-later
// conference-manager on call-manager: callers of one number meet in one room (contract/media-services.md A).
#include "callbench.h"
#include "services/conference/service.h"

#include <QtTest>

using core::Json;

class ConferenceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m = std::make_unique<CallBench>();
        m_service = std::make_unique<services::conference::Service>(m->bus, m->db, m->clock);
        wait(m_service->start());
        m_events = std::make_unique<EventLog>(m->bus, contract::eventExchange(contract::service::conference));
        m_id = textOf(bodyOf(ask("POST", QStringLiteral("/v1/conferences"),
                                 Json{{"customer_id", core::utf8(m->customer)}, {"type", "conference"}, {"name", "Lab"}})),
                      "id");
        m->makeNumber(QStringLiteral("+899123456789"),
                      QStringLiteral(R"([{"type": "answer"}, {"type": "conference_join", "option": {"conference_id": "%1"}}])")
                          .arg(m_id)
                          .toLatin1()
                          .constData());
    }
    void cleanup()
    {
        m->settle();
        m_events.reset();
        m_service.reset();
        m.reset();
    }

    void callersMeetInOneRoom()
    {
        const QString a = join(), b = join(), c = join();
        const Json conference = get();
        QCOMPARE(textOf(conference, "status"), QStringLiteral("progressing"));
        QCOMPARE(conference["conferencecall_ids"].size(), size_t(3));
        const Json room = bodyOf(m->ask("GET", QLatin1String("/v1/confbridges/") + textOf(conference, "confbridge_id")));
        QCOMPARE(room["channel_call_ids"].size(), size_t(3));
        QCOMPARE(textOf(room, "reference_type"), QStringLiteral("conference"));
        QCOMPARE(m_events->count(QStringLiteral("conferencecall_joined")), 3);
        m->engine.release(b, 16);
        m->settle();
        QCOMPARE(get()["conferencecall_ids"].size(), size_t(2));
        QCOMPARE(m_events->count(QStringLiteral("conferencecall_leaved")), 1);
        m->engine.release(a, 16);
        m->engine.release(c, 16);
        m->settle();
        QVERIFY(!get().contains("conferencecall_ids"));
        join(); // the room waits for the next one
        QCOMPARE(get()["conferencecall_ids"].size(), size_t(1));
    }

    void aConferenceOutlivesItsRoom()
    {
        join();
        const QString room = textOf(get(), "confbridge_id");
        QCOMPARE(m->ask("POST", QStringLiteral("/v1/confbridges/%1/terminate").arg(room)).statusCode, 200);
        m->settle();
        const Json after = get();
        QCOMPARE(textOf(after, "status"), QStringLiteral("progressing"));
        QVERIFY(textOf(after, "confbridge_id") != room);
        QVERIFY(!after.contains("conferencecall_ids"));
        QCOMPARE(m_events->count(QStringLiteral("conferencecall_leaved")), 1);
        join();
        QCOMPARE(get()["conferencecall_ids"].size(), size_t(1));
    }

    void aKickedCallerGoesOnInItsFlow()
    {
        const QString channel = join();
        const Json conference = get();
        const QString caller = core::fromUtf8(conference["conferencecall_ids"][0].get<std::string>());
        ask("DELETE", QLatin1String("/v1/conferencecalls/") + caller);
        m->settle();
        QCOMPARE(textOf(bodyOf(ask("GET", QLatin1String("/v1/conferencecalls/") + caller)), "status"), QStringLiteral("leaved"));
        QCOMPARE(textOf(m->callOfChannel(channel), "status"), QStringLiteral("hangup")); // nothing follows
    }

    void deletingEndsItForEverybody()
    {
        join();
        join();
        QCOMPARE(ask("DELETE", QLatin1String("/v1/conferences/") + m_id).statusCode, 200);
        m->settle();
        const Json conference = get();
        QCOMPARE(textOf(conference, "status"), QStringLiteral("terminated"));
        QVERIFY(!conference["tm_delete"].is_null() && !conference["tm_end"].is_null());
        QCOMPARE(m->calls->liveCalls(), 0);
        QCOMPARE(textOf(bodyOf(m->ask("GET", QLatin1String("/v1/confbridges/") + textOf(conference, "confbridge_id"))), "status"),
                 QStringLiteral("terminated"));
        const QString late = m->phoneCalls(QStringLiteral("+899123456789"));
        QCOMPARE(textOf(m->callOfChannel(late), "status"), QStringLiteral("hangup"));
    }

    void anEmptyConferenceEndsAtOnce()
    {
        QCOMPARE(ask("POST", QStringLiteral("/v1/conferences/%1/stop").arg(m_id)).statusCode, 200);
        m->settle();
        QCOMPARE(textOf(get(), "status"), QStringLiteral("terminated"));
    }

    void endsAfterItsTimeout()
    {
        ask("PUT", QLatin1String("/v1/conferences/") + m_id, Json{{"timeout", 60}});
        m->advance(core::Millis(59'000));
        QCOMPARE(textOf(get(), "status"), QStringLiteral("progressing"));
        m->advance(core::Millis(2000));
        QCOMPARE(textOf(get(), "status"), QStringLiteral("terminated"));
    }

    void aShortTimeoutIsADay()
    {
        const Json changed = bodyOf(ask("PUT", QLatin1String("/v1/conferences/") + m_id, Json{{"timeout", 5}}));
        QCOMPARE(changed["timeout"].get<int>(), 86'400);
    }

    void recordsTheRoom()
    {
        join();
        const QString path = QLatin1String("/v1/conferences/") + m_id;
        const Json started = bodyOf(ask("POST", path + QLatin1String("/recording_start"), Json{{"format", "wav"}}));
        QVERIFY(!core::parseId(textOf(started, "recording_id")).isNull());
        m->settle();
        QCOMPARE(m->engine.recordings().size(), 1);
        QCOMPARE(ask("POST", path + QLatin1String("/recording_start"), Json{{"format", "wav"}}).statusCode, 400);
        QCOMPARE(ask("POST", path + QLatin1String("/recording_stop")).statusCode, 200);
        m->settle();
        QVERIFY(m->engine.recordings().isEmpty());
        QCOMPARE(ask("POST", path + QLatin1String("/recording_stop")).statusCode, 400);
    }

    void unknownOnesAreMissing()
    {
        QCOMPARE(reasonOf(ask("GET", QStringLiteral("/v1/conferences/6a1b2c3d-0000-4000-8000-000000000000"))),
                 QStringLiteral("CONFERENCE_NOT_FOUND"));
        QCOMPARE(reasonOf(ask("GET", QStringLiteral("/v1/conferencecalls/6a1b2c3d-0000-4000-8000-000000000000"))),
                 QStringLiteral("CONFERENCECALL_NOT_FOUND"));
    }

private:
    contract::Reply ask(const char *method, const QString &uri, contract::Payload body = {})
    {
        return m->ServiceBench::ask(contract::service::conference, method, uri, std::move(body));
    }
    Json get() { return bodyOf(ask("GET", QLatin1String("/v1/conferences/") + m_id)); }
    QString join() { return m->phoneCalls(QStringLiteral("+899123456789")); }

    std::unique_ptr<CallBench> m;
    std::unique_ptr<services::conference::Service> m_service;
    std::unique_ptr<EventLog> m_events;
    QString m_id;
};

QTEST_GUILESS_MAIN(ConferenceTest)
#include "tst_conference.moc"
