// SPDX-License-Identifier: GPL-3.0-or-later
// What the command palette finds, and in which order: design §10.
#include "ui/shell/palette.h"

#include <QtTest>

using ui::PaletteItem;
using ui::PaletteModel;

namespace {
using Places = std::vector<int>;

PaletteItem named(const QString &text, const QString &exact = {})
{
    PaletteItem item;
    item.text = text;
    item.exact = exact;
    return item;
}
} // namespace

class PaletteTest : public QObject
{
    Q_OBJECT
private:
    static QStringList found(std::vector<PaletteItem> candidates, const QString &text)
    {
        PaletteModel model;
        model.set(std::move(candidates), text);
        QStringList texts;
        for (int row = 0; row < model.rowCount(); ++row)
            texts += model.index(row).data().toString();
        return texts;
    }

private Q_SLOTS:
    void marksWhatMatched_data()
    {
        QTest::addColumn<QString>("candidate");
        QTest::addColumn<QString>("text");
        QTest::addColumn<Places>("expected");
        QTest::newRow("prefix") << "Hang up" << "han" << Places{0, 1, 2};
        QTest::newRow("prefix in other case") << "Hang up" << "HANG U" << Places{0, 1, 2, 3, 4, 5};
        QTest::newRow("starts of words") << "Hang up selected calls" << "hus" << Places{0, 5, 8};
        QTest::newRow("starts of words go on") << "Hang up selected calls" << "hasel" << Places{0, 1, 8, 9, 10};
        QTest::newRow("inside a word") << "Settings" << "ting" << Places{3, 4, 5, 6};
        QTest::newRow("letters in order") << "Settings" << "sgs" << Places{0, 6, 7};
        QTest::newRow("number behind a name") << "Call 1801 echo" << "1801" << Places{5, 6, 7, 8};
        QTest::newRow("nothing typed") << "Settings" << "" << Places{};
        QTest::newRow("no match") << "Settings" << "sx" << Places{};
        QTest::newRow("longer than the candidate") << "Quit" << "quits" << Places{};
    }

    void marksWhatMatched()
    {
        QFETCH(QString, candidate);
        QFETCH(QString, text);
        QList<int> hits;
        const int rank = PaletteModel::match(candidate, text, &hits);
        QFETCH(Places, expected);
        QVERIFY(std::equal(hits.begin(), hits.end(), expected.begin(), expected.end()));
        QCOMPARE(rank < 0, hits.isEmpty() && !text.isEmpty());
    }

    void ranks_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("better");
        QTest::addColumn<QString>("worse");
        QTest::newRow("prefix before the start of a later word") << "ca" << "Call 1801 echo" << "New call…";
        QTest::newRow("start of a word before its inside") << "up" << "Hang up" << "Supply";
        QTest::newRow("starts of words before letters in between") << "ht" << "Hang the call" << "Light theme";
        QTest::newRow("inside before letters in between") << "ting" << "Settings" << "The incoming";
        QTest::newRow("a later word whole, though an earlier one starts alike") << "show" << "Sample show" << "Reshown";
    }

    void ranks()
    {
        QFETCH(QString, text);
        QFETCH(QString, better);
        QFETCH(QString, worse);
        QList<int> ignored;
        const int first = PaletteModel::match(better, text, &ignored);
        ignored.clear();
        const int second = PaletteModel::match(worse, text, &ignored);
        QVERIFY2(first >= 0 && (second < 0 || first < second), qPrintable(QStringLiteral("%1 and %2").arg(first).arg(second)));
    }

    void bestFirst()
    {
        QCOMPARE(found({named("Quit"), named("Reads echo"), named("Call 1801 echo", "1801"), named("Echo")}, "echo"),
                 QStringList({"Echo", "Reads echo", "Call 1801 echo"}));
    }

    void exactNumberComesBeforeAnyPrefix()
    {
        QCOMPARE(found({named("1801 in a name"), named("Echo", "1801"), named("Call 1801 echo", "1801")}, "1801").first(),
                 QStringLiteral("Echo"));
    }

    void equallyGoodKeepTheirOrder()
    {
        const QStringList before{"Call b", "Call a", "Call c"};
        QCOMPARE(found({named(before[0]), named(before[1]), named(before[2])}, "call"), before);
        QCOMPARE(found({named(before[0]), named(before[1]), named(before[2])}, {}), before);
    }

    void knowsItsRowsOnly()
    {
        PaletteModel model;
        QVERIFY(!model.item(0));
        model.set({named("Quit")}, {});
        QVERIFY(model.item(0));
        QVERIFY(!model.item(1));
        QVERIFY(!model.item(-1));
    }
};

QTEST_MAIN(PaletteTest)
#include "tst_palette.moc"
