// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/reasons.h"

#include <QAction>
#include <QCoreApplication>
#include <QWidget>

namespace ui {
namespace {
const char *const tipBefore = "tipBeforeOff";

template <typename Thing> void switchOff(Thing *thing, const QString &name, const QString &reason)
{
    if (!thing->property(tipBefore).isValid())
        thing->setProperty(tipBefore, thing->toolTip());
    thing->setToolTip(offText(name, reason));
    thing->setEnabled(false);
}

template <typename Thing> void switchOn(Thing *thing)
{
    const QVariant before = thing->property(tipBefore);
    if (before.isValid()) {
        thing->setToolTip(before.toString());
        thing->setProperty(tipBefore, {});
    }
    thing->setEnabled(true);
}
} // namespace

QString offText(const QString &name, const QString &reason)
{
    return QCoreApplication::translate("ui::reasons", "<b>%1</b> is off. %2").arg(name.toHtmlEscaped(), reason.toHtmlEscaped());
}

void setOff(QWidget *widget, const QString &name, const QString &reason) { switchOff(widget, name, reason); }

void setOn(QWidget *widget) { switchOn(widget); }

void setOffIf(QWidget *widget, const QString &name, const QString &reason)
{
    if (reason.isEmpty())
        setOn(widget);
    else
        setOff(widget, name, reason);
}

void setOff(QAction *action, const QString &name, const QString &reason) { switchOff(action, name, reason); }

void setOn(QAction *action) { switchOn(action); }

void setNames(QWidget *widget, const QString &name, const QString &shortcut)
{
    widget->setAccessibleName(name);
    widget->setToolTip(shortcut.isEmpty() ? name : name + QStringLiteral("  ") + shortcut);
}

} // namespace ui
