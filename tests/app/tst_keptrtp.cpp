// SPDX-License-Identifier: GPL-3.0-or-later
// The RTP that the platform keeps for the window, of real calls.
#include "app/embeddedhost.h"
#include "support/sipphone.h"

#include <QTemporaryDir>
#include <QtTest>

#include <optional>

namespace {
constexpr int startMs = 30'000, answerMs = 10'000;

/// A platform as the window has it. @param kept  the setting, in megabytes.
struct Bench
{
    QTemporaryDir folder;
    app::Session session;
    QHash<QString, ui::ChannelQuality> channels;
    std::optional<ui::KeptRtp> kept;
    std::unique_ptr<app::EmbeddedHost> host;

    explicit Bench(int megabytes)
    {
        const QStringList arguments{QStringLiteral("--profile"), folder.path(), QStringLiteral("--sip_port=0"),
                                    QStringLiteral("--rtp_kept_mb=%1").arg(megabytes)};
        session.settings = core::Settings::resolve(arguments, {});
        session.profile = core::Profile::below(folder.path());
        session.profile.create();
        host = std::make_unique<app::EmbeddedHost>(session);
        QObject::connect(host.get(), &ui::Host::quality, host.get(),
                         [this](const QHash<QString, ui::ChannelQuality> &all) { channels = all; });
        QObject::connect(host.get(), &ui::Host::rtp, host.get(), [this](const ui::KeptRtp &told) { kept = told; });
    }
    bool start()
    {
        host->start();
        return QTest::qWaitFor([this] { return host->stage() == ui::Host::Stage::Up; }, startMs);
    }
    /// What the platform answers; nullopt: nothing.
    std::optional<ui::KeptRtp> ask(const QUuid &call, const QStringList &names = {})
    {
        kept.reset();
        host->askRtp(call, names);
        (void)QTest::qWaitFor([this] { return kept.has_value(); });
        return kept;
    }
    QUuid callNow()
    {
        const auto found = [this] {
            host->askQuality();
            return std::any_of(channels.begin(), channels.end(), [](const auto &one) { return !one.callId.isNull(); });
        };
        return QTest::qWaitFor(found, answerMs) ? channels.begin()->callId : QUuid();
    }
};
} // namespace

class KeptRtpTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCallsPacketsAreThereAlsoAfterItsEnd()
    {
        Bench m(1);
        QVERIFY(m.start());
        support::SipPhone phone(m.host->facts().sip, "stranger", {});
        QCOMPARE(phone.call(m.host->facts().numbers.at(QStringLiteral("echo")).toLatin1()), 200);
        const QUuid call = m.callNow();
        QVERIFY(!call.isNull());
        phone.talk(500, 600);
        phone.hangup();
        QTRY_VERIFY_WITH_TIMEOUT((m.host->askQuality(), m.channels.isEmpty()), answerMs);
        const auto kept = m.ask(call);
        QVERIFY(kept && kept->offReason.isEmpty() && kept->packets);
        QCOMPARE(kept->callId, call);
        size_t in = 0, out = 0;
        core::Nanos last{0};
        for (const ui::RtpPacket &one : *kept->packets) {
            QVERIFY(one.at >= last && one.at > kept->since && one.at <= m.session.clock->now());
            last = one.at;
            if (one.isReport)
                continue;
            ++(one.toPort == phone.peerRtp() ? in : out);
            QCOMPARE(one.toPort == phone.peerRtp() ? one.toPort : one.fromPort, phone.peerRtp());
        }
        QVERIFY2(in >= 20 && out >= 20, qPrintable(QStringLiteral("%1 in, %2 out").arg(in).arg(out)));
        const auto other = m.ask(core::newId());
        QVERIFY(other && other->packets && other->packets->empty());
    }

    void nothingIsKeptWhereItIsSwitchedOff()
    {
        Bench m(0);
        const auto early = m.ask(core::newId());
        QVERIFY(early && early->offReason.contains(QStringLiteral("not up")));
        QVERIFY(m.start());
        const auto kept = m.ask(core::newId());
        QVERIFY(kept && !kept->packets);
        QVERIFY2(kept->offReason.contains(QStringLiteral("rtp_kept_mb")), qPrintable(kept->offReason));
    }

    /// Somebody who asks and goes: the answer finds nobody.
    void whoHasGoneIsNotTold()
    {
        auto m = std::make_unique<Bench>(1);
        QVERIFY(m->start());
        m->host->askRtp(core::newId(), {});
        m.reset();
        QCoreApplication::processEvents();
    }
};

QTEST_GUILESS_MAIN(KeptRtpTest)
#include "tst_keptrtp.moc"
