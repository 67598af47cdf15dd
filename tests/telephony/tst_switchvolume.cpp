// SPDX-License-Identifier: GPL-3.0-or-later
// VOLUME of a channel over ARI, as Asterisk 22 has it: what is heard, and what is read back.
#include "mediapeer.h"
#include "switchbench.h"

#include <QTimer>

using testsip::bodyOf;
using testsip::Phone;
using testsip::sdpWith;
using testsip::Switch;

namespace {
constexpr char spokenCode = char(0xCE); ///< G.711 µ-law
constexpr int spoken = 988;             ///< what it means
const QString theRoom = QStringLiteral("b1");

/// ITU-T G.711, µ-law.
int linearOf(char code)
{
    const int bits = ~code & 0xFF, size = ((((bits & 0x0F) << 3) + 0x84) << ((bits & 0x70) >> 4)) - 0x84;
    return bits & 0x80 ? -size : size;
}

/// Two phones in a bridge, of which bob says one thing all the time and alice hears it.
struct Pair
{
    Switch sw;
    Phone alice{sw, "1000"}, bob{sw, "1001"};
    testmedia::Peer ear{1}, mouth{2};
    quint16 port = 0; ///< of the switch, for bob
    QTimer speaks;
    int last = 0;

    bool begin()
    {
        if (!alice.callAndTalk(sw, sdpWith(ear.port())) || !bob.callAndTalk(sw, sdpWith(mouth.port())))
            return false;
        const QByteArray answer = bodyOf(bob.answer);
        port = answer.mid(answer.indexOf("m=audio ") + 8).split(' ').first().toUShort();
        sw.makeBridge(theRoom);
        QObject::connect(&speaks, &QTimer::timeout, &speaks, [this] { mouth.speak(port, spokenCode); });
        speaks.setTimerType(Qt::PreciseTimer);
        speaks.start(20);
        return sw.join(theRoom, alice.channel) == 204 && sw.join(theRoom, bob.channel) == 204;
    }
    int set(const QString &channel, const QString &variable, const QString &value)
    {
        return sw
            .ari(QStringLiteral("POST"), QStringLiteral("channels/%1/variable").arg(channel),
                 {{"variable", core::utf8(variable)}, {"value", core::utf8(value)}})
            .status;
    }
    /// The value, `refused` with another status than 200.
    QString read(const QString &channel, const char *variable)
    {
        const auto reply =
            sw.ari(QStringLiteral("GET"), QStringLiteral("channels/%1/variable").arg(channel), {{"variable", variable}});
        return reply.status == 200 ? core::fromUtf8(reply.body["value"]) : QStringLiteral("refused %1").arg(reply.status);
    }
    /// Alice hears it at this size, give or take what G.711 loses.
    bool hears(int size)
    {
        return QTest::qWaitFor([&] {
            for (const auto &packet : ear.receive())
                last = packet.payloadType == 0 ? linearOf(packet.payload.back()) : last;
            return std::abs(last - size) <= 8 + size / 12;
        });
    }
};
} // namespace

class SwitchVolumeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsHeard()
    {
        Pair pair;
        QVERIFY(pair.begin());
        QVERIFY(pair.hears(spoken));
        struct Row
        {
            const char *variable, *value;
            double times;
        };
        constexpr double before = 4; // each row begins at that
        constexpr Row rows[] = {{"VOLUME(RX)", "3", 3},          {"VOLUME(RX)", "-4", 0.25},  {"VOLUME(RX)", "0", 1},
                                {"VOLUME(RX)", "1", 1},          {"VOLUME(RX)", "0.5", 0.5},  {"VOLUME(RX)", "-0.5", 2},
                                {"VOLUME(RX)", "-1.5", 1 / 1.5}, {"VOLUME(RX)", " +2 dB", 2}, {"VOLUME(RX)", "loud", 1},
                                {"VOLUME(RX)", "", 1},           {"VOLUME(RX)", "nan", 1},    {"VOLUME(RX)", "1e30", 32.5},
                                {"VOLUME(RX)", "inf", 32.5},     {"VOLUME(RX)", "-1e30", 0},  {"VOLUME(rx)", "2", 2},
                                {"VOLUME(RX,p)", "2", 2},        {"VOLUME(RX,xyz)", "2", 2},  {"VOLUME(BOTH)", "2", before},
                                {"VOLUME(RX)", "1e309", 32.5},   {"VOLUME(RX)", "-1e309", 0}, {"VOLUME(RX)", "1e-400", 1},
                                {"VOLUME()", "2", before}};
        for (const Row &row : rows) {
            const auto told = [&] {
                return QStringLiteral("%1=%2: %3").arg(QLatin1String(row.variable), QLatin1String(row.value)).arg(pair.last);
            };
            QCOMPARE(pair.set(pair.bob.channel, QStringLiteral("VOLUME(RX)"), QString::number(before)), 204);
            QVERIFY2(pair.hears(int(spoken * before)), qPrintable(told()));
            QCOMPARE(pair.set(pair.bob.channel, QLatin1String(row.variable), QLatin1String(row.value)), 204);
            QVERIFY2(pair.hears(int(spoken * row.times)), qPrintable(told()));
        }
    }

    void eachDirectionHasItsOwn()
    {
        Pair pair;
        QVERIFY(pair.begin());
        QCOMPARE(pair.set(pair.bob.channel, QStringLiteral("VOLUME(TX)"), QStringLiteral("8")), 204); // nobody speaks to bob
        QCOMPARE(pair.set(pair.alice.channel, QStringLiteral("VOLUME(RX)"), QStringLiteral("8")), 204);
        QCOMPARE(pair.set(pair.alice.channel, QStringLiteral("VOLUME(TX)"), QStringLiteral("-2")), 204);
        QVERIFY2(pair.hears(spoken / 2), qPrintable(QString::number(pair.last)));
        QCOMPARE(pair.set(pair.bob.channel, QStringLiteral("VOLUME(RX)"), QStringLiteral("4")), 204);
        QVERIFY2(pair.hears(spoken * 2), qPrintable(QString::number(pair.last)));
    }

    void whatIsReadBack()
    {
        Switch sw;
        Phone alice(sw, "1000");
        QVERIFY(alice.callAndTalk(sw));
        const auto place = QStringLiteral("channels/%1/variable").arg(alice.channel);
        const auto read = [&](const char *variable) {
            const auto reply = sw.ari(QStringLiteral("GET"), place, {{"variable", variable}});
            return reply.status == 200 ? core::fromUtf8(reply.body["value"]) : QString::number(reply.status);
        };
        const auto set = [&](const char *variable, const char *value) {
            return sw.ari(QStringLiteral("POST"), place, {{"variable", variable}, {"value", value}}).status;
        };
        QCOMPARE(read("VOLUME(RX)"), QStringLiteral("500")); // none was set
        QCOMPARE(set("VOLUME()", "2"), 204);
        QCOMPARE(read("VOLUME(RX)"), QStringLiteral("500"));
        QCOMPARE(set("VOLUME(RX)", "-1.5"), 204);
        QCOMPARE(read("VOLUME(RX)"), QStringLiteral("-1.500000"));
        QCOMPARE(read("VOLUME(rx,p)"), QStringLiteral("-1.500000"));
        QCOMPARE(read("VOLUME(TX)"), QStringLiteral("0.000000"));
        QCOMPARE(read("VOLUME(BOTH)"), QString());
        QCOMPARE(read("VOLUME()"), QStringLiteral("500"));
        QCOMPARE(set("VOLUME(TX)", "much"), 204);
        QCOMPARE(read("VOLUME(TX)"), QStringLiteral("0.000000"));
    }

    void keysChangeIt_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<char>("event");
        QTest::addColumn<QString>("in");
        QTest::addColumn<QString>("out");
        const char star = 10, hash = 11, five = 5;
        QTest::newRow("* is louder") << "VOLUME(RX,p)" << star << "3.000000" << "1.000000";
        QTest::newRow("# is softer") << "VOLUME(RX,p)" << hash << "1.000000" << "-1.000000";
        QTest::newRow("another key") << "VOLUME(RX,p)" << five << "2.000000" << "0.000000";
        QTest::newRow("without the option") << "VOLUME(RX)" << star << "2.000000" << "0.000000";
    }
    void keysChangeIt()
    {
        QFETCH(QString, variable);
        QFETCH(char, event);
        Pair pair;
        QVERIFY(pair.begin());
        QCOMPARE(pair.set(pair.bob.channel, variable, QStringLiteral("2")), 204);
        pair.mouth.press(pair.port, event);
        QTRY_COMPARE(pair.sw.count("ChannelDtmfReceived"), size_t(1)); // the application hears of it all the same
        QTEST(pair.read(pair.bob.channel, "VOLUME(RX)"), "in");
        QTEST(pair.read(pair.bob.channel, "VOLUME(TX)"), "out");
    }

    void aChannelIsMadeWithIt()
    {
        Pair pair;
        const core::Json asked{{"endpoint", "Local/s@svc-echo"},
                               {"app", "voipbin"},
                               {"channelId", "one"},
                               {"otherChannelId", "other"},
                               {"variables", {{"VOLUME( TX)", "2.5"}, {"CHANNEL(language)", "de"}, {"A", "1"}}}};
        QCOMPARE(pair.sw.ari(QStringLiteral("POST"), QStringLiteral("channels/create"), asked).status, 200);
        QCOMPARE(pair.read(QStringLiteral("one"), "VOLUME(TX)"), QStringLiteral("2.500000"));
        QCOMPARE(pair.read(QStringLiteral("one"), "CHANNEL(language)"), QStringLiteral("de"));
        QCOMPARE(pair.read(QStringLiteral("other"), "VOLUME(TX)"), QStringLiteral("refused 500")); // it would be twice as much
        QCOMPARE(pair.read(QStringLiteral("other"), "A"), QStringLiteral("1"));
    }
};

QTEST_GUILESS_MAIN(SwitchVolumeTest)
#include "tst_switchvolume.moc"
