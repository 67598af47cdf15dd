// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of live calls: what is below what, order, filter, and that views are told of each change as a small one.
#include "callshost.h"
#include "services/fakemanager.h"
#include "ui/common/cells.h"
#include "ui/docks/calls/callstree.h"

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QSignalSpy>
#include <QtTest>

using ui::CallsModel;
using ui::CallsTree;
namespace status = contract::callstatus;

class CallsTreeTest : public QObject
{
    Q_OBJECT

    struct Bench
    {
        CallsHost host;
        FakeManager manager{host.bus(), contract::service::call};
        CallsModel calls{host};
        CallsTree tree{host, calls};
        QAbstractItemModelTester tester{&tree, QAbstractItemModelTester::FailureReportingMode::QtTest};
        QSignalSpy resets{&tree, &QAbstractItemModel::modelReset};
    };
    std::unique_ptr<Bench> m;

    QString text(int row, int column) { return m->tree.index(row, column).data().toString(); }
    int depth(int row) { return m->tree.index(row, 0).data(CallsTree::DepthRole).toInt(); }
    int rows() { return m->tree.rowCount(); }
    QUuid idAt(int row) { return m->tree.index(row, 0).data(CallsModel::IdRole).toUuid(); }
    QList<QUuid> order()
    {
        QList<QUuid> ids;
        for (int row = 0; row < rows(); ++row)
            ids += idAt(row);
        return ids;
    }
    contract::Call tellCall(int number, int ageMs)
    {
        const contract::Call call = m->host.make(number, ageMs);
        m->host.tell(QStringLiteral("call_created"), call);
        return call;
    }
    void update(contract::Call &call)
    {
        call.tmUpdate = m->host.now();
        m->host.tell(QStringLiteral("call_updated"), call);
    }
    contract::Groupcall groupcall(const QUuid &master = {})
    {
        contract::Groupcall made;
        made.id = core::newId();
        made.status = QStringLiteral("progressing");
        made.source.type = QStringLiteral("tel");
        made.source.target = QStringLiteral("1810");
        made.destinations.resize(2);
        made.masterCallId = master;
        made.ringMethod = QStringLiteral("ring_all");
        made.tmCreate = made.tmUpdate = m->host.now();
        m->manager.answer(QStringLiteral("GET /v1/groupcalls/") + core::toText(made.id), core::toJson(made));
        return made;
    }
    contract::Call leg(const contract::Groupcall &of, int number)
    {
        contract::Call call = m->host.make(number, 1000 - number);
        call.groupcallId = of.id;
        call.status = status::ringing;
        call.tmProgressing = {};
        m->host.tell(QStringLiteral("call_created"), call);
        return call;
    }

private Q_SLOTS:
    void init() { m = std::make_unique<Bench>(); }
    void cleanup()
    {
        QCOMPARE(m->resets.count(), 0);
        m.reset();
    }

    void withoutTheTreeEachCallIsARow()
    {
        const contract::Call master = tellCall(1, 5000);
        contract::Call chained = tellCall(2, 4000);
        chained.masterCallId = master.id;
        update(chained);
        const contract::Groupcall group = groupcall(master.id);
        const contract::Call one = leg(group, 3), other = leg(group, 4);
        const auto isTree = [&] {
            return rows() >= 5 && m->tree.rowOf(group.id) >= 0 && depth(m->tree.rowOf(chained.id)) == 1 &&
                   depth(m->tree.rowOf(one.id)) == 2;
        };
        QTRY_VERIFY(isTree());
        m->tree.setTree(false);
        QCOMPARE(rows(), 4);
        QList<QUuid> ids = order();
        for (const contract::Call &call : {master, chained, one, other})
            QVERIFY(ids.removeOne(call.id));
        for (int row = 0; row < rows(); ++row) {
            QCOMPARE(depth(row), 0);
            QVERIFY(!m->tree.index(row, 0).data(CallsTree::ExpandableRole).toBool());
        }
        const contract::Call late = leg(group, 5);
        QTRY_COMPARE(rows(), 5);
        QCOMPARE(depth(m->tree.rowOf(late.id)), 0);
        m->tree.setTree(true);
        QTRY_VERIFY(isTree());
        QCOMPARE(depth(m->tree.rowOf(late.id)), 2);
    }

    void aGroupcallHoldsItsLegs()
    {
        tellCall(1, 5000);
        const contract::Groupcall group = groupcall();
        const contract::Call one = leg(group, 2), other = leg(group, 3);
        QTRY_COMPARE(rows(), 4);
        QTRY_COMPARE(text(0, CallsModel::From), QStringLiteral("1810"));
        QCOMPARE(text(0, CallsModel::StateColumn), QStringLiteral("Ringing"));
        QCOMPARE(m->tree.index(0, CallsModel::To).data(ui::SecondaryRole).toString(), QStringLiteral("ring_all"));
        QCOMPARE(depth(0), 0);
        QCOMPARE(depth(1), 1);
        QCOMPARE(idAt(1), one.id);
        QCOMPARE(idAt(2), other.id);
        QCOMPARE(depth(3), 0);
        QCOMPARE(m->tree.callsOf(m->tree.index(0, 0)), QList<QUuid>({one.id, other.id}));
        QCOMPARE(m->tree.parentRow(m->tree.index(2, 0)).row(), 0);
    }

    void aClosedGroupcallHidesItsLegs()
    {
        const contract::Groupcall group = groupcall();
        leg(group, 2);
        leg(group, 3);
        QTRY_COMPARE(rows(), 3);
        m->tree.setOpen(m->tree.index(0, 0), false);
        QCOMPARE(rows(), 1);
        leg(group, 4);
        QTRY_COMPARE(m->calls.live(), 3);
        QTRY_COMPARE(m->tree.callsOf(m->tree.index(0, 0)).size(), 3);
        QCOMPARE(rows(), 1);
        m->tree.setOpen(m->tree.index(0, 0), true);
        QCOMPARE(rows(), 4);
    }

    void aGroupcallStandsBelowTheCallThatStartedIt()
    {
        const contract::Call master = tellCall(1, 100);
        QTRY_COMPARE(rows(), 1);
        const contract::Groupcall group = groupcall(master.id);
        leg(group, 2);
        QTRY_COMPARE(rows(), 4); // with the channel of the master, which the new row has opened
        QTRY_COMPARE(depth(3), 2);
        QCOMPARE(idAt(0), master.id);
        QCOMPARE(depth(1), 1);
        QCOMPARE(text(1, CallsModel::StateColumn), QStringLiteral("Channel"));
        QCOMPARE(depth(2), 1);
    }

    void chainedCallsStandBelowTheirMaster()
    {
        contract::Call master = tellCall(1, 100), chained = tellCall(2, 50);
        QTRY_COMPARE(rows(), 2);
        QCOMPARE(depth(0), 0);
        chained.masterCallId = master.id;
        update(chained);
        QTRY_COMPARE(rows(), 3);
        QCOMPARE(order(), QList<QUuid>({master.id, master.id, chained.id}));
        QCOMPARE(depth(2), 1);
        m->host.tell(QStringLiteral("call_deleted"), master);
        QTRY_COMPARE(order(), QList<QUuid>({chained.id}));
        QCOMPARE(depth(0), 0);
    }

    void aChainedCallMayComeFirst()
    {
        contract::Call master = m->host.make(1, 100), chained = m->host.make(2, 50);
        chained.masterCallId = master.id;
        m->host.tell(QStringLiteral("call_created"), chained);
        QTRY_COMPARE(rows(), 1);
        m->host.tell(QStringLiteral("call_created"), master);
        QTRY_COMPARE(rows(), 3);
        QCOMPARE(idAt(0), master.id);
        QCOMPARE(idAt(2), chained.id);
    }

    void callsThatNameEachOtherAsMasterStayAtTheTop()
    {
        contract::Call one = m->host.make(1, 100), other = m->host.make(2, 50);
        one.masterCallId = other.id;
        other.masterCallId = one.id;
        m->host.tell(QStringLiteral("call_created"), one);
        m->host.tell(QStringLiteral("call_created"), other);
        QTRY_COMPARE(m->calls.live(), 2);
        QTRY_VERIFY(m->tree.reveal(one.id).isValid() && m->tree.reveal(other.id).isValid());
    }

    void anOpenCallShowsItsChannels()
    {
        const contract::Call call = tellCall(1, 100);
        QTRY_COMPARE(rows(), 1);
        m->tree.setOpen(m->tree.index(0, 0), true);
        QCOMPARE(rows(), 2);
        QHash<QString, ui::ChannelQuality> channels;
        channels.insert(call.channelId, {"PCMU", 4.3, 3, 0.1, -12, -20, call.id, "PJSIP/1000-1", "127.0.0.1:4000"});
        channels.insert("snoop-1", {"L16", 0, 0, 0, -12, -90, call.id, "Snoop/channel-1-0", {}});
        channels.insert("other", {"PCMA", 4.0, 3, 0.1, -12, -90, core::newId(), "PJSIP/1001-1", {}});
        m->host.tellQuality(channels);
        QCOMPARE(rows(), 3);
        QCOMPARE(text(1, CallsModel::From), QStringLiteral("PJSIP/1000-1"));
        QCOMPARE(text(1, CallsModel::Mos), QStringLiteral("4.30"));
        QCOMPARE(text(2, CallsModel::To), QStringLiteral("listens to the call"));
        QCOMPARE(text(0, CallsModel::Codec), QStringLiteral("PCMU"));
        channels.remove("snoop-1");
        m->host.tellQuality(channels);
        QCOMPARE(rows(), 2);
    }

    void waitingCallsComeFirstThenTheNewest()
    {
        const contract::Call old = tellCall(1, 9000), young = tellCall(2, 1000);
        contract::Call ringing = m->host.make(3, 20000);
        ringing.status = status::ringing;
        m->host.tell(QStringLiteral("call_created"), ringing);
        QTRY_COMPARE(order(), QList<QUuid>({ringing.id, young.id, old.id}));
        ringing.status = status::progressing;
        update(ringing);
        QTRY_COMPARE(order(), QList<QUuid>({young.id, old.id, ringing.id}));
    }

    void sortsByAColumnAndBack()
    {
        const contract::Call b = tellCall(2, 100), a = tellCall(1, 200), c = tellCall(3, 300);
        QTRY_COMPARE(rows(), 3);
        m->tree.sort(CallsModel::From, Qt::DescendingOrder);
        QCOMPARE(order(), QList<QUuid>({c.id, b.id, a.id}));
        const contract::Call d = tellCall(0, 50);
        QTRY_COMPARE(order(), QList<QUuid>({c.id, b.id, a.id, d.id}));
        m->tree.sort(-1, Qt::AscendingOrder);
        QCOMPARE(order(), QList<QUuid>({d.id, b.id, a.id, c.id}));
    }

    void aChangingColumnIsSortedAnewInTime()
    {
        const contract::Call a = tellCall(1, 100), b = tellCall(2, 200);
        QTRY_COMPARE(rows(), 2);
        const auto told = [&](double ofA, double ofB) {
            m->host.tellQuality({{a.channelId, {"PCMU", ofA, 3, 0, -12, -20, a.id, {}, {}}},
                                 {b.channelId, {"PCMU", ofB, 3, 0, -12, -20, b.id, {}, {}}}});
        };
        told(4.0, 3.0);
        m->tree.sort(CallsModel::Mos, Qt::AscendingOrder);
        QCOMPARE(order(), QList<QUuid>({b.id, a.id}));
        QSignalSpy moved(&m->tree, &QAbstractItemModel::layoutChanged);
        told(2.0, 3.0);
        QCOMPARE(moved.count(), 0);
        QTRY_COMPARE(order(), QList<QUuid>({a.id, b.id}));
        CallsTree other(m->host, m->calls);
        other.sort(CallsModel::Mos, Qt::AscendingOrder);
        m->tree.setSteady(true);
        told(4.0, 3.0);
        QTRY_COMPARE(other.index(0, 0).data(CallsModel::IdRole).toUuid(), b.id);
        QVERIFY2(order() == QList<QUuid>({a.id, b.id}), "nothing moves below the pointer");
        m->tree.setSteady(false);
        QTRY_COMPARE(order(), QList<QUuid>({b.id, a.id}));
    }

    void filters_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<int>("left");
        QTest::newRow("a number") << "555000001" << 1;
        QTest::newRow("two words, both needed") << "5550 progressing" << 2;
        QTest::newRow("an excluded state") << "-progressing" << 1;
        QTest::newRow("one column") << "state:ringing" << 1;
        QTest::newRow("more loss than") << "loss>2" << 1;
        QTest::newRow("a MOS below") << "mos<3.6" << 1;
        QTest::newRow("a codec, without it") << "-codec:pcma" << 2;
        QTest::newRow("no number behind the sign: words") << "loss>x" << 0;
        QTest::newRow("capitals") << "PROGRESSING" << 2;
        QTest::newRow("nothing") << "" << 3;
    }

    void filters()
    {
        QFETCH(QString, filter);
        QFETCH(int, left);
        const contract::Call one = tellCall(1, 100), two = tellCall(2, 200);
        contract::Call three = m->host.make(3, 300);
        three.status = status::ringing;
        m->host.tell(QStringLiteral("call_created"), three);
        QTRY_COMPARE(rows(), 3);
        m->host.tellQuality({{one.channelId, {"PCMU", 4.3, 3, 0.1, -12, -20, one.id, {}, {}}},
                             {two.channelId, {"PCMA", 3.1, 9, 3.8, -12, -20, two.id, {}, {}}}});
        m->tree.setFilter(filter);
        QTRY_COMPARE(rows(), left);
        m->tree.setFilter({});
        QTRY_COMPARE(rows(), 3);
    }

    void theFilterFollowsChanges()
    {
        contract::Call call = tellCall(1, 100);
        tellCall(2, 100);
        QTRY_COMPARE(rows(), 2);
        m->tree.setFilter(QStringLiteral("state:ringing"));
        QTRY_COMPARE(rows(), 0);
        call.status = status::ringing;
        update(call);
        QTRY_COMPARE(order(), QList<QUuid>{call.id});
        call.status = status::progressing;
        update(call);
        QTRY_COMPARE(rows(), 0);
    }

    void aLegThatMatchesOpensItsGroupcall()
    {
        const contract::Groupcall group = groupcall();
        leg(group, 2);
        const contract::Call wanted = leg(group, 77);
        QTRY_COMPARE(rows(), 3);
        m->tree.setOpen(m->tree.index(0, 0), false);
        m->tree.setFilter(QStringLiteral("555000077"));
        QTRY_VERIFY(order().contains(wanted.id));
        QCOMPARE(depth(0), 0);
        m->tree.setFilter({});
        QTRY_COMPARE(rows(), 1);
    }

    void manyRowsComeAndGoInFewSignals()
    {
        std::vector<contract::Call> all;
        QSignalSpy inserted(&m->tree, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&m->tree, &QAbstractItemModel::rowsRemoved);
        for (int i = 0; i < 2000; ++i)
            all.push_back(tellCall(i, 10 * i));
        QTRY_COMPARE(rows(), 2000);
        QVERIFY2(inserted.count() < 200, "frames, not events");
        const QPersistentModelIndex kept = m->tree.index(1000, 0);
        const QUuid id = kept.data(CallsModel::IdRole).toUuid();
        m->tree.setFilter(QStringLiteral("5550%1").arg(all[size_t(1000)].source.target.right(5)));
        QTRY_COMPARE(rows(), 1);
        QVERIFY2(removed.count() <= 2, "by one removal, or around the row that stays");
        QCOMPARE(kept.data(CallsModel::IdRole).toUuid(), id);
        m->tree.setFilter({});
        QTRY_COMPARE(rows(), 2000);
        QCOMPARE(kept.row(), 1000);
        for (size_t i = 0; i < all.size(); i += 2)
            m->host.tell(QStringLiteral("call_deleted"), all[i]);
        QTRY_COMPARE(rows(), 1000);
    }

    void aFrameTellsItsChangesAtOnce()
    {
        std::vector<contract::Call> all;
        for (int i = 0; i < 100; ++i)
            all.push_back(tellCall(i, 10 * i));
        QTRY_COMPARE(rows(), 100);
        QSignalSpy changed(&m->tree, &QAbstractItemModel::dataChanged);
        for (contract::Call &call : all) {
            call.action.type = QStringLiteral("echo");
            update(call);
        }
        QTRY_COMPARE(m->tree.index(50, CallsModel::Flow).data(ui::ActionRole).toString(), QStringLiteral("echo"));
        QVERIFY(changed.count() < 10);
    }

    void callsAreDroppedOnCalls()
    {
        const contract::Call one = tellCall(1, 100), other = tellCall(2, 50);
        QTRY_COMPARE(rows(), 2);
        QSignalSpy dropped(&m->tree, &CallsTree::dropped);
        const int from = m->tree.reveal(one.id).row(), to = m->tree.reveal(other.id).row();
        const std::unique_ptr<QMimeData> data(m->tree.mimeData({m->tree.index(from, 0), m->tree.index(from, 1)}));
        QVERIFY(!m->tree.dropMimeData(data.get(), Qt::CopyAction, -1, -1, m->tree.index(from, 0)));
        QVERIFY(m->tree.dropMimeData(data.get(), Qt::CopyAction, -1, -1, m->tree.index(to, 0)));
        QCOMPARE(dropped.count(), 1);
        QCOMPARE(dropped[0][0].value<QList<QUuid>>(), QList<QUuid>{one.id});
        QCOMPARE(dropped[0][1].toUuid(), other.id);
    }

    void foreignDragsAreRefused()
    {
        const contract::Call call = tellCall(1, 100);
        QTRY_COMPARE(rows(), 1);
        QMimeData data;
        data.setText(core::toText(call.id));
        QVERIFY(!m->tree.canDropMimeData(&data, Qt::CopyAction, -1, -1, m->tree.index(0, 0)));
        data.setData(CallsModel::callsMime, "no id\n\n../..");
        QVERIFY(m->tree.canDropMimeData(&data, Qt::CopyAction, -1, -1, m->tree.index(0, 0)) == false);
    }
};

QTEST_MAIN(CallsTreeTest)
#include "tst_callstree.moc"
