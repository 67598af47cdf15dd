// SPDX-License-Identifier: GPL-3.0-or-later
#include "rabbitmq.h"

#include "server.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QFile>
#include <QStandardPaths>

#include <csignal>
#include <sys/prctl.h>

namespace support {

namespace {

const QStringList sbin{"/usr/bin", "/usr/sbin", "/usr/local/bin"};

void endWithParent(QProcess &process)
{
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
}

void end(QProcess &process, int patienceMs)
{
    if (process.state() == QProcess::NotRunning)
        return;
    process.terminate();
    if (process.waitForFinished(patienceMs))
        return;
    process.kill();
    process.waitForFinished();
}

} // namespace

RabbitMq::~RabbitMq() { stop(); }

// The script below lib, not the wrapper in sbin: that one changes user and folder.
QString RabbitMq::program() { return QStringLiteral("/usr/lib/rabbitmq/bin/rabbitmq-server"); }

QString RabbitMq::package() { return QStringLiteral("rabbitmq-server"); }

bool RabbitMq::start(std::chrono::milliseconds patience)
{
    stop();
    m_error.clear();
    const QDeadlineTimer deadline(patience);
    const quint16 amqp = freePort();
    const quint16 epmd = freePort();
    if (!m_folder.isValid() || amqp == 0 || epmd == 0 || amqp == epmd)
        return fail(QStringLiteral("no folder or no free port for RabbitMQ"));

    // Started by us, so that it is our child and ends with us; a broker would start it detached and leave it behind.
    endWithParent(m_epmd);
    m_epmd.start(QStandardPaths::findExecutable("epmd", sbin), {"-port", QString::number(epmd), "-address", "127.0.0.1"});
    if (!m_epmd.waitForStarted())
        return fail(QStringLiteral("epmd: ") + m_epmd.errorString());

    // The node's name must not depend on a resolver, nor wait for one.
    QFile names(m_folder.filePath("inetrc"));
    if (!names.open(QIODevice::WriteOnly) || names.write("{host,{127,0,0,1},[\"localhost\"]}.\n{lookup,[file]}.\n") < 0)
        return fail(names.errorString());
    names.close();

    endWithParent(m_broker);
    m_broker.setWorkingDirectory(m_folder.path());
    m_broker.setProcessEnvironment(environment(amqp, epmd));
    m_broker.start(program(), QStringList());

    QByteArray output;
    while (!output.contains("Server startup complete")) {
        if (!m_broker.waitForReadyRead(int(deadline.remainingTime())))
            return fail(QStringLiteral("RabbitMQ did not start:\n") + QString::fromUtf8(output.right(2000)));
        output += m_broker.readAll();
    }
    m_url = QUrl(QStringLiteral("amqp://guest:guest@127.0.0.1:%1/").arg(amqp));
    return true;
}

void RabbitMq::stop()
{
    m_url.clear();
    end(m_broker, 20'000);
    end(m_epmd, 2'000);
}

bool RabbitMq::fail(const QString &what)
{
    m_error = what;
    stop();
    return false;
}

QProcessEnvironment RabbitMq::environment(quint16 amqp, quint16 epmd) const
{
    const QString folder = m_folder.path();
    auto result = QProcessEnvironment::systemEnvironment();
    for (const QString &name : result.keys()) {
        if (name.startsWith("RABBITMQ_") || name.startsWith("ERL_"))
            result.remove(name);
    }
    result.insert("HOME", folder);
    result.insert("RABBITMQ_NODENAME", QStringLiteral("voxboard%1@localhost").arg(QCoreApplication::applicationPid()));
    result.insert("RABBITMQ_CONF_ENV_FILE", QProcess::nullDevice());
    result.insert("RABBITMQ_CONFIG_FILE", folder + "/rabbitmq");
    result.insert("RABBITMQ_ENABLED_PLUGINS_FILE", folder + "/enabled_plugins");
    result.insert("RABBITMQ_MNESIA_BASE", folder + "/mnesia");
    result.insert("RABBITMQ_LOG_BASE", folder + "/log");
    result.insert("RABBITMQ_LOGS", "-");
    result.insert("RABBITMQ_PID_FILE", folder + "/pid");
    result.insert("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
    result.insert("RABBITMQ_NODE_PORT", QString::number(amqp));
    result.insert("RABBITMQ_DIST_PORT", QString::number(freePort()));
    result.insert("ERL_INETRC", folder + "/inetrc");
    result.insert("ERL_EPMD_PORT", QString::number(epmd));
    result.insert("ERL_EPMD_ADDRESS", "127.0.0.1");
    // With input allowed the script becomes the broker instead of guarding it as a child, so signals reach it.
    result.insert("RABBITMQ_ALLOW_INPUT", "1");
    result.insert("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-noinput -kernel inet_dist_use_interface {127,0,0,1}");
    return result;
}

} // namespace support
