// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/facts.h"
#include "app/session.h"
#include "app/signals.h"
#include "core/log.h"
#include "core/poster.h"

#include <QCoreApplication>

namespace app {
namespace {
core::Task<void> run(Platform *platform, bool json)
{
    try {
        const PlatformFacts facts = co_await platform->start();
        if (json)
            printFacts(facts);
    } catch (const core::Error &error) {
        QCoreApplication::exit(fail(error.message()));
    }
}

core::Task<void> shutDown(Platform *platform)
{
    try {
        co_await platform->stop();
    } catch (const core::Error &error) {
        core::log::warn("app", "stopping: {}", error.message());
    }
    QCoreApplication::exit(0);
}
} // namespace

int runHeadless(Session &session, int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1"); // Qt's own loop is woken once for many events; GLib's by each of them
    QCoreApplication application(argc, argv);
    Platform platform(session.settings, session.profile, session.clock, nullptr); // nobody looks at a timeline
    catchSignals([&platform] { shutDown(&platform); });
    core::Poster::ofThisThread()->post([&platform, json = session.settings.isOn("json")] { run(&platform, json); });
    return QCoreApplication::exec();
}

} // namespace app
