// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/monitorcommands.h"

#include <QCoreApplication>

namespace ui {
namespace {
using Mode = Monitor::Mode;

struct MonitorWords
{
    Mode mode;
    const char *id, *text, *icon;
    QKeyCombination keys;
};
constexpr MonitorWords monitorWords[] = {
    {Mode::Listen, "listen", QT_TRANSLATE_NOOP("monitor", "Listen: hear, never speak"), "listen", Qt::Key_L},
    {Mode::Whisper, "whisper", QT_TRANSLATE_NOOP("monitor", "Whisper: only this side hears you"), "whisper",
     Qt::SHIFT | Qt::Key_L},
    {Mode::Barge, "barge", QT_TRANSLATE_NOOP("monitor", "Barge: everyone hears you"), "barge", Qt::Key_B},
};

bool isEntered(const Monitor &monitor, const Monitor::Subject &subject, Mode mode)
{
    const Monitor::Status now = monitor.status();
    return now.isIn(subject.id) && now.mode == mode;
}
} // namespace

void addMonitorCommands(CommandRegistry &commands, Monitor &monitor, const MonitorPlace &place, QObject *owner)
{
    for (const MonitorWords &one : monitorWords) {
        const Mode mode = one.mode;
        Command command;
        command.id = place.prefix + QLatin1Char('.') + QLatin1String(one.id);
        command.text = QCoreApplication::translate("monitor", one.text);
        command.icon = QLatin1String(one.icon);
        command.menu = Menu::Call;
        command.group = place.group;
        command.scope = place.scope;
        command.place = place.place;
        if (place.scope)
            command.shortcut = QKeySequence(one.keys);
        command.offReason = [&monitor, place, mode] {
            QString why = place.whyNot();
            if (why.isEmpty() && mode == Mode::Whisper && place.whyNotWhisper)
                why = place.whyNotWhisper();
            return why.isEmpty() ? monitor.whyNot(mode) : why;
        };
        command.checked = [&monitor, place, mode] {
            return place.whyNot().isEmpty() && isEntered(monitor, place.subject(), mode);
        };
        command.run = [&monitor, place, mode] {
            const Monitor::Subject subject = place.subject();
            if (isEntered(monitor, subject, mode))
                monitor.stop();
            else
                monitor.start(subject, mode);
        };
        commands.add(std::move(command), owner);
    }
    QObject::connect(&monitor, &Monitor::changed, owner, [&commands] { commands.refresh(); });
    QObject::connect(&monitor, &Monitor::devicesChanged, owner, [&commands] { commands.refresh(); });
}

} // namespace ui
