// SPDX-License-Identifier: GPL-3.0-or-later
// Two voices that are each other's far end: ticked by hand.
#include "pipephone.h"

#include "telephony/media/pairvoice.h"

#include <QTest>

using namespace telephony::media;
using testmedia::Desk;
using testmedia::Phone;
using testmedia::talk;

class PairVoiceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPairIsEachOthersFarEnd()
    {
        Desk desk;
        Bridge left, right;
        desk.add(&left);
        desk.add(&right);
        PairVoice one("one"), other("other");
        PairVoice::join(one, other);
        desk.add(&one);
        desk.add(&other);
        Phone alice(desk), bob(desk);
        alice.voice.bridge = one.bridge = &left;
        bob.voice.bridge = other.bridge = &right;
        talk(desk, {{&alice, 1000}, {&bob, 300}});
        QVERIFY(alice.heard() == 300 && bob.heard() == 1000);
        one.press(testmedia::digits(&one, "5#"), desk.outbox);
        for (int i = 0; i < 20; ++i)
            desk.tick();
        QCOMPARE(desk.news(), QStringList({"digit 5 100", "digit # 100", "sent"}));
        other.press(testmedia::digits(&other, "1"), desk.outbox);
        other.finishAll(desk.outbox); // hangs up
        QCOMPARE(desk.news(), QStringList({"sent"}));
        talk(desk, {{&alice, 1000}, {&bob, 300}});
        QVERIFY(alice.heard() == 0 && bob.heard() == 0);
        one.press(testmedia::digits(&one, "1"), desk.outbox);
        one.finishAll(desk.outbox);
    }
};

QTEST_GUILESS_MAIN(PairVoiceTest)
#include "tst_pairvoice.moc"
