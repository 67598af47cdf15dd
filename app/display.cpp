// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/display.h"

#include "core/log.h"

#include <QtGlobal>

#include <cstdio>
#include <unistd.h>

namespace app {
namespace {
void receive(QtMsgType type, const QMessageLogContext &, const QString &text)
{
    if (type == QtFatalMsg && text.contains(QLatin1String("platform plugin")))
        _exit(noDisplay());
    if (type == QtDebugMsg || type == QtInfoMsg)
        core::log::debug("qt", "{}", text);
    else
        core::log::warn("qt", "{}", text);
}
} // namespace

bool hasDisplay()
{
    return !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") ||
           !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

void prepareDisplay() { qInstallMessageHandler(receive); }

int noDisplay()
{
    std::fputs(
        "voxboard: there is no display to open a window on. Use --headless, or a virtual display: xvfb-run -a -s \"-screen 0 1600x1000x24\" "
        "voxboard\n",
        stderr);
    return 2;
}

} // namespace app
