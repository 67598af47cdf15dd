// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/systemscheme.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QObject>

namespace ui {
namespace {

const QString portalService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString portalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString portalSettings = QStringLiteral("org.freedesktop.portal.Settings");
const QString schemeSpace = QStringLiteral("org.freedesktop.appearance");
const QString schemeKey = QStringLiteral("color-scheme");
constexpr uint preferLight = 2;
constexpr int answerMs = 200;

QVariant unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

bool ask()
{
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return true;
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected() || !bus.interface()->isServiceRegistered(portalService))
        return true;
    QDBusMessage read = QDBusMessage::createMethodCall(portalService, portalPath, portalSettings, "Read");
    read << schemeSpace << schemeKey;
    const QDBusMessage reply = bus.call(read, QDBus::Block, answerMs);
    if (reply.type() != QDBusMessage::ReplyMessage || reply.arguments().isEmpty())
        return true;
    return unwrapped(reply.arguments().constFirst()).toUInt() != preferLight;
}

bool &known()
{
    static bool dark = ask();
    return dark;
}

/// Receives the portal's signal, which QtDBus delivers to slots only.
class Watcher : public QObject
{
    Q_OBJECT

public:
    Watcher(QObject *owner, std::function<void()> changed) : QObject(owner), m_changed(std::move(changed))
    {
        QDBusConnection::sessionBus().connect(portalService, portalPath, portalSettings, "SettingChanged", this,
                                              SLOT(settingChanged(QString, QString, QDBusVariant)));
    }

private Q_SLOTS:
    void settingChanged(const QString &where, const QString &what, const QDBusVariant &value)
    {
        if (where != schemeSpace || what != schemeKey)
            return;
        known() = unwrapped(value.variant()).toUInt() != preferLight;
        m_changed();
    }

private:
    std::function<void()> m_changed;
};

} // namespace

bool systemPrefersDark() { return known(); }

void watchSystemScheme(QObject *owner, std::function<void()> changed)
{
    if (!qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        new Watcher(owner, std::move(changed));
}

} // namespace ui

#include "systemscheme.moc"
