// SPDX-License-Identifier: GPL-3.0-or-later
// Snoops, pipes, gain, holding bridges, large rooms: ticked by hand, proved from samples.
#include "mediapeer.h"
#include "pipephone.h"

#include "telephony/media/g711.h"
#include "telephony/media/snoop.h"

#include <QTest>

#include <cmath>
#include <numbers>

using namespace telephony::media;
using testmedia::constant;
using testmedia::Desk;
using testmedia::Peer;
using testmedia::Phone;
using testmedia::talk;

class MediaTapsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aSnoopHearsTheSidesItSpiesUpon_data()
    {
        QTest::addColumn<int>("spy");
        QTest::addColumn<int>("heard");
        QTest::newRow("none") << int(Tap::None) << 0;
        QTest::newRow("in: what the channel says") << int(Tap::In) << 1000;
        QTest::newRow("out: what it is told") << int(Tap::Out) << 300;
        QTest::newRow("both") << int(Tap::Both) << 1300;
    }
    void aSnoopHearsTheSidesItSpiesUpon()
    {
        QFETCH(int, spy);
        Desk desk;
        Bridge room, listeners;
        desk.add(&room);
        desk.add(&listeners);
        Phone alice(desk), bob(desk), operatorPhone(desk);
        Snoop snoop("snoop", Tap(spy), Tap::None);
        desk.add(&snoop);
        alice.voice.attach(&snoop);
        alice.voice.bridge = bob.voice.bridge = &room;
        snoop.bridge = operatorPhone.voice.bridge = &listeners;
        talk(desk, {{&alice, 1000}, {&bob, 300}, {&operatorPhone, 50}});
        QTEST(operatorPhone.heard(), "heard");
        QCOMPARE(bob.heard(), 1000); // and nobody hears the operator
        QCOMPARE(alice.heard(), 300);
        snoop.finishAll(desk.outbox);
        snoop.bridge = nullptr;
    }

    void aWhisperReachesTheSideItIsFor_data()
    {
        QTest::addColumn<int>("whisper");
        QTest::addColumn<int>("alice");
        QTest::addColumn<int>("bob");
        QTest::newRow("none") << int(Tap::None) << 300 << 1000;
        QTest::newRow("out: to the channel alone") << int(Tap::Out) << 350 << 1000;
        QTest::newRow("in: as if the channel said it") << int(Tap::In) << 300 << 1050;
        QTest::newRow("both") << int(Tap::Both) << 350 << 1050;
    }
    void aWhisperReachesTheSideItIsFor()
    {
        QFETCH(int, whisper);
        Desk desk;
        Bridge room, desktop;
        desk.add(&room);
        desk.add(&desktop);
        Phone alice(desk), bob(desk), coach(desk);
        Snoop snoop("snoop", Tap::Both, Tap(whisper));
        desk.add(&snoop);
        alice.voice.attach(&snoop);
        alice.voice.bridge = bob.voice.bridge = &room;
        snoop.bridge = coach.voice.bridge = &desktop;
        talk(desk, {{&alice, 1000}, {&bob, 300}, {&coach, 50}}, 8);
        QTEST(alice.heard(), "alice");
        QTEST(bob.heard(), "bob");
        QCOMPARE(coach.heard(), 1300);      // a whisper is not spied upon
        alice.voice.finishAll(desk.outbox); // the target goes first
        QVERIFY(!snoop.target);
        talk(desk, {{&coach, 50}});
        QCOMPARE(coach.heard(), 0);
    }

    void aMutedVoiceIsNotSpiedUpon()
    {
        Desk desk;
        Bridge listeners;
        desk.add(&listeners);
        Phone alice(desk), ear(desk);
        Snoop snoop("snoop", Tap::Both, Tap::None);
        desk.add(&snoop);
        alice.voice.attach(&snoop);
        alice.voice.muteIn = true;
        snoop.bridge = ear.voice.bridge = &listeners;
        talk(desk, {{&alice, 1000}});
        QCOMPARE(ear.heard(), 0);
    }

    void aPipePlaysWhatWasWrittenInAdvance()
    {
        Desk desk;
        Phone phone(desk);
        phone.voice.echo = true;
        for (qint16 level = 1; level <= 100; ++level)
            phone.say(level);
        QCOMPARE(phone.pipe->pending(), size_t(100));
        for (int i = 1; i <= 40; ++i) {
            desk.tick();
            QCOMPARE(phone.heard(), i);
        }
        phone.pipe->flush();
        phone.say(500);
        phone.say(501);
        desk.tick();
        QCOMPARE(phone.heard(), 500);
        desk.tick();
        desk.tick();
        QCOMPARE(phone.heard(), 0);
        phone.say(7); // a single frame waits for its second, but not for ever
        desk.tick();
        QCOMPARE(phone.heard(), 0);
        desk.tick();
        QCOMPARE(phone.heard(), 7);
    }

    void aFullPipeRefuses()
    {
        Desk desk;
        Phone phone(desk);
        Frame frame{};
        size_t taken = 0;
        while (phone.pipe->write(frame))
            ++taken;
        QCOMPARE(taken, SoundPipe::writeFrames);
        for (size_t i = 0; i < 3 * SoundPipe::readFrames; ++i)
            desk.tick(); // nobody reads
        size_t read = 0;
        while (phone.pipe->read(frame))
            ++read;
        QCOMPARE(read, SoundPipe::readFrames);
    }

    void gainMakesLouderAndSofter()
    {
        Desk desk;
        Bridge room;
        desk.add(&room);
        Phone alice(desk), bob(desk);
        alice.voice.bridge = bob.voice.bridge = &room;
        alice.voice.gainIn.set(6.0206);
        bob.voice.gainOut.set(-12.0412);
        talk(desk, {{&alice, 1000}, {&bob, 40}});
        QCOMPARE(bob.heard(), 500);
        QCOMPARE(alice.heard(), 40);
        alice.voice.gainIn.set(30);
        bob.voice.gainOut.set(0);
        talk(desk, {{&alice, -30'000}, {&bob, 0}});
        QCOMPARE(bob.heard(), -32'768); // clipped, not wrapped
        alice.voice.gainIn.set(std::nan(""));
        talk(desk, {{&alice, 1000}, {&bob, 0}});
        QCOMPARE(bob.heard(), 1000);
    }

    void aHoldingBridgeKeepsItsMembersApart()
    {
        Desk desk;
        Bridge queue("queue", BridgeKind::Holding);
        desk.add(&queue);
        Phone alice(desk), bob(desk), announcer(desk);
        alice.voice.bridge = bob.voice.bridge = announcer.voice.bridge = &queue;
        talk(desk, {{&alice, 1000}, {&bob, 300}, {&announcer, 50}});
        QVERIFY(alice.heard() == 0 && bob.heard() == 0);
        announcer.voice.announcer = true;
        talk(desk, {{&alice, 1000}, {&bob, 300}, {&announcer, 50}});
        QVERIFY(alice.heard() == 50 && bob.heard() == 50 && announcer.heard() == 0);
        Samples music = constant(700, 333);
        queue.setMusic(music);
        talk(desk, {{&alice, 1000}, {&bob, 300}, {&announcer, 0}});
        QVERIFY(alice.heard() == 700 && bob.heard() == 700);
        queue.player.play(testmedia::playback("position", {constant(9, 160)}));
        talk(desk, {{&alice, 1000}, {&bob, 300}, {&announcer, 0}}, 1);
        QVERIFY(alice.heard() == 9 && bob.heard() == 9);
        QCOMPARE(desk.news(), QStringList({"started 0"}));
        talk(desk, {{&announcer, 0}}, 1);
        QCOMPARE(alice.heard(), 700);
        QCOMPARE(desk.news(), QStringList({"finished position"}));
    }

    void musicGoesOnWhereItWas()
    {
        Desk desk;
        Bridge queue("queue", BridgeKind::Holding);
        desk.add(&queue);
        Phone held(desk), waiting(desk);
        waiting.voice.bridge = &queue;
        std::vector<qint16> rising; // the number of the tick
        for (int i = 0; i < 100 * int(frameSamples); ++i)
            rising.push_back(qint16(i / int(frameSamples) + 1));
        const Samples music = std::make_shared<const std::vector<qint16>>(rising), other = constant(500, 333);
        const auto play = [&](Samples wanted, int ticks) {
            Samples again = wanted;
            held.voice.setMusic(wanted);
            queue.setMusic(again);
            talk(desk, {{&held, 0}, {&waiting, 0}}, ticks);
            const int heard = held.heard();
            return waiting.heard() == heard ? heard : -1;
        };
        QCOMPARE(play(music, 10), 10);
        QCOMPARE(play({}, 10), 0);
        QCOMPARE(play(music, 10), 20);
        QCOMPARE(play(music, 10), 30); // asked for twice
        QCOMPARE(play(other, 5), 500);
        QCOMPARE(play(music, 5), 5);
    }

    void allMembersHearAPlaybackToTheBridge()
    {
        Desk desk;
        Bridge room;
        desk.add(&room);
        Phone alice(desk), bob(desk);
        alice.voice.bridge = bob.voice.bridge = &room;
        room.player.play(testmedia::playback("hello", {constant(5, 480)}));
        talk(desk, {{&alice, 1000}, {&bob, 300}}, 3);
        QCOMPARE(alice.heard(), 305);
        QCOMPARE(bob.heard(), 1005);
        talk(desk, {{&alice, 1000}, {&bob, 300}}, 1);
        QCOMPARE(alice.heard(), 300);
        room.player.play(testmedia::playback("endless", {constant(5, 480)}, true));
        room.finishAll(desk.outbox);
        QCOMPARE(desk.news(), QStringList({"started 0", "finished hello", "finished endless"}));
    }

    /// In a large room the noise of those who do not speak is not mixed.
    void aLargeRoomMixesThoseWhoSpeak()
    {
        Desk desk;
        Bridge room;
        desk.add(&room);
        std::vector<std::unique_ptr<Phone>> phones;
        for (int i = 0; i < 20; ++i) {
            phones.push_back(std::make_unique<Phone>(desk));
            phones.back()->voice.bridge = &room;
        }
        const auto speak = [&](int ticks, std::vector<qint16> levels) {
            for (int t = 0; t < ticks; ++t) {
                for (size_t i = 0; i < phones.size(); ++i)
                    phones[i]->say(i < levels.size() ? levels[i] : qint16(20));
                desk.tick();
            }
        };
        speak(40, {1000, 3000});
        QCOMPARE(phones[0]->heard(), 3000);
        QCOMPARE(phones[1]->heard(), 1000);
        QCOMPARE(phones[19]->heard(), 4000);
        speak(10, {1000}); // the second pauses between words: its noise is still there
        QCOMPARE(phones[19]->heard(), 1020);
        speak(40, {1000});
        QCOMPARE(phones[19]->heard(), 1000);
    }

    void silentMembersShareOneEncodedFrame()
    {
        Desk desk;
        Bridge room;
        desk.add(&room);
        std::array<Peer, 3> peers;
        std::array<Desk::Line, 3> lines;
        for (size_t i = 0; i < 3; ++i) {
            lines[i] = desk.open(QString::number(i), peers[i]);
            lines[i].stream->bridge = &room;
        }
        auto alawOnly = Desk::parameters(peers[2].port());
        alawOnly.codec = Codec::Pcma;
        alawOnly.payloadType = 8;
        Desk::connect(lines[2], alawOnly);
        Phone speaker(desk);
        speaker.voice.bridge = &room;
        talk(desk, {{&speaker, 15'996}}, 4);
        const auto last = [](Peer &peer) { return peer.receive().back(); };
        for (size_t i = 0; i < 2; ++i)
            QCOMPARE(last(peers[i]).payload, QByteArray(160, char(0x90)));
        const auto alaw = last(peers[2]);
        QCOMPARE(alaw.payloadType, 8);
        QCOMPARE(alaw.payload, QByteArray(160, char(0xBA)));
        lines[1].stream->gainOut.set(-6.0206); // one of them is no longer the same
        talk(desk, {{&speaker, 15'996}}, 2);
        QCOMPARE(last(peers[0]).payload, QByteArray(160, char(0x90)));
        QVERIFY(last(peers[1]).payload != QByteArray(160, char(0x90)));
    }

    /// A codec with a memory: the first listener's encoder serves all, and who then speaks goes on with its own.
    void listenersOfOpusGetTheSamePackets()
    {
        Desk desk;
        Bridge room;
        desk.add(&room);
        std::array<Peer, 3> peers;
        std::array<Desk::Line, 3> lines;
        std::array<std::unique_ptr<Transcoder>, 3> decoders;
        for (size_t i = 0; i < 3; ++i) {
            auto agreed = Desk::parameters(peers[i].port());
            agreed.codec = Codec::Opus;
            agreed.payloadType = 111;
            lines[i] = desk.open(QString::number(i));
            Desk::connect(lines[i], agreed);
            lines[i].stream->bridge = &room;
            decoders[i] = makeTranscoder({Codec::Opus});
        }
        Phone speaker(desk);
        speaker.voice.bridge = &room;
        double phase = 0;
        const auto heardDb = [&](int ticks) { // of the last ten frames of each
            std::array<double, 3> energy{};
            std::array<QByteArray, 3> last;
            for (int t = 0; t < ticks; ++t) {
                Frame frame;
                for (int16_t &sample : frame)
                    sample = int16_t(8000 * std::sin(phase += 2 * std::numbers::pi * 440 / sampleRate));
                speaker.pipe->write(frame);
                desk.tick();
                for (size_t i = 0; i < 3; ++i) {
                    for (const auto &packet : peers[i].receive()) {
                        std::array<int16_t, Transcoder::maxSamples> samples{};
                        const std::span payload(reinterpret_cast<const uint8_t *>(packet.payload.constData()),
                                                size_t(packet.payload.size()));
                        const size_t count = decoders[i]->decode(payload, samples);
                        for (size_t s = 0; s < count && t >= ticks - 10; ++s)
                            energy[i] += double(samples[s]) * samples[s] / (10 * frameSamples);
                        last[i] = packet.payload;
                    }
                }
            }
            return std::pair(energy, last);
        };
        const double full = 8000.0 * 8000 / 2;
        const auto near = [full](double energy) { return energy > full * 0.8 && energy < full * 1.25; };
        const auto [together, same] = heardDb(30);
        QVERIFY(near(together[0]) && near(together[1]) && near(together[2]));
        QVERIFY(same[0] == same[1] && same[1] == same[2]);
        lines[0].stream->bridge = nullptr; // another one leads
        const auto [left, others] = heardDb(30);
        QVERIFY(left[0] < 100 && near(left[1]) && near(left[2]));
        QCOMPARE(others[1], others[2]);
        lines[2].stream->gainOut.set(0.1); // and one goes its own way
        const auto [apart, different] = heardDb(30);
        QVERIFY(near(apart[1]) && near(apart[2]));
        QVERIFY(different[1] != different[2]);
    }

    void talkingIsToldWhenItBeginsAndEnds()
    {
        Desk desk;
        Phone phone(desk);
        talk(desk, {{&phone, 1000}});
        talk(desk, {{&phone, 0}});
        QVERIFY(desk.news().isEmpty());
        phone.voice.talk.set(TalkThresholds{core::Millis(100), 256});
        talk(desk, {{&phone, 255}}, 20);
        QVERIFY(desk.news().isEmpty());
        talk(desk, {{&phone, 256}}, 10);
        QCOMPARE(desk.news(), QStringList({"talking 1 0"}));
        talk(desk, {{&phone, 0}}, 4); // a pause
        talk(desk, {{&phone, -3000}}, 10);
        QVERIFY(desk.news().isEmpty());
        talk(desk, {{&phone, 0}}, 20);
        QCOMPARE(desk.news(), QStringList({"talking 0 480"}));
        phone.voice.talk.set({});
        talk(desk, {{&phone, 1000}});
        QVERIFY(desk.news().isEmpty());
    }
};

QTEST_GUILESS_MAIN(MediaTapsTest)
#include "tst_mediataps.moc"
