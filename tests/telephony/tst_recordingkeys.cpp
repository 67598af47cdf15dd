// SPDX-License-Identifier: GPL-3.0-or-later
// Keys that end a recording (`terminateOn`), as a phone sends them: SIP INFO in both forms, and RFC 4733.
#include "switchbench.h"

#include <QTemporaryDir>
#include <QtEndian>

using testsip::Phone;
using testsip::Switch;

namespace {
/// One key as telephone events of payload type 101: its beginning, and its end three times.
class Keypad
{
public:
    Keypad() { m_socket.bind(QHostAddress::LocalHost, 0); }
    QByteArray description() const { return testsip::sdpWith(m_socket.localPort()); }
    void towards(const QByteArray &sdp)
    {
        const qsizetype at = sdp.indexOf("m=audio ") + 8;
        m_port = quint16(sdp.mid(at, sdp.indexOf(' ', at) - at).toInt());
    }
    void press(char key)
    {
        const int event = int(QByteArray("0123456789*#ABCD").indexOf(key));
        m_stamp += 1600;
        for (int i = 1; i <= 8; ++i)
            send(event, i >= 6, std::min(i, 6) * 160, i == 1);
    }

private:
    void send(int event, bool end, int duration, bool first)
    {
        QByteArray packet(16, '\0');
        packet[0] = char(0x80);
        packet[1] = char((first ? 0x80 : 0) | 101);
        qToBigEndian<quint16>(++m_sequence, packet.data() + 2);
        qToBigEndian<quint32>(m_stamp, packet.data() + 4);
        qToBigEndian<quint32>(0x1234, packet.data() + 8);
        packet[12] = char(event);
        packet[13] = char((end ? 0x80 : 0) | 10);
        qToBigEndian<quint16>(quint16(duration), packet.data() + 14);
        m_socket.writeDatagram(packet, QHostAddress::LocalHost, m_port);
    }

    QUdpSocket m_socket;
    quint16 m_port = 0, m_sequence = 1;
    quint32 m_stamp = 1600;
};
} // namespace

class RecordingKeysTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aKeyEndsARecording_data()
    {
        QTest::addColumn<QByteArray>("way");
        QTest::addColumn<char>("key");
        QTest::addColumn<QString>("terminateOn");
        QTest::addColumn<bool>("ends");
        for (const QByteArray way : {"application/dtmf-relay", "application/dtmf", "RFC 4733"}) {
            const auto row = [&](const char *what, char key, const char *on, bool ends) {
                QTest::addRow("%s, %s", way.constData(), what) << way << key << QString::fromLatin1(on) << ends;
            };
            row("the key asked for", '#', "#", true);
            row("another key", '5', "#", false);
            row("any", '7', "any", true);
            row("none", '#', "none", false);
        }
    }
    void aKeyEndsARecording()
    {
        QFETCH(QByteArray, way);
        QFETCH(char, key);
        QFETCH(QString, terminateOn);
        QFETCH(bool, ends);
        QTemporaryDir folder;
        auto config = Switch::config();
        config.recordingFolder = folder.path();
        Switch sw(config);
        Phone phone(sw, "1000");
        Keypad keypad;
        QVERIFY(phone.call(sw, "+15550001", {}, keypad.description()));
        const QString channel = QLatin1String("channels/") + phone.channel;
        sw.ari(QStringLiteral("POST"), channel + QLatin1String("/answer"));
        QVERIFY(phone.pickUp());
        keypad.towards(testsip::bodyOf(phone.answer));
        QCOMPARE(sw.ari(QStringLiteral("POST"), channel + QLatin1String("/record"),
                        {{"name", "r"}, {"format", "wav"}, {"terminateOn", core::utf8(terminateOn)}})
                     .status,
                 201);
        QTRY_COMPARE(sw.count("RecordingStarted"), size_t(1));
        if (way == "RFC 4733") {
            keypad.press(key);
        } else {
            const QByteArray body =
                way == "application/dtmf" ? QByteArray(1, key) : "Signal=" + QByteArray(1, key) + "\r\nDuration=160\r\n";
            phone.send(phone.request("INFO", "sip:x", {}, body, way));
            QCOMPARE(phone.finalStatus(), 200);
        }
        QTRY_COMPARE(sw.count("ChannelDtmfReceived"), size_t(1));
        QCOMPARE(core::fromUtf8(sw.last("ChannelDtmfReceived")["digit"]), QString(QLatin1Char(key)));
        if (!ends) {
            QCOMPARE(sw.ari(QStringLiteral("GET"), QStringLiteral("recordings/live/r")).status, 200);
            QCOMPARE(sw.ari(QStringLiteral("POST"), QStringLiteral("recordings/live/r/stop")).status, 204);
        }
        QTRY_COMPARE(sw.count("RecordingFinished"), size_t(1));
        QCOMPARE(core::fromUtf8(sw.last("RecordingFinished")["recording"]["state"]), QStringLiteral("done"));
        QTRY_COMPARE(sw.ari(QStringLiteral("GET"), QStringLiteral("recordings/stored/r")).status, 200);
    }
};

QTEST_GUILESS_MAIN(RecordingKeysTest)
#include "tst_recordingkeys.moc"
