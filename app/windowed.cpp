// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/display.h"
#include "app/embeddedhost.h"
#include "app/facts.h"
#include "app/secondstart.h"
#include "app/session.h"
#include "app/signals.h"
#include "app/testphone/callmonitor.h"
#include "app/testphone/testphone.h"
#include "ui/common/theme.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/preferences.h"

#include <QApplication>
#include <QTranslator>

namespace app {

int runWindow(Session &session, int argc, char **argv)
{
    if (!hasDisplay())
        return noDisplay();
    prepareDisplay();
    QApplication application(argc, argv);
    QApplication::setApplicationDisplayName(QStringLiteral("Voxboard"));
    QApplication::setDesktopFileName(QStringLiteral("voxboard"));
    QTranslator plurals; // the texts are English; their plural forms are a translation
    if (plurals.load(QStringLiteral(":/i18n/voxboard_en.qm")))
        QApplication::installTranslator(&plurals);
    EmbeddedHost host(session);
    host.start();
    ui::Theme::instance().install(application);
    ui::Preferences preferences(session.profile.state);
    TestPhone phone(session.clock, [&host] { return host.facts().sip; });
    preferences.keepDevices(phone);
    phone.start();
    CallMonitor monitor(host, phone);
    ui::MainWindow window(host, phone, monitor, preferences);
    ShowRequests others(session.profile);
    QObject::connect(&others, &ShowRequests::wanted, &window, [&window] {
        window.setWindowState(window.windowState() & ~Qt::WindowMinimized);
        window.show();
        window.raise();
        window.activateWindow();
    });
    if (session.settings.isOn("json"))
        QObject::connect(&host, &EmbeddedHost::ready, &window, [](const PlatformFacts &facts) { printFacts(facts); });
    catchSignals([&window] { // quit() would close the window, which asks while calls are live
        window.keepPlace();
        QApplication::exit();
    });
    window.show();
    return QApplication::exec();
}

} // namespace app
