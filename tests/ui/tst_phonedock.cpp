// SPDX-License-Identifier: GPL-3.0-or-later
// The test phone says once that a call failed.
#include "callshost.h"
#include "ui/common/commands.h"
#include "ui/common/messagebar.h"
#include "ui/common/phone.h"
#include "ui/common/theme.h"
#include "ui/docks/testphone/testphonedock.h"

#include <QAction>
#include <QMainWindow>
#include <QtTest>

namespace {
class ToldPhone : public ui::Phone
{
public:
    Status now;
    Status status() const override { return now; }
    Figures figures() const override { return {}; }
    Devices devices() const override { return {QStringLiteral("default"), QStringLiteral("default"), {}}; }
    QStringList microphones() const override { return {}; }
    QStringList speakers() const override { return {}; }
    void chooseDevices(const QString &, const QString &) override {}
    void playTestSound() override {}
    void call(const ui::Extension &, const QString &) override {}
    void hangup() override {}
    void sendDigit(QChar) override {}
    void setMuted(bool) override {}
    void play(const QString &) override {}
    void stopPlaying() override {}
    void saveHeard(const QString &) const override {}
    void fail()
    {
        now.startedAt += core::Nanos(1);
        now.state = State::Ended;
        now.failed = true;
        now.to = QStringLiteral("9999");
        now.reason = QStringLiteral("404 Not Found");
        Q_EMIT changed();
    }
};
} // namespace

class PhoneDockTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }

    void aFailureThatWasClosedStaysClosed()
    {
        CallsHost host;
        ToldPhone phone;
        ui::CommandRegistry commands;
        QMainWindow window;
        auto *dock = new ui::TestPhoneDock(host, phone, commands, &window);
        window.addDockWidget(Qt::RightDockWidgetArea, dock);
        window.show();
        phone.fail();
        QVERIFY(dock->messages()->isVisible());
        dock->messages()->clear();
        dock->hide();
        dock->show();
        Q_EMIT phone.changed();
        QVERIFY(!dock->messages()->isVisible());
        phone.fail();
        QVERIFY(dock->messages()->isVisible());
    }
};

QTEST_MAIN(PhoneDockTest)
#include "tst_phonedock.moc"
