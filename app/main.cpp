// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platform.h"
#include "core/log.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QLockFile>
#include <QSocketNotifier>
#include <QStandardPaths>
#include <QtPlugin>

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

Q_IMPORT_PLUGIN(EspeakProvider)

namespace {
int wakeUp[2];

void onSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = write(wakeUp[1], &byte, 1);
}

/// SIGTERM and SIGINT become a call on the event loop.
void catchSignals(std::function<void()> stop)
{
    if (pipe2(wakeUp, O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    auto *notifier = new QSocketNotifier(wakeUp[0], QSocketNotifier::Read, QCoreApplication::instance());
    QObject::connect(notifier, &QSocketNotifier::activated, notifier, [stop = std::move(stop)] {
        char byte;
        while (read(wakeUp[0], &byte, 1) > 0) {
        }
        stop();
    });
    struct sigaction action{};
    action.sa_handler = onSignal;
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);
    signal(SIGPIPE, SIG_IGN);
}

void printFacts(const app::PlatformFacts &facts)
{
    core::Json extensions = core::Json::array();
    for (const auto &phone : facts.phones)
        extensions.push_back({{"extension", core::utf8(phone.extension)},
                              {"password", core::utf8(phone.password)},
                              {"domain", core::utf8(phone.domain)}});
    const core::Json line{{"sip", core::utf8(facts.sip)},
                          {"http", core::utf8(facts.http)},
                          {"extensions", extensions},
                          {"numbers", core::toJson(facts.numbers)}};
    std::printf("%s\n", core::dumpJson(line).c_str());
    std::fflush(stdout);
}

int fail(const QString &sentence)
{
    std::fprintf(stderr, "voxboard: %s\n", qPrintable(sentence));
    return 1;
}

core::Task<void> run(app::Platform *platform, bool json)
{
    try {
        const app::PlatformFacts facts = co_await platform->start();
        if (json)
            printFacts(facts);
    } catch (const core::Error &error) {
        fail(error.message());
        QCoreApplication::exit(1);
    }
}

core::Task<void> shutDown(app::Platform *platform)
{
    try {
        co_await platform->stop();
    } catch (const core::Error &error) {
        core::log::warn("app", "stopping: {}", error.message());
    }
    QCoreApplication::exit(0);
}
} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("voxboard"));
    QCoreApplication::setApplicationVersion(QStringLiteral(VOXBOARD_VERSION));
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("A whole voice platform on this computer."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption headless(QStringLiteral("headless"), QStringLiteral("Run without a window."));
    const QCommandLineOption json(QStringLiteral("json"), QStringLiteral("Print one JSON line on stdout when everything is ready."));
    const QCommandLineOption profile(QStringLiteral("profile"), QStringLiteral("Folder for all state."), QStringLiteral("folder"));
    const QCommandLineOption sipPort(QStringLiteral("sip_port"), QStringLiteral("First SIP port tried."), QStringLiteral("port"),
                                     QStringLiteral("5060"));
    const QCommandLineOption httpPort(QStringLiteral("http_port"), QStringLiteral("HTTP port, 0 for any."), QStringLiteral("port"),
                                      QStringLiteral("0"));
    const QCommandLineOption logLevel(QStringLiteral("log_level"), QStringLiteral("debug, info, warn or error."), QStringLiteral("level"),
                                      QStringLiteral("info"));
    parser.addOptions({headless, json, profile, sipPort, httpPort, logLevel});
    parser.process(app);

    static const QStringList levels{QStringLiteral("debug"), QStringLiteral("info"), QStringLiteral("warn"), QStringLiteral("error")};
    const auto level = levels.indexOf(parser.value(logLevel));
    bool portsGood = level >= 0, good = false;
    app::PlatformOptions options;
    options.sipPort = parser.value(sipPort).toUShort(&good);
    portsGood = portsGood && good;
    options.httpPort = parser.value(httpPort).toUShort(&good);
    if (!portsGood || !good)
        return fail(QStringLiteral("--sip_port and --http_port are port numbers; --log_level is debug, info, warn or error."));
    core::log::setLevel(core::log::Level(level));
    options.folder = parser.isSet(profile) ? QDir(parser.value(profile)).absolutePath()
                                           : QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    if (!QDir().mkpath(options.folder))
        return fail(QStringLiteral("The profile folder %1 cannot be made.").arg(options.folder));
    QFile::setPermissions(options.folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QLockFile lock(options.folder + QLatin1String("/lock"));
    lock.setStaleLockTime(0);
    if (!lock.tryLock(0)) {
        qint64 pid = 0;
        QString host, name;
        lock.getLockInfo(&pid, &host, &name);
        return fail(QStringLiteral("This profile is open in another Voxboard (process %1). Close it or choose another one with --profile.").arg(pid));
    }

    const auto clock = std::make_shared<core::SystemClock>();
    core::Timeline timeline(clock);
    core::log::setSink([&timeline](const core::log::Line &line) {
        core::TimelineEntry entry;
        entry.kind = core::TimelineKind::Log;
        entry.callId = line.callId;
        entry.level = int(line.level);
        entry.source = QString::fromUtf8(line.area.data(), qsizetype(line.area.size()));
        entry.text = QString::fromUtf8(line.text.data(), qsizetype(line.text.size()));
        timeline.add(std::move(entry));
    });
    int code = 0;
    {
        app::Platform platform(std::move(options), clock, &timeline);
        catchSignals([&platform] { shutDown(&platform); });
        const auto poster = core::Poster::ofThisThread();
        poster->post([&platform, wanted = parser.isSet(json)] { run(&platform, wanted); });
        code = QCoreApplication::exec();
    }
    core::log::setSink({});
    return code;
}
