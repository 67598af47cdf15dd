// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSettings>

namespace ui {

class CommandRegistry;
class Phone;

/// What the operator chose for the window, in `window.ini`. GUI thread.
class Preferences : public QObject
{
    Q_OBJECT

public:
    /// Applies theme, text and row size to the Theme and keeps their changes from now on.
    explicit Preferences(const QString &folder);

    QSettings &store() { return m_store; }
    /// Shortcuts that the operator changed, now and later.
    void keepKeys(CommandRegistry &commands);
    /// Sound devices.
    void keepDevices(Phone &phone);
    void setDevices(const QString &microphone, const QString &speaker);
    bool showsWelcome() const { return m_store.value(QStringLiteral("window/welcome"), true).toBool(); }
    void setShowsWelcome(bool on) { m_store.setValue(QStringLiteral("window/welcome"), on); }

private:
    void keepTheme();

    QSettings m_store;
    Phone *m_phone = nullptr;
};

} // namespace ui
