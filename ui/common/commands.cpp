// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/commands.h"

#include "ui/common/iconcache.h"
#include "ui/common/reasons.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QTimer>
#include <QWidget>

#include <algorithm>

namespace ui {
namespace {
constexpr qsizetype recentLimit = 12;
}

struct CommandRegistry::Entry
{
    Command command;
    std::unique_ptr<QAction> action;
};

CommandRegistry::CommandRegistry(QObject *parent) : QObject(parent) {}

CommandRegistry::~CommandRegistry() = default;

QAction *CommandRegistry::add(Command command, QObject *owner)
{
    remove(command.id);
    auto made = std::make_unique<Entry>();
    made->command = std::move(command);
    made->action = std::make_unique<QAction>(made->command.text);
    QAction *action = made->action.get();
    const QString id = made->command.id;
    action->setObjectName(id);
    action->setIcon(icon(made->command.icon));
    action->setCheckable(bool(made->command.checked));
    if (!made->command.radio.isEmpty()) {
        QObject *&group = m_radios[made->command.radio];
        if (!group)
            group = new QActionGroup(this);
        static_cast<QActionGroup *>(group)->addAction(action);
    }
    connect(action, &QAction::triggered, this, [this, id] { run(id); });
    QWidget *scope = made->command.scope;
    action->setShortcutContext(scope ? Qt::WidgetWithChildrenShortcut : Qt::WindowShortcut);
    if (QWidget *target = scope ? scope : m_window.data())
        target->addAction(action);
    Entry *raw = made.get();
    m_entries.push_back(std::move(made));
    m_byId.insert(id, raw);
    applyKeys(*raw);
    update(*raw);
    if (owner)
        connect(owner, &QObject::destroyed, this, [this, id] { remove(id); });
    Q_EMIT added(id);
    return action;
}

void CommandRegistry::remove(const QString &id)
{
    Entry *found = entry(id);
    if (!found)
        return;
    Q_EMIT removed(id);
    m_byId.remove(id);
    std::erase_if(m_entries, [found](const auto &one) { return one.get() == found; });
}

QAction *CommandRegistry::action(const QString &id) const
{
    const Entry *found = entry(id);
    return found ? found->action.get() : nullptr;
}

const Command *CommandRegistry::find(const QString &id) const
{
    const Entry *found = entry(id);
    return found ? &found->command : nullptr;
}

std::vector<const Command *> CommandRegistry::all() const
{
    std::vector<const Command *> commands;
    for (const auto &one : m_entries)
        commands.push_back(&one->command);
    return commands;
}

QString CommandRegistry::offReason(const QString &id) const
{
    const Entry *found = entry(id);
    if (!found)
        return tr("There is no such command.");
    return found->command.offReason ? found->command.offReason() : QString();
}

bool CommandRegistry::run(const QString &id)
{
    Entry *found = entry(id);
    // A key that came before the dialog had the focus would open a second one.
    if (!found || QApplication::activeModalWidget() || !offReason(id).isEmpty() || !found->command.run)
        return false;
    m_recent.removeAll(id);
    m_recent.prepend(id);
    while (m_recent.size() > recentLimit)
        m_recent.removeLast();
    const auto run = found->command.run;
    run();
    Q_EMIT ran(id);
    refresh();
    return true;
}

void CommandRegistry::refresh()
{
    if (std::exchange(m_refreshPending, true))
        return;
    QTimer::singleShot(0, this, &CommandRegistry::refreshNow);
}

void CommandRegistry::refreshNow()
{
    m_refreshPending = false;
    for (const auto &one : m_entries)
        update(*one);
}

QKeySequence CommandRegistry::shortcut(const QString &id) const
{
    const auto own = m_overrides.constFind(id);
    if (own != m_overrides.cend())
        return QKeySequence(*own, QKeySequence::PortableText);
    const Entry *found = entry(id);
    return found ? found->command.shortcut : QKeySequence();
}

void CommandRegistry::setShortcut(const QString &id, const QKeySequence &keys)
{
    Entry *found = entry(id);
    if (found && found->command.shortcut == keys)
        m_overrides.remove(id);
    else
        m_overrides.insert(id, keys.toString(QKeySequence::PortableText));
    if (found)
        applyKeys(*found);
    Q_EMIT shortcutChanged(id);
}

void CommandRegistry::resetShortcut(const QString &id)
{
    m_overrides.remove(id);
    if (Entry *found = entry(id))
        applyKeys(*found);
    Q_EMIT shortcutChanged(id);
}

QString CommandRegistry::conflict(const QString &id, const QKeySequence &keys) const
{
    const Entry *own = entry(id);
    if (!own || keys.isEmpty())
        return {};
    const QWidget *scope = own->command.scope;
    for (const auto &other : m_entries) {
        const QWidget *otherScope = other->command.scope;
        const bool bothMeant =
            !scope || !otherScope || scope == otherScope || scope->isAncestorOf(otherScope) || otherScope->isAncestorOf(scope);
        if (other.get() != own && bothMeant && shortcut(other->command.id) == keys)
            return other->command.id;
    }
    return {};
}

void CommandRegistry::setOverrides(QHash<QString, QString> overrides)
{
    m_overrides = std::move(overrides);
    for (const auto &one : m_entries) {
        applyKeys(*one);
        Q_EMIT shortcutChanged(one->command.id);
    }
}

QString CommandRegistry::subject(const QString &place) const
{
    const auto known = m_subjects.value(place);
    return known ? known() : QString();
}

void CommandRegistry::setWindow(QWidget *window)
{
    m_window = window;
    for (const auto &one : m_entries) {
        if (!one->command.scope)
            window->addAction(one->action.get());
    }
}

CommandRegistry::Entry *CommandRegistry::entry(const QString &id) const { return m_byId.value(id); }

void CommandRegistry::applyKeys(Entry &entry)
{
    entry.action->setShortcut(shortcut(entry.command.id));
    update(entry);
}

void CommandRegistry::update(Entry &entry)
{
    QAction *action = entry.action.get();
    if (entry.command.checked)
        action->setChecked(entry.command.checked());
    const QString text = entry.command.currentText();
    action->setText(text);
    const QString reason = entry.command.offReason ? entry.command.offReason() : QString();
    if (!reason.isEmpty()) {
        setOff(action, text, reason);
        return;
    }
    setOn(action);
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    action->setToolTip(keys.isEmpty() ? text : text + QStringLiteral("  ") + keys);
}

} // namespace ui
