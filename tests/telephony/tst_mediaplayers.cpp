// SPDX-License-Identifier: GPL-3.0-or-later
// What a player does with its media: seeking, pauses, media without an end. Ticked by hand, proved from samples.
#include "mediapeer.h"
#include "pipephone.h"

#include <QTest>

using namespace telephony::media;
using testmedia::constant;
using testmedia::Desk;
using testmedia::Phone;

class MediaPlayersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void seekingStaysInTheMedium()
    {
        Desk desk;
        Phone phone(desk);
        auto ramp = std::make_shared<std::vector<qint16>>();
        for (int frame = 0; frame < 100; ++frame)
            ramp->insert(ramp->end(), frameSamples, qint16(frame + 1));
        auto *playback = testmedia::playback("ramp", {ramp, constant(777, 320)});
        phone.voice.play(playback);
        const auto next = [&] {
            desk.tick();
            return phone.heard();
        };
        QCOMPARE(next(), 1);
        phone.voice.player.seek(playback->id, 1600);
        QCOMPARE(next(), 12);
        phone.voice.player.seek(playback->id, -800);
        QCOMPARE(next(), 8);
        phone.voice.player.seek(playback->id, -8'000'000);
        QCOMPARE(next(), 1);
        phone.voice.pausePlayback(playback->id, true);
        QCOMPARE(next(), 0);
        phone.voice.player.seek(playback->id, 160 * 49);
        phone.voice.pausePlayback(playback->id, false);
        QCOMPARE(next(), 51);
        phone.voice.player.seek(playback->id, 8'000'000);
        QCOMPARE(next(), 777);
        QCOMPARE(desk.news(), QStringList({"started 0", "started 1"}));
        phone.voice.player.seek(playback->id + 1, 1600); // another one's
        QCOMPARE(next(), 777);
        QCOMPARE(next(), 0);
        QCOMPARE(desk.news(), QStringList({"finished ramp"}));
    }

    /// A tone has a beginning that sounds once, and goes on until it is stopped.
    void anEndlessMediumIsPlayedUntilItIsStopped()
    {
        Desk desk;
        Phone phone(desk);
        auto samples = std::make_shared<std::vector<qint16>>(160, qint16(1));
        samples->insert(samples->end(), 160, qint16(2));
        samples->insert(samples->end(), 160, qint16(3));
        auto *playback = testmedia::playback("tone", {});
        playback->items.push_back(Medium(samples, 160));
        phone.voice.play(playback);
        QByteArray heard;
        for (int i = 0; i < 7; ++i) {
            desk.tick();
            heard += char('0' + phone.heard());
        }
        QCOMPARE(heard, QByteArray("1232323"));
        phone.voice.player.seek(playback->id, 320);
        desk.tick();
        QCOMPARE(phone.heard(), 2);
        phone.voice.stopPlayback(playback->id, desk.outbox);
        QCOMPARE(desk.news(), QStringList({"started 0", "finished tone"}));
    }
};

QTEST_GUILESS_MAIN(MediaPlayersTest)
#include "tst_mediaplayers.moc"
