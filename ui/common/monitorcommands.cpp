// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/monitorcommands.h"

#include <QCoreApplication>
#include <QKeyEvent>

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

/// The shortcut of a command that is off reaches nobody: its key does, and is answered with the reason.
class UnheardKeys : public QObject
{
public:
    UnheardKeys(CommandRegistry &commands, Monitor &monitor, const MonitorPlace &place, QObject *owner)
        : QObject(owner), m_commands(commands), m_monitor(monitor), m_place(place)
    {
        place.scope->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (watched != m_place.scope || event->type() != QEvent::KeyPress)
            return false;
        const QKeySequence keys(static_cast<QKeyEvent *>(event)->keyCombination());
        for (const MonitorWords &one : monitorWords) {
            if (m_commands.shortcut(m_place.prefix + QLatin1Char('.') + QLatin1String(one.id)) == keys)
                return tell(one);
        }
        return false;
    }

private:
    bool tell(const MonitorWords &words)
    {
        const QString why = m_place.whyNot().isEmpty() ? m_monitor.whyNot(words.mode) : QString();
        if (why.isEmpty())
            return false;
        const QString name = QCoreApplication::translate("monitor", words.text).section(QLatin1Char(':'), 0, 0);
        m_place.messages->show(MessageBar::Kind::Info, QCoreApplication::translate("monitor", "%1 is off.").arg(name), why);
        return true;
    }

    CommandRegistry &m_commands;
    Monitor &m_monitor;
    const MonitorPlace m_place;
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
    if (place.scope && place.messages)
        new UnheardKeys(commands, monitor, place, owner);
    QObject::connect(&monitor, &Monitor::changed, owner, [&commands] { commands.refresh(); });
    QObject::connect(&monitor, &Monitor::devicesChanged, owner, [&commands] { commands.refresh(); });
}

} // namespace ui
