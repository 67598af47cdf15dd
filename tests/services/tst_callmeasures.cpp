// SPDX-License-Identifier: GPL-3.0-or-later
// call-manager: what it counts (contract/call-manager.md §16).
#include "callbench.h"

#include <QtTest>

using core::Json;

class CallMeasuresTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m = std::make_unique<CallBench>();
        m->openShop();
        const QString channel = m->phoneCalls();
        m->ask("GET", CallBench::at(textOf(m->callOfChannel(channel), "id")));
        m->ask("GET", CallBench::at(core::toText(core::newId())));
        m->ask("POST", CallBench::at(textOf(m->callOfChannel(channel), "id"), "/recording_start"), Json{{"format", "wav"}});
        m->settle();
        m->engine.release(channel, 16);
        m->settle();
        for (const char *name : {"reference_type=nonsense,reference_id=1", "a program's own"}) {
            const Json bridge{{"id", name}, {"name", name}, {"bridge_type", "mixing"}};
            m->engine.emitEvent(Json{{"type", "BridgeCreated"}, {"bridge", bridge}});
        }
        m->bus.publish(contract::eventExchange(contract::service::customer),
                       bus::Event{QStringLiteral("customer_frozen"), contract::service::customer,
                                  bus::Payload(Json{{"id", core::utf8(core::toText(core::newId()))}})});
        m->settle();
    }
    void cleanupTestCase()
    {
        m->settle();
        m.reset();
    }

    void counts_data()
    {
        QTest::addColumn<QString>("series");
        QTest::addColumn<double>("atLeast");
        QTest::newRow("requests by route, known or not")
            << R"(receive_request_process_time_count{method="GET",type="/v1/calls/{id}"})" << 2.0;
        QTest::newRow("lists without their query")
            << R"(receive_request_process_time_count{method="GET",type="/v1/calls"})" << 1.0;
        QTest::newRow("the engine's events among all")
            << R"(subscribe_event_process_time_count{publisher="asterisk-proxy",type="ari_event"})" << 5.0;
        QTest::newRow("events of other managers")
            << R"(subscribe_event_process_time_count{publisher="customer-manager",type="customer_frozen"})" << 1.0;
        QTest::newRow("the engine's events, labels swapped as the contract has them")
            << R"(ari_event_listen_total{asterisk_id="StasisStart",type="02:00:00:00:00:01"})" << 3.0;
        QTest::newRow("how long they take")
            << R"(ari_event_listen_process_time_count{asterisk_id="02:00:00:00:00:01",type="StasisStart"})" << 3.0;
        QTest::newRow("actions") << R"(call_action_total{type="answer"})" << 1.0;
        QTest::newRow("how long actions take") << R"(call_action_process_time_count{type="answer"})" << 1.0;
        QTest::newRow("how long actions take, in milliseconds")
            << R"(call_action_process_time_bucket{type="sleep",le="3000"})" << 1.0;
        QTest::newRow("bridges made") << R"(bridge_create_total{reference_type="call"})" << 1.0;
        QTest::newRow("bridges of others") << R"(bridge_create_total{reference_type="unknown"})" << 2.0;
        QTest::newRow("bridges ended") << R"(bridge_destroy_total{reference_type="call"})" << 1.0;
        QTest::newRow("calls") << R"(call_create_total{direction="incoming",type="flow"})" << 1.0;
        QTest::newRow("calls that have ended") << R"(call_hangup_total{direction="incoming",reason="normal",type="flow"})" << 1.0;
        QTest::newRow("recordings") << R"(recording_end_total{reference_type="call"})" << 1.0;
    }
    void counts()
    {
        QFETCH(QString, series);
        const QByteArray wanted = "call_manager_" + series.toLatin1() + ' ';
        const QList<QByteArray> lines = m->metrics.text().split('\n');
        const auto line = std::find_if(lines.begin(), lines.end(), [&](const QByteArray &one) { return one.startsWith(wanted); });
        QVERIFY2(line != lines.end(), wanted.constData());
        QFETCH(double, atLeast);
        QVERIFY2(line->mid(wanted.size()).toDouble() >= atLeast, line->constData());
    }

    void strangersDoNotFillTheMemory()
    {
        for (int i = 0; i < 2000; ++i)
            m->engine.emitEvent(Json{{"type", "Nonsense" + std::to_string(i)}});
        m->settle();
        const QByteArray text = m->metrics.text();
        QVERIFY(text.count("ari_event_listen_total{") < 1000);
        QVERIFY(text.contains(R"(ari_event_listen_total{asterisk_id="other",type="other"})"));
    }

private:
    std::unique_ptr<CallBench> m;
};

QTEST_GUILESS_MAIN(CallMeasuresTest)
#include "tst_callmeasures.moc"
