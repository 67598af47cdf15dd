// SPDX-License-Identifier: GPL-3.0-or-later
// The header of Call detail says of the call what its row says.
#include "callshost.h"
#include "nomonitor.h"
#include "ui/common/callactions.h"
#include "ui/common/callsmodel.h"
#include "ui/common/commands.h"
#include "ui/common/labels.h"
#include "ui/common/theme.h"
#include "ui/docks/calldetail/calldetaildock.h"

#include <QAction>
#include <QLabel>
#include <QMainWindow>
#include <QTabBar>
#include <QTabWidget>
#include <QtTest>

namespace {
/// Call detail in a window of its own.
struct Detail
{
    CallsHost host;
    NoMonitor monitor;
    ui::CommandRegistry commands;
    QMainWindow window;
    ui::CallsModel calls{host};
    ui::CallActions actions{host, calls, nullptr, &window};
    ui::CallDetailDock *dock = new ui::CallDetailDock(host, calls, actions, monitor, commands, &window);
    QTabWidget *tabs = dock->findChild<QTabWidget *>();

    explicit Detail(int width)
    {
        window.addDockWidget(Qt::BottomDockWidgetArea, dock);
        window.resize(width, 500);
        window.show();
    }
    contract::Call begin(int number, int ageMs = 0)
    {
        contract::Call call = host.make(number, ageMs);
        host.tell(QStringLiteral("call_created"), call);
        (void)QTest::qWaitFor([&] { return calls.indexOf(call.id).isValid(); });
        return call;
    }
};
} // namespace

class DetailHeaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }

    void itSaysWhatTheRowSays()
    {
        Detail m(1200);
        const contract::Call call = m.begin(1, 61'000);
        const auto header = [&m] {
            QStringList texts;
            for (const QLabel *one : m.dock->header()->findChildren<QLabel *>())
                texts += one->text();
            return texts.join(QLatin1Char('|'));
        };
        m.dock->setCall(call.id);
        QTRY_VERIFY2(header().contains(QStringLiteral("Progressing 0:01:0")), qPrintable(header()));
        m.calls.setHeld(call.id, true);
        QTRY_VERIFY2(header().contains(QStringLiteral("Hold 0:01:")), qPrintable(header()));
    }

    void anotherCallOnTheFlowPathAsksForAStep()
    {
        Detail m(800);
        const auto titles = [&m] {
            QStringList all;
            for (const auto *label : m.dock->findChildren<ui::ElidedLabel *>())
                all += label->text();
            return all;
        };
        for (const int number : {1, 2}) {
            m.dock->setCall(m.begin(number).id);
            m.tabs->setCurrentIndex(ui::CallDetailDock::FlowPath);
            QVERIFY(titles().contains(QStringLiteral("Step")));
            QVERIFY(!titles().contains(QStringLiteral("Message")));
        }
    }

    void tabsStayWhereTheyAre()
    {
        Detail m(800);
        QTabWidget *tabs = m.tabs;
        m.dock->setCall(m.begin(1).id);
        QTRY_VERIFY(tabs->isVisible());
        const auto places = [tabs] {
            QList<int> all;
            for (int i = 0; i < tabs->count(); ++i)
                all += tabs->tabBar()->tabRect(i).width();
            return all;
        };
        const QList<int> before = places();
        for (int i = 1; i < tabs->count(); ++i) {
            tabs->setCurrentIndex(i);
            QCoreApplication::processEvents();
            const QList<int> now = places();
            for (int tab = 0; tab < tabs->count(); ++tab) // the chosen one is written bolder
                QVERIFY2(std::abs(now[tab] - before[tab]) <= 2, qPrintable(QStringLiteral("%1: %2").arg(tab).arg(now[tab])));
        }
    }
};

QTEST_MAIN(DetailHeaderTest)
#include "tst_detailheader.moc"
