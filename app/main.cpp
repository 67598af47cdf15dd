// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/facts.h"
#include "app/secondstart.h"
#include "app/session.h"
#include "app/signals.h"
#include "core/log.h"
#include "core/vectors.h"

#include <QCoreApplication>
#include <QtPlugin>

#include <cstdio>

Q_IMPORT_PLUGIN(EspeakProvider)

namespace {
void setLogLevel(const QString &name)
{
    static const QStringList levels{QStringLiteral("debug"), QStringLiteral("info"), QStringLiteral("warn"),
                                    QStringLiteral("error")};
    core::log::setLevel(core::log::Level(std::max<qsizetype>(0, levels.indexOf(name))));
}

/// Everything logged is in the window, too.
void logInto(core::Timeline &timeline)
{
    core::log::setSink([&timeline](const core::log::Line &line) {
        core::TimelineEntry entry;
        entry.kind = core::TimelineKind::Log;
        entry.callId = line.callId;
        entry.level = int(line.level);
        entry.source = QString::fromUtf8(line.area.data(), qsizetype(line.area.size()));
        entry.text = QString::fromUtf8(line.text.data(), qsizetype(line.text.size()));
        timeline.add(std::move(entry));
    });
}

/// Settings of a distributed platform. Ignoring one would run something else than what was asked for.
void refuseForeignParts(const core::Settings &settings)
{
    for (const char *name :
         {"services", "database_dsn", "rabbitmq_address", "redis_address", "project_bucket_name", "homer_api_address"}) {
        if (!settings.text(name).isEmpty())
            throw core::Error(core::Errc::FailedPrecondition, QStringLiteral("NOT_EMBEDDED"),
                              QStringLiteral("%1 is set, but this version runs the embedded platform alone. Leave it empty.")
                                  .arg(QLatin1String(name)));
    }
}

int run(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments += QString::fromLocal8Bit(argv[i]);
    app::Session session;
    session.settings = core::Settings::resolve(arguments, QProcessEnvironment::systemEnvironment());
    const core::Settings &settings = session.settings;
    if (settings.isOn("help")) {
        std::printf("Voxboard: a whole voice platform on this computer.\n\n%s", qPrintable(core::Settings::helpText()));
        return 0;
    }
    if (settings.isOn("version")) {
        std::printf("voxboard %s\n", VOXBOARD_VERSION);
        return 0;
    }
    refuseForeignParts(settings);
    setLogLevel(settings.text("log_level"));
    const QString folder = settings.text("profile");
    session.profile = folder.isEmpty() ? core::Profile::xdg() : core::Profile::below(folder);
    session.profile.create();
    const bool headless = settings.isOn("headless");
    std::unique_ptr<core::ProfileLock> lock;
    try {
        lock = std::make_unique<core::ProfileLock>(session.profile);
    } catch (const core::Error &error) {
        if (headless || error.reason() != QLatin1String("PROFILE_IN_USE"))
            throw;
        app::fail(error.message());
        return app::offerOtherWindow(session.profile, error.message(), argc, argv);
    }
    if (!headless)
        logInto(session.timeline);
    for (const QString &key : settings.unknownKeys())
        core::log::warn("app", "{} in {} is no setting", key, settings.file());
    const int status = headless ? app::runHeadless(session, argc, argv) : app::runWindow(session, argc, argv);
    core::log::setSink({});
    return status;
}
} // namespace

int main(int argc, char **argv)
{
    QCoreApplication::setApplicationName(QStringLiteral("voxboard"));
    QCoreApplication::setApplicationVersion(QStringLiteral(VOXBOARD_VERSION));
    core::leaveVectors();
    app::holdSignals();
    try {
        return run(argc, argv);
    } catch (const core::Error &error) {
        return app::fail(error.message());
    } catch (const std::exception &error) {
        return app::fail(QString::fromUtf8(error.what()));
    }
}
