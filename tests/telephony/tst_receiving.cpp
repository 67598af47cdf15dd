// SPDX-License-Identifier: GPL-3.0-or-later
// A stream takes what its socket has in time, though it asks for one packet a tick only: ticked by hand.
#include "mediapeer.h"

#include <QTest>

using testmedia::Desk;
using testmedia::Peer;

class ReceivingTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatCameTogetherIsTakenSoon()
    {
        Desk desk;
        Peer peer;
        auto line = desk.open("a", peer);
        quint64 sent = 0;
        const auto speak = [&] {
            peer.speak(line.port, char(0x80));
            ++sent;
        };
        for (int tick = 0; tick < 30; ++tick) {
            speak();
            desk.tick();
            QCOMPARE(line.stream->figures.received.load(), sent);
        }
        for (int burst = 0; burst < 5; ++burst)
            speak();
        for (int tick = 0; tick < 10; ++tick) {
            speak();
            desk.tick();
        }
        QCOMPARE(line.stream->figures.received.load(), sent);
        QCOMPARE(line.stream->figures.lost.load(), quint64(0));
        QCOMPARE(line.stream->figures.dropped.load(), quint64(0));
        for (int tick = 0; tick < 40; ++tick) { // until they have been played
            desk.tick();
            QVERIFY(line.stream->figures.bufferMs.load() <= 300);
        }
        QCOMPARE(line.stream->figures.bufferMs.load(), 0);
    }
};

QTEST_GUILESS_MAIN(ReceivingTest)
#include "tst_receiving.moc"
