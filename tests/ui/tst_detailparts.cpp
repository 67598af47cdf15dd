// SPDX-License-Identifier: GPL-3.0-or-later
// Parts of Call detail that need no call: the steps of a flow with their times, the search in the JSON.
#include "callshost.h"
#include "core/log.h"
#include "ui/common/callsmodel.h"
#include "ui/common/filterfield.h"
#include "ui/common/theme.h"
#include "ui/docks/calldetail/callstory.h"
#include "ui/docks/calldetail/detailparts.h"
#include "ui/docks/calldetail/flowsteps.h"
#include "ui/docks/calldetail/jsonview.h"
#include "ui/docks/calldetail/qualityplots.h"
#include "ui/docks/calldetail/refusedcalls.h"
#include "ui/docks/calldetail/verdict.h"

#include <QTableWidget>
#include <QtTest>

namespace {
QUuid idOf(QChar name) { return QUuid::createUuidV5(QUuid(), QString(name)); }

contract::Action actionOf(QChar name)
{
    contract::Action action;
    action.id = idOf(name);
    action.type = QString(name);
    return action;
}
} // namespace

class DetailPartsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }

    void aRefusalIsFoundAmongManyBusMessages()
    {
        CallsHost host;
        ui::RefusedCalls refused(host);
        const auto tell = [&host](const QString &line, const QString &message) {
            core::TimelineEntry entry;
            entry.kind = core::TimelineKind::Sip;
            entry.source = QStringLiteral("udp/127.0.0.1:5070");
            entry.text = line;
            entry.thread = QStringLiteral("one");
            entry.detail = [message] { return message; };
            host.trace().add(std::move(entry));
        };
        const QString headers = QStringLiteral("From: <sip:zed@127.0.0.1>\r\nCall-ID: one\r\nCSeq: 1 INVITE\r\n\r\n");
        const QString invite = QStringLiteral("INVITE sip:555@127.0.0.1 SIP/2.0"),
                      answer = QStringLiteral("SIP/2.0 404 Not Found");
        tell(QChar(0x2190) + QStringLiteral(" ") + invite, invite + QStringLiteral("\r\n") + headers);
        tell(QChar(0x2192) + QStringLiteral(" ") + answer, answer + QStringLiteral("\r\n") + headers);
        for (int i = 0; i < 1500; ++i) {
            core::TimelineEntry entry;
            entry.kind = core::TimelineKind::Bus;
            entry.text = QStringLiteral("event call_updated");
            host.trace().add(std::move(entry));
        }
        refused.refresh();
        QCOMPARE(refused.all().size(), size_t(1));
        QCOMPARE(refused.all().front().to, QStringLiteral("555"));
        QCOMPARE(refused.all().front().answer, QStringLiteral("404 Not Found"));
    }

    void stepsHaveTheTimesOfTheCall_data()
    {
        QTest::addColumn<QString>("executed"); // by flow-manager; the last one is current
        QTest::addColumn<QString>("begun");    // at 1, 2, 3 µs
        QTest::addColumn<QString>("steps");
        QTest::newRow("each reached the call") << "abc" << "abc" << "a1 b2 c3";
        QTest::newRow("one ran within flow-manager") << "axb" << "ab" << "a1 x b2";
        QTest::newRow("the window came later") << "abc" << "c" << "a b c1";
        QTest::newRow("the same step again and again") << "abab" << "abab" << "a1 b2 a3 b4";
        QTest::newRow("a loop, of which the end alone was seen") << "abab" << "ab" << "a b a1 b2";
        QTest::newRow("the flow was read before the last step") << "ab" << "abc" << "a1 b2 c3";
        QTest::newRow("the flow has not been read") << "" << "ab" << "a1 b2";
        QTest::newRow("nothing has run") << "" << "" << "";
        QTest::newRow("nothing has been heard of it") << "ab" << "" << "a b";
    }

    void stepsHaveTheTimesOfTheCall()
    {
        QFETCH(QString, executed);
        QFETCH(QString, begun);
        QFETCH(QString, steps);
        contract::Activeflow flow;
        contract::Action start;
        start.id = contract::actionid::start;
        for (const QChar one : std::as_const(executed)) {
            flow.executedActions.push_back(flow.currentAction.type.isEmpty() ? start : flow.currentAction);
            flow.currentAction = actionOf(one);
        }
        std::vector<ui::ActionStart> times;
        for (const QChar one : std::as_const(begun))
            times.push_back({idOf(one), QString(one), core::Timestamp::fromMicros(qint64(times.size()) + 1)});
        QStringList found;
        for (const contract::Action &one : ui::flowSteps(flow, times))
            found += one.type + (one.tmExecute.isSet() ? QString::number(one.tmExecute.micros()) : QString());
        QCOMPARE(found.join(QLatin1Char(' ')), steps);
    }

    void aStepTookUntilTheNextOneOfTheCall()
    {
        std::vector<contract::Action> steps{actionOf('d'), actionOf('b'), actionOf('p')};
        steps[0].tmExecute = core::Timestamp::fromMicros(1'000'000);
        steps[2].tmExecute = core::Timestamp::fromMicros(3'500'000); // the one between ran within flow-manager
        const std::unique_ptr<QTableWidget> table(ui::makeStepsTable());
        ui::fillSteps(*table, steps);
        const auto took = [&](int row) { return table->item(row, 4)->text(); };
        QCOMPARE(took(0), QStringLiteral("2500 ms"));
        QCOMPARE(took(1), QString());
        QCOMPARE(took(2), QString());
    }

    void whatCouldNotBeMeasuredIsNoFigure()
    {
        CallsHost host;
        ui::QualityHistory history(host);
        ui::QualityPlots plots(history);
        plots.setChannel(QStringLiteral("channel"), host.clock().now());
        const auto tell = [&](double mos, double jitter, float in) {
            history.watch(QStringLiteral("channel"));
            host.tellQuality({{QStringLiteral("channel"), {"PCMU", mos, jitter, 0.5, in, -20, {}, {}, {}}}});
        };
        tell(0, 0, -96);
        QCOMPARE(plots.figures(), QStringList({"–, mean –", "–, mean –", "–, mean –", "in −∞, out −20 dB"}));
        QTRY_VERIFY((tell(4.2, 3, -30), history.samples(QStringLiteral("channel")).size() > 1)); // not more than two a second
        QCOMPARE(plots.figures(), QStringList({"3.0 ms, mean 3.0", "0.5 %, mean 0.5", "4.20, mean 4.20", "in −30, out −20 dB"}));
    }

    void aFlowThatCouldNotGoOnSaysWhy()
    {
        CallsHost host;
        contract::Call call = host.make(1);
        call.status = contract::callstatus::hangup;
        call.hangupReason = QStringLiteral("normal");
        call.hangupBy = QStringLiteral("local");
        call.tmHangup = core::Timestamp::fromMicros(call.tmProgressing.micros() + 2'000'000);
        const auto log = [&](const char *source, core::log::Level level, const char *text) {
            core::TimelineEntry entry;
            entry.callId = call.id;
            entry.source = QLatin1String(source);
            entry.text = QLatin1String(text);
            entry.level = int(level);
            host.trace().add(std::move(entry));
        };
        log("call", core::log::Level::Info, "action connect");
        log("flow", core::log::Level::Warn, "the flow ends: No phone is registered as extension 1001.");
        log("flow", core::log::Level::Info, "nothing of note");
        ui::CallStory story(host);
        story.setCall(call);
        ui::VerdictStrip verdict(story);
        verdict.show(ui::CallsModel(host), {});
        QCOMPARE(verdict.sentence(), QStringLiteral("Ended, by the platform, 0:02 after it was answered. "
                                                    "The flow ends: No phone is registered as extension 1001."));
    }

    void whatTheWindowReadsIsNoPartOfTheCall_data()
    {
        QTest::addColumn<QString>("publisher");
        QTest::addColumn<QString>("method");
        QTest::addColumn<bool>("isPart");
        QTest::newRow("the window reads") << contract::service::window << QStringLiteral("GET") << false;
        QTest::newRow("the window hangs up") << contract::service::window << QStringLiteral("POST") << true;
        QTest::newRow("a service reads") << contract::service::flow << QStringLiteral("GET") << true;
    }
    void whatTheWindowReadsIsNoPartOfTheCall()
    {
        QFETCH(QString, publisher);
        QFETCH(QString, method);
        QFETCH(bool, isPart);
        CallsHost host;
        const contract::Call call = host.make(1);
        core::TimelineEntry entry;
        entry.kind = core::TimelineKind::Bus;
        entry.callId = call.id;
        entry.source = publisher;
        entry.text = method + QStringLiteral(" /v1/calls/") + core::toText(call.id);
        host.trace().add(std::move(entry));
        ui::CallStory story(host);
        story.setCall(call);
        QCOMPARE(!story.entries().empty(), isPart);
    }

    void jsonIsSearched()
    {
        ui::JsonView view;
        view.setText(QStringLiteral("{\n  \"status\": \"hangup\",\n  \"hangup_by\": \"remote\",\n  \"Hangup\": 1\n}"));
        view.show();
        QCOMPARE(view.found(), 0);
        QTest::keyClicks(view.field(), QStringLiteral("hangup"));
        QCOMPARE(view.found(), 3);
        QCOMPARE(view.current(), 1);
        QTest::keyClick(view.field(), Qt::Key_Return);
        QCOMPARE(view.current(), 2);
        QTest::keyClick(view.field(), Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClick(view.field(), Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(view.current(), 3);
        QTest::keyClicks(view.field(), QStringLiteral("_"));
        QCOMPARE(view.found(), 1);
        QTest::keyClicks(view.field(), QStringLiteral("x"));
        QCOMPARE(view.found(), 0);
        QTest::keyClick(view.field(), Qt::Key_Escape);
        QCOMPARE(view.field()->text(), QString());
    }

    void newJsonKeepsTheSearch()
    {
        ui::JsonView view;
        view.setText(QStringLiteral("a b a"));
        QTest::keyClicks(view.field(), QStringLiteral("a"));
        QTest::keyClick(view.field(), Qt::Key_Return);
        QCOMPARE(view.current(), 2);
        view.setText(QStringLiteral("a b a a"));
        QCOMPARE(view.found(), 3);
        QCOMPARE(view.current(), 2);
        view.setText(QStringLiteral("a"));
        QCOMPARE(view.current(), 1);
        view.setText(QStringLiteral("b"));
        QCOMPARE(view.current(), 0);
    }
};

QTEST_MAIN(DetailPartsTest)
#include "tst_detailparts.moc"
