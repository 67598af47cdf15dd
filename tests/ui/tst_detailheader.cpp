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

class DetailHeaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }

    void itSaysWhatTheRowSays()
    {
        CallsHost host;
        NoMonitor monitor;
        ui::CommandRegistry commands;
        QMainWindow window;
        ui::CallsModel calls(host);
        ui::CallActions actions(host, calls, nullptr, &window);
        auto *dock = new ui::CallDetailDock(host, calls, actions, monitor, commands, &window);
        window.addDockWidget(Qt::BottomDockWidgetArea, dock);
        window.resize(1200, 500);
        window.show();
        const contract::Call call = host.make(1, 61'000);
        host.tell(QStringLiteral("call_created"), call);
        QTRY_VERIFY(calls.indexOf(call.id).isValid());
        const auto header = [dock] {
            QStringList texts;
            for (const QLabel *one : dock->header()->findChildren<QLabel *>())
                texts += one->text();
            return texts.join(QLatin1Char('|'));
        };
        dock->setCall(call.id);
        QTRY_VERIFY2(header().contains(QStringLiteral("Progressing 0:01:0")), qPrintable(header()));
        calls.setHeld(call.id, true);
        QTRY_VERIFY2(header().contains(QStringLiteral("Hold 0:01:")), qPrintable(header()));
    }

    void anotherCallOnTheFlowPathAsksForAStep()
    {
        CallsHost host;
        NoMonitor monitor;
        ui::CommandRegistry commands;
        QMainWindow window;
        ui::CallsModel calls(host);
        ui::CallActions actions(host, calls, nullptr, &window);
        auto *dock = new ui::CallDetailDock(host, calls, actions, monitor, commands, &window);
        window.addDockWidget(Qt::BottomDockWidgetArea, dock);
        window.show();
        const auto titles = [dock] {
            QStringList all;
            for (const auto *label : dock->findChildren<ui::ElidedLabel *>())
                all += label->text();
            return all;
        };
        auto *tabs = dock->findChild<QTabWidget *>();
        for (const int number : {1, 2}) {
            const contract::Call call = host.make(number);
            host.tell(QStringLiteral("call_created"), call);
            QTRY_VERIFY(calls.indexOf(call.id).isValid());
            dock->setCall(call.id);
            tabs->setCurrentIndex(ui::CallDetailDock::FlowPath);
            QVERIFY(titles().contains(QStringLiteral("Step")));
            QVERIFY(!titles().contains(QStringLiteral("Message")));
        }
    }
    void tabsStayWhereTheyAre()
    {
        CallsHost host;
        NoMonitor monitor;
        ui::CommandRegistry commands;
        QMainWindow window;
        ui::CallsModel calls(host);
        ui::CallActions actions(host, calls, nullptr, &window);
        auto *dock = new ui::CallDetailDock(host, calls, actions, monitor, commands, &window);
        window.addDockWidget(Qt::BottomDockWidgetArea, dock);
        window.resize(800, 500);
        window.show();
        const contract::Call call = host.make(1);
        host.tell(QStringLiteral("call_created"), call);
        QTRY_VERIFY(calls.indexOf(call.id).isValid());
        dock->setCall(call.id);
        auto *tabs = dock->findChild<QTabWidget *>();
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
