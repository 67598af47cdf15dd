// SPDX-License-Identifier: GPL-3.0-or-later
// Live calls as a view: meters that move only while they are seen, new calls out of sight, rows that keep their place.
#include "callsbench.h"
#include "ui/common/callactions.h"
#include "ui/common/cells.h"
#include "ui/common/emptypage.h"
#include "ui/common/levelfeed.h"
#include "ui/common/theme.h"
#include "ui/docks/calls/newcallschip.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QtTest>

using ui::CallsModel;

class CallsDockTest : public QObject
{
    Q_OBJECT

    struct Bench : CallsBench
    {
        QLineEdit *elsewhere = new QLineEdit;
        Bench() : CallsBench(Qt::BottomDockWidgetArea, {1200, 500}) { window.setCentralWidget(elsewhere); }
    };
    std::unique_ptr<Bench> m;

    ui::CallsView &view() { return *m->view; }
    ui::CallsTree &tree() { return *m->tree; }
    ui::LevelFeed &feed() { return *m->dock->findChild<ui::LevelFeed *>(); }
    ui::NewCallsChip &chip() { return *m->dock->findChild<ui::NewCallsChip *>(); }
    QScrollBar &bar() { return *view().verticalScrollBar(); }
    QUuid idAt(int row) { return tree().index(row, 0).data(CallsModel::IdRole).toUuid(); }
    QString place()
    {
        return QStringLiteral("%1 rows, %2 of %3, in sight %4 to %5 of %6 px, %7 new")
            .arg(tree().rowCount())
            .arg(bar().value())
            .arg(bar().maximum())
            .arg(view().firstWhole())
            .arg(view().lastWhole())
            .arg(view().viewport()->height())
            .arg(chip().count());
    }
    QUuid topInSight() { return idAt(view().rowAt(0)); }
    contract::Call tellCall(int number, int ageMs = 0)
    {
        contract::Call call = m->host.make(number, ageMs);
        if (ageMs == 0)
            call.tmCreate = m->host.now();
        m->host.tell(QStringLiteral("call_created"), call);
        return call;
    }
    std::vector<contract::Call> fill(int count)
    {
        std::vector<contract::Call> all;
        for (int i = 0; i < count; ++i)
            all.push_back(tellCall(i, 1000 + i));
        return all;
    }
    /// The view learns of its rows after the model.
    bool isFilled(int rows)
    {
        return QTest::qWaitFor(
            [&] { return tree().rowCount() == rows && bar().maximum() > (rows - 1) * view().rowHeight(0) - view().height(); });
    }
    void tellQuality(const std::vector<contract::Call> &calls)
    {
        QHash<QString, ui::ChannelQuality> all;
        for (const contract::Call &one : calls)
            all.insert(one.channelId, {"PCMU", 4.3, 3, 0.1, -30, -40, one.id, {}, {}});
        m->host.tellQuality(all);
    }

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }
    void init()
    {
        m = std::make_unique<Bench>();
        m->window.show();
        QTRY_VERIFY(m->window.isActiveWindow());
        m->elsewhere->setFocus();
        QCursor::setPos(m->window.mapToGlobal(QPoint(2, 2)));
    }
    void cleanup() { m.reset(); }

    void levelsAreAskedOfRowsInSightAlone()
    {
        const auto all = fill(60);
        QVERIFY(isFilled(60));
        QVERIFY(!feed().isRunning());
        tellQuality(all);
        QTRY_VERIFY(m->host.levelsAsked() > 0);
        const int rows = view().viewport()->height() / ui::Theme::instance().rowHeight();
        QVERIFY2(m->host.channelsAsked().size() >= rows && m->host.channelsAsked().size() <= rows + 2,
                 qPrintable(QString::number(m->host.channelsAsked().size())));
        QVERIFY(m->host.channelsAsked().contains(all.front().channelId));
        bar().setValue(bar().maximum());
        m->host.tellLevels({});
        QTRY_VERIFY(m->host.channelsAsked().contains(all.back().channelId));
        QVERIFY(!m->host.channelsAsked().contains(all.front().channelId));
    }

    void levelsAreShownAsTheyAreTold()
    {
        const auto all = fill(1);
        QTRY_COMPARE(tree().rowCount(), 1);
        const auto shown = [this] { return tree().index(0, CallsModel::Levels).data(ui::LevelsRole).toPointF(); };
        tellQuality(all);
        QCOMPARE(shown(), QPointF(-30, -40));
        m->host.tellLevels({{all.front().channelId, QPointF(-12, -6)}});
        QCOMPARE(shown(), QPointF(-12, -6));
        tellQuality(all);
        QCOMPARE(shown(), QPointF(-30, -40));
    }

    void thatCallsHaveEndedIsSaid()
    {
        const auto summary = [this] {
            QStringList texts;
            for (const QLabel *one : m->dock->header()->findChildren<QLabel *>())
                texts += one->text();
            return texts.join(QLatin1Char(' '));
        };
        auto *page = m->dock->findChild<ui::EmptyPage *>();
        QCOMPARE(page->title(), QStringLiteral("No calls yet"));
        auto all = fill(3);
        QTRY_COMPARE(tree().rowCount(), 3);
        for (contract::Call &call : all) {
            call.status = contract::callstatus::hangup;
            call.hangupReason = QStringLiteral("normal");
            call.tmHangup = call.tmUpdate = m->host.now();
            m->host.tell(QStringLiteral("call_hangup"), call);
        }
        QTRY_COMPARE(page->title(), QStringLiteral("No call now"));
        QVERIFY2(!summary().contains(QStringLiteral("ended")), qPrintable(summary()));
        m->dock->findChild<QPushButton *>(QStringLiteral("showEnded"))->click();
        QVERIFY(m->dock->model().keepsEnded());
        QTRY_VERIFY2(summary().contains(QStringLiteral("0 call")) && summary().contains(QStringLiteral("3 ended")),
                     qPrintable(summary()));
    }

    void whatWasHeardOfACallComesBackWithIt()
    {
        contract::Call call = fill(1).front();
        QTRY_COMPARE(tree().rowCount(), 1);
        call.action.id = core::newId();
        call.action.type = QStringLiteral("echo");
        call.action.tmExecute = call.tmUpdate = m->host.now();
        m->host.tell(QStringLiteral("call_updated"), call);
        contract::Dtmf key;
        key.callId = call.id;
        key.digit = QStringLiteral("3");
        m->host.tell(QStringLiteral("dtmf_received"), key);
        QTRY_COMPARE(tree().index(0, CallsModel::Digits).data().toString(), QStringLiteral("3"));
        m->host.tell(QStringLiteral("call_deleted"), call);
        QTRY_COMPARE(tree().rowCount(), 0);
        const auto actions = [&] { return m->dock->model().actionsOf(call.id); };
        QCOMPARE(actions().size(), size_t(1));
        call.action = {};
        call.tmUpdate = m->host.now();
        m->host.tell(QStringLiteral("call_updated"), call);
        QTRY_COMPARE(tree().rowCount(), 1);
        QCOMPARE(tree().index(0, CallsModel::Digits).data().toString(), QStringLiteral("3"));
        QCOMPARE(actions().size(), size_t(1));
        QCOMPARE(actions().front().type, QStringLiteral("echo"));
    }

    void nothingIsAskedWhileNobodyLooksOrSpeaks()
    {
        auto all = fill(2);
        QTRY_COMPARE(tree().rowCount(), 2);
        tellQuality(all);
        QTRY_VERIFY(feed().isRunning());
        m->dock->hide();
        m->host.tellLevels({});
        QTRY_VERIFY(!feed().isRunning());
        tellQuality(all);
        QVERIFY2(!feed().isRunning(), "hidden");
        m->dock->show();
        tellQuality(all);
        QTRY_VERIFY(feed().isRunning());
        for (contract::Call &one : all) {
            one.status = contract::callstatus::hangup;
            one.tmUpdate = one.tmHangup = m->host.now();
            m->host.tell(QStringLiteral("call_hangup"), one);
        }
        QTRY_COMPARE(m->dock->model().live(), 0);
        m->host.tellLevels({});
        QTRY_VERIFY2(!feed().isRunning(), "all have ended");
    }

    void aQuestionIsNotRepeatedBeforeItsAnswer()
    {
        tellQuality(fill(1));
        QTRY_COMPARE(tree().rowCount(), 1);
        tellQuality({m->host.make(0)});
        QTRY_COMPARE(m->host.levelsAsked(), 1);
        m->host.tellLevels({});
        QTRY_COMPARE(m->host.levelsAsked(), 2);
    }

    void newCallsAboveAreCountedAndShownByAClick()
    {
        fill(60);
        QVERIFY(isFilled(60));
        QVERIFY(!chip().isVisible());
        bar().setValue(bar().maximum() / 2);
        const QUuid top = topInSight();
        const int at = view().rowViewportPosition(view().rowAt(0));
        tellCall(100);
        QTRY_VERIFY2(chip().text() == QStringLiteral("1 new"), qPrintable(place()));
        QVERIFY(chip().isVisible());
        tellCall(101);
        QTRY_COMPARE(chip().text(), QStringLiteral("2 new"));
        QCOMPARE(topInSight(), top);
        QCOMPARE(view().rowViewportPosition(view().rowAt(0)), at);
        QTest::mouseClick(&chip(), Qt::LeftButton);
        QCOMPARE(bar().value(), 0);
        QTRY_VERIFY(!chip().isVisible());
    }

    void newCallsBelowAreCountedToo()
    {
        fill(60);
        QVERIFY(isFilled(60));
        view().horizontalHeader()->setSortIndicator(CallsModel::From, Qt::AscendingOrder);
        const contract::Call last = tellCall(900);
        QTRY_COMPARE(chip().text(), QStringLiteral("1 new"));
        QVERIFY(chip().y() > view().height() / 2);
        QTest::mouseClick(&chip(), Qt::LeftButton);
        const int row = tree().rowOf(last.id);
        QVERIFY(row >= view().firstWhole() && row <= view().lastWhole());
        QTRY_VERIFY(!chip().isVisible());
    }

    void aListAtItsTopFollows()
    {
        fill(60);
        QVERIFY(isFilled(60));
        const contract::Call young = tellCall(100);
        QTRY_COMPARE(tree().rowCount(), 61);
        QCOMPARE(idAt(0), young.id);
        QCOMPARE(bar().value(), 0);
        QVERIFY(!chip().isVisible());
    }

    void rowsStayWhileOneIsSelected()
    {
        fill(60);
        QVERIFY(isFilled(60));
        view().setFocus();
        view().selectRow(3);
        const QUuid chosen = idAt(3);
        const int at = view().rowViewportPosition(3);
        tellCall(100);
        QTRY_COMPARE(chip().text(), QStringLiteral("1 new"));
        QCOMPARE(idAt(4), chosen);
        QCOMPARE(view().rowViewportPosition(4), at);
        m->elsewhere->setFocus();
        QTRY_COMPARE(bar().value(), 0);
        QTRY_VERIFY(!chip().isVisible());
    }

    void aCallThatEndsUnseenIsNoLongerNew()
    {
        fill(60);
        QVERIFY(isFilled(60));
        bar().setValue(bar().maximum());
        const contract::Call young = tellCall(100);
        QTRY_VERIFY(chip().isVisible());
        m->host.tell(QStringLiteral("call_deleted"), young);
        QTRY_COMPARE(tree().rowCount(), 60);
        tellCall(101);
        QTRY_COMPARE(chip().text(), QStringLiteral("1 new"));
    }

    void theStateSaysWhatTheOperatorDid_data()
    {
        QTest::addColumn<QString>("muted");
        QTest::addColumn<bool>("held");
        QTest::addColumn<bool>("music");
        QTest::addColumn<bool>("silent");
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("inTip");
        QTest::newRow("nothing") << "" << false << false << false << "Progressing" << "";
        QTest::newRow("muted in") << "in" << false << false << false << "Muted in" << "nobody hears the phone";
        QTest::newRow("muted out") << "out" << false << false << false << "Muted out" << "the phone hears nobody";
        QTest::newRow("muted both ways") << "both" << false << false << false << "Muted" << "Muted in and out.";
        QTest::newRow("music on hold") << "" << false << true << false << "Music" << "Hears music on hold.";
        QTest::newRow("silence") << "" << false << false << true << "Silence" << "Hears silence.";
        QTest::newRow("held comes first") << "in" << true << true << false << "Hold" << "Hears music on hold.";
    }

    void theStateSaysWhatTheOperatorDid()
    {
        QFETCH(QString, muted);
        QFETCH(bool, held);
        QFETCH(bool, music);
        QFETCH(bool, silent);
        QFETCH(QString, word);
        QFETCH(QString, inTip);
        contract::Call call = m->host.make(1, 1000);
        call.muteDirection = muted;
        m->host.tell(QStringLiteral("call_created"), call);
        QTRY_COMPARE(tree().rowCount(), 1);
        m->dock->model().setHeld(call.id, held);
        m->dock->model().setMusic(call.id, music);
        m->dock->model().setSilent(call.id, silent);
        const QModelIndex state = tree().index(0, CallsModel::StateColumn);
        QCOMPARE(state.data().toString(), word);
        QVERIFY2(state.data(Qt::ToolTipRole).toString().contains(inTip), qPrintable(state.data(Qt::ToolTipRole).toString()));
        QVERIFY(state.data(Qt::ToolTipRole).toString().contains(core::toText(call.id)));
    }

    void musicIsSwitchedWhenTheServiceSaysSo()
    {
        const contract::Call call = tellCall(1);
        QTRY_COMPARE(tree().rowCount(), 1);
        const QString uri = QStringLiteral("/v1/calls/%1/moh").arg(core::toText(call.id));
        m->dock->actions().toggleMusic({call.id});
        QTRY_VERIFY2(m->dock->messages()->isVisible(), "refused");
        QVERIFY2(!m->dock->model().hasMusic(call.id), "the service refused it");
        m->manager.answer(QStringLiteral("POST ") + uri, core::Json::object());
        m->dock->actions().toggleMusic({call.id});
        QTRY_VERIFY(m->dock->model().hasMusic(call.id));
        m->manager.answer(QStringLiteral("DELETE ") + uri, core::Json::object());
        m->dock->actions().toggleMusic({call.id});
        QTRY_VERIFY(!m->dock->model().hasMusic(call.id));
    }

    void commandsSayWhatTheyWouldDo()
    {
        const contract::Call call = tellCall(1);
        QTRY_COMPARE(tree().rowCount(), 1);
        view().selectRow(0);
        const auto says = [this](const char *id) { return m->commands.action(QLatin1String(id))->text(); };
        QTRY_COMPARE(says("calls.hold"), QStringLiteral("Hold"));
        m->dock->model().setHeld(call.id, true);
        QTRY_COMPARE(says("calls.hold"), QStringLiteral("Take off hold"));
        contract::Call muted = call;
        muted.muteDirection = QStringLiteral("both");
        muted.tmUpdate = m->host.now();
        m->host.tell(QStringLiteral("call_updated"), muted);
        QTRY_COMPARE(says("calls.mute"), QStringLiteral("Unmute"));
    }

    void whereThereIsLittleRoomLevelsStayAndDigitsGo()
    {
        m->window.resize(776, 500); // what a window of 1280 leaves
        QTRY_VERIFY(view().isColumnHidden(CallsModel::Digits));
        QVERIFY(!view().isColumnHidden(CallsModel::Levels));
        m->window.resize(1145, 500); // and one of 1600
        QTRY_VERIFY(!view().isColumnHidden(CallsModel::Digits));
        for (const int one : {CallsModel::Codec, CallsModel::Mos, CallsModel::Jitter, CallsModel::Loss})
            QVERIFY2(!view().isColumnHidden(one), qPrintable(QString::number(one)));
    }

    void aSnoopHasNoQuality()
    {
        const contract::Call call = tellCall(1);
        QTRY_COMPARE(tree().rowCount(), 1);
        const QHash<QString, ui::ChannelQuality> told{
            {call.channelId, {"PCMU", 4.3, 3, 0.1, -30, -40, call.id, "PJSIP/a-1", "127.0.0.1:4000"}},
            {"snoop-1", {"", 4.4, 0, 0, -30, -40, call.id, "Snoop/a-2", {}}}};
        tree().setOpen(tree().index(0, 0), true);
        m->host.tellQuality(told);
        QTRY_COMPARE(tree().rowCount(), 3);
        const auto mosOf = [this](int row) { return tree().index(row, CallsModel::Mos).data().toString(); };
        const bool isSnoopFirst = tree().index(1, CallsModel::From).data().toString().startsWith(QLatin1String("Snoop"));
        QCOMPARE(mosOf(isSnoopFirst ? 1 : 2), QString());
        QCOMPARE(mosOf(isSnoopFirst ? 2 : 1), QStringLiteral("4.30"));
    }

    void theRecordingOfACallIsKnownThroughItsOwnEvents()
    {
        contract::Call call = tellCall(1);
        QTRY_COMPARE(tree().rowCount(), 1);
        contract::Recording recording;
        recording.id = core::newId();
        recording.referenceType = QStringLiteral("call");
        recording.referenceId = call.id;
        const auto tell = [&](const char *type) {
            m->host.bus().publish(
                contract::eventExchange(contract::service::call),
                {QLatin1String(type), contract::service::call, contract::Payload::of(recording), contract::jsonType});
        };
        const auto recorded = [&] { return m->dock->model().call(call.id)->recordingId; };
        const auto tellUpdate = [&](const char *action, const QUuid &claimed) {
            call.action.type = QLatin1String(action);
            call.recordingId = claimed;
            call.tmUpdate = m->host.now();
            m->host.tell(QStringLiteral("call_updated"), call);
            QTRY_COMPARE(m->dock->model().call(call.id)->action.type, QLatin1String(action));
        };
        tell("recording_started");
        QTRY_COMPARE(recorded(), recording.id);
        tellUpdate("talk", {});
        QCOMPARE(recorded(), recording.id); // told of the call before it was recorded
        QVERIFY(m->dock->actions().isRecorded({call.id}));
        tell("recording_finished");
        QTRY_COMPARE(recorded(), QUuid());
        tellUpdate("echo", recording.id);
        QCOMPARE(recorded(), QUuid()); // told of the call while it was
        QVERIFY(!m->dock->actions().isRecorded({call.id}));
    }
};

QTEST_MAIN(CallsDockTest)
#include "tst_callsdock.moc"
