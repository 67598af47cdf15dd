// SPDX-License-Identifier: GPL-3.0-or-later
// Two more makes of telephone with the headless platform, each with a SIP stack of its own: Net::SIP and linphone.
#include "support/baresip.h"
#include "support/server.h"
#include "support/sipphone.h"
#include "support/sound.h"
#include "support/voxboard.h"

#include <QDir>
#include <QtTest>

#include <csignal>
#include <sys/prctl.h>

using support::Baresip;

namespace {
constexpr int toneOfPhone = 440, toneOfFirst = 620, toneOfSecond = 1000;
constexpr double mostOfIt = 0.6; ///< of the energy in one tone

bool hears(const std::vector<qint16> &samples, int hertz) { return support::toneShare(samples, hertz) > mostOfIt; }

bool write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

/// linphonec in a folder of its own, told what to do on its standard input.
class Linphone
{
public:
    static QString program() { return QStringLiteral("linphonec"); }
    static QString package() { return QStringLiteral("linphone-cli"); }

    ~Linphone()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        say("quit");
        if (m_process.waitForFinished(3000))
            return;
        m_process.kill();
        m_process.waitForFinished();
    }
    bool start(const QString &server, const support::Voxboard::Extension &account)
    {
        const QByteArray address = support::ownAddress().toLatin1();
        const QByteArray settings =
            "[sip]\nsip_port=15130\nsip_tcp_port=15130\nsip_tls_port=-2\nuse_ipv6=0\nbind_address=" + address +
            "\n[rtp]\naudio_rtp_port=15140\n[sound]\nechocancellation=0\n";
        if (!QDir(m_folder.path()).mkpath(".local/share/linphone") || !write(m_folder.filePath("rc"), settings) ||
            !support::writeTone(m_folder.filePath("in.wav"), toneOfPhone, 60))
            return false;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("HOME", m_folder.path());
        m_process.setProcessEnvironment(environment);
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
        m_process.start(program(), {"-c", m_folder.filePath("rc")});
        const QByteArray host = server.section(':', 0, 0).toLatin1();
        return m_process.waitForStarted() && waitFor("linphonec>") && say("soundcard use files") && waitFor("Using wav files") &&
               say("play " + m_folder.filePath("in.wav").toLatin1()) &&
               say("register sip:" + account.number.toLatin1() + '@' + host + " sip:" + server.toLatin1() + ' ' +
                   account.password.toLatin1()) &&
               isRegistered();
    }
    /// It tells only when asked.
    bool isRegistered()
    {
        const QDeadlineTimer deadline(8000);
        while (!deadline.hasExpired()) {
            if (say("status register") && waitFor("registered, identity", 300))
                return true;
        }
        return false;
    }
    bool say(const QByteArray &command) { return m_process.write(command + '\n') > 0 && m_process.waitForBytesWritten(1000); }
    /// Waits for a text in what it prints after the one that was waited for last.
    bool waitFor(const QByteArray &text, int ms = 8000)
    {
        const QDeadlineTimer deadline(ms);
        for (;;) {
            m_said += m_process.readAll();
            if (const qsizetype at = m_said.indexOf(text, m_read); at >= 0) {
                m_read = at + text.size();
                return true;
            }
            if (deadline.hasExpired() || m_process.state() == QProcess::NotRunning)
                return false;
            m_process.waitForReadyRead(100);
        }
    }
    QByteArray said() const { return m_said.right(4000); }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    QByteArray m_said;
    qsizetype m_read = 0;
};
} // namespace

class OtherPhonesTest : public QObject
{
    Q_OBJECT
private:
    support::Voxboard m_platform{QStringLiteral(VOXBOARD_BINARY)};

    Baresip::Account account(int extension) const
    {
        const auto one = m_platform.extension(extension);
        Baresip::Account made;
        made.user = one.number;
        made.password = one.password;
        made.domain = one.domain;
        made.server = m_platform.sip();
        made.answersItself = true;
        return made;
    }
    QByteArray uri(const QString &number) const { return ("sip:" + number + '@' + m_platform.sip()).toLatin1(); }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_platform.start(), qPrintable(m_platform.error())); }
    void cleanupTestCase() { QVERIFY(m_platform.stop()); }
    void cleanup() { QTRY_COMPARE_WITH_TIMEOUT(m_platform.liveCalls(), 0, 8000); }

    void netSipCallsAndPresses()
    {
        const QString module = QStringLiteral("/usr/share/perl5/Net/SIP.pm");
        if (!QFileInfo::exists(module) && !support::requireServer(module, "libnet-sip-perl"))
            return;
        QTemporaryDir folder;
        const QByteArray silence(20 * 8000, char(0xFF));
        QVERIFY(write(folder.filePath("in.ul"), silence));
        const auto one = m_platform.extension(0);
        QProcess phone;
        phone.setProcessChannelMode(QProcess::MergedChannels);
        phone.start("perl",
                    {NETSIP_SCRIPT, support::ownAddress() + ":15062", m_platform.sip(), one.number, one.password, one.domain,
                     m_platform.number("welcome"), "2", folder.filePath("in.ul"), folder.filePath("heard.ul")});
        QVERIFY(phone.waitForFinished(30'000));
        const QByteArray said = phone.readAll();
        QVERIFY2(phone.exitCode() == 0, said.constData());
        for (const char *step : {"registered", "talking", "pressed", "hung up"})
            QVERIFY2(said.contains(step), said.constData());
        QVERIFY(QFileInfo(folder.filePath("heard.ul")).size() > 3 * 8000);
    }

    void linphoneCallsHoldsAndResumes()
    {
        if (!support::requireServer(Linphone::program(), Linphone::package()) ||
            !support::requireServer(Baresip::program(), Baresip::package()))
            return;
        Baresip callee(1);
        QVERIFY2(callee.start(account(1), toneOfFirst) && callee.waitFor("REGISTER_OK"), callee.log().constData());
        Linphone phone;
        QVERIFY2(phone.start(m_platform.sip(), m_platform.extension(0)), phone.said().constData());
        phone.say("call " + uri(m_platform.extension(1).number));
        QVERIFY2(phone.waitFor("Media streams established"), phone.said().constData());
        QVERIFY2(callee.waitFor("CALL_ESTABLISHED") && callee.listen(1000), callee.log().constData());
        phone.say("pause");
        QVERIFY2(phone.waitFor("is now paused"), phone.said().constData());
        phone.say("resume 1");
        QVERIFY2(phone.waitFor("Media streams established"), phone.said().constData());
        QVERIFY2(callee.listen(2000), callee.log().constData());
        phone.say("terminate");
        QVERIFY2(callee.waitFor("CALL_CLOSED"), callee.log().constData());
        callee.stop();
        QVERIFY(hears(support::tail(callee.heard(), 1), toneOfPhone));
    }

    /// RFC 5589 §7: who asked goes; the two who are left hear each other.
    void linphoneTransfersWithConsultation()
    {
        if (!support::requireServer(Linphone::program(), Linphone::package()) ||
            !support::requireServer(Baresip::program(), Baresip::package()))
            return;
        Baresip first(1), second(2);
        QVERIFY2(first.start(account(1), toneOfFirst) && first.waitFor("REGISTER_OK"), first.log().constData());
        QVERIFY2(second.start(account(2), toneOfSecond) && second.waitFor("REGISTER_OK"), second.log().constData());
        Linphone phone;
        QVERIFY2(phone.start(m_platform.sip(), m_platform.extension(0)), phone.said().constData());
        phone.say("call " + uri(m_platform.extension(1).number));
        QVERIFY2(phone.waitFor("Media streams established"), phone.said().constData());
        phone.say("pause");
        QVERIFY2(phone.waitFor("is now paused"), phone.said().constData());
        phone.say("call " + uri(m_platform.extension(2).number));
        QVERIFY2(phone.waitFor("Media streams established"), phone.said().constData());
        phone.say("pause");
        QVERIFY2(phone.waitFor("is now paused"), phone.said().constData());
        phone.say("transfer 1 --to-call 2");
        QVERIFY2(phone.waitFor("has been transfered"), phone.said().constData());
        QVERIFY2(first.listen(3000), first.log().constData());
        QVERIFY2(second.listen(1000), second.log().constData());
        QVERIFY2(first.staysWithout("CALL_CLOSED", 3000), first.log().constData());
        first.hangup();
        QVERIFY2(second.waitFor("CALL_CLOSED"), second.log().constData());
        first.stop();
        second.stop();
        QVERIFY(hears(support::tail(first.heard(), 1), toneOfSecond));
        QVERIFY(hears(support::tail(second.heard(), 1), toneOfFirst));
    }
};

QTEST_GUILESS_MAIN(OtherPhonesTest)
#include "tst_otherphones.moc"
