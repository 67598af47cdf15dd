// SPDX-License-Identifier: GPL-3.0-or-later
// Confbridges as a list: who is in, what happens while a question stands, rooms that end unheard.
#include "contract/conference.h"
#include "roomsbench.h"
#include "support/nextdialog.h"
#include "ui/common/callsmodel.h"
#include "ui/common/cells.h"
#include "ui/common/commandbutton.h"
#include "ui/common/theme.h"

#include <QAction>
#include <QPushButton>
#include <QtTest>

using ui::RoomsModel;

class RoomsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<RoomsBench> m;

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }
    void init() { m = std::make_unique<RoomsBench>(); }
    void cleanup() { m.reset(); }

    void aMemberIsShownAsItsCallIs()
    {
        contract::Call call = m->tellCall();
        const contract::Confbridge room = m->room({call, m->tellCall()});
        m->tell("confbridge_created", room);
        QTRY_COMPARE(m->model->participants(), 2);
        const QModelIndex head = m->model->index(0, 0);
        const auto rowOf = [&] { return m->model->index(0, 0, head).data(RoomsModel::CallRole).toUuid() == call.id ? 0 : 1; };
        const auto mic = [&] { return m->model->index(rowOf(), RoomsModel::Mic, head).data(ui::IconRole).toString(); };
        QCOMPARE(mic(), QStringLiteral("mic"));
        call.muteDirection = QStringLiteral("in");
        call.tmUpdate = m->host.now();
        m->host.tell(QStringLiteral("call_updated"), call);
        QTRY_COMPARE(mic(), QStringLiteral("mic-off"));
        m->calls.setHeld(call.id, true);
        QTRY_COMPARE(m->model->index(rowOf(), 0, head).data(ui::IconRole).toString(), QStringLiteral("hold"));
    }

    void aRoomThatTheOperatorClosedStaysClosed()
    {
        m->tell("confbridge_created", m->room({m->tellCall()}));
        QTRY_COMPARE(m->model->participants(), 1);
        QTRY_VERIFY(m->tree->isExpanded(m->model->index(0, 0)));
        m->tree->collapse(m->model->index(0, 0));
        m->tell("confbridge_created", m->room({m->tellCall()}));
        QTRY_COMPARE(m->model->participants(), 2);
        QTRY_VERIFY(m->tree->isExpanded(m->model->index(1, 0)));
        QVERIFY(!m->tree->isExpanded(m->model->index(0, 0)));
    }

    void aRoomThatEndedUnheardGoesWhenRoomsAreReadAgain()
    {
        const contract::Confbridge gone = m->room({m->tellCall()}), stays = m->room({m->tellCall()});
        m->tell("confbridge_created", gone);
        m->tell("confbridge_created", stays);
        QTRY_COMPARE(m->model->participants(), 2);
        m->manager.answer(QStringLiteral("GET /v1/confbridges/") + core::toText(stays.id), core::toJson(stays));
        m->model->refresh();
        QTRY_COMPARE(m->model->rowCount(), 1);
        QVERIFY(m->model->room(stays.id));
        QVERIFY(!m->model->room(gone.id));
    }

    void aRoomThatGoesWhileTheQuestionStandsIsTerminatedByItsId()
    {
        const contract::Confbridge room = m->room({m->tellCall()});
        m->tell("confbridge_created", room);
        QTRY_VERIFY(m->tree->currentIndex().isValid());
        QString title;
        support::withNextDialog([&](QWidget &dialog) {
            if (m->model->rowCount() > 0) {
                m->tell("confbridge_terminated", room);
                return false;
            }
            title = dialog.windowTitle();
            return support::act(dialog);
        });
        QVERIFY(m->commands.run(QStringLiteral("rooms.terminate")));
        const QString wanted = QStringLiteral("POST /v1/confbridges/%1/terminate").arg(core::toText(room.id));
        QTRY_COMPARE(m->manager.count(wanted), 1);
        QCOMPARE(title, QStringLiteral("Terminate %1?").arg(QStringLiteral("Room %1").arg(core::toText(room.id).left(4))));
    }

    void aButtonIsAsWideAsItsLongestText()
    {
        contract::Confbridge room = m->room({m->tellCall()});
        m->tell("confbridge_created", room);
        QTRY_VERIFY(m->tree->currentIndex().isValid());
        auto *record = m->dock->findChild<ui::CommandButton *>(QStringLiteral("rooms.record"));
        QTRY_VERIFY(record->isEnabled());
        QCOMPARE(record->text(), QStringLiteral("Record"));
        const int before = record->sizeHint().width(),
                  text = record->fontMetrics().horizontalAdvance(QStringLiteral("Stop recording"));
        QVERIFY(before > text && before < text + 80);
        QCOMPARE(record->minimumSizeHint().width(), before);
        const auto recorded = [this](int role) { return m->model->index(0, ui::RoomsModel::Level).data(role).toString(); };
        QCOMPARE(recorded(Qt::DisplayRole), QString());
        room.recordingId = core::newId();
        room.tmUpdate = m->host.now();
        m->tell("confbridge_updated", room);
        QTRY_COMPARE(record->text(), QStringLiteral("Stop recording"));
        QVERIFY2(recorded(Qt::DisplayRole).startsWith(QStringLiteral("0:0")), qPrintable(recorded(Qt::DisplayRole)));
        QCOMPARE(recorded(ui::IconRole), QStringLiteral("record"));
        QCOMPARE(record->sizeHint().width(), before);
    }

    void mediaThatAnotherProgramPutThereIsCounted()
    {
        const contract::Call call = m->tellCall();
        const contract::Confbridge room = m->room({call});
        const auto engine = m->host.bus().serve(contract::asteriskCallQueue, [&](bus::Request) -> core::Task<contract::Reply> {
            co_return contract::Reply::ok(core::Json{{"channels", {core::utf8(call.channelId), "media", "snoop"}}});
        });
        m->manager.answer(QStringLiteral("GET /v1/confbridges/") + core::toText(room.id), core::toJson(room));
        m->tell("confbridge_created", room);
        QTRY_VERIFY(m->model->room(room.id));
        m->model->load(room.id);
        const auto externals = [&] {
            ui::ChannelQuality media, snoop;
            media.name = QStringLiteral("UnicastRTP/127.0.0.1:4000");
            snoop.name = QStringLiteral("Snoop/other");
            m->host.tellQuality({{QStringLiteral("media"), media}, {QStringLiteral("snoop"), snoop}});
            return m->model->externals(*m->model->room(room.id));
        };
        QTRY_COMPARE(externals(), size_t(1));
    }

    void aRoomIsCalledAsItsConference()
    {
        FakeManager conferences(m->host.bus(), contract::service::conference);
        contract::Confbridge room = m->room({m->tellCall()});
        room.referenceType = QStringLiteral("conference");
        room.referenceId = core::newId();
        const QString conference = QStringLiteral("GET /v1/conferences/") + core::toText(room.referenceId);
        conferences.answer(conference, {{"id", core::utf8(core::toText(room.referenceId))}, {"name", "Stand-up"}});
        m->tell("confbridge_created", room);
        QTRY_COMPARE(m->model->index(0, 0).data().toString(), QStringLiteral("Stand-up"));
        room.tmUpdate = m->host.now();
        m->tell("confbridge_joined", room);
        QTRY_COMPARE(m->model->room(room.id)->confbridge.tmUpdate, room.tmUpdate);
        QCOMPARE(conferences.count(conference), 1);
    }

    void theRoomOfAConferenceIsThereBeforeAnybodyIs()
    {
        FakeManager conferences(m->host.bus(), contract::service::conference);
        contract::Conference lab;
        lab.id = core::newId();
        lab.name = QStringLiteral("Lab");
        contract::Confbridge room = m->room({});
        room.referenceType = QStringLiteral("conference");
        room.referenceId = lab.id;
        lab.confbridgeId = room.id;
        conferences.answer(QStringLiteral("GET /v1/conferences?page_size=200&page_token="),
                           core::Json::array({core::toJson(lab)}));
        m->manager.answer(QStringLiteral("GET /v1/confbridges/") + core::toText(room.id), core::toJson(room));
        m->model->refresh();
        QTRY_COMPARE(m->model->rowCount(), 1);
        QCOMPARE(m->model->index(0, 0).data().toString(), QStringLiteral("Lab"));
    }

    void twoWhoWereConnectedNameTheirRoom()
    {
        contract::Call one = m->tellCall(), other = m->tellCall();
        contract::Confbridge room = m->room({one, other});
        room.type = QStringLiteral("connect");
        m->tell("confbridge_created", room);
        const auto name = [&](const contract::Call &call) { return m->model->nameOf(call.id); };
        QTRY_VERIFY(m->calls.indexOf(other.id).isValid());
        const QString both = QStringLiteral("%1 and %2").arg(name(one), name(other));
        QTRY_COMPARE(m->model->index(0, 0).data().toString(), both);
        one.confbridgeId = room.id;
        one.tmUpdate = m->host.now();
        m->host.tell(QStringLiteral("call_updated"), one);
        QTRY_COMPARE(m->calls.cell(one.id, ui::CallsModel::Flow, ui::ActionRole).toString(), both); // and not its action
        QCOMPARE(m->calls.cell(one.id, ui::CallsModel::Room, Qt::DisplayRole).toString(), both);
        one.confbridgeId = QUuid();
        one.tmUpdate = m->host.now();
        m->host.tell(QStringLiteral("call_updated"), one);
        QTRY_COMPARE(m->calls.cell(one.id, ui::CallsModel::Flow, ui::ActionRole).toString(), QStringLiteral("talk"));
    }

    void whoIsListenedToIsKnown()
    {
        const contract::Call one = m->tellCall(), other = m->tellCall();
        const contract::Confbridge room = m->room({one, other});
        m->tell("confbridge_created", room);
        QTRY_COMPARE(m->model->participants(), 2);
        m->host.tellQuality({{QStringLiteral("snoop"), {"L16", 0, 0, 0, -90, -90, one.id, "Snoop/channel-1-1", {}}}});
        for (const RoomsModel::Member &member : m->model->room(room.id)->members)
            QCOMPARE(member.isTapped, member.call == one.id);
        m->host.tellQuality({});
        for (const RoomsModel::Member &member : m->model->room(room.id)->members)
            QVERIFY(!member.isTapped);
    }

    void agesMoveOn()
    {
        contract::Confbridge room = m->room({m->tellCall()});
        room.tmCreate = core::Timestamp::fromMicros(m->host.now().micros() - 62'500'000);
        m->manager.answer(QStringLiteral("GET /v1/confbridges/") + core::toText(room.id), core::toJson(room));
        m->tell("confbridge_created", room);
        QTRY_COMPARE(m->model->participants(), 1);
        const auto age = [this] { return m->model->index(0, RoomsModel::Joined).data().toString(); };
        const QString before = age();
        QVERIFY2(before >= QLatin1String("0:01:02") && before < QLatin1String("0:02:00"), qPrintable(before));
        QTRY_VERIFY2(age() > before, qPrintable(age()));
    }

    void whatPlaysCanBeStoppedUntilItHasEnded()
    {
        const contract::Call call = m->tellCall();
        m->tell("confbridge_created", m->room({call}));
        QTRY_VERIFY(m->tree->currentIndex().isValid());
        m->manager.answer(QStringLiteral("GET /v1/channels/") + call.channelId, {{"id", "c"}, {"asterisk_id", "engine"}});
        bool isPlaying = true;
        const auto engine = m->host.bus().serve(contract::asteriskQueue(QStringLiteral("engine")),
                                                [&](bus::Request request) -> core::Task<contract::Reply> {
                                                    const bool isQuestion = request.method == QLatin1String("GET");
                                                    co_return contract::Reply::status(isQuestion && !isPlaying ? 404 : 200);
                                                });
        const QAction *stop = m->commands.action(QStringLiteral("rooms.stopMedia"));
        QVERIFY(!stop->isEnabled());
        support::withNextDialog([](QWidget &dialog) { return support::act(dialog, QStringLiteral("sound:beep")); });
        QVERIFY(m->commands.run(QStringLiteral("rooms.play")));
        QTRY_VERIFY(stop->isEnabled());
        isPlaying = false;
        QTRY_VERIFY(!stop->isEnabled());
    }

    void aRoomThatNobodyCameIntoGoesAgain_data()
    {
        QTest::addColumn<bool>("isDropped"); // on the other call
        QTest::addColumn<int>("joins");      // of two, the service lets in so many
        QTest::addColumn<bool>("stays");
        QTest::newRow("dropped, neither comes in") << true << 0 << false;
        QTest::newRow("dropped, one would be alone") << true << 1 << false;
        QTest::newRow("dropped, both come in") << true << 2 << true;
        QTest::newRow("a new room, neither comes in") << false << 0 << false;
        QTest::newRow("a new room, one comes in") << false << 1 << true;
    }

    void aRoomThatNobodyCameIntoGoesAgain()
    {
        QFETCH(bool, isDropped);
        QFETCH(int, joins);
        QFETCH(bool, stays);
        const QList<contract::Call> all{m->tellCall(), m->tellCall()};
        QTRY_COMPARE(m->calls.live(), 2);
        contract::Confbridge room;
        room.id = core::newId();
        const QString uri = QStringLiteral("/v1/confbridges/") + core::toText(room.id);
        m->manager.answer(QStringLiteral("POST /v1/confbridges"), core::toJson(room));
        m->manager.answer(QStringLiteral("DELETE ") + uri, core::toJson(room));
        for (qsizetype i = 0; i < qsizetype(joins); ++i)
            m->manager.answer(QStringLiteral("POST %1/calls/%2").arg(uri, core::toText(all[i].id)), core::Json::object());
        QTimer poll;
        connect(&poll, &QTimer::timeout, &poll, [] {
            if (QWidget *dialog = QApplication::activeModalWidget())
                dialog->findChild<QPushButton *>(QStringLiteral("act"))->click();
        });
        poll.start(10);
        if (isDropped)
            m->actions.connectTo({all[1].id}, all[0].id);
        else
            m->actions.join({all[0].id, all[1].id}, QUuid());
        QTRY_COMPARE(m->manager.count(QStringLiteral("POST %1/calls/%2").arg(uri, core::toText(all[1].id))), 1);
        QTRY_COMPARE(m->manager.count(QStringLiteral("DELETE ") + uri), stays ? 0 : 1);
    }

    void manyRoomsAndManyChangesCostLittle()
    {
        constexpr int rooms = 500, changes = 2000;
        std::vector<contract::Call> members;
        for (int i = 0; i < rooms; ++i) {
            members.push_back(m->tellCall());
            m->tell("confbridge_created", m->room({members.back()}));
        }
        QTRY_COMPARE_WITH_TIMEOUT(m->model->participants(), rooms, 20'000);
        QTRY_COMPARE(m->calls.live(), rooms);
        QSignalSpy told(m->model, &QStandardItemModel::dataChanged);
        for (int i = 0; i < changes; ++i) {
            contract::Call &call = members[size_t(i % rooms)];
            call.action.type = i % 2 ? QStringLiteral("talk") : QStringLiteral("play");
            call.tmUpdate = m->host.now();
            m->host.tell(QStringLiteral("call_updated"), call);
        }
        QTRY_COMPARE(m->calls.call(members.back().id)->action.type, members.back().action.type);
        QCOMPARE(told.count(), 0); // nothing that a room shows has changed
    }
};

QTEST_MAIN(RoomsTest)
#include "tst_rooms.moc"
