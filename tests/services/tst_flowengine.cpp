// SPDX-License-Identifier: GPL-3.0-or-later
// The advance step and the frames of flow-manager (contract/flow-manager.md §6), with its worked traces as rows.
#include "flowbench.h"

#include <QtTest>

using core::Json;

namespace {
using Steps = QStringList;
using Flows = QList<QPair<QString, QByteArray>>;

const QByteArray main1 = R"([
    {"id": "a1", "type": "answer"},
    {"id": "a2", "type": "talk", "option": {"text": "For sales press one.", "language": "en-US"}},
    {"id": "a3", "type": "digits_receive", "option": {"duration": 5000, "length": 1}},
    {"id": "a4", "type": "branch", "option": {"target_ids": {"1": "a6"}, "default_target_id": "a5"}},
    {"id": "a5", "type": "hangup", "option": {"reason": "busy"}},
    {"id": "a6", "type": "hangup"}])";
const QByteArray noDefault = R"([
    {"id": "a3", "type": "digits_receive", "option": {"duration": 5000, "length": 1}},
    {"id": "a4", "type": "branch", "option": {"target_ids": {"1": "a3"}}}])";
const QByteArray main3 = R"([
    {"id": "m1", "type": "answer"},
    {"id": "m2", "type": "branch", "option": {"variable": "tier", "target_ids": {"gold": "m4"}, "default_target_id": "m3"}},
    {"id": "m3", "type": "hangup"},
    {"id": "m4", "type": "fetch_flow", "option": {"flow_id": "S"}},
    {"id": "m5", "type": "talk"}])";
const QByteArray flowS = R"([{"id": "s1", "type": "play"}, {"id": "s2", "type": "fetch_flow", "option": {"flow_id": "T"}}])";
const QByteArray flowT = R"([
    {"id": "t1", "type": "variable_set", "option": {"key": "note", "value": "seen ${tier}"}},
    {"id": "t2", "type": "play"}])";
const QByteArray flowBack =
    R"([{"id": "t1", "type": "play"}, {"id": "t2", "type": "goto", "option": {"target_id": "m5", "loop_count": 1}}])";
const QByteArray mainInward = R"([
    {"id": "m4", "type": "fetch_flow", "option": {"flow_id": "S"}},
    {"id": "m5", "type": "play"},
    {"id": "m6", "type": "goto", "option": {"target_id": "s1", "loop_count": 1}}])";
const QByteArray main5 = R"([
    {"id": "g1", "type": "play"},
    {"id": "g2", "type": "goto", "option": {"target_id": "g1", "loop_count": 2}},
    {"id": "g3", "type": "hangup", "option": {"reason": "busy"}}])";
const QByteArray endless = R"([
    {"id": "g1", "type": "variable_set", "option": {"key": "k", "value": "v"}},
    {"id": "g2", "type": "goto", "option": {"target_id": "g1", "loop_count": 1000}}])";
const QByteArray nextIds = R"([
    {"id": "n1", "type": "play", "next_id": "n3"},
    {"id": "n2", "type": "play"},
    {"id": "n3", "type": "play", "next_id": "n9"},
    {"id": "n4", "type": "play"}])";
const QByteArray gotoStart = R"([
    {"id": "g1", "type": "play"},
    {"id": "g2", "type": "goto", "option": {"target_id": "00000000-0000-0000-0000-000000000001", "loop_count": 1}}])";

Steps steps(std::initializer_list<const char *> lines)
{
    Steps list;
    for (const char *line : lines)
        list += QString::fromUtf8(line);
    return list;
}
} // namespace

class FlowEngineTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m = std::make_unique<FlowBench>(); }
    void cleanup() { m.reset(); }

    /// A step is `current: reply place`, or `set key value`, or `stop`, `push JSON`, `add JSON`, `leave W1`, each with its status.
    void traces_data()
    {
        QTest::addColumn<QByteArray>("main");
        QTest::addColumn<Flows>("others");
        QTest::addColumn<Steps>("wanted");
        QTest::addColumn<QString>("executed");
        QTest::addColumn<QString>("status");
        const Flows none;
        QTest::newRow("example 1: the caller presses one after the prompt")
            << main1 << none
            << steps({"START: a1 n=1 main/a1", "a1: a2 n=2 main/a2", "a2: a3 n=3 main/a3",
                      "set voipbin.call.digits ${voipbin.call.digits}1", "a3: a6 n=5 main/a6", "stop n=5 main/a6"})
            << "START a1 a2 a3 a4" << "ended";
        QTest::newRow("example 1: no key, the default target")
            << main1 << none << steps({"START: a1 n=1 main/a1", "a1: a2 n=2 main/a2", "a2: a3 n=3 main/a3", "a3: a5 n=5 main/a5"})
            << "START a1 a2 a3 a4" << "running";
        QTest::newRow("example 1: a missing default target ends it")
            << noDefault << none << steps({"START: a3 n=1 main/a3", "a3: 400 n=2 main/a4"}) << "START a3" << "ended";
        QTest::newRow("example 3: nested frames")
            << main3 << Flows{{"T", flowT}, {"S", flowS}}
            << steps({"set tier gold", "START: m1 n=1 main/m1", "m1: s1 n=4 W1/s1", "s1: t2 n=7 W2/t2", "t2: m5 n=8 main/m5",
                      "m5: FINISH n=9 main/FINISH"})
            << "START m1 m2 m4 s1 s2 t1 t2 m5" << "ended";
        QTest::newRow("example 3: a flow without actions pushes nothing")
            << main3 << Flows{{"T", "[]"}, {"S", flowS}}
            << steps({"set tier gold", "START: m1 n=1 main/m1", "m1: s1 n=4 W1/s1", "s1: m5 n=6 main/m5"})
            << "START m1 m2 m4 s1 s2" << "running";
        QTest::newRow("example 3: a goto finds an action outside its frame")
            << main3 << Flows{{"T", "[]"}, {"S", flowBack}}
            << steps({"set tier gold", "START: m1 n=1 main/m1", "m1: t1 n=4 W1/t1", "t1: m5 n=6 main/m5",
                      "m5: FINISH n=7 main/FINISH"})
            << "START m1 m2 m4 t1 t2 m5" << "ended";
        QTest::newRow("example 3: no goto into a frame that was left")
            << mainInward << Flows{{"T", "[]"}, {"S", R"([{"id": "s1", "type": "play"}])"}}
            << steps({"START: s1 n=2 W1/s1", "s1: m5 n=3 main/m5", "m5: 400 n=4 main/m6"}) << "START m4 s1 m5" << "ended";
        QTest::newRow("example 5: a goto jumps as often as it says")
            << main5 << none << steps({"START: g1 n=1 main/g1", "g1: g1 n=3 main/g1", "g1: g1 n=5 main/g1", "g1: g3 n=7 main/g3"})
            << "START g1 g2 g1 g2 g1 g2" << "running";
        QTest::newRow("101 steps inside one request, then no more")
            << endless << none << steps({"START: 400 n=101 main/g1"}) << "" << "ended";
        QTest::newRow("next_id jumps; one that points nowhere finishes")
            << nextIds << none << steps({"START: n1 n=1 main/n1", "n1: n3 n=2 main/n3", "n3: FINISH n=3 nil/FINISH"})
            << "START n1 n3" << "ended";
        QTest::newRow("the start marker is a target in the main frame")
            << gotoStart << none << steps({"START: g1 n=1 main/g1", "g1: g1 n=3 main/g1", "g1: FINISH n=5 main/FINISH"})
            << "START g1 g2 g1 g2" << "ended";
        QTest::newRow("an empty flow finishes at once")
            << QByteArray("[]") << none << steps({"START: FINISH n=1 main/FINISH"}) << "START" << "ended";
        QTest::newRow("stop costs two steps") << QByteArray(R"([{"id": "a1", "type": "stop"}, {"id": "a2", "type": "play"}])")
                                              << none << steps({"START: FINISH n=2 main/FINISH"}) << "START a1" << "ended";
        QTest::newRow("a repeated request with the old id ends it")
            << main5 << none << steps({"START: g1 n=1 main/g1", "START: 400 n=1 main/g1", "g1: 400 n=1 main/g1"}) << "START"
            << "ended";
        QTest::newRow("actions of another medium are skipped, but counted")
            << QByteArray(R"([{"id": "a1", "type": "block"}, {"id": "a2", "type": "play"}])") << none
            << steps({"START: a2 n=2 main/a2"}) << "START a1" << "running";
        QTest::newRow("a soft action that fails is passed over")
            << QByteArray(R"([{"id": "a1", "type": "email_send"}, {"id": "a2", "type": "play"}])") << none
            << steps({"START: a2 n=2 main/a2"}) << "START a1" << "running";
        QTest::newRow("a fatal action that fails ends it")
            << QByteArray(R"([{"id": "a1", "type": "message_send"}, {"id": "a2", "type": "play"}])") << none
            << steps({"START: 400 n=1 main/a1"}) << "START" << "ended";
        QTest::newRow("an option of the wrong kind is fatal")
            << QByteArray(R"([{"id": "a1", "type": "goto", "option": {"loop_count": "two"}}])") << none
            << steps({"START: 400 n=1 main/a1"}) << "START" << "ended";
        QTest::newRow("fetching a flow that is not there is its 404")
            << QByteArray(R"([{"id": "a1", "type": "fetch_flow", "option": {"flow_id": "X"}}])") << none
            << steps({"START: 404 n=1 main/a1"}) << "START" << "ended";
        QTest::newRow("pushed actions run next, then what followed")
            << main5 << none
            << steps({"START: g1 n=1 main/g1", R"(push [{"id": "p1", "type": "beep"}] n=1 main/g1 fwd=W1/p1)", "g1: p1 n=2 W1/p1",
                      R"(add [{"id": "p2", "type": "beep"}] n=2 W1/p1)", "p1: p2 n=3 W1/p2", "p2: g1 n=5 main/g1"})
            << "START g1 p1 p2 g2" << "running";
        QTest::newRow("actions are inserted before those that follow")
            << main5 << none
            << steps({"START: g1 n=1 main/g1",
                      R"(push [{"id": "p1", "type": "beep"}, {"id": "p3", "type": "beep"}] n=1 main/g1 fwd=W1/p1)",
                      "g1: p1 n=2 W1/p1", R"(add [{"id": "p2", "type": "beep"}] n=2 W1/p1)", "p1: p2 n=3 W1/p2",
                      "p2: p3 n=4 W1/p3"})
            << "START g1 p1 p2" << "running";
        QTest::newRow("the main frame cannot grow")
            << main5 << none << steps({"START: g1 n=1 main/g1", R"(add [{"id": "p2", "type": "beep"}] 400 n=1 main/g1)"})
            << "START" << "running";
        QTest::newRow("a service stops: what follows its pusher is next")
            << main5 << none
            << steps({"START: g1 n=1 main/g1",
                      R"(push [{"id": "p1", "type": "beep"}, {"id": "p2", "type": "beep"}] n=1 main/g1 fwd=W1/p1)",
                      "g1: p1 n=2 W1/p1", "leave W1 n=2 W1/p1 fwd=main/g2", "p1: g1 n=4 main/g1"})
            << "START g1 p1 g2" << "running";
        QTest::newRow("a service that its last action started stops: finish")
            << QByteArray(R"([{"id": "a1", "type": "play"}])") << none
            << steps({"START: a1 n=1 main/a1",
                      R"(push [{"id": "p1", "type": "beep"}, {"id": "p2", "type": "beep"}] n=1 main/a1 fwd=W1/p1)",
                      "a1: p1 n=2 W1/p1", "leave W1 n=2 W1/p1 fwd=main/FINISH", "p1: FINISH n=3 main/FINISH"})
            << "START a1 p1" << "ended";
        QTest::newRow("a service that is not the current frame is refused")
            << main5 << none << steps({"START: g1 n=1 main/g1", "leave Z 400 n=1 main/g1", "leave main 400 n=1 main/g1"})
            << "START" << "running";
        QTest::newRow("forwarding goes to the target next")
            << main1 << none << steps({"START: a1 n=1 main/a1", "forward a6 n=1 main/a1 fwd=main/a6", "a1: a6 n=2 main/a6"})
            << "START a1" << "running";
        QTest::newRow("forwarding to nowhere is refused and ends nothing")
            << main1 << none << steps({"START: a1 n=1 main/a1", "forward z9 400 n=1 main/a1", "a1: a2 n=2 main/a2"}) << "START a1"
            << "running";
    }
    void traces()
    {
        QFETCH(QByteArray, main);
        QFETCH(Flows, others);
        QFETCH(Steps, wanted);
        QFETCH(QString, executed);
        QFETCH(QString, status);
        for (const auto &[name, actions] : others)
            m->makeFlow(name, actions);
        const QString activeflow = m->makeActiveflow(m->makeFlow(QStringLiteral("F"), main));
        m->remember(QStringLiteral("AF"), activeflow);
        for (const QString &line : wanted)
            QCOMPARE(did(activeflow, line), line);
        if (!executed.isEmpty())
            QCOMPARE(m->executed(activeflow), executed);
        QCOMPARE(textOf(m->activeflow(activeflow), "status"), status);
    }

    void variablesOfExample3()
    {
        m->makeFlow(QStringLiteral("T"), flowT);
        m->makeFlow(QStringLiteral("S"), flowS);
        const QString activeflow = m->makeActiveflow(m->makeFlow(QStringLiteral("F"), main3));
        m->setVariable(activeflow, QStringLiteral("tier"), QStringLiteral("gold"));
        for (const char *current : {"START", "m1", "s1"})
            QCOMPARE(m->next(activeflow, QLatin1String(current)).statusCode, 200);
        QCOMPARE(m->variable(activeflow, "tier"), QString());
        QCOMPARE(m->variable(activeflow, "note"), QStringLiteral("seen "));
    }

    void everyStepIsAnnounced()
    {
        const QString activeflow = m->makeActiveflow(m->makeFlow(QStringLiteral("F"), main5));
        m->next(activeflow, QStringLiteral("START"));
        m->next(activeflow, QStringLiteral("g1"));
        m->next(activeflow, QStringLiteral("wrong"));
        m->settle();
        const QStringList wanted{QStringLiteral("flow_created"),       QStringLiteral("activeflow_created"),
                                 QStringLiteral("activeflow_updated"), QStringLiteral("activeflow_updated"),
                                 QStringLiteral("activeflow_updated"), QStringLiteral("activeflow_updated")};
        QCOMPARE(m->events.types(), wanted);
        const Json last = m->events.last(QStringLiteral("activeflow_updated"));
        QCOMPARE(textOf(last, "status"), QStringLiteral("ended"));
        QCOMPARE(last["execute_count"].get<int>(), 3);
        QCOMPARE(last["current_action"]["tm_execute"], Json());
    }

    void theReplyIsTheActionAlone()
    {
        const QString activeflow = m->makeActiveflow(m->makeFlow(QStringLiteral("F"), R"([{"id": "a1", "type": "hangup"}])"));
        const Json action = bodyOf(m->next(activeflow, QStringLiteral("START")));
        const Json wanted{{"id", core::utf8(m->id(QStringLiteral("a1")))},
                          {"next_id", core::utf8(m->id(QStringLiteral("nil")))},
                          {"type", "hangup"},
                          {"tm_execute", nullptr}};
        QCOMPARE(core::fromUtf8(action.dump()), core::fromUtf8(wanted.dump()));
        const Json finish = bodyOf(m->next(activeflow, QStringLiteral("a1")));
        const Json end{{"id", core::utf8(m->id(QStringLiteral("FINISH")))},
                       {"next_id", core::utf8(m->id(QStringLiteral("nil")))},
                       {"tm_execute", nullptr}};
        QCOMPARE(core::fromUtf8(finish.dump()), core::fromUtf8(end.dump()));
    }

private:
    /// Does what `line` says and describes the outcome the same way.
    QString did(const QString &activeflow, const QString &line)
    {
        const auto outcome = [&](const QString &head, const contract::Reply &reply) {
            const QString status = reply.isOk() ? QString() : QStringLiteral("%1 ").arg(reply.statusCode);
            return QStringLiteral("%1 %2%3").arg(head, status, m->place(activeflow));
        };
        const QString verb = line.section(QLatin1Char(' '), 0, 0);
        if (verb == QLatin1String("set")) {
            m->setVariable(activeflow, line.section(QLatin1Char(' '), 1, 1), line.section(QLatin1Char(' '), 2));
            return line;
        }
        if (verb == QLatin1String("stop"))
            return outcome(verb, m->ask("POST", FlowBench::at(activeflow, "/stop")));
        if (verb == QLatin1String("push") || verb == QLatin1String("add")) {
            const QString list = line.section(QLatin1Char(' '), 1).section(QLatin1Char(']'), 0, 0) + QLatin1Char(']');
            Json body{{"actions", m->json(list.toUtf8())}};
            const char *tail = verb == QLatin1String("push") ? "/push_actions" : "/add_actions";
            return outcome(verb + QLatin1Char(' ') + list, m->ask("POST", FlowBench::at(activeflow, tail), std::move(body)));
        }
        if (verb == QLatin1String("leave") || verb == QLatin1String("forward")) {
            const QString target = line.section(QLatin1Char(' '), 1, 1);
            const bool leave = verb == QLatin1String("leave");
            Json body{{leave ? "service_id" : "forward_action_id", core::utf8(m->id(target))}};
            return outcome(verb + QLatin1Char(' ') + target,
                           m->ask(leave ? "POST" : "PUT",
                                  FlowBench::at(activeflow, leave ? "/service_stop" : "/forward_action_id"), std::move(body)));
        }
        const QString current = line.section(QLatin1Char(':'), 0, 0);
        const contract::Reply reply = m->next(activeflow, current);
        const QString answer = reply.isOk() ? m->actionName(textOf(bodyOf(reply), "id")) : QString::number(reply.statusCode);
        return QStringLiteral("%1: %2 %3").arg(current, answer, m->place(activeflow));
    }

    std::unique_ptr<FlowBench> m;
};

QTEST_GUILESS_MAIN(FlowEngineTest)
#include "tst_flowengine.moc"
