// SPDX-License-Identifier: GPL-3.0-or-later
// How rooms look: the one that the operator is in, the one that is chosen; and those that only this window knows of.
#include "roomsbench.h"
#include "ui/common/cells.h"
#include "ui/common/theme.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

class RoomMarksTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<RoomsBench> m;

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }
    void init() { m = std::make_unique<RoomsBench>(); }
    void cleanup() { m.reset(); }

    void whatTheOperatorIsInIsMarked_data()
    {
        QTest::addColumn<bool>("isRoom");
        QTest::addColumn<ui::Monitor::Mode>("mode");
        QTest::addColumn<QString>("icon");
        QTest::newRow("listens to a participant") << false << ui::Monitor::Mode::Listen << "listen";
        QTest::newRow("whispers to a participant") << false << ui::Monitor::Mode::Whisper << "whisper";
        QTest::newRow("listens to the room") << true << ui::Monitor::Mode::Listen << "listen";
        QTest::newRow("speaks into the room") << true << ui::Monitor::Mode::Barge << "barge";
    }

    void whatTheOperatorIsInIsMarked()
    {
        QFETCH(bool, isRoom);
        QFETCH(ui::Monitor::Mode, mode);
        QFETCH(QString, icon);
        const contract::Call call = m->tellCall();
        const contract::Confbridge room = m->room({call});
        m->tell("confbridge_created", room);
        QTRY_COMPARE(m->model->participants(), 1);
        QTRY_VERIFY(m->calls.indexOf(call.id).isValid());
        const QModelIndex head = m->model->index(0, 0), member = m->model->index(0, 0, head);
        const auto iconOf = [](const QModelIndex &index) { return index.data(ui::IconRole).toString(); };
        const auto inCalls = [&] { return m->calls.cell(call.id, ui::CallsModel::Actions, ui::IconRole).toString(); };
        ui::Monitor::Status status;
        status.state = ui::Monitor::State::On;
        status.mode = mode;
        status.subject = {isRoom, isRoom ? room.id : call.id, {}};
        m->model->setEntered(status);
        m->calls.setEntered(status);
        QCOMPARE(iconOf(isRoom ? head : member), icon);
        QCOMPARE(inCalls(), isRoom ? QString() : icon);
        QVERIFY((isRoom ? head : member).data(Qt::ToolTipRole).toString().contains(ui::Monitor::sentenceOf(mode)));
        m->model->setEntered({});
        m->calls.setEntered({});
        QCOMPARE(iconOf(head), QStringLiteral("confbridge"));
        QCOMPARE(iconOf(member), QStringLiteral("participant"));
        QCOMPARE(inCalls(), QString());
    }

    void aNameFromTheRightIsCutAtItsEnd()
    {
        const QString name = QStringLiteral("غرفة الاجتماعات الكبيرة للفريق كله في الطابق الثالث");
        FakeManager conferences(m->host.bus(), contract::service::conference);
        contract::Confbridge room = m->room({m->tellCall()});
        room.referenceType = QStringLiteral("conference");
        room.referenceId = core::newId();
        conferences.answer(QStringLiteral("GET /v1/conferences/") + core::toText(room.referenceId),
                           {{"id", core::utf8(core::toText(room.referenceId))}, {"name", core::utf8(name)}});
        m->tell("confbridge_created", room);
        QTRY_COMPARE(m->model->index(0, 0).data().toString(), name);
        const QString subject = m->commands.subject(QStringLiteral("Confbridges"));
        QVERIFY2(subject.contains(QChar(0x2068) + name + QChar(0x2069)), "it has the direction of its own letters");
    }

    void aChosenRowHasOneTone()
    {
        m->tell("confbridge_created", m->room({m->tellCall()}));
        QTRY_VERIFY(m->tree->currentIndex().isValid());
        const QRect cell = m->tree->visualRect(m->tree->currentIndex());
        for (const bool hasFocus : {true, false}) {
            if (hasFocus)
                m->tree->setFocus();
            else
                m->tree->clearFocus();
            const QImage row =
                m->tree->viewport()->grab(QRect(0, cell.y(), m->tree->viewport()->width(), cell.height())).toImage();
            QCOMPARE(row.pixelColor(cell.x() - 3, 2), row.pixelColor(row.width() - 3, 2)); // beside the arrow, and the last cell
        }
    }

    void aRoomMadeHereIsKnownAfterARestart()
    {
        QTemporaryDir folder;
        const QString ini = folder.filePath(QStringLiteral("window.ini"));
        contract::Confbridge room = m->room({});
        m->manager.answer(QStringLiteral("POST /v1/confbridges"), core::toJson(room));
        {
            QSettings store(ini, QSettings::IniFormat);
            m->dock->keepRooms(store);
            QVERIFY(m->commands.run(QStringLiteral("rooms.new")));
            QTRY_COMPARE(m->model->rowCount(), 1);
            m = std::make_unique<RoomsBench>();
        }
        m->manager.answer(QStringLiteral("GET /v1/confbridges/") + core::toText(room.id), core::toJson(room));
        QSettings store(ini, QSettings::IniFormat);
        m->dock->keepRooms(store);
        m->model->refresh();
        QTRY_COMPARE(m->model->rowCount(), 1);
        room.status = QStringLiteral("terminated");
        room.tmUpdate = m->host.now();
        m->tell("confbridge_terminated", room);
        QTRY_COMPARE(m->model->rowCount(), 0);
        QVERIFY(m->model->made().isEmpty());
        QVERIFY(store.value(QStringLiteral("rooms/made")).toStringList().isEmpty());
    }
};

QTEST_MAIN(RoomMarksTest)
#include "tst_roommarks.moc"
