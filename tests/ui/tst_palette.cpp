// SPDX-License-Identifier: GPL-3.0-or-later
// What the command palette finds, and in which order: design §10.
#include "ui/common/theme.h"
#include "ui/shell/palette.h"

#include <QAction>
#include <QLabel>
#include <QListView>
#include <QMainWindow>
#include <QPainter>
#include <QStyledItemDelegate>
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

class OneItem : public ui::PaletteSource
{
public:
    explicit OneItem(const QString &text) : m_text(text) {}
    QChar prefix() const override { return {}; }
    void find(const QString &, Sink sink) override { sink({named(m_text)}); }

private:
    QString m_text;
};

/// The part of the picture that differs from its last column.
QImage ink(const QImage &picture)
{
    const QRgb empty = picture.pixel(picture.width() - 1, 0);
    QRect box;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            if (picture.pixel(x, y) != empty)
                box |= QRect(x, y, 1, 1);
        }
    }
    return picture.copy(box);
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
    void initTestCase() { ui::Theme::instance().install(*qApp); }

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

    void whatIsNotShownFindsToo_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("rows");
        QTest::newRow("inside the number") << "5550173" << 1;
        QTest::newRow("with spaces") << "+1 202 555 0173" << 1;
        QTest::newRow("another number") << "5550174" << 0;
    }

    void whatIsNotShownFindsToo()
    {
        PaletteItem ana = named("Ana → Welcome");
        ana.also = QStringLiteral("+12025550173");
        QFETCH(QString, text);
        QFETCH(int, rows);
        QCOMPARE(found({ana, named("Quit")}, text).size(), rows);
    }

    void lettersAreShapedTogether_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("from right to left") << QString::fromUtf8("שירות לקוחות");
        QTest::newRow("emoji, each two code units") << QString::fromUtf8("😀🎉");
        QTest::newRow("from left to right") << "Settings";
    }

    /// As the painter draws the whole text.
    void lettersAreShapedTogether()
    {
        QFETCH(QString, text);
        ui::CommandRegistry commands;
        QMainWindow window;
        auto *anchor = new QLabel;
        window.setCentralWidget(anchor);
        window.resize(800, 600);
        ui::Palette palette(commands, &window);
        palette.addSource(std::make_unique<OneItem>(text));
        window.show();
        palette.open(anchor);
        auto *list = palette.findChild<QListView *>();
        QTRY_VERIFY(list->isVisible());
        list->setCurrentIndex({});
        const QRect row = list->visualRect(palette.model().index(0));
        QImage drawn(row.size(), QImage::Format_ARGB32_Premultiplied), wanted(drawn);
        QStyleOptionViewItem option;
        option.rect = QRect(QPoint(), row.size());
        QPainter painter(&drawn);
        list->itemDelegate()->paint(&painter, option, palette.model().index(0));
        painter.end();
        wanted = QImage(row.size(), drawn.format());
        wanted.fill(ui::color(ui::Token::Raised));
        painter.begin(&wanted);
        painter.setFont(ui::Theme::instance().font(ui::Type::Body));
        painter.setPen(ui::color(ui::Token::Text));
        painter.drawText(QRect(38, 0, 400, row.height()), int(Qt::AlignVCenter | Qt::AlignLeft), text);
        painter.end();
        QCOMPARE(ink(drawn), ink(wanted));
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
