// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings as a list: what happens while a question about one of them stands.
#include "callshost.h"
#include "services/fakemanager.h"
#include "support/nextdialog.h"
#include "ui/common/callsmodel.h"
#include "ui/common/cells.h"
#include "ui/common/commands.h"
#include "ui/common/emptypage.h"
#include "ui/common/filterfield.h"
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
        contract::Recording tell(const char *type, const QUuid &call = core::newId())
        {
            contract::Recording made;
            made.id = core::newId();
            made.referenceType = QStringLiteral("call");
            made.referenceId = call;
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

    void whatTheFilterHidesIsSaid()
    {
        auto *page = m->dock->findChild<ui::EmptyPage *>();
        auto *field = m->dock->findChild<ui::FilterField *>();
        QCOMPARE(page->title(), QStringLiteral("No recordings yet"));
        m->tell("recording_started");
        QTRY_COMPARE(m->table->model()->rowCount(), 1);
        field->setText(QStringLiteral("4711"));
        QCOMPARE(m->table->model()->rowCount(), 0);
        QVERIFY2(page->title().contains(QStringLiteral("4711")), qPrintable(page->title()));
        page->findChild<QPushButton *>()->click();
        QCOMPARE(m->table->model()->rowCount(), 1);
    }

    void aNamedCallerIsFoundByTheNumber()
    {
        contract::Call call = m->host.make(8880);
        call.source.name = QStringLiteral("Echo One");
        m->host.tell(QStringLiteral("call_created"), call);
        QTRY_VERIFY(m->calls.indexOf(call.id).isValid());
        m->tell("recording_started", call.id);
        m->tell("recording_started");
        QTRY_COMPARE(m->table->model()->rowCount(), 2);
        auto *field = m->dock->findChild<ui::FilterField *>();
        for (const char *typed : {"5550088", "+82 2", "echo one"}) {
            field->setText(QLatin1String(typed));
            QVERIFY2(m->table->model()->rowCount() == 1, typed);
        }
        const QModelIndex of = m->table->model()->index(0, ui::RecordingsDock::Of);
        QVERIFY(of.data().toString().startsWith(QStringLiteral("Echo One")));
        QVERIFY2(of.data(ui::SecondaryRole).toString().endsWith(QStringLiteral("8880")),
                 qPrintable(of.data(ui::SecondaryRole).toString()));
        QCOMPARE(of.siblingAtColumn(ui::RecordingsDock::State).data().toString(), QStringLiteral("Recording"));
    }

    void theOneAskedAboutIsDeletedThoughOthersCome()
    {
        constexpr int others = 300; // enough to move what is kept of the first
        const contract::Recording first = m->tell("recording_started");
        QTRY_COMPARE(m->table->model()->rowCount(), 1);
        m->table->selectRow(0);
        QTRY_VERIFY(m->commands.action(QStringLiteral("recordings.remove"))->isEnabled());
        bool areTold = false;
        support::withNextDialog([&](QWidget &dialog) {
            for (int i = 0; i < others && !areTold; ++i)
                m->tell("recording_started");
            areTold = true;
            return m->table->model()->rowCount() > others && support::act(dialog);
        });
        QVERIFY(m->commands.run(QStringLiteral("recordings.remove")));
        QTRY_COMPARE(m->manager.count(QStringLiteral("DELETE /v1/recordings/") + core::toText(first.id)), 1);
    }
};

QTEST_MAIN(RecordingsTest)
#include "tst_recordings.moc"
