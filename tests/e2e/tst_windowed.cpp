// SPDX-License-Identifier: GPL-3.0-or-later
// The program as people start it: a window and the platform behind it in one process.
#include "support/sipphone.h"
#include "support/voxboard.h"

#include <QSettings>
#include <QtTest>

using support::SipPhone;
using support::Voxboard;

namespace {
constexpr int endMs = 10'000;
}

class WindowedTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void answersCallsAndEndsCleanly()
    {
        Voxboard program(QStringLiteral(VOXBOARD_BINARY), Voxboard::Face::Window);
        QVERIFY2(program.start(), qPrintable(program.error()));
        const auto owner = program.extension(0);
        SipPhone phone(program.sip(), owner.number.toLatin1(), owner.password.toLatin1(), owner.domain.toLatin1());
        QCOMPARE(phone.registerPhone(), 200);
        QCOMPARE(phone.call(program.number("echo").toLatin1()), 200);
        const auto heard = phone.talk(3000, 440);
        QVERIFY2(support::toneShare(heard, 440) > 0.6, qPrintable(QString::number(support::toneShare(heard, 440))));
        QCOMPARE(phone.hangup(), 200);
        QTRY_COMPARE(program.liveCalls(), 0);
        QVERIFY(program.stop());
    }

    void endsCleanlyRightAfterTheStart()
    {
        Voxboard program(QStringLiteral(VOXBOARD_BINARY), Voxboard::Face::Window);
        QVERIFY2(program.start(), qPrintable(program.error()));
        QVERIFY(program.stop());
    }

    void endsCleanlyWhileItStarts()
    {
        Voxboard program(QStringLiteral(VOXBOARD_BINARY), Voxboard::Face::Window);
        QVERIFY(program.startOnly());
        QVERIFY(program.stop());
    }

    void toldToEndItAsksNobody()
    {
        Voxboard program(QStringLiteral(VOXBOARD_BINARY), Voxboard::Face::Window);
        QVERIFY2(program.start(), qPrintable(program.error()));
        SipPhone phone(program.sip(), "stranger", {});
        QCOMPARE(phone.call(program.number("quiet").toLatin1()), 200);
        program.terminate();
        QVERIFY(phone.peerHungUp(endMs));
        QVERIFY2(program.ends(), "there is a live call, but nobody to ask");
        const QSettings kept(program.folder() + QLatin1String("/state/window.ini"), QSettings::IniFormat);
        QCOMPARE(kept.value(QStringLiteral("window/perspective")).toString(), QStringLiteral("operate"));
    }
};

QTEST_GUILESS_MAIN(WindowedTest)
#include "tst_windowed.moc"
