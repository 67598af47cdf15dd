// SPDX-License-Identifier: GPL-3.0-or-later
// Each action on live calls, on one and on several, from the real window to the call-manager of the real platform.
#include "clients/callclient.h"
#include "support/sipphone.h"
#include "support/wait.h"
#include "ui/common/callactions.h"
#include "ui/common/cells.h"
#include "ui/docks/calls/callstree.h"
#include "windowbench.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QtPlugin>

Q_IMPORT_PLUGIN(EspeakProvider)

using ui::CallsModel;

namespace {
constexpr int answerMs = 8000;
} // namespace

class CallsTest : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<WindowBench> m_bench;
    std::vector<std::unique_ptr<support::SipPhone>> m_phones;
    quint64 m_before = 0;

    ui::CallsDock &dock() { return m_bench->calls(); }
    ui::CallsTree &tree() { return *dock().findChild<ui::CallsTree *>(); }
    void place(int count, const char *number)
    {
        for (int i = 0; i < count; ++i) {
            const ui::Extension own = m_bench->extension(QString::number(1000 + i));
            m_phones.push_back(std::make_unique<support::SipPhone>(m_bench->host().facts().sip, own.number.toLatin1(),
                                                                   own.password.toLatin1(), own.domain.toLatin1()));
            QCOMPARE(m_phones.back()->call(m_bench->host().facts().numbers.at(QLatin1String(number)).toLatin1()), 200);
        }
        QTRY_COMPARE_WITH_TIMEOUT(dock().model().count(ui::State::Progressing), count, answerMs);
        QTRY_COMPARE(m_bench->rows(), count);
    }
    void selectAll()
    {
        m_bench->table().setFocus();
        m_bench->table().selectAll();
        m_before = m_bench->host().timeline().lastSequence();
    }
    QUuid idAt(int row) { return tree().index(row, 0).data(CallsModel::IdRole).toUuid(); }
    /// Requests that went well since the selection, with the ids of calls as `{id}`.
    int answered(const QString &what)
    {
        static const QRegularExpression id(QStringLiteral("[0-9a-f]{8}-[0-9a-f-]{27}"));
        int count = 0;
        for (const core::TimelineEntry &entry : m_bench->host().timeline().since(m_before, 100'000)) {
            const QString text = QString(entry.text).replace(id, QStringLiteral("{id}"));
            if (entry.kind == core::TimelineKind::Bus && text.startsWith(what + QLatin1Char(' ')) && entry.level < 300)
                ++count;
        }
        return count;
    }
    /// The next form or confirmation: writes `text` and acts. `*asked` gets the title and the text of the button.
    static void actNext(const QString &text, QStringList *asked)
    {
        support::withNextDialog([text, asked](QWidget &dialog) {
            const auto *button = dialog.findChild<QPushButton *>(QStringLiteral("act"));
            if (!button)
                return false;
            *asked = {dialog.findChild<QLabel *>()->text(), button->text()};
            return support::act(dialog, text);
        });
    }
    bool trigger(const QString &command)
    {
        QAction *action = m_bench->action(QLatin1String("calls.") + command);
        if (!QTest::qWaitFor([&] { return action->isEnabled(); }, 5000))
            return false;
        action->trigger();
        return true;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_bench = std::make_unique<WindowBench>();
        QVERIFY(m_bench->start());
    }
    void init() { QVERIFY(m_bench->open()); }
    void cleanup()
    {
        for (const auto &phone : m_phones)
            phone->hangup();
        m_phones.clear();
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->live(), 0, answerMs);
        m_bench->closeWindow();
    }
    void cleanupTestCase() { m_bench.reset(); }

    void actions_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("request");
        QTest::addColumn<bool>("isForm"); // asks also for one call
        QTest::addColumn<int>("count");
        const struct
        {
            const char *name, *command, *text, *request;
        } rows[] = {{"hang up", "hangup", "", "POST /v1/calls/{id}/hangup"},
                    {"hold", "hold", "", "POST /v1/calls/{id}/hold"},
                    {"mute both ways", "mute", "", "POST /v1/calls/{id}/mute"},
                    {"mute in", "muteIn", "", "POST /v1/calls/{id}/mute"},
                    {"mute out", "muteOut", "", "POST /v1/calls/{id}/mute"},
                    {"music on hold", "music", "", "POST /v1/calls/{id}/moh"},
                    {"silence", "silence", "", "POST /v1/calls/{id}/silence"},
                    {"play a file", "play", "sound:beep", "POST /v1/calls/{id}/play"},
                    {"say a text", "say", "Good morning.", "POST /v1/calls/{id}/talk"},
                    {"stop what plays", "stopMedia", "", "POST /v1/calls/{id}/media_stop"},
                    {"record", "record", "", "POST /v1/calls/{id}/recording_start"},
                    {"send digits", "digits", "12#", "POST /ari/channels/{id}/dtmf"},
                    {"transfer", "transfer", "1801", "POST /v1/activeflows/{id}/push_actions"}};
        for (const auto &row : rows) {
            const bool isForm = *row.text;
            QTest::addRow("%s, one call", row.name) << row.command << row.text << row.request << isForm << 1;
            QTest::addRow("%s, two calls", row.name) << row.command << row.text << row.request << isForm << 2;
        }
    }

    void actions()
    {
        QFETCH(QString, command);
        QFETCH(QString, text);
        QFETCH(QString, request);
        QFETCH(bool, isForm);
        QFETCH(int, count);
        place(count, "quiet");
        selectAll();
        QTRY_COMPARE(dock().selected().size(), count);
        QStringList asked;
        const bool asks = (isForm || count > 1) && command != QLatin1String("stopMedia");
        if (asks)
            actNext(text, &asked);
        QVERIFY(trigger(command));
        QTRY_COMPARE_WITH_TIMEOUT(answered(request), count, answerMs);
        QCOMPARE(asked.isEmpty(), !asks);
        if (count > 1 && asks)
            QVERIFY2(asked.join(QLatin1Char(' ')).contains(QLatin1Char('2')), qPrintable(asked.join(QLatin1String(" | "))));
        QVERIFY2(!dock().messages()->isVisible(), qPrintable(dock().messages()->text()));
    }

    void mutedTogetherUnmutedTogether()
    {
        place(2, "quiet");
        dock().actions().toggleMute({idAt(0)}, QStringLiteral("both"));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->text(CallsModel::StateColumn), QStringLiteral("Muted"), answerMs);
        selectAll();
        QStringList asked;
        actNext({}, &asked);
        QVERIFY(trigger(QStringLiteral("mute")));
        QCOMPARE(asked, QStringList({"Mute 2 calls?", "Mute 2 calls"}));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->text(CallsModel::StateColumn, 1), QStringLiteral("Muted"), answerMs);
        QTRY_COMPARE(m_bench->text(CallsModel::StateColumn, 0), QStringLiteral("Muted"));
        actNext({}, &asked);
        QVERIFY(trigger(QStringLiteral("mute")));
        QCOMPARE(asked, QStringList({"Unmute 2 calls?", "Unmute 2 calls"}));
        for (const int row : {0, 1})
            QTRY_COMPARE_WITH_TIMEOUT(m_bench->text(CallsModel::StateColumn, row), QStringLiteral("Progressing"), answerMs);
    }

    void aTransferToANumberOfThePlatformRunsItsFlow()
    {
        place(1, "quiet");
        selectAll();
        QStringList asked;
        actNext(QStringLiteral("1801"), &asked);
        QVERIFY(trigger(QStringLiteral("transfer")));
        const auto action = [this] { return dock().model().call(idAt(0))->action.type; };
        QTRY_COMPARE_WITH_TIMEOUT(action(), QStringLiteral("echo"), answerMs);
        QCOMPARE(m_bench->live(), 1);
    }

    void aTransferToNobodyLeavesTheCallAsItIs_data()
    {
        QTest::addColumn<QString>("number");
        QTest::newRow("a number that is nobody's") << "1999";
        QTest::newRow("an extension without a phone") << "1002";
        QTest::newRow("a number abroad, without a provider") << "+82 2 555 0142";
    }
    void aTransferToNobodyLeavesTheCallAsItIs()
    {
        QFETCH(QString, number);
        place(1, "quiet");
        selectAll();
        QStringList asked;
        actNext(number, &asked);
        QVERIFY(trigger(QStringLiteral("transfer")));
        QTRY_VERIFY_WITH_TIMEOUT(dock().messages()->isVisible(), answerMs);
        QVERIFY2(dock().messages()->text().startsWith(QLatin1String("Transfer failed.")), qPrintable(dock().messages()->text()));
        if (!number.startsWith(QLatin1Char('+')))
            QVERIFY2(dock().messages()->text().contains(number), qPrintable(dock().messages()->text()));
        QCOMPARE(answered(QStringLiteral("POST /v1/calls/{id}/action-next")), 0);
        QCOMPARE(answered(QStringLiteral("DELETE /v1/confbridges/{id}")), answered(QStringLiteral("POST /v1/confbridges")));
        QCOMPARE(m_bench->live(), 1);
        QCOMPARE(dock().model().call(idAt(0))->action.type, QStringLiteral("sleep"));
        dock().messages()->clear();
    }

    void anEchoIsHeldSpokenToAndTransferred()
    {
        place(1, "echo");
        selectAll();
        const auto action = [this] { return dock().model().call(idAt(0))->action.type; };
        QTRY_COMPARE_WITH_TIMEOUT(action(), QStringLiteral("echo"), answerMs);
        dock().actions().toggleHold({idAt(0)});
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->text(CallsModel::StateColumn), QStringLiteral("Hold"), answerMs);
        QStringList asked;
        actNext(QStringLiteral("Good morning."), &asked);
        QVERIFY(trigger(QStringLiteral("say")));
        QTRY_COMPARE_WITH_TIMEOUT(answered(QStringLiteral("POST /v1/calls/{id}/talk")), 1, answerMs);
        actNext(m_bench->host().facts().numbers.at(QStringLiteral("quiet")), &asked);
        QVERIFY(trigger(QStringLiteral("transfer")));
        QTRY_COMPARE_WITH_TIMEOUT(action(), QStringLiteral("sleep"), answerMs);
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->text(CallsModel::StateColumn), QStringLiteral("Progressing"), answerMs);
        QVERIFY2(!dock().messages()->isVisible(), qPrintable(dock().messages()->text()));
    }

    void whoeverJoinsARoomHearsItAlone_data()
    {
        QTest::addColumn<QString>("number");
        QTest::newRow("out of an echo") << "echo";
        QTest::newRow("out of the music of its flow") << "music";
    }
    void whoeverJoinsARoomHearsItAlone()
    {
        QFETCH(QString, number);
        place(1, number.toLatin1().constData());
        const auto level = [this] { return dock().model().cell(idAt(0), CallsModel::Levels, ui::LevelsRole).toPointF().y(); };
        QTRY_VERIFY_WITH_TIMEOUT(number == QLatin1String("echo") || (level() < 0 && level() > -60), answerMs);
        clients::CallResourceClient client(m_bench->host().bus(), contract::service::window);
        contract::ConfbridgeCreate body;
        body.customerId = m_bench->host().facts().customerId;
        body.referenceType = body.type = QStringLiteral("conference");
        const contract::Confbridge room = wait(client.createConfbridge(body));
        dock().actions().join({idAt(0)}, room.id);
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->call()->confbridgeId, room.id, answerMs);
        QTRY_VERIFY_WITH_TIMEOUT(level() < -80, answerMs);
        QVERIFY2(!dock().messages()->isVisible(), qPrintable(dock().messages()->text()));
    }

    void aRefusedQuestionDoesNothing()
    {
        place(2, "quiet");
        selectAll();
        QStringList asked;
        WindowBench::answerNext(false, &asked);
        QVERIFY(trigger(QStringLiteral("hangup")));
        QCOMPARE(asked, QStringList({"Keep the calls", "Hang up 2 calls"}));
        QTRY_COMPARE(m_bench->live(), 2);
        QCOMPARE(answered(QStringLiteral("POST /v1/calls/{id}/hangup")), 0);
    }

    void theBarOfASelectionNamesTheCount()
    {
        place(2, "quiet");
        auto *hangup = dock().findChild<QPushButton *>(QStringLiteral("bulk.hangup"));
        QVERIFY(!hangup->isVisible());
        const int least = dock().minimumSizeHint().width();
        selectAll();
        QTRY_VERIFY(hangup->isVisible());
        QVERIFY2(dock().minimumSizeHint().width() <= least, "it would push the dock over its neighbour");
        QCOMPARE(hangup->text(), QStringLiteral("Hang up 2…"));
        QCOMPARE(dock().findChild<QPushButton *>(QStringLiteral("bulk.hold"))->text(), QStringLiteral("Hold 2"));
    }

    void chainedCallsStandBelowTheFirst()
    {
        place(2, "quiet");
        const QUuid first = idAt(0), second = idAt(1);
        selectAll();
        QStringList asked;
        actNext({}, &asked);
        QVERIFY(trigger(QStringLiteral("chain")));
        QTRY_COMPARE_WITH_TIMEOUT(answered(QStringLiteral("POST /v1/calls/{id}/chained-call-ids")), 1, answerMs);
        QTRY_COMPARE_WITH_TIMEOUT(dock().model().call(second)->masterCallId, first, answerMs);
        QTRY_COMPARE(tree().reveal(second).data(ui::CallsTree::DepthRole).toInt(), 1);
        QCOMPARE(idAt(0), first);
    }

    void droppedOnAnotherCallBothAreInOneRoom()
    {
        place(2, "quiet");
        const QUuid one = idAt(0), other = idAt(1);
        const std::unique_ptr<QMimeData> data(tree().mimeData({tree().index(0, 0)}));
        QStringList asked;
        actNext({}, &asked);
        QVERIFY(tree().dropMimeData(data.get(), Qt::CopyAction, -1, -1, tree().index(1, 0)));
        QTRY_VERIFY(!asked.isEmpty()); // not before the drag is over
        QVERIFY2(asked.first().startsWith(QLatin1String("Join 1 call and ")), qPrintable(asked.first()));
        QTRY_VERIFY_WITH_TIMEOUT(!dock().model().call(one)->confbridgeId.isNull(), answerMs);
        QTRY_COMPARE_WITH_TIMEOUT(dock().model().call(other)->confbridgeId, dock().model().call(one)->confbridgeId, answerMs);
    }

    void joinsARoom()
    {
        place(1, "quiet");
        clients::CallResourceClient client(m_bench->host().bus(), contract::service::window);
        contract::ConfbridgeCreate body;
        body.customerId = m_bench->host().facts().customerId;
        body.referenceType = body.type = QStringLiteral("conference");
        const contract::Confbridge room = wait(client.createConfbridge(body));
        dock().actions().join({idAt(0)}, room.id);
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->call()->confbridgeId, room.id, answerMs);
    }

    void whatIsOffSaysWhy()
    {
        QTRY_VERIFY(!m_bench->action(QStringLiteral("calls.hold"))->isEnabled());
        QVERIFY(m_bench->action(QStringLiteral("calls.hold"))->toolTip().contains(QLatin1String("No call is selected.")));
        place(1, "quiet");
        selectAll();
        QTRY_VERIFY(m_bench->action(QStringLiteral("calls.hold"))->isEnabled());
        QVERIFY(!m_bench->action(QStringLiteral("calls.chain"))->isEnabled());
        QVERIFY(m_bench->action(QStringLiteral("calls.chain"))->toolTip().contains(QLatin1String("Select two calls or more.")));
    }

    void theMenuOfARowHasListenWhisperAndBarge()
    {
        place(1, "quiet");
        selectAll();
        QTRY_COMPARE(dock().selected().size(), 1);
        QMap<QString, QString> off;
        QTimer::singleShot(0, this, [&] {
            auto *menu = m_bench->find<QMenu>(QStringLiteral("callsMenu"));
            QVERIFY(menu);
            for (const QAction *one : menu->actions()) {
                if (!one->isEnabled())
                    off.insert(one->objectName(), one->toolTip());
            }
            menu->close();
        });
        Q_EMIT m_bench->table().customContextMenuRequested(QPoint(20, 20));
        for (const char *id : {"calls.listen", "calls.whisper", "calls.barge"})
            QVERIFY2(off.value(QLatin1String(id)).contains(QLatin1String("There is no speaker.")), id);
        QVERIFY(!off.contains(QStringLiteral("calls.record")));
        QCOMPARE(m_bench->action(QStringLiteral("calls.listen"))->shortcut(), QKeySequence(Qt::Key_L));
        QCOMPARE(m_bench->action(QStringLiteral("calls.whisper"))->shortcut(), QKeySequence(Qt::SHIFT | Qt::Key_L));
        QCOMPARE(m_bench->action(QStringLiteral("calls.barge"))->shortcut(), QKeySequence(Qt::Key_B));
    }

    void filtersAsOneTypes()
    {
        place(2, "quiet");
        QTest::keyClick(&m_bench->table(), Qt::Key_F, Qt::ControlModifier);
        auto *field = qobject_cast<QLineEdit *>(QApplication::focusWidget());
        QVERIFY(field);
        QTest::keyClicks(field, QStringLiteral("1001"));
        QTRY_COMPARE(m_bench->rows(), 1);
        QTest::keyClick(field, Qt::Key_Escape);
        QTRY_COMPARE(m_bench->rows(), 2);
    }

    void anOpenCallShowsItsChannelAndItsSound()
    {
        place(1, "music");
        QTest::keyClick(&m_bench->table(), Qt::Key_Down);
        m_bench->table().setCurrentIndex(tree().index(0, 0));
        QTest::keyClick(&m_bench->table(), Qt::Key_Right);
        QTRY_COMPARE(m_bench->rows(), 2);
        QTRY_VERIFY_WITH_TIMEOUT(m_bench->text(CallsModel::From, 1).startsWith(QLatin1String("PJSIP/")), answerMs);
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->text(CallsModel::Codec, 1), QStringLiteral("PCMU"), answerMs);
        QTest::keyClick(&m_bench->table(), Qt::Key_Left);
        QTRY_COMPARE(m_bench->rows(), 1);
    }

    void theOrderIsKeptAcrossStarts()
    {
        QHeaderView *header = m_bench->table().horizontalHeader();
        header->setSortIndicator(CallsModel::From, Qt::DescendingOrder);
        QVERIFY(m_bench->window().close());
        m_bench->closeWindow();
        m_bench->openWindow();
        QTRY_VERIFY(m_bench->isPlaced());
        place(2, "quiet");
        QCOMPARE(m_bench->table().horizontalHeader()->sortIndicatorSection(), int(CallsModel::From));
        QTRY_VERIFY(m_bench->text(CallsModel::From, 0) > m_bench->text(CallsModel::From, 1));
    }
};

QTEST_MAIN(CallsTest)
#include "tst_calls.moc"
