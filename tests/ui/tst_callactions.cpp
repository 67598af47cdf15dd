// SPDX-License-Identifier: GPL-3.0-or-later
// What an operator does to calls, down to the requests it makes and what the message bar says of it.
#include "callsbench.h"
#include "support/nextdialog.h"
#include "ui/common/callactions.h"
#include "ui/common/theme.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QtTest>

using core::Json;

class CallActionsTest : public QObject
{
    Q_OBJECT

    struct Bench : CallsBench
    {
        FakeManager flows{host.bus(), contract::service::flow};
        Bench() : CallsBench(Qt::BottomDockWidgetArea, {1200, 500}) {}
    };
    std::unique_ptr<Bench> m;

    ui::CallActions &actions() { return m->dock->actions(); }
    ui::MessageBar &messages() { return *m->dock->messages(); }
    contract::Call tellCall(const std::function<void(contract::Call &)> &change = {})
    {
        contract::Call call = m->host.make(++m_number);
        call.tmCreate = m->host.now();
        if (change)
            change(call);
        m->host.tell(QStringLiteral("call_created"), call);
        return call;
    }
    bool isKnown(const contract::Call &call)
    {
        return QTest::qWaitFor([&] { return m->dock->model().call(call.id) != nullptr; });
    }
    /// The next form: writes `text` and acts. `*title` gets what it asks.
    static void actNext(const QString &text, QString *title)
    {
        support::withNextDialog([text, title](QWidget &dialog) {
            *title = dialog.findChild<QLabel *>()->text();
            return support::act(dialog, text);
        });
    }
    /// The next confirmation: reads what its *Show request* shows, and acts.
    static void readNext(QString *shown)
    {
        support::withNextDialog([shown](QWidget &dialog) {
            auto *opener = dialog.findChild<QToolButton *>(QStringLiteral("showRequest"));
            if (!opener)
                return false;
            opener->click();
            const auto *text = dialog.findChild<QPlainTextEdit *>();
            if (text->isVisible())
                *shown = text->toPlainText();
            return support::act(dialog);
        });
    }
    static QString at(const contract::Call &call, const char *tail = "")
    {
        return QLatin1String("/v1/calls/") + core::toText(call.id) + QLatin1String(tail);
    }
    int m_number = 0;

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }
    void init()
    {
        m = std::make_unique<Bench>();
        m->window.show();
        QVERIFY(QTest::qWaitFor([this] { return messages().isShown(); })); // the fake has no list of calls
        messages().clear();
    }
    void cleanup() { m.reset(); }

    void onlyTheDirectionMeantIsUnmuted_data()
    {
        QTest::addColumn<QString>("muted");
        QTest::addColumn<QString>("direction");
        QTest::addColumn<QString>("request");
        QTest::newRow("in, of both") << "both" << "in" << "DELETE";
        QTest::newRow("out, of both") << "both" << "out" << "DELETE";
        QTest::newRow("both, of both") << "both" << "both" << "DELETE";
        QTest::newRow("in, of in") << "in" << "in" << "DELETE";
        QTest::newRow("both, of in: the rest is muted too") << "in" << "both" << "POST";
    }
    void onlyTheDirectionMeantIsUnmuted()
    {
        QFETCH(QString, muted);
        QFETCH(QString, direction);
        QFETCH(QString, request);
        const contract::Call call = tellCall([&](contract::Call &made) { made.muteDirection = muted; });
        QVERIFY(isKnown(call));
        m->manager.asked.clear();
        actions().toggleMute({call.id}, direction);
        QTRY_COMPARE(m->manager.count(request + QLatin1Char(' ') + at(call, "/mute")), 1);
        QCOMPARE(core::fromUtf8(m->manager.asked.back().body.value("direction", "")), direction);
    }

    void whatAnActionSaidGoesWithTheNext()
    {
        const QUuid room = core::newId();
        const contract::Call inside = tellCall([&](contract::Call &made) { made.confbridgeId = room; });
        const contract::Call other = tellCall();
        QVERIFY(isKnown(inside) && isKnown(other));
        actions().join({inside.id}, room);
        QVERIFY(messages().isShown());
        m->manager.answer(QStringLiteral("POST /v1/confbridges/%1/calls/%2").arg(core::toText(room), core::toText(other.id)),
                          Json());
        actions().join({other.id}, room);
        QVERIFY2(!messages().isShown(), qPrintable(messages().text()));

        actions().toggleMute({other.id}, QStringLiteral("in"));
        QTRY_VERIFY(messages().isShown()); // the fake knows no such request
        m->manager.answer(QStringLiteral("POST ") + at(other, "/mute"), Json());
        actions().toggleMute({other.id}, QStringLiteral("in"));
        QVERIFY2(!messages().isShown(), qPrintable(messages().text()));
    }

    void whatFailsOfManyIsOneMessage()
    {
        const contract::Call held = tellCall(), left = tellCall(), another = tellCall();
        QTRY_COMPARE(m->tree->rowCount(), 3);
        m->manager.answer(QStringLiteral("POST ") + at(held, "/hold"), Json());
        QString title;
        actNext({}, &title);
        actions().toggleHold({held.id, left.id, another.id});
        QCOMPARE(title, QStringLiteral("Put 3 phones on hold?"));
        QTRY_VERIFY2(messages().text().startsWith(QLatin1String("Hold failed. 2 of 3 calls: ")), qPrintable(messages().text()));
        QVERIFY(m->dock->model().isHeld(held.id));
        QVERIFY(m->dock->selected().isEmpty());
        for (QToolButton *link : messages().findChildren<QToolButton *>()) {
            if (!link->text().isEmpty())
                link->click();
        }
        QTRY_COMPARE(m->dock->selected().size(), 2);
        QVERIFY(!m->dock->selected().contains(held.id));
        actNext({}, &title);
        actions().toggleHold({held.id, left.id, another.id});
        QCOMPARE(title, QStringLiteral("Put 2 phones on hold?")); // one is already
    }

    void aQuestionShowsTheRequestsThatAreMade_data()
    {
        QTest::addColumn<QString>("action");
        for (const char *one : {"hang up", "mute", "hold", "music", "silence", "record", "join to a room", "chain"})
            QTest::newRow(one) << one;
    }
    void aQuestionShowsTheRequestsThatAreMade()
    {
        QFETCH(QString, action);
        const contract::Call one = tellCall(), other = tellCall();
        QVERIFY(isKnown(one) && isKnown(other));
        const QList<QUuid> ids{one.id, other.id};
        const QHash<QString, std::function<void()>> all{
            {"hang up", [&] { actions().hangup(ids); }},
            {"mute", [&] { actions().toggleMute(ids, QStringLiteral("in")); }},
            {"hold", [&] { actions().toggleHold(ids); }},
            {"music", [&] { actions().toggleMusic(ids); }},
            {"silence", [&] { actions().toggleSilence(ids); }},
            {"record", [&] { actions().toggleRecording(ids); }},
            {"join to a room", [&] { actions().join(ids, core::newId()); }},
            {"chain", [&] { actions().chain(ids); }},
        };
        m->manager.asked.clear();
        QString shown;
        readNext(&shown);
        all.value(action)();
        const QStringList lines = shown.split(QLatin1Char('\n'));
        QTRY_COMPARE(m->manager.asked.size(), size_t(lines.size()));
        const QString queue = contract::requestQueue(contract::service::call) + QLatin1Char(' ');
        for (size_t i = 0; i < m->manager.asked.size(); ++i) {
            QVERIFY2(lines[int(i)].startsWith(queue), qPrintable(lines[int(i)]));
            const Json sent = Json::parse(core::utf8(lines[int(i)].mid(queue.size())));
            QCOMPARE(core::fromUtf8(sent.value("method", "")) + QLatin1Char(' ') + core::fromUtf8(sent.value("uri", "")),
                     m->manager.asked[i].what);
            QCOMPARE(core::fromUtf8(sent.contains("data") ? sent["data"].dump() : "null"),
                     core::fromUtf8(m->manager.asked[i].body.dump()));
        }
    }

    void whoIsPutIntoARoomIsNoLongerOnHold()
    {
        const QUuid room = core::newId();
        const contract::Call call = tellCall();
        QVERIFY(isKnown(call));
        m->dock->model().setHeld(call.id, true);
        m->dock->model().setMusic(call.id, true);
        m->manager.answer(QStringLiteral("POST /v1/confbridges/%1/calls/%2").arg(core::toText(room), core::toText(call.id)),
                          Json());
        for (const char *what : {"/hold", "/moh"})
            m->manager.answer(QStringLiteral("DELETE ") + at(call, what), Json());
        actions().join({call.id}, room);
        QTRY_VERIFY(!m->dock->model().hasMusic(call.id));
        QVERIFY(!m->dock->model().isHeld(call.id));
        QVERIFY2(!messages().isShown(), qPrintable(messages().text()));
    }

    void theFlowNamedIsTheOneThatRuns()
    {
        const auto flow = [this](const char *name) {
            contract::Flow made;
            made.id = core::newId();
            made.name = QLatin1String(name);
            contract::Action action;
            action.id = core::newId();
            action.type = QStringLiteral("sleep");
            made.actions = {action};
            m->host.bus().publish(
                contract::eventExchange(contract::service::flow),
                {QStringLiteral("flow_created"), contract::service::flow, contract::Payload::of(made), contract::jsonType});
            return made;
        };
        const contract::Flow music = flow("Music"), quiet = flow("Quiet"), made = flow("tmp");
        contract::Call call = tellCall([&](contract::Call &one) { one.flowId = music.id; });
        QVERIFY(isKnown(call));
        const auto shown = [&] { return m->dock->model().cell(call.id, ui::CallsModel::Flow, Qt::DisplayRole).toString(); };
        QTRY_COMPARE(shown(), QStringLiteral("Music"));
        for (const auto &[of, name] : {std::pair{quiet, "Quiet"}, std::pair{made, ""}, std::pair{music, "Music"}}) {
            call.action = of.actions.front();
            call.tmUpdate = m->host.now();
            m->host.tell(QStringLiteral("call_updated"), call);
            QTRY_COMPARE(shown(), QLatin1String(name));
        }
    }

    void aWarningOfSomethingElseStays()
    {
        const contract::Call call = tellCall();
        QVERIFY(isKnown(call));
        messages().show(ui::MessageBar::Kind::Error, QStringLiteral("Calls not read."), QStringLiteral("Nobody answers."));
        m->manager.answer(QStringLiteral("POST ") + at(call, "/mute"), Json());
        actions().toggleMute({call.id}, QStringLiteral("in"));
        QTRY_COMPARE(m->manager.count(QStringLiteral("POST ") + at(call, "/mute")), 1);
        QCOMPARE(messages().text(), QStringLiteral("Calls not read. Nobody answers."));
    }

    /// A caller is not taken from where it is before somebody is there to take it.
    void aTransferThatReachesNobodyLeavesTheCallAsItIs_data()
    {
        QTest::addColumn<bool>("isCalled");
        QTest::newRow("nobody can be called") << false;
        QTest::newRow("the other side rings") << true;
    }
    void aTransferThatReachesNobodyLeavesTheCallAsItIs()
    {
        QFETCH(bool, isCalled);
        const contract::Call call = tellCall([](contract::Call &made) {
            made.activeflowId = core::newId();
            made.source.name = QStringLiteral("Ann");
        });
        QVERIFY(isKnown(call));
        const QString room = core::toText(core::newId()), flow = core::toText(core::newId()), leg = core::toText(core::newId());
        m->manager.answer(QStringLiteral("GET ") + at(call), core::toJson(call));
        m->manager.answer(QStringLiteral("POST /v1/confbridges"), Json{{"id", core::utf8(room)}});
        m->manager.answer(QStringLiteral("DELETE /v1/confbridges/") + room, Json{{"id", core::utf8(room)}});
        m->manager.answer(QStringLiteral("POST ") + at(call, "/action-next"), Json());
        m->flows.answer(QStringLiteral("POST /v1/flows"), Json{{"id", core::utf8(flow)}});
        const QString push = QStringLiteral("POST /v1/activeflows/%1/push_actions").arg(core::toText(call.activeflowId));
        m->flows.answer(push, Json::object());
        if (isCalled)
            m->manager.answer(QStringLiteral("POST /v1/calls"), Json{{"calls", {{{"id", core::utf8(leg)}}}}});
        QString title;
        actNext(QStringLiteral("bob@example.org"), &title);
        actions().transfer({call.id});
        QCOMPARE(title, QStringLiteral("Transfer Ann at once"));
        QTRY_COMPARE(m->manager.count(QStringLiteral("POST /v1/calls")), 1);
        if (isCalled) {
            QTRY_COMPARE(m->manager.count(QStringLiteral("POST ") + at(call, "/action-next")), 1);
            QCOMPARE(core::fromUtf8(m->flows.asked.back().body["actions"][0].value("type", "")),
                     QStringLiteral("confbridge_join"));
            QVERIFY2(!messages().isShown(), qPrintable(messages().text()));
            return;
        }
        QTRY_VERIFY(messages().isShown());
        QVERIFY2(messages().text().startsWith(QLatin1String("Transfer failed.")), qPrintable(messages().text()));
        QCOMPARE(m->manager.count(QStringLiteral("DELETE /v1/confbridges/") + room), 1);
        QCOMPARE(m->flows.count(push), 0);
        QCOMPARE(m->manager.count(QStringLiteral("POST ") + at(call, "/action-next")), 0);
    }
};

QTEST_MAIN(CallActionsTest)
#include "tst_callactions.moc"
