// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings as a list: what happens while a question about one of them stands.
#include "callshost.h"
#include "services/fakemanager.h"
#include "ui/common/callsmodel.h"
#include "ui/common/commands.h"
#include "ui/common/theme.h"
#include "ui/common/views.h"
#include "ui/docks/recordings/recordingsdock.h"

#include <QAction>
#include <QMainWindow>
#include <QPushButton>
#include <QtTest>

class RecordingsTest : public QObject
{
    Q_OBJECT

    struct Bench
    {
        CallsHost host;
        FakeManager manager{host.bus(), contract::service::call};
        ui::CommandRegistry commands;
        QMainWindow window;
        ui::CallsModel calls{host};
        ui::RecordingsDock *dock = new ui::RecordingsDock(host, calls, commands, &window);
        ui::TableView *table = dock->findChild<ui::TableView *>();

        Bench()
        {
            window.addDockWidget(Qt::BottomDockWidgetArea, dock);
            window.resize(1000, 400);
            window.show();
        }
        contract::Recording tell(const char *type)
        {
            contract::Recording made;
            made.id = core::newId();
            made.referenceType = QStringLiteral("call");
            made.referenceId = core::newId();
            made.status = QStringLiteral("recording");
            made.tmCreate = made.tmUpdate = host.now();
            host.bus().publish(contract::eventExchange(contract::service::call),
                               {QLatin1String(type), contract::service::call, contract::Payload::of(made), contract::jsonType});
            return made;
        }
    };
    std::unique_ptr<Bench> m;

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }
    void init() { m = std::make_unique<Bench>(); }
    void cleanup() { m.reset(); }

    void theOneAskedAboutIsDeletedThoughOthersCome()
    {
        constexpr int others = 300; // enough to move what is kept of the first
        const contract::Recording first = m->tell("recording_started");
        QTRY_COMPARE(m->table->model()->rowCount(), 1);
        m->table->selectRow(0);
        QTRY_VERIFY(m->commands.action(QStringLiteral("recordings.remove"))->isEnabled());
        bool areTold = false;
        QTimer poll;
        connect(&poll, &QTimer::timeout, &poll, [&] {
            QWidget *dialog = QApplication::activeModalWidget();
            if (!dialog)
                return;
            for (int i = 0; i < others && !areTold; ++i)
                m->tell("recording_started");
            areTold = true;
            if (m->table->model()->rowCount() <= others)
                return;
            poll.stop();
            dialog->findChild<QPushButton *>(QStringLiteral("act"))->click();
        });
        poll.start(10);
        QVERIFY(m->commands.run(QStringLiteral("recordings.remove")));
        QTRY_COMPARE(m->manager.count(QStringLiteral("DELETE /v1/recordings/") + core::toText(first.id)), 1);
    }
};

QTEST_MAIN(RecordingsTest)
#include "tst_recordings.moc"
