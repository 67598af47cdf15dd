// SPDX-License-Identifier: GPL-3.0-or-later
// The actions that flow-manager runs itself, and variables (contract/flow-manager.md §6.6 to §8, worked example 2).
#include "flowbench.h"

#include "core/log.h"

#include <QScopeGuard>

#include <QtTest>

using core::Json;

namespace {
std::string str(const QString &value) { return core::utf8(value); }

/// A flow that goes to `y1` when the condition holds and to `n1` when it does not.
QByteArray conditional(const char *type, const char *option)
{
    Json condition{{"id", "c1"}, {"type", type}, {"option", Json::parse(option)}};
    condition["option"]["false_target_id"] = "n1";
    return QByteArray::fromStdString(
        Json::array({condition, {{"id", "y1"}, {"type", "play"}}, {{"id", "n1"}, {"type", "hangup"}}}).dump());
}

/// call-manager as a double: records what it is asked, answers what a test wants.
struct CallManager
{
    explicit CallManager(bus::Bus &bus)
        : subscription(bus.serve(
              contract::requestQueue(contract::service::call), [this](bus::Request request) -> core::Task<contract::Reply> {
                  asked += request.method + QLatin1Char(' ') + request.uri;
                  bodies.push_back(request.data.toJson());
                  const QString path = request.uri;
                  const contract::Reply reply =
                      answers.contains(path) ? contract::Reply::ok(answers.value(path)) : contract::Reply::status(404);
                  co_return reply;
              }))
    {
    }
    QStringList asked;
    std::vector<Json> bodies;
    QHash<QString, Json> answers;
    bus::Subscription subscription;
};
} // namespace

class FlowActionsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m = std::make_unique<FlowBench>(); }
    void cleanup() { m.reset(); }

    void substitutes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("a name") << "hello ${name}!" << "hello Ann!";
        QTest::newRow("two names side by side") << "${name}${name}" << "AnnAnn";
        QTest::newRow("an unknown name is empty") << "<${nobody}>" << "<>";
        QTest::newRow("the empty name is empty") << "<${}>" << "<>";
        QTest::newRow("no trimming") << "<${ name }>" << "<>";
        QTest::newRow("values are not expanded again") << "${loop}" << "${name}";
        QTest::newRow("no nesting: the first closing brace ends it") << "${a${name}" << "";
        QTest::newRow("what follows an inner one stays") << "${x${name}}" << "}";
        QTest::newRow("an open one stays") << "${name" << "${name";
        QTest::newRow("a line end breaks it") << "${na\nme} ${name}" << "${na\nme} Ann";
        QTest::newRow("a dollar alone") << "$ {name} $name" << "$ {name} $name";
        QTest::newRow("other letters") << "${ключ} ✓" << "значение ✓";
        QTest::newRow("a system name") << "${voipbin.activeflow.reference_type}" << "call";
        QTest::newRow("no text") << "" << "";
    }
    void substitutes()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const QString id = activeflowOf("[]");
        m->setVariable(id, QStringLiteral("name"), QStringLiteral("Ann"));
        m->setVariable(id, QStringLiteral("ключ"), QStringLiteral("значение"));
        m->setVariable(id, QStringLiteral("dollar"), QStringLiteral("$"));
        m->setVariable(id, QStringLiteral("loop"), QStringLiteral("${dollar}{name}"));
        const Json reply =
            bodyOf(m->ask("POST", QStringLiteral("/v1/variables/%1/substitute").arg(id), Json{{"data", str(text)}}));
        QCOMPARE(textOf(reply, "data"), expected);
    }

    void substitutesEveryTextOfAnOptionAndNothingElse()
    {
        const QString id = activeflowOf(R"([{"id": "a1", "type": "play", "option":
            {"stream_urls": ["sound:x/${n}", 7, null, true], "${n}": "${n}", "deep": {"list": [{"t": "${n}"}]}, "number": 7, "flag": true}}])");
        m->setVariable(id, QStringLiteral("n"), QStringLiteral("seven"));
        const Json option = bodyOf(m->next(id, QStringLiteral("START")))["option"];
        const Json wanted = Json::parse(
            R"({"stream_urls": ["sound:x/seven", 7, null, true], "${n}": "seven", "deep": {"list": [{"t": "seven"}]}, "number": 7, "flag": true})");
        QCOMPARE(core::fromUtf8(option.dump()), core::fromUtf8(wanted.dump()));
        const Json stored = m->activeflow(id)["stack_map"][str(m->id(QStringLiteral("main")))]["actions"][0]["option"];
        QCOMPARE(textOf(stored, "${n}"), QStringLiteral("${n}")); // loops substitute again
    }

    void variablesAreSetSubstitutedAndRemoved()
    {
        const QString id = activeflowOf("[]");
        const QString uri = QStringLiteral("/v1/variables/%1/variables").arg(id);
        m->setVariable(id, QStringLiteral("digits"), QStringLiteral("1"));
        m->setVariable(id, QStringLiteral("digits"), QStringLiteral("${digits}2"));
        m->setVariable(id, QStringLiteral("${digits}"), QStringLiteral("x"));
        QCOMPARE(m->variable(id, "digits"), QStringLiteral("12"));
        QCOMPARE(m->variable(id, "${digits}"), QStringLiteral("x"));
        const contract::Reply removed = m->ask("DELETE", uri + QLatin1String("/%24%7Bdigits%7D"));
        QCOMPARE(removed.statusCode, 200);
        QVERIFY(removed.data.isEmpty());
        QCOMPARE(m->ask("DELETE", uri + QLatin1String("/absent")).statusCode, 200);
        QVERIFY(!bodyOf(m->ask("GET", QLatin1String("/v1/variables/") + id))["variables"].contains("${digits}"));
        QCOMPARE(m->ask("POST", uri, Json{{"variables", {{"a", 1}}}}).statusCode, 400);
    }

    void injectsVariablesWithinLimits_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("kept");
        QTest::newRow("100 keys") << "keys 100" << 100;
        QTest::newRow("101 keys drop all") << "keys 101" << 0;
        QTest::newRow("a value of 32 KiB") << "value 32768" << 1;
        QTest::newRow("a value above 32 KiB drops all") << "value 32769" << 0;
        QTest::newRow("bytes count, not letters") << "letters 16385" << 0;
        QTest::newRow("above 64 KiB together drops all") << "many 1400" << 0;
        QTest::newRow("reserved and empty names are dropped alone") << "reserved" << 1;
    }
    void injectsVariablesWithinLimits()
    {
        QFETCH(QString, kind);
        QFETCH(int, kept);
        const int size = kind.section(QLatin1Char(' '), 1).toInt();
        Json variables = Json::object();
        if (kind.startsWith(QLatin1String("keys"))) {
            for (int i = 0; i < size; ++i)
                variables["k" + std::to_string(i)] = "v";
        } else if (kind.startsWith(QLatin1String("value"))) {
            variables["k"] = std::string(size_t(size), 'x');
        } else if (kind.startsWith(QLatin1String("letters"))) {
            variables["k"] = str(QString(size, QChar(0x416)));
        } else if (kind.startsWith(QLatin1String("many"))) {
            for (int i = 0; i < 50; ++i)
                variables["k" + std::to_string(i)] = std::string(size_t(size), 'x');
        } else {
            variables = Json{{" k ", "v"}, {"", "v"}, {"  ", "v"}, {"VoIPbin.call.id", "v"}};
        }
        const QString id = m->makeActiveflow(m->id(QStringLiteral("nil")), Json{{"variables", variables}});
        int found = 0;
        const Json record = bodyOf(m->ask("GET", QLatin1String("/v1/variables/") + id));
        for (const auto &[key, value] : record["variables"].items())
            found += key.starts_with("k");
        QCOMPARE(found, kept);
        QCOMPARE(int(record["variables"].size()), kept + 6);
    }

    void conditions_data()
    {
        QTest::addColumn<QByteArray>("flow");
        QTest::addColumn<bool>("holds");
        const auto variable = [](const char *name, const char *option, bool holds) {
            QTest::newRow(name) << conditional("condition_variable", option) << holds;
        };
        variable("texts equal", R"({"condition": "==", "variable": "${v}", "value_type": "string", "value_string": "17"})", true);
        variable("texts differ", R"({"condition": "!=", "variable": "${v}", "value_type": "string", "value_string": "17"})",
                 false);
        variable("texts by order of letters",
                 R"({"condition": "<", "variable": "${v}", "value_type": "string", "value_string": "9"})", true);
        variable("numbers by value", R"({"condition": "<", "variable": "${v}", "value_type": "number", "value_number": 9})",
                 false);
        variable("numbers with a fraction",
                 R"({"condition": ">", "variable": "${v}", "value_type": "number", "value_number": 16.5})", true);
        variable("no number is false", R"({"condition": "!=", "variable": "abc", "value_type": "number", "value_number": 1})",
                 false);
        variable("length in bytes", R"({"condition": "==", "variable": "Жx", "value_type": "length", "value_length": 3})", true);
        variable("length at most", R"({"condition": "<=", "variable": "${v}", "value_type": "length", "value_length": 1})",
                 false);
        variable("an unknown type is false", R"({"condition": "==", "variable": "", "value_type": "colour"})", false);
        variable("no type is false", R"({"condition": "==", "variable": "a", "value_string": "a"})", false);
        variable("an unknown condition is false",
                 R"({"condition": "~", "variable": "a", "value_type": "string", "value_string": "a"})", false);
        // the clock stands at 2026-01-01 00:00, a Thursday
        const auto date = [](const char *name, const char *option, bool holds) {
            QTest::newRow(name) << conditional("condition_datetime", option) << holds;
        };
        date("midnight: hour and minute are tested though absent", R"({"condition": "=="})", true);
        date("a weekday of the list", R"({"condition": "==", "weekdays": [4], "hour": -1, "minute": -1})", true);
        date("not a weekday of the list", R"({"condition": "==", "weekdays": [0, 5], "hour": -1, "minute": -1})", false);
        date("the option stands left: 9 > 0", R"({"condition": ">", "hour": 9, "minute": -1})", true);
        date("month and day", R"({"condition": "==", "month": 1, "day": 1, "hour": -1, "minute": -1})", true);
        date("another month", R"({"condition": "==", "month": 2, "hour": -1, "minute": -1})", false);
        date("all must hold", R"({"condition": ">=", "month": 2, "day": 1, "hour": 0, "minute": -1})", true);
    }
    void conditions()
    {
        QFETCH(QByteArray, flow);
        QFETCH(bool, holds);
        const QString id = activeflowOf(flow);
        m->setVariable(id, QStringLiteral("v"), QStringLiteral("17"));
        const QString next = m->name(textOf(bodyOf(m->next(id, QStringLiteral("START"))), "id"));
        QCOMPARE(next, QString::fromLatin1(holds ? "y1" : "n1"));
    }

    void conditionsOnTheCall_data()
    {
        QTest::addColumn<QByteArray>("flow");
        QTest::addColumn<bool>("holds");
        QTest::newRow("as many digits") << conditional("condition_call_digits", R"({"length": 3})") << true;
        QTest::newRow("fewer digits") << conditional("condition_call_digits", R"({"length": 4})") << false;
        QTest::newRow("the key is among them") << conditional("condition_call_digits", R"({"key": "2"})") << true;
        QTest::newRow("neither length nor key") << conditional("condition_call_digits", "{}") << false;
        QTest::newRow("the status") << conditional("condition_call_status", R"({"status": "progressing"})") << true;
        QTest::newRow("another status") << conditional("condition_call_status", R"({"status": "ringing"})") << false;
    }
    void conditionsOnTheCall()
    {
        QFETCH(QByteArray, flow);
        QFETCH(bool, holds);
        CallManager calls(m->bus);
        const QString call = QLatin1String("/v1/calls/") + m->id(QStringLiteral("K"));
        calls.answers[call] = Json{{"status", "progressing"}};
        calls.answers[call + QLatin1String("/digits")] = Json{{"digits", "123"}};
        const QString next = m->name(textOf(bodyOf(m->next(activeflowOf(flow), QStringLiteral("START"))), "id"));
        QCOMPARE(next, QString::fromLatin1(holds ? "y1" : "n1"));
        QCOMPARE(calls.asked.size(), 1);
    }

    void aConditionWithoutItsFalseTargetIsFatal()
    {
        const QString id = activeflowOf(R"([{"id": "a1", "type": "condition_variable", "option": {"value_type": "colour"}}])");
        QCOMPARE(m->next(id, QStringLiteral("START")).statusCode, 400);
        QCOMPARE(textOf(m->activeflow(id), "status"), QStringLiteral("ended"));
    }

    void referenceDataIsReadLiveAndAStoredOneWins()
    {
        CallManager calls(m->bus);
        calls.answers[QLatin1String("/v1/calls/") + m->id(QStringLiteral("K"))] =
            Json{{"status", "ringing"}, {"id", str(m->id(QStringLiteral("K")))}};
        const QString id = activeflowOf("[]");
        const QString uri = QStringLiteral("/v1/variables/%1/substitute").arg(id);
        const Json ask{{"data", "${voipbin.flow.reference_data}"}};
        const QString data = textOf(bodyOf(m->ask("POST", uri, Json(ask))), "data");
        QCOMPARE(textOf(core::parseJson(str(data)), "status"), QStringLiteral("ringing"));
        m->setVariable(id, QStringLiteral("voipbin.flow.reference_data"), QStringLiteral("mine"));
        QCOMPARE(textOf(bodyOf(m->ask("POST", uri, Json(ask))), "data"), QStringLiteral("mine"));
    }

    void runsInTheBackgroundAndBlocks()
    {
        const QString id = activeflowOf(
            R"([{"id": "a1", "type": "variable_set", "option": {"key": "x", "value": "1"}}, {"id": "a2", "type": "play"},
                                           {"id": "b1", "type": "block"}, {"id": "a3", "type": "variable_set", "option": {"key": "x", "value": "2"}}])",
            Json{{"reference_type", "api"}});
        const contract::Reply begun = m->ask("POST", FlowBench::at(id, "/execute"));
        QCOMPARE(begun.statusCode, 200);
        QVERIFY(begun.data.isEmpty());
        m->settle();
        QCOMPARE(m->place(id), QStringLiteral("n=3 main/b1")); // play is not for this medium
        QCOMPARE(m->variable(id, "x"), QStringLiteral("1"));
        const auto goOn = [&](const char *current) {
            return m->ask("POST", FlowBench::at(id, "/continue"),
                          Json{{"current_action_id", str(m->id(QLatin1String(current)))}});
        };
        QCOMPARE(goOn("b1").statusCode, 200);
        m->settle();
        QCOMPARE(m->variable(id, "x"), QStringLiteral("2"));
        QCOMPARE(m->place(id), QStringLiteral("n=5 main/FINISH"));
        QCOMPARE(textOf(m->activeflow(id), "status"), QStringLiteral("ended"));
        QCOMPARE(goOn("a3").statusCode, 200); // no block: nothing happens
    }

    void continuingWithAWrongIdEndsIt()
    {
        const QString id = activeflowOf(R"([{"id": "b1", "type": "block"}])", Json{{"reference_type", "api"}});
        m->ask("POST", FlowBench::at(id, "/execute"));
        m->settle();
        m->ask("POST", FlowBench::at(id, "/continue"), Json{{"current_action_id", str(m->id(QStringLiteral("a9")))}});
        m->settle();
        QCOMPARE(textOf(m->activeflow(id), "status"), QStringLiteral("ended"));
    }

    void completionFlowsFollowOneAnotherFourTimes()
    {
        const QString flow = m->makeFlow(QStringLiteral("F"),
                                         R"([{"id": "v1", "type": "variable_set", "option": {"key": "x", "value": "${x}+"}}])",
                                         Json{{"persist", true}});
        const Json change{{"name", "again"},
                          {"actions", bodyOf(m->ask("GET", QLatin1String("/v1/flows/") + flow))["actions"]},
                          {"on_complete_flow_id", str(flow)}};
        QCOMPARE(m->ask("PUT", QLatin1String("/v1/flows/") + flow, Json(change)).statusCode, 200);
        m->ask("POST", FlowBench::at(m->makeActiveflow(flow, Json{{"reference_type", "api"}}), "/execute"));
        m->settle();
        QCOMPARE(m->events.count(QStringLiteral("activeflow_created")), 5);
        const Json last = m->events.last(QStringLiteral("activeflow_created"));
        const QString id = textOf(last, "id");
        QVERIFY(!core::parseId(textOf(last, "reference_activeflow_id")).isNull());
        QCOMPARE(m->variable(id, "voipbin.activeflow.complete_count"), QStringLiteral("4"));
        QCOMPARE(m->variable(id, "x"), QStringLiteral("+++++"));
    }

    void connectAsInExample2()
    {
        CallManager calls(m->bus);
        const QString room = m->id(QStringLiteral("B"));
        calls.answers[QStringLiteral("/v1/confbridges")] = Json{{"id", str(room)}};
        calls.answers[QStringLiteral("/v1/calls")] = m->json(R"({"calls": [{"id": "L"}], "groupcalls": [{"id": "G"}]})");
        const QString id = activeflowOf(
            R"([{"id": "b1", "type": "connect", "option": {"source": {"type": "tel", "target": "+15550100"}, "relay_reason": true,
            "destinations": [{"type": "agent", "target": "G"}, {"type": "tel", "target": "+15550123"}]}}, {"id": "b2", "type": "talk"}])");
        const Json joining = bodyOf(m->next(id, QStringLiteral("START")));
        QCOMPARE(textOf(joining, "type"), QStringLiteral("confbridge_join"));
        QCOMPARE(textOf(joining["option"], "confbridge_id"), room);
        m->remember(QStringLiteral("c1"), textOf(joining, "id"));
        QCOMPARE(m->place(id), QStringLiteral("n=2 W1/c1"));

        QCOMPARE(calls.asked, (QStringList{QStringLiteral("POST /v1/confbridges"), QStringLiteral("POST /v1/calls")}));
        const Json confbridge{{"customer_id", str(m->customer)},
                              {"activeflow_id", str(id)},
                              {"reference_type", "call"},
                              {"reference_id", str(m->id(QStringLiteral("K")))},
                              {"type", "connect"}};
        QCOMPARE(core::fromUtf8(calls.bodies[0].dump()), core::fromUtf8(confbridge.dump()));
        const Json &dialing = calls.bodies[1];
        QCOMPARE(textOf(dialing, "master_call_id"), m->id(QStringLiteral("K")));
        QCOMPARE(dialing["destinations"].size(), size_t(2));
        QVERIFY(!dialing.contains("early_execution") && !dialing.contains("connect"));
        const Json legs = bodyOf(m->ask("GET", QLatin1String("/v1/flows/") + textOf(dialing, "flow_id")));
        QCOMPARE(textOf(legs["actions"][0], "type"), QStringLiteral("confbridge_join"));
        QCOMPARE(textOf(legs["actions"][0]["option"], "confbridge_id"), room);
        QCOMPARE(textOf(legs["actions"][1], "type"), QStringLiteral("hangup"));
        QVERIFY(!legs.contains("persist"));

        QCOMPARE(textOf(bodyOf(m->next(id, QStringLiteral("c1"))), "type"), QStringLiteral("talk")); // a groupcall: no relay
        QCOMPARE(m->place(id), QStringLiteral("n=3 main/b2"));
        QCOMPARE(m->name(textOf(bodyOf(m->next(id, QStringLiteral("b2"))), "id")), QStringLiteral("FINISH"));
        QCOMPARE(m->place(id), QStringLiteral("n=4 main/FINISH"));
    }

    void connectRelaysTheReasonOfItsFirstCall()
    {
        CallManager calls(m->bus);
        calls.answers[QStringLiteral("/v1/confbridges")] = Json{{"id", str(m->id(QStringLiteral("B")))}};
        calls.answers[QStringLiteral("/v1/calls")] = m->json(R"({"calls": [{"id": "L"}]})");
        const QString id = activeflowOf(
            R"([{"id": "b1", "type": "connect", "option": {"relay_reason": true, "early_media": true, "destinations": [{"type": "sip", "target": "a@b"}]}}])");
        m->remember(QStringLiteral("c1"), textOf(bodyOf(m->next(id, QStringLiteral("START"))), "id"));
        QVERIFY(calls.bodies[1]["early_execution"].get<bool>());
        const Json hangup = bodyOf(m->next(id, QStringLiteral("c1")));
        QCOMPARE(textOf(hangup, "type"), QStringLiteral("hangup"));
        QCOMPARE(textOf(hangup["option"], "reference_id"), m->id(QStringLiteral("L")));
    }

    void connectWithNobodyCalledIsFatal()
    {
        CallManager calls(m->bus);
        calls.answers[QStringLiteral("/v1/confbridges")] = Json{{"id", str(m->id(QStringLiteral("B")))}};
        calls.answers[QStringLiteral("/v1/calls")] = Json::object();
        QStringList ofCall;
        core::log::setSink([&ofCall, call = core::parseId(m->id(QStringLiteral("K")))](const core::log::Line &line) {
            if (line.callId == call)
                ofCall += QString::fromUtf8(line.text.data(), qsizetype(line.text.size()));
        });
        const auto quiet = qScopeGuard([] { core::log::setSink({}); });
        const QString id =
            activeflowOf(R"([{"id": "b1", "type": "connect", "option": {"destinations": [{"type": "line", "target": "x"}]}}])");
        QCOMPARE(m->next(id, QStringLiteral("START")).statusCode, 400);
        QCOMPARE(textOf(m->activeflow(id), "status"), QStringLiteral("ended"));
        QCOMPARE(ofCall, QStringList(QStringLiteral("the flow ends: No destination could be called.")));
    }

    void callStartsOneAndGoesOn()
    {
        CallManager calls(m->bus);
        calls.answers[QStringLiteral("/v1/calls")] = Json::object();
        const QString id = activeflowOf(
            R"([{"id": "b1", "type": "call", "option": {"chained": true, "actions": [{"type": "talk", "option": {"text": "${x}"}}],
            "destinations": [{"type": "sip", "target": "a@b"}]}}, {"id": "b2", "type": "talk"}])");
        m->setVariable(id, QStringLiteral("x"), QStringLiteral("of the caller"));
        QCOMPARE(m->name(textOf(bodyOf(m->next(id, QStringLiteral("START"))), "id")), QStringLiteral("b2"));
        QCOMPARE(textOf(calls.bodies[0], "master_call_id"), m->id(QStringLiteral("K")));
        const Json legs = bodyOf(m->ask("GET", QLatin1String("/v1/flows/") + textOf(calls.bodies[0], "flow_id")));
        QCOMPARE(textOf(legs["actions"][0]["option"], "text"), QStringLiteral("of the caller"));
    }

private:
    QString activeflowOf(const QByteArray &actions, Json more = Json::object())
    {
        return m->makeActiveflow(m->makeFlow(QStringLiteral("F"), actions), std::move(more));
    }
    std::unique_ptr<FlowBench> m;
};

QTEST_GUILESS_MAIN(FlowActionsTest)
#include "tst_flowactions.moc"
