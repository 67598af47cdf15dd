// SPDX-License-Identifier: GPL-3.0-or-later
// The routes of flow-manager (contract/flow-manager.md §2 to §5) and what they refuse.
#include "flowbench.h"

#include <QtTest>

using core::Json;

namespace {
const QString unknown = QStringLiteral("6a1b2c3d-0000-4000-8000-000000000000");
const QByteArray twoActions = R"([{"type": "answer"}, {"id": "a2", "type": "play", "option": {"stream_urls": ["x"]}}])";

QByteArray text(const Json &json) { return QByteArray::fromStdString(json.dump()); }

QStringList idsOf(const contract::Reply &reply)
{
    QStringList ids;
    for (const Json &row : bodyOf(reply))
        ids += textOf(row, "id");
    return ids;
}
} // namespace

class FlowTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m = std::make_unique<FlowBench>(); }
    void cleanup() { m.reset(); }

    void refuses_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("uri");
        QTest::addColumn<QByteArray>("body"); // empty: none is sent
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("reason"); // empty: no body at all
        const auto row = [](const char *name, const char *method, const char *uri, const char *body, int status,
                            const char *reason) {
            QTest::newRow(name) << QString::fromLatin1(method) << QString::fromLatin1(uri).replace(QLatin1String("ID"), unknown)
                                << QByteArray(body) << status << QString::fromLatin1(reason);
        };
        row("unknown route", "GET", "/v1/nothing", "", 404, "");
        row("unknown method", "PUT", "/v1/activeflows/ID/stop", "", 404, "");
        row("a list without its question mark", "GET", "/v1/flows", "", 404, "");
        row("an upper-case id", "GET", "/v1/flows/6A1B2C3D-0000-4000-8000-000000000000", "", 404, "");
        row("a query where none belongs", "GET", "/v1/flows/ID?x=1", "", 404, "");
        row("another path before /v1", "GET", "/x/v1/flows/ID", "", 404, "");
        row("flow: get", "GET", "/v1/flows/ID", "", 404, "FLOW_NOT_FOUND");
        row("flow: replace", "PUT", "/v1/flows/ID", R"({"actions": []})", 404, "FLOW_NOT_FOUND");
        row("flow: delete", "DELETE", "/v1/flows/ID", "", 404, "FLOW_NOT_FOUND");
        row("flow: replace actions", "PUT", "/v1/flows/ID/actions", R"({"actions": []})", 404, "FLOW_NOT_FOUND");
        row("flow: one action", "GET", "/v1/flows/ID/actions/ID", "", 404, "FLOW_NOT_FOUND");
        row("activeflow: get", "GET", "/v1/activeflows/ID", "", 404, "ACTIVEFLOW_NOT_FOUND");
        row("activeflow: delete", "DELETE", "/v1/activeflows/ID", "", 404, "ACTIVEFLOW_NOT_FOUND");
        row("activeflow: next", "GET", "/v1/activeflows/ID/next", R"({"current_action_id": "ID"})", 404, "ACTIVEFLOW_NOT_FOUND");
        row("activeflow: stop", "POST", "/v1/activeflows/ID/stop", "", 404, "ACTIVEFLOW_NOT_FOUND");
        row("activeflow: continue", "POST", "/v1/activeflows/ID/continue", "{}", 404, "ACTIVEFLOW_NOT_FOUND");
        row("activeflow: forward", "PUT", "/v1/activeflows/ID/forward_action_id", "{}", 404, "ACTIVEFLOW_NOT_FOUND");
        row("activeflow: push", "POST", "/v1/activeflows/ID/push_actions", "{}", 404, "ACTIVEFLOW_NOT_FOUND");
        row("activeflow: add", "POST", "/v1/activeflows/ID/add_actions", "{}", 404, "ACTIVEFLOW_NOT_FOUND");
        row("activeflow: service stop", "POST", "/v1/activeflows/ID/service_stop", "{}", 404, "ACTIVEFLOW_NOT_FOUND");
        row("variables: get", "GET", "/v1/variables/ID", "", 400, "VARIABLE_NOT_FOUND");
        row("variables: set", "POST", "/v1/variables/ID/variables", R"({"variables": {"a": "b"}})", 400, "VARIABLE_NOT_FOUND");
        row("variables: remove", "DELETE", "/v1/variables/ID/variables/a", "", 400, "VARIABLE_NOT_FOUND");
        row("variables: substitute", "POST", "/v1/variables/ID/substitute", R"({"data": "x"})", 400, "VARIABLE_NOT_FOUND");
        row("create without a body", "POST", "/v1/flows", "", 400, "BODY_MISSING");
        row("create with a list", "POST", "/v1/flows", "[]", 400, "INVALID_BODY");
        row("create with text that is no object", "POST", "/v1/flows", "\"{\"", 400, "INVALID_BODY");
        row("create with a malformed id", "POST", "/v1/flows", R"({"customer_id": "12"})", 400, "INVALID_BODY");
        row("create with a number for a name", "POST", "/v1/flows", R"({"name": 7})", 400, "INVALID_BODY");
        row("create with a text for persist", "POST", "/v1/flows", R"({"persist": "true"})", 400, "INVALID_BODY");
        row("create with an object for actions", "POST", "/v1/flows", R"({"actions": {}})", 400, "INVALID_BODY");
        row("action of no type", "POST", "/v1/flows", R"({"actions": [{}]})", 400, "INVALID_ACTION_TYPE");
        row("action of an unknown type", "POST", "/v1/flows", R"({"actions": [{"type": "dance"}]})", 400, "INVALID_ACTION_TYPE");
        row("action empty is not accepted", "POST", "/v1/flows", R"({"actions": [{"type": "empty"}]})", 400,
            "INVALID_ACTION_TYPE");
        row("anonymous maybe", "POST", "/v1/flows", R"({"actions": [{"type": "connect", "option": {"anonymous": "maybe"}}]})",
            400, "INVALID_ANONYMOUS_VALUE");
        row("pushing an unknown type", "POST", "/v1/activeflows/ID/push_actions", R"({"actions": [{"type": "dance"}]})", 400,
            "INVALID_ACTION_TYPE");
        row("next without a body", "GET", "/v1/activeflows/ID/next", "", 400, "BODY_MISSING");
        row("activeflow of a flow that is not there", "POST", "/v1/activeflows",
            R"({"flow_id": "6a1b2c3d-0000-4000-8000-000000000000"})", 404, "FLOW_NOT_FOUND");
        row("variables that are no texts", "POST", "/v1/activeflows", R"({"variables": {"a": 1}})", 400, "INVALID_BODY");
        row("a page token that is no time", "GET", "/v1/flows?page_size=1&page_token=yesterday", "", 400, "INVALID_FILTER");
        row("a filter with a malformed id", "GET", "/v1/flows?page_size=1", R"({"customer_id": "12"})", 400, "INVALID_FILTER");
    }
    void refuses()
    {
        QFETCH(QString, method);
        QFETCH(QString, uri);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QString, reason);
        body.replace("\"ID\"", '"' + unknown.toLatin1() + '"');
        const contract::Payload payload =
            body.isEmpty() ? contract::Payload() : contract::Payload(Json::parse(body.toStdString()));
        const contract::Reply reply = m->ask(method.toLatin1().constData(), uri, payload);
        QCOMPARE(reply.statusCode, status);
        QCOMPARE(reasonOf(reply), reason);
        QCOMPARE(reply.data.isEmpty(), reason.isEmpty());
        if (!reason.isEmpty())
            QCOMPARE(textOf(bodyOf(reply), "domain"), QStringLiteral("flow-manager"));
        m->settle();
        QVERIFY(m->events.all().empty());
    }

    void anonymousBelongsToCallsOnly()
    {
        Json body{{"actions",
                   Json::parse(
                       R"([{"type": "connect", "option": {"anonymous": "auto"}}, {"type": "call", "option": {"anonymous": null}},
                                              {"type": "talk", "option": {"anonymous": "maybe"}}])")}};
        QCOMPARE(m->ask("POST", QStringLiteral("/v1/flows"), std::move(body)).statusCode, 200);
    }

    void flowFromCreationToDeletion()
    {
        const QString id = m->makeFlow(QStringLiteral("F"), twoActions, Json{{"persist", true}, {"detail", "d"}});
        const QString uri = QLatin1String("/v1/flows/") + id;
        const Json made = bodyOf(m->ask("GET", uri));
        QCOMPARE(textOf(made, "detail"), QStringLiteral("d"));
        QVERIFY(made["persist"].get<bool>());
        QCOMPARE(textOf(made["actions"][1], "id"), m->id(QStringLiteral("a2")));
        QVERIFY(!core::parseId(textOf(made["actions"][0], "id")).isNull());
        QVERIFY(made.contains("tm_delete") && made["tm_delete"].is_null() && made["tm_update"].is_null());
        m->settle();
        QCOMPARE(text(m->events.last(QStringLiteral("flow_created"))), text(made));

        const QString action = uri + QLatin1String("/actions/") + m->id(QStringLiteral("a2"));
        QCOMPARE(textOf(bodyOf(m->ask("GET", action)), "type"), QStringLiteral("play"));
        QCOMPARE(m->ask("GET", uri + QLatin1String("/actions/") + unknown).statusCode, 404);

        Json change{{"name", "new"}, {"actions", Json::array({{{"type", "beep"}}})}};
        const Json changed = bodyOf(m->ask("PUT", uri, std::move(change)));
        QCOMPARE(textOf(changed, "name"), QStringLiteral("new"));
        QVERIFY(!changed.contains("detail")); // a full replace
        QCOMPARE(changed["actions"].size(), size_t(1));
        Json actions{{"actions", m->json(twoActions)}};
        QCOMPARE(bodyOf(m->ask("PUT", uri + QLatin1String("/actions"), std::move(actions)))["actions"].size(), size_t(2));

        const Json gone = bodyOf(m->ask("DELETE", uri));
        QVERIFY(!textOf(gone, "tm_delete").isEmpty());
        m->settle();
        const QStringList wanted{QStringLiteral("flow_created"), QStringLiteral("flow_updated"), QStringLiteral("flow_updated"),
                                 QStringLiteral("flow_deleted")};
        QCOMPARE(m->events.types(), wanted);
        QCOMPARE(text(m->events.last(QStringLiteral("flow_deleted"))), text(gone));
        QCOMPARE(text(bodyOf(m->ask("GET", uri))), text(gone));
    }

    void temporaryFlowsAreInNoList()
    {
        m->makeFlow(QStringLiteral("T"), twoActions);
        QCOMPARE(text(bodyOf(m->ask("GET", QStringLiteral("/v1/flows?page_size=10&page_token=")))), QByteArray("[]"));
    }

    void temporaryFlowsLastADay()
    {
        const QString uri = QLatin1String("/v1/flows/") + m->makeFlow(QStringLiteral("T"), twoActions);
        m->advance(std::chrono::hours(24) - core::Millis(1));
        QCOMPARE(m->ask("GET", uri).statusCode, 200);
        m->advance(core::Millis(2));
        QCOMPARE(reasonOf(m->ask("GET", uri)), QStringLiteral("FLOW_NOT_FOUND"));
    }

    void listsNewestFirst()
    {
        QStringList ids;
        for (int i = 0; i < 5; ++i)
            ids.prepend(m->makeFlow(QStringLiteral("F"), "[]", Json{{"persist", true}, {"type", i % 2 ? "queue" : "flow"}}));
        QCOMPARE(idsOf(m->ask("GET", QStringLiteral("/v1/flows?page_size=10"))), ids);
        const contract::Reply first = m->ask("GET", QStringLiteral("/v1/flows?page_size=2&page_token="));
        QCOMPARE(idsOf(first), ids.mid(0, 2));
        const QString token = textOf(bodyOf(first)[1], "tm_create");
        QCOMPARE(idsOf(m->ask("GET", QLatin1String("/v1/flows?page_size=2&page_token=") + token)), ids.mid(2, 2));
        QCOMPARE(idsOf(m->ask("GET", QStringLiteral("/v1/flows?page_size="))), QStringList());
        QCOMPARE(idsOf(m->ask("GET", QStringLiteral("/v1/flows?page_size=9"), Json{{"type", "queue"}, {"nonsense", 1}})),
                 (QStringList{ids[1], ids[3]}));
        m->ask("DELETE", QLatin1String("/v1/flows/") + ids[0]);
        QCOMPARE(idsOf(m->ask("GET", QStringLiteral("/v1/flows?page_size=9"), Json{{"deleted", false}})), ids.mid(1));
        QCOMPARE(idsOf(m->ask("GET", QStringLiteral("/v1/flows?page_size=9"), Json{{"deleted", true}})), ids.mid(0, 1));
        QCOMPARE(idsOf(m->ask("GET", QStringLiteral("/v1/flows?page_size=9&filter_deleted=false"))), ids.mid(1));
        QCOMPARE(idsOf(m->ask("GET", QStringLiteral("/v1/flows?page_size=9"), Json{{"customer_id", core::utf8(unknown)}})),
                 QStringList());
    }

    void activeflowAsItIsMade()
    {
        const QString flow = m->makeFlow(QStringLiteral("F"), twoActions);
        const QString id = m->makeActiveflow(flow, Json{{"id", core::utf8(m->id(QStringLiteral("X")))}});
        QCOMPARE(id, m->id(QStringLiteral("X")));
        const Json made = m->activeflow(id);
        QCOMPARE(textOf(made, "status"), QStringLiteral("running"));
        QCOMPARE(m->place(id), QStringLiteral("n=0 main/START"));
        QVERIFY(!made.contains("execute_count") && !made.contains("executed_actions"));
        const Json &stack = made["stack_map"][core::utf8(m->id(QStringLiteral("main")))];
        QCOMPARE(stack["actions"].size(), size_t(2));
        QCOMPARE(m->name(textOf(stack, "return_stack_id")), QStringLiteral("nil"));
        QVERIFY(made["tm_update"].is_null() && made["tm_delete"].is_null());
        m->settle();
        QCOMPARE(text(m->events.last(QStringLiteral("activeflow_created"))), text(made));

        const Json values = bodyOf(m->ask("GET", QLatin1String("/v1/variables/") + id));
        const Json wanted{{"id", core::utf8(id)},
                          {"variables",
                           {{"voipbin.activeflow.id", core::utf8(id)},
                            {"voipbin.activeflow.reference_type", "call"},
                            {"voipbin.activeflow.reference_id", core::utf8(m->id(QStringLiteral("K")))},
                            {"voipbin.activeflow.reference_activeflow_id", core::utf8(m->id(QStringLiteral("nil")))},
                            {"voipbin.activeflow.flow_id", core::utf8(flow)},
                            {"voipbin.activeflow.complete_count", "0"}}}};
        QCOMPARE(text(values), text(wanted));
    }

    void aTakenIdKeepsItsActiveflow()
    {
        const QString flow = m->makeFlow(QStringLiteral("F"), twoActions);
        const QString id = m->makeActiveflow(flow);
        m->next(id, QStringLiteral("START"));
        Json again{{"id", core::utf8(id)}, {"customer_id", core::utf8(m->customer)}, {"flow_id", core::utf8(flow)}};
        QVERIFY(!m->ask("POST", QStringLiteral("/v1/activeflows"), std::move(again)).isOk());
        QVERIFY(m->place(id).startsWith(QLatin1String("n=1 main/")));
    }

    void aFlowOfAnotherCustomerIsRefused()
    {
        const QString flow = m->makeFlow(QStringLiteral("F"), twoActions);
        Json body{{"customer_id", core::utf8(m->id(QStringLiteral("O")))}, {"flow_id", core::utf8(flow)}};
        QCOMPARE(m->ask("POST", QStringLiteral("/v1/activeflows"), std::move(body)).statusCode, 400);
    }

    void withoutAFlowTheMainFrameIsEmpty()
    {
        const QString id = m->makeActiveflow(m->id(QStringLiteral("nil")));
        QCOMPARE(textOf(bodyOf(m->next(id, QStringLiteral("START"))), "id"), m->id(QStringLiteral("FINISH")));
    }

    void deletionStopsFirstAndOnce()
    {
        const QString id = m->makeActiveflow(m->makeFlow(QStringLiteral("F"), twoActions));
        m->settle();
        m->events.clear();
        const Json gone = bodyOf(m->ask("DELETE", FlowBench::at(id)));
        QCOMPARE(textOf(gone, "status"), QStringLiteral("ended"));
        QVERIFY(!textOf(gone, "tm_delete").isEmpty());
        QCOMPARE(text(bodyOf(m->ask("DELETE", FlowBench::at(id)))), text(gone));
        QCOMPARE(text(bodyOf(m->ask("POST", FlowBench::at(id, "/stop")))), text(gone));
        m->settle();
        const QStringList wanted{QStringLiteral("activeflow_updated"), QStringLiteral("activeflow_deleted")};
        QCOMPARE(m->events.types(), wanted);
        QCOMPARE(idsOf(m->ask("GET", QStringLiteral("/v1/activeflows?page_size=9"), Json{{"deleted", false}})), QStringList());
        QCOMPARE(idsOf(m->ask("GET", QStringLiteral("/v1/activeflows?page_size=9"), Json{{"status", "ended"}})), QStringList{id});
    }

    void aDeletedCustomerTakesFlowsAndActiveflowsAlong()
    {
        const QString flow = m->makeFlow(QStringLiteral("F"), twoActions, Json{{"persist", true}});
        const QString id = m->makeActiveflow(flow);
        m->bus.publish(contract::eventExchange(contract::service::customer),
                       bus::Event{QStringLiteral("customer_deleted"), contract::service::customer,
                                  bus::Payload(Json{{"id", core::utf8(m->customer)}})});
        m->settle();
        QVERIFY(!textOf(bodyOf(m->ask("GET", QLatin1String("/v1/flows/") + flow)), "tm_delete").isEmpty());
        const Json row = m->activeflow(id);
        QCOMPARE(textOf(row, "status"), QStringLiteral("ended"));
        QVERIFY(!textOf(row, "tm_delete").isEmpty());
        QCOMPARE(m->events.count(QStringLiteral("flow_deleted")), 1);
        QCOMPARE(m->events.count(QStringLiteral("activeflow_deleted")), 1);
    }

    void variablesOutliveTheirActiveflow()
    {
        const QString id = m->makeActiveflow(m->makeFlow(QStringLiteral("F"), twoActions),
                                             Json{{"variables", {{"empty", ""}, {"name", "Жанна ✆"}}}});
        const QString uri = QLatin1String("/v1/variables/") + id;
        const QByteArray before = text(bodyOf(m->ask("GET", uri)));
        QCOMPARE(m->ask("POST", FlowBench::at(id, "/stop")).statusCode, 200);
        QCOMPARE(text(bodyOf(m->ask("GET", uri))), before);
        m->setVariable(id, QStringLiteral("name"), QStringLiteral("after"));
        QCOMPARE(m->variable(id, "name"), QStringLiteral("after"));
    }

    void everythingSurvivesARestartButVariables()
    {
        const QString id = m->makeActiveflow(m->makeFlow(QStringLiteral("F"), twoActions, Json{{"persist", true}}));
        m->next(id, QStringLiteral("START"));
        const QByteArray before = text(m->activeflow(id));
        m->flows.stop();
        services::flow::Service again(m->bus, m->db, m->clock);
        wait(again.start());
        QCOMPARE(text(m->activeflow(id)), before);
        QCOMPARE(m->ask("GET", QLatin1String("/v1/variables/") + id).statusCode, 400);
        again.stop();
    }

private:
    std::unique_ptr<FlowBench> m;
};

QTEST_GUILESS_MAIN(FlowTest)
#include "tst_flow.moc"
