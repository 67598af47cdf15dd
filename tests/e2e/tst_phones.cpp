// SPDX-License-Identifier: GPL-3.0-or-later
// Telephones of another make (baresip) with the headless platform: flows, and calls from one extension to another.
#include "support/baresip.h"
#include "support/server.h"
#include "support/sipphone.h"
#include "support/sound.h"
#include "support/voxboard.h"
#include "telephony/media/tones.h"

#include <QDir>
#include <QtTest>

using support::Baresip;

namespace {
constexpr int toneOfCaller = 440, toneOfCallee = 620;
constexpr double mostOfIt = 0.6; ///< of the energy in one tone

bool hears(const std::vector<qint16> &samples, int hertz) { return support::toneShare(samples, hertz) > mostOfIt; }

QByteArray figures(const std::vector<qint16> &samples, int hertz)
{
    return QByteArray::number(samples.size()) + " samples, share of " + QByteArray::number(hertz) + " Hz " +
           QByteArray::number(support::toneShare(samples, hertz)) + ", loudness " +
           QByteArray::number(support::loudness(samples));
}
} // namespace

class PhonesTest : public QObject
{
    Q_OBJECT
private:
    support::Voxboard m_platform{QStringLiteral(VOXBOARD_BINARY)};

    Baresip::Account account(int extension, bool answersItself = false) const
    {
        const auto one = m_platform.extension(extension);
        Baresip::Account made;
        made.user = one.number;
        made.password = one.password;
        made.domain = one.domain;
        made.server = m_platform.sip();
        made.answersItself = answersItself;
        return made;
    }
    QString uri(const QString &number) const { return QStringLiteral("sip:%1@%2").arg(number, m_platform.extension(0).domain); }
    bool registers(Baresip &phone, const Baresip::Account &wanted, int hertz = 0)
    {
        return phone.start(wanted, hertz) && phone.waitFor("REGISTER_OK");
    }
    /// The newest (QDir::Time) or the oldest (reversed) of all the platform ever said; the prompt is the oldest.
    std::vector<qint16> speech(QDir::SortFlags order) const
    {
        const QFileInfoList spoken = QDir(m_platform.folder() + "/cache/speech").entryInfoList({"*.wav"}, QDir::Files, order);
        return spoken.isEmpty() ? std::vector<qint16>() : support::readWav(spoken.first().filePath());
    }
    static std::vector<qint16> withoutEnd(std::vector<qint16> said)
    {
        said.resize(said.size() - std::min<size_t>(said.size(), support::phoneRate / 2));
        return said;
    }
    static void contains(const std::vector<qint16> &heard, const std::vector<qint16> &said, const char *what)
    {
        const auto match = support::findSpeech(said, heard);
        qInfo("%s of %.1f s heard after %d ms, worst half second %.2f alike, delay varies by %d ms", what,
              double(said.size()) / support::phoneRate, match.startMs, match.likeness, match.spreadMs);
        QVERIFY2(match.likeness > 0.8, QByteArray::number(match.likeness).constData());
        QVERIFY2(match.spreadMs <= 40, QByteArray::number(match.spreadMs).constData());
    }

    /// A phone's own recording comes in lumps on a busy machine: it listens on, for up to 10 s, until the last second is whole.
    bool hearsAtLast(Baresip &phone, int tone) const
    {
        for (int more = 0; more < 10 && !hears(support::tail(phone.heard(), 1), tone); ++more) {
            if (!phone.listen(1000))
                return false;
        }
        return hears(support::tail(phone.heard(), 1), tone);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!support::requireServer(Baresip::program(), Baresip::package()))
            return;
        QVERIFY2(m_platform.start(), qPrintable(m_platform.error()));
    }
    void cleanupTestCase() { QVERIFY(m_platform.stop()); }
    void cleanup() { QTRY_COMPARE_WITH_TIMEOUT(m_platform.liveCalls(), 0, 5000); }

    void registersWithTheRightPasswordOnly_data()
    {
        QTest::addColumn<bool>("tcp");
        QTest::addColumn<bool>("right");
        QTest::addColumn<bool>("byAddress");
        QTest::newRow("UDP") << false << true << false;
        QTest::newRow("TCP") << true << true << false;
        QTest::newRow("the domain is the address of the server") << false << true << true;
        QTest::newRow("wrong password, UDP") << false << false << false;
        QTest::newRow("wrong password, TCP") << true << false << false;
    }
    void registersWithTheRightPasswordOnly()
    {
        QFETCH(bool, tcp);
        QFETCH(bool, right);
        QFETCH(bool, byAddress);
        auto wanted = account(0);
        wanted.tcp = tcp;
        if (!right)
            wanted.password += QLatin1Char('x');
        if (byAddress)
            wanted.domain.clear();
        Baresip phone(0);
        QVERIFY2(phone.start(wanted), qPrintable(phone.error()));
        QVERIFY2(phone.waitFor(right ? "REGISTER_OK" : "REGISTER_FAIL"), phone.log().constData());
        QVERIFY(phone.staysWithout(right ? "REGISTER_FAIL" : "REGISTER_OK", 300));
    }

    void hearsThePromptAndWhatTheDigitBrings_data()
    {
        QTest::addColumn<bool>("tcp");
        QTest::addColumn<QString>("dtmf");
        QTest::addColumn<int>("secondsOfPrompt"); // before the digit; 0: all of it
        QTest::addColumn<QString>("digit");
        QTest::newRow("1, the echo, by RFC 4733 over UDP") << false << "rtpevent" << 0 << "1";
        QTest::newRow("1, the echo, by INFO (RFC 6086) over TCP") << true << "info" << 2 << "1";
        QTest::newRow("2, the music, into the prompt") << false << "rtpevent" << 2 << "2";
        QTest::newRow("3, the time, into the prompt") << false << "rtpevent" << 2 << "3";
    }
    void hearsThePromptAndWhatTheDigitBrings()
    {
        QFETCH(bool, tcp);
        QFETCH(QString, dtmf);
        QFETCH(int, secondsOfPrompt);
        QFETCH(QString, digit);
        auto wanted = account(0);
        wanted.tcp = tcp;
        wanted.dtmf = dtmf;
        Baresip phone(0);
        QVERIFY2(registers(phone, wanted, toneOfCaller), phone.log().constData());
        phone.dial(uri(m_platform.number("welcome")));
        QVERIFY2(phone.waitFor("CALL_ESTABLISHED"), phone.log().constData());
        QVERIFY2(phone.listen(500), phone.log().constData());
        auto prompt = speech(QDir::Time | QDir::Reversed);
        const int promptMs = int(prompt.size()) * 1000 / support::phoneRate;
        QVERIFY2(promptMs > 4000, QByteArray::number(promptMs).constData());
        QVERIFY(phone.listen(secondsOfPrompt == 0 ? promptMs : secondsOfPrompt * 1000));
        phone.press(digit);
        if (digit == QLatin1String("3")) {
            QVERIFY2(phone.waitFor("CALL_CLOSED", 15'000), phone.log().constData()); // the flow hangs up
        } else {
            QVERIFY(phone.listen(3000));
            // What this phone records from its own microphone may come in lumps on a busy machine.
            for (int more = 0; more < 5 && digit == QLatin1String("1") && !hears(support::tail(phone.heard(), 2), toneOfCaller);
                 ++more)
                QVERIFY(phone.listen(2000));
            phone.hangup();
            QVERIFY2(phone.waitFor("CALL_CLOSED"), phone.log().constData());
        }
        phone.stop();

        const auto heard = phone.heard();
        if (secondsOfPrompt != 0)
            prompt = support::head(prompt, secondsOfPrompt);
        contains(heard, prompt, "the prompt");
        const auto end = support::tail(heard, 2);
        if (digit == QLatin1String("1"))
            QVERIFY2(hears(end, toneOfCaller), figures(end, toneOfCaller).constData());
        else if (digit == QLatin1String("2"))
            contains(heard, support::head(*telephony::media::builtin(QStringLiteral("music")), 2), "the music");
        else // baresip drops what waits in its jitter buffer when the call ends
            contains(heard, withoutEnd(speech(QDir::Time)), "the time");
    }

    void talksFromExtensionToExtension_data()
    {
        QTest::addColumn<bool>("tcp");
        QTest::addColumn<bool>("calleeHangsUp");
        QTest::newRow("the caller hangs up") << false << false;
        QTest::newRow("the callee hangs up") << false << true;
        QTest::newRow("the callee is registered by TCP") << true << false;
    }
    void talksFromExtensionToExtension()
    {
        QFETCH(bool, tcp);
        QFETCH(bool, calleeHangsUp);
        Baresip caller(0), callee(1);
        auto answering = account(1);
        answering.tcp = tcp;
        QVERIFY2(registers(caller, account(0), toneOfCaller), caller.log().constData());
        QVERIFY2(registers(callee, answering, toneOfCallee), callee.log().constData());
        caller.dial(uri(m_platform.extension(1).number));
        QVERIFY2(callee.waitFor("CALL_INCOMING"), callee.log().constData());
        QVERIFY2(caller.waitFor("CALL_RINGING"), caller.log().constData());
        callee.accept();
        QVERIFY2(callee.waitFor("CALL_ESTABLISHED"), callee.log().constData());
        QVERIFY2(caller.waitFor("CALL_ESTABLISHED"), caller.log().constData());
        QVERIFY2(caller.listen(2000), caller.log().constData());
        QVERIFY2(callee.listen(500), callee.log().constData());
        QVERIFY2(hearsAtLast(caller, toneOfCallee), figures(caller.heard(), toneOfCallee).constData());
        QVERIFY2(hearsAtLast(callee, toneOfCaller), figures(callee.heard(), toneOfCaller).constData());
        (calleeHangsUp ? callee : caller).hangup();
        QVERIFY2(caller.waitFor("CALL_CLOSED"), caller.log().constData());
        QVERIFY2(callee.waitFor("CALL_CLOSED"), callee.log().constData());
        caller.stop();
        callee.stop();
    }

    /// The caller takes no call without SRTP, and both check the certificate of the platform.
    void talksByTlsAndSrtp()
    {
        Baresip caller(0), callee(1);
        auto calling = account(0), answering = account(1, true);
        for (Baresip::Account *one : {&calling, &answering}) {
            one->tls = true;
            one->server = m_platform.facts().value("sips").toString();
            one->authority = m_platform.folder() + "/data/tls/agent.pem";
        }
        calling.encryption = QStringLiteral("srtp-mand");
        QVERIFY(!calling.server.isEmpty());
        QVERIFY2(registers(caller, calling, toneOfCaller), caller.log().constData());
        QVERIFY2(registers(callee, answering, toneOfCallee), callee.log().constData());
        caller.dial(uri(m_platform.extension(1).number));
        QVERIFY2(caller.waitFor("CALL_ESTABLISHED"), caller.log().constData());
        QVERIFY2(caller.listen(2000), caller.log().constData());
        QVERIFY2(callee.listen(500), callee.log().constData());
        QVERIFY2(hearsAtLast(caller, toneOfCallee), figures(caller.heard(), toneOfCallee).constData());
        QVERIFY2(hearsAtLast(callee, toneOfCaller), figures(callee.heard(), toneOfCaller).constData());
        caller.hangup();
        QVERIFY2(callee.waitFor("CALL_CLOSED"), callee.log().constData());
        caller.stop();
        callee.stop();
    }

    /// baresip does not record any more after a hold of its own, so the callee tells that the voice is back.
    void holdsAndTalksAgain()
    {
        Baresip caller(0), callee(1);
        QVERIFY2(registers(caller, account(0), toneOfCaller), caller.log().constData());
        QVERIFY2(registers(callee, account(1, true), toneOfCallee), callee.log().constData());
        caller.dial(uri(m_platform.extension(1).number));
        QVERIFY2(caller.waitFor("CALL_ESTABLISHED"), caller.log().constData());
        QVERIFY2(caller.listen(500), caller.log().constData());
        caller.hold(true);
        QTRY_VERIFY2(!caller.listen(20, 500), "the platform talks to a phone that holds");
        caller.hold(false);
        QVERIFY2(callee.listen(2000), callee.log().constData());
        QVERIFY2(hearsAtLast(callee, toneOfCaller), figures(callee.heard(), toneOfCaller).constData());
        caller.hangup();
        QVERIFY2(callee.waitFor("CALL_CLOSED"), callee.log().constData());
    }

    void tellsTheCallerThatTheCalleeIsBusy()
    {
        Baresip caller(0), callee(1);
        QVERIFY2(registers(caller, account(0)), caller.log().constData());
        QVERIFY2(registers(callee, account(1)), callee.log().constData());
        caller.dial(uri(m_platform.extension(1).number));
        QVERIFY2(callee.waitFor("CALL_INCOMING"), callee.log().constData());
        callee.hangup();
        QVERIFY2(caller.waitFor("CALL_CLOSED"), caller.log().constData());
        QVERIFY2(caller.param().startsWith("486"), qPrintable(caller.param()));
    }

    void stopsRingingWhenTheCallerGivesUp()
    {
        Baresip caller(0), callee(1);
        QVERIFY2(registers(caller, account(0)), caller.log().constData());
        QVERIFY2(registers(callee, account(1)), callee.log().constData());
        caller.dial(uri(m_platform.extension(1).number));
        QVERIFY2(callee.waitFor("CALL_INCOMING"), callee.log().constData());
        QVERIFY2(caller.waitFor("CALL_RINGING"), caller.log().constData());
        caller.hangup();
        QVERIFY2(callee.waitFor("CALL_CLOSED"), callee.log().constData());
    }

    void saysThatNobodyIsRegistered()
    {
        Baresip caller(0);
        QVERIFY2(registers(caller, account(0)), caller.log().constData());
        caller.dial(uri(m_platform.extension(2).number));
        QVERIFY2(caller.waitFor("CALL_CLOSED"), caller.log().constData());
        QVERIFY2(caller.param().startsWith("480"), qPrintable(caller.param()));
        caller.dial(uri(QStringLiteral("1999")));
        QVERIFY2(caller.waitFor("CALL_CLOSED"), caller.log().constData());
        QVERIFY2(caller.param().startsWith("404"), qPrintable(caller.param()));
    }

    void ringsAllPhonesOfAnExtension()
    {
        Baresip caller(0), first(1), second(2);
        QVERIFY2(registers(caller, account(0)), caller.log().constData());
        QVERIFY2(registers(first, account(1)), first.log().constData());
        QVERIFY2(registers(second, account(1)), second.log().constData());
        caller.dial(uri(m_platform.extension(1).number));
        QVERIFY2(first.waitFor("CALL_INCOMING"), first.log().constData());
        QVERIFY2(second.waitFor("CALL_INCOMING"), second.log().constData());
        second.accept();
        QVERIFY2(caller.waitFor("CALL_ESTABLISHED"), caller.log().constData());
        QVERIFY2(first.waitFor("CALL_CLOSED"), first.log().constData());
        QVERIFY2(caller.staysWithout("CALL_CLOSED", 300), caller.log().constData());
        caller.hangup();
        QVERIFY2(second.waitFor("CALL_CLOSED"), second.log().constData());
    }
};

QTEST_GUILESS_MAIN(PhonesTest)
#include "tst_phones.moc"
