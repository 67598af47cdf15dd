// SPDX-License-Identifier: GPL-3.0-or-later
// The program with its window, in a process of its own.
#include "support/sipphone.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <sys/prctl.h>

namespace {
constexpr int startMs = 30'000, endMs = 10'000;
}

class WindowProcessTest : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    QProcess m_process;
    QJsonObject m_facts;

private Q_SLOTS:
    void init()
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        environment.insert(QStringLiteral("ALSA_CONFIG_PATH"), m_folder.filePath(QStringLiteral("none.conf")));
        m_process.setProcessEnvironment(environment);
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
        m_process.start(QStringLiteral(VOXBOARD_BINARY), {"--json", "--profile", m_folder.path(), "--sip_port=0"});
        QTRY_VERIFY_WITH_TIMEOUT(m_process.canReadLine(), startMs);
        m_facts = QJsonDocument::fromJson(m_process.readLine()).object();
        QVERIFY(!m_facts.isEmpty());
    }
    void cleanup()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    void toldToEndItAsksNobody()
    {
        const QJsonObject own = m_facts[QStringLiteral("extensions")].toArray()[0].toObject();
        const auto member = [&own](const char *name) { return own[QLatin1String(name)].toString().toLatin1(); };
        support::SipPhone phone(m_facts[QStringLiteral("sip")].toString(), member("extension"), member("password"),
                                member("domain"));
        const QByteArray quiet = m_facts[QStringLiteral("numbers")].toObject()[QStringLiteral("quiet")].toString().toLatin1();
        QCOMPARE(phone.call(quiet), 200);
        m_process.terminate();
        QVERIFY2(m_process.waitForFinished(endMs), "there is a live call, but nobody to ask");
        QCOMPARE(m_process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(m_process.exitCode(), 0);
        QVERIFY(phone.peerHungUp(1000));
        const QSettings kept(m_folder.filePath(QStringLiteral("state/window.ini")), QSettings::IniFormat);
        QCOMPARE(kept.value(QStringLiteral("window/perspective")).toString(), QStringLiteral("operate"));
    }
};

QTEST_GUILESS_MAIN(WindowProcessTest)
#include "tst_windowprocess.moc"
