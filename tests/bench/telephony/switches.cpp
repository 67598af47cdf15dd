// SPDX-License-Identifier: GPL-3.0-or-later
#include "switches.h"

#include "bench/figures.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUdpSocket>

namespace bench {
namespace {
const QStringList secondProcessor{QStringLiteral("-c"), QStringLiteral("1")};

/// True once SIP on `port` answers OPTIONS with anything.
bool answersOptions(quint16 port)
{
    QUdpSocket socket;
    socket.bind(QHostAddress(QStringLiteral("127.0.0.2")), 0);
    QElapsedTimer timer;
    for (timer.start(); timer.elapsed() < 20'000;) {
        const QByteArray me = "127.0.0.2:" + QByteArray::number(socket.localPort());
        socket.writeDatagram(
            "OPTIONS sip:a@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP " + me +
                ";branch=z9hG4bKup\r\nMax-Forwards: 70\r\nFrom: <sip:b@127.0.0.2>;tag=1\r\nTo: <sip:a@127.0.0.1>\r\n"
                "Call-ID: up\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n",
            QHostAddress(QHostAddress::LocalHost), port);
        if (socket.waitForReadyRead(300))
            return true;
    }
    return false;
}

class Asterisk : public Switch
{
public:
    bool start(const QString &folder)
    {
        name = QStringLiteral("Asterisk");
        server = QStringLiteral("127.0.0.1:5070");
        m_program.setStandardOutputFile(QProcess::nullDevice());
        m_program.setStandardErrorFile(QProcess::nullDevice());
        m_program.start(QStringLiteral("taskset"), secondProcessor + QStringList{"chroot", folder, "asterisk", "-f", "-C",
                                                                                 "/etc/asterisk-bench/asterisk.conf"});
        m_pid = m_program.waitForStarted() ? m_program.processId() : 0; // taskset and chroot become it
        return m_pid != 0 && answersOptions(5070);
    }
};

class Engine : public Switch
{
public:
    bool start(const QString &program)
    {
        name = QStringLiteral("the engine");
        m_program.start(QStringLiteral("taskset"), secondProcessor + QStringList{program});
        server = QString::fromLatin1(m_program.line().trimmed());
        m_pid = m_program.processId();
        return !server.isEmpty();
    }
};

class Platform : public Switch
{
public:
    ~Platform() override
    {
        if (m_program.state() != QProcess::NotRunning)
            m_program.endsCleanly(); // before its profile goes
    }
    bool start(const QString &program)
    {
        name = QStringLiteral("the platform");
        return begin({program, "--headless"});
    }
    bool startWindow(const QString &program, const QString &display, bool realtime)
    {
        name = QStringLiteral("the program");
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("DISPLAY"), display);
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("xcb"));
        m_program.setProcessEnvironment(environment);
        QStringList command{program};
        if (!realtime && geteuid() == 0)
            command = QStringList{"setpriv", "--bounding-set", "-sys_nice", program};
        return begin(command);
    }
    QString number(const QString &what) const override
    {
        const QString own = what == QLatin1String("ans") ? QStringLiteral("quiet") : what;
        return m_facts[QStringLiteral("numbers")].toObject()[own].toString();
    }

private:
    bool begin(const QStringList &command)
    {
        m_program.start(QStringLiteral("taskset"),
                        secondProcessor + command +
                            QStringList{"--json", "--profile", m_profile.path(), "--sip_port", "28060", "--log_level", "error"});
        m_facts = QJsonDocument::fromJson(m_program.line()).object();
        server = m_facts[QStringLiteral("sip")].toString();
        m_pid = m_program.processId();
        return !server.isEmpty();
    }
    QTemporaryDir m_profile;
    QJsonObject m_facts;
};

template <typename S> std::unique_ptr<Switch> started(const QString &what)
{
    auto made = std::make_unique<S>();
    if (made->start(what))
        return made;
    fail(made->name + QStringLiteral(" does not start: ") + what);
    return nullptr;
}
} // namespace

std::unique_ptr<Switch> startAsterisk(const QString &folder) { return started<Asterisk>(folder); }
std::unique_ptr<Switch> startEngine(const QString &program) { return started<Engine>(program); }
std::unique_ptr<Switch> startPlatform(const QString &program) { return started<Platform>(program); }

std::unique_ptr<Switch> startWindow(const QString &program, const QString &display, bool realtime)
{
    auto made = std::make_unique<Platform>();
    if (made->startWindow(program, display, realtime))
        return made;
    fail(made->name + QStringLiteral(" does not start: ") + program);
    return nullptr;
}

} // namespace bench
