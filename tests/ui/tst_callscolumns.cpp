// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing that an operator reads in Live calls is cut: headers, and the numbers of callers, in a narrow view and in a wide one.
#include "callsbench.h"
#include "ui/common/callsmodel.h"
#include "ui/common/theme.h"

#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>
#include <QtTest>

using ui::CallsModel;

namespace {
constexpr int padding = 14, gap = 6, leastName = 22, headerMargin = 6; ///< px; the first letter and an ellipsis
constexpr int stateBefore = padding + 15 + 19;                         ///< px; arrow and glyph
const QString number = QStringLiteral("+82 25 5501 170"), name = QStringLiteral("Ein-außergewöhnlich-langer-Name");
} // namespace

class CallsColumnsTest : public QObject
{
    Q_OBJECT

    static int widthOf(const QString &text, ui::Type type)
    {
        return QFontMetrics(ui::Theme::instance().font(type)).horizontalAdvance(text);
    }

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }
    void cleanup() { ui::Theme::instance().setTextScale(100); }

    void aHeaderThatIsSortedByIsNotCut()
    {
        CallsBench bench(Qt::LeftDockWidgetArea, {1600, 500});
        bench.window.show();
        QHeaderView *header = bench.view->horizontalHeader();
        for (int column = 0; column < CallsModel::Actions; ++column) {
            if (header->isSectionHidden(column))
                continue;
            header->setSortIndicator(column, Qt::AscendingOrder); // its mark stands above the text
            const QString title = bench.tree->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
            const int needed = header->fontMetrics().horizontalAdvance(title) + 2 * headerMargin;
            QVERIFY2(needed <= header->sectionSize(column),
                     qPrintable(QStringLiteral("%1: %2 of %3 px").arg(title).arg(header->sectionSize(column)).arg(needed)));
        }
    }

    void widthsFollowTheSizeOfTheText()
    {
        CallsBench bench(Qt::LeftDockWidgetArea, {2400, 500});
        bench.window.show();
        const auto widths = [&bench] {
            QList<int> all;
            for (int column = 0; column < CallsModel::Flow; ++column)
                all += bench.view->columnWidth(column);
            return all;
        };
        QTRY_VERIFY(bench.view->isVisible());
        const QList<int> before = widths();
        const QByteArray kept = bench.view->support()->saveColumns();
        ui::Theme::instance().setTextScale(130);
        const QList<int> large = widths();
        for (int column = 0; column < large.size(); ++column)
            QVERIFY2(large[column] >= before[column] * 5 / 4, qPrintable(QString::number(column)));
        QVERIFY(bench.view->support()->restoreColumns(kept));
        QCOMPARE(widths(), large);
        ui::Theme::instance().setTextScale(100);
        QCOMPARE(widths(), before);
    }

    /// The operator shows a column that says nothing: it goes before those that do.
    void whatIsEmptyGoesFirst()
    {
        CallsBench bench(Qt::LeftDockWidgetArea, {1200, 500});
        bench.window.show();
        QTRY_VERIFY(bench.view->viewport()->isVisible());
        bench.window.resize(bench.window.width() + 812 - bench.view->viewport()->width(), 500);
        QTRY_COMPARE(bench.view->viewport()->width(), 812);
        const auto isShown = [&](int column) { return !bench.view->isColumnHidden(column); };
        QVERIFY(isShown(CallsModel::Levels) && isShown(CallsModel::Mos));
        contract::Call call = bench.host.make(1);
        bench.host.tell(QStringLiteral("call_created"), call);
        QTRY_COMPARE(bench.tree->rowCount(), 1);
        bench.host.tellQuality({{call.channelId, {"PCMU", 4.2, 1, 0, -20, -20, {}, {}, {}}}});
        const std::unique_ptr<QMenu> menu(bench.view->support()->columnsMenu());
        for (QAction *one : menu->actions()) {
            if (one->text() == bench.tree->headerData(CallsModel::Chain, Qt::Horizontal, Qt::DisplayRole).toString())
                one->trigger();
        }
        QVERIFY(isShown(CallsModel::Levels) && isShown(CallsModel::Mos) && !isShown(CallsModel::Chain));
        call.masterCallId = core::newId();
        call.tmUpdate = bench.host.now();
        bench.host.tell(QStringLiteral("call_updated"), call);
        QTRY_VERIFY(isShown(CallsModel::Chain));
        QVERIFY(!isShown(CallsModel::Mos));
        QCOMPARE(bench.view->horizontalScrollBar()->maximum(), 0);
    }

    void numbersAreWhole_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("nameWidth");
        QTest::newRow("window of 1280, high side column") << 745 << leastName;
        QTest::newRow("window of 1280") << 812 << leastName;
        QTest::newRow("window of 1600") << 1130 << widthOf(QStringLiteral("Mina Park"), ui::Type::Body);
        QTest::newRow("window of 2560") << 2090 << widthOf(name, ui::Type::Body);
    }

    void numbersAreWhole()
    {
        QFETCH(int, width);
        QFETCH(int, nameWidth);
        CallsBench bench(Qt::LeftDockWidgetArea, {width, 500});
        bench.window.show();
        const QWidget *viewport = bench.view->viewport();
        QTRY_VERIFY(viewport->isVisible());
        bench.window.resize(bench.window.width() + width - viewport->width(), 500);
        QTRY_COMPARE(viewport->width(), width);
        const int needed = padding + nameWidth + gap + widthOf(number, ui::Type::Mono);
        const int state = stateBefore + widthOf(QStringLiteral("Progressing"), ui::Type::Body);
        QVERIFY2(bench.view->columnWidth(CallsModel::StateColumn) >= state,
                 qPrintable(QStringLiteral("%1 of %2").arg(bench.view->columnWidth(CallsModel::StateColumn)).arg(state)));
        QVERIFY2(bench.view->columnWidth(CallsModel::From) >= needed,
                 qPrintable(QStringLiteral("%1 of %2").arg(bench.view->columnWidth(CallsModel::From)).arg(needed)));
        QCOMPARE(bench.view->horizontalScrollBar()->maximum(), 0);
    }
};

QTEST_MAIN(CallsColumnsTest)
#include "tst_callscolumns.moc"
