// SPDX-License-Identifier: GPL-3.0-or-later
// Exporting a call from Call detail: with its RTP or without, and what says why not.
#include "detailbench.h"
#include "support/nextdialog.h"
#include "ui/common/theme.h"
#include "ui/docks/calldetail/capture.h"

#include <QApplication>
#include <QMenu>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>

namespace {
ui::RtpPacket packet(core::Nanos at, char mark, bool isReport = false)
{
    return {at,
            QHostAddress(QStringLiteral("192.0.2.5")),
            QHostAddress(QHostAddress::LocalHost),
            4000,
            20'002,
            isReport,
            QByteArray(20, mark)};
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The file dialog that comes next gets this answer.
void chooseFile(const QString &path)
{
    support::withNextDialog([path](QWidget &dialog) {
        auto *name = dialog.findChild<QLineEdit *>(QStringLiteral("fileNameEdit"));
        if (!name)
            return false;
        name->setText(path);
        return QMetaObject::invokeMethod(&dialog, "accept");
    });
}

/// A call that began two minutes ago, with one SIP message.
struct Bench : DetailBench
{
    QTemporaryDir folder;
    contract::Call call = begin(1, 120'000);
    const core::Nanos before = host.clock().now() - std::chrono::minutes(10), now = host.clock().now();

    Bench() : DetailBench(1200)
    {
        host.setSip(QStringLiteral("127.0.0.1:5060"));
        trace(call.id, QStringLiteral("← INVITE sip:1800@example.org SIP/2.0"));
        dock->setCall(call.id);
    }
    QMenu *menu() const { return dock->findChild<QMenu *>(QStringLiteral("pcapMenu")); }
    /// The menu, after the platform has told this.
    QList<QAction *> ask(const ui::KeptRtp &kept)
    {
        const int asked = host.rtpAsks();
        if (!commands.run(QStringLiteral("detail.pcap")) || !QTest::qWaitFor([&] { return host.rtpAsks() > asked; }))
            return {};
        ui::KeptRtp counted = kept;
        if (kept.packets)
            counted.sounds = std::ranges::count(*kept.packets, false, &ui::RtpPacket::isReport);
        host.tellRtp(counted);
        return menu() ? menu()->actions() : QList<QAction *>();
    }
    QString path() const { return folder.filePath(QStringLiteral("x.pcap")); }
    QByteArray exported(QAction *action)
    {
        chooseFile(path());
        action->trigger();
        (void)QTest::qWaitFor([&] { return !contentOf(path()).isEmpty(); });
        return contentOf(path());
    }
    static std::shared_ptr<const std::vector<ui::RtpPacket>> shared(std::vector<ui::RtpPacket> packets)
    {
        return std::make_shared<const std::vector<ui::RtpPacket>>(std::move(packets));
    }
};
} // namespace

class PcapExportTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(*qApp); }

    void messagesAndPacketsStandInOneOrder()
    {
        const auto message = [](int second, const char *mark) {
            return ui::TracedMessage{std::chrono::seconds(second), QStringLiteral("127.0.0.1:5060"),
                                     QStringLiteral("192.0.2.5:5060"), QLatin1String(mark)};
        };
        const core::Timestamp begun = core::Timestamp::fromMicros(1'700'000'000'000'000);
        const QByteArray bytes =
            ui::captureOf({message(1, "one"), message(3, "three"), message(5, "five")},
                          {packet(std::chrono::seconds(2), '2'), packet(std::chrono::milliseconds(3500), '4')}, begun);
        QList<qsizetype> places;
        for (const char *mark : {"one", "2222", "three", "4444", "five"})
            places += bytes.indexOf(mark);
        QVERIFY(places.front() > 0 && std::is_sorted(places.begin(), places.end()));
        quint32 second = 0, micros = 0; // of the fourth record: IP and UDP have 28 bytes
        const qsizetype fourth = places[3] - 28 - 16;
        memcpy(&second, bytes.constData() + fourth, sizeof second);
        memcpy(&micros, bytes.constData() + fourth + 4, sizeof micros);
        QCOMPARE(second, 1'700'000'003U);
        QCOMPARE(micros, 500'000U);
    }

    void theRtpOfItsChannelIsAskedFor()
    {
        Bench m;
        QVERIFY(m.commands.run(QStringLiteral("detail.pcap")));
        QTRY_COMPARE(m.host.rtpAsked(), m.call.id);
        QCOMPARE(m.host.channelsAsked(), QStringList(m.call.channelId));
    }

    void withOrWithoutRtp_data()
    {
        QTest::addColumn<int>("action");
        QTest::addColumn<bool>("hasRtp");
        QTest::newRow("SIP messages only") << 0 << false;
        QTest::newRow("with RTP") << 1 << true;
    }
    void withOrWithoutRtp()
    {
        QFETCH(int, action);
        QFETCH(bool, hasRtp);
        Bench m;
        const auto choices = m.ask({m.call.id, {}, m.before, m.shared({packet(m.now, 'a'), packet(m.now, 'b')})});
        QCOMPARE(choices.size(), 2);
        const QByteArray bytes = m.exported(choices[action]);
        QVERIFY(bytes.contains("INVITE sip:1800@example.org"));
        QCOMPARE(bytes.contains(QByteArray(20, 'a')), hasRtp);
        QCOMPARE(bytes.contains(QByteArray(20, 'b')), hasRtp);
    }

    void itSaysHowMuchThereIs_data()
    {
        QTest::addColumn<int>("keptMinutes"); // so long ago began what is kept
        QTest::addColumn<QString>("text");
        QTest::newRow("the whole call") << 10 << "With 3 RTP packets, 0:31…";
        QTest::newRow("what is left of it") << 1 << "With 3 RTP packets, the last 0:31…";
    }
    void itSaysHowMuchThereIs()
    {
        QFETCH(int, keptMinutes);
        QFETCH(QString, text);
        Bench m;
        const core::Nanos first = m.now - std::chrono::seconds(31);
        const auto kept = m.shared({packet(first, 'a'), packet(first, 'b'), packet(m.now, 'r', true), packet(m.now, 'c')});
        const auto choices = m.ask({m.call.id, {}, m.now - std::chrono::minutes(keptMinutes), kept});
        QCOMPARE(choices.size(), 2);
        QCOMPARE(choices[0]->text(), QStringLiteral("SIP messages only…"));
        QCOMPARE(choices[1]->text(), text);
        QVERIFY(choices[1]->isEnabled());
    }

    void itSaysWhyThereIsNone_data()
    {
        QTest::addColumn<QString>("told");
        QTest::addColumn<int>("keptMinutes");
        QTest::addColumn<bool>("hasReport");
        QTest::addColumn<QString>("reason");
        QTest::newRow("the platform keeps none") << "Nobody keeps any." << 0 << false << "Nobody keeps any.";
        QTest::newRow("it is older than what is kept") << "" << 1 << false << "and this call has had none since";
        QTest::newRow("there was none") << "" << 10 << false << "There was no RTP in this call.";
        QTest::newRow("reports without sound") << "" << 10 << true << "There was no RTP in this call.";
    }
    void itSaysWhyThereIsNone()
    {
        QFETCH(QString, told);
        QFETCH(int, keptMinutes);
        QFETCH(bool, hasReport);
        QFETCH(QString, reason);
        Bench m;
        const auto packets = hasReport ? m.shared({packet(m.now, 'r', true)}) : m.shared({});
        const auto choices =
            m.ask({m.call.id, told, m.now - std::chrono::minutes(keptMinutes), told.isEmpty() ? packets : nullptr});
        QCOMPARE(choices.size(), 2);
        QVERIFY(choices[0]->isEnabled() && !choices[1]->isEnabled());
        QVERIFY2(choices[1]->toolTip().contains(reason), qPrintable(choices[1]->toolTip()));
        QVERIFY(m.exported(choices[0]).contains("INVITE"));
    }

    void aRefusedCallHasNone()
    {
        Bench m;
        const QString id = QStringLiteral("refused@example.org");
        const auto trace = [&](const QString &line) {
            core::TimelineEntry entry;
            entry.kind = core::TimelineKind::Sip;
            entry.thread = id;
            entry.source = QStringLiteral("udp/127.0.0.1:5070");
            entry.text = line;
            entry.detail = [line] {
                return line.mid(2) + QStringLiteral("\r\nFrom: <sip:a@b>\r\nTo: <sip:555@b>\r\nCSeq: 1 INVITE\r\n");
            };
            m.host.trace().add(std::move(entry));
        };
        trace(QStringLiteral("← INVITE sip:555@example.org SIP/2.0"));
        trace(QStringLiteral("→ SIP/2.0 404 Not Found"));
        QVERIFY(m.dock->showBySipCallId(id));
        QVERIFY(m.commands.run(QStringLiteral("detail.pcap")));
        QTRY_VERIFY(m.menu());
        QCOMPARE(m.host.rtpAsks(), 0);
        const auto choices = m.menu()->actions();
        QCOMPARE(choices.size(), 2);
        QVERIFY2(choices[1]->toolTip().contains(QStringLiteral("refused before it had sound")),
                 qPrintable(choices[1]->toolTip()));
    }

    void nobodyIsAskedTwiceAndForAnotherCall()
    {
        Bench m;
        const ui::KeptRtp kept{m.call.id, {}, m.before, m.shared({})};
        m.host.tellRtp(kept); // nobody has asked
        QVERIFY(!m.menu());
        QVERIFY(m.commands.run(QStringLiteral("detail.pcap")));
        QTRY_COMPARE(m.host.rtpAsked(), m.call.id);
        m.host.tellRtp({core::newId(), {}, m.before, m.shared({})});
        QVERIFY(!m.menu());
        m.host.tellRtp(kept);
        QVERIFY(m.menu());
        m.menu()->close();
        QTRY_VERIFY(!m.menu());
        m.host.tellRtp(kept);
        QVERIFY(!m.menu());
    }

    void aFileThatCannotBeWrittenIsTold()
    {
        Bench m;
        const auto choices = m.ask({m.call.id, {}, m.before, m.shared({packet(m.now, 'a')})});
        QCOMPARE(choices.size(), 2);
        chooseFile(m.folder.filePath(QStringLiteral("gone/x.pcap")));
        choices[1]->trigger();
        QTRY_VERIFY(m.dock->messages()->isShown());
        QVERIFY2(m.dock->messages()->text().contains(QStringLiteral("PCAP not written.")),
                 qPrintable(m.dock->messages()->text()));
    }
};

QTEST_MAIN(PcapExportTest)
#include "tst_pcapexport.moc"
