// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QListWidget;
class QStackedWidget;

namespace ui {

class CommandRegistry;
class Host;
class MessageBar;
class Phone;
class Preferences;

/// Settings (design §12.12): pages at the left, a search that jumps to the field. What is changed takes effect at once; what
/// needs another start says so.
class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    SettingsDialog(Host &host, Phone &phone, Preferences &preferences, CommandRegistry &commands, QWidget *parent = nullptr);

    static constexpr QLatin1String advanced{"advanced"};
    /// `general`, `audio`, `sip`, `keyboard`, `advanced`. @param filter  narrows a page of many rows; empty: all of them
    void openPage(const QString &page, const QString &filter = {});

Q_SIGNALS:
    void showWelcomeChanged(bool on);

private:
    void addPage(const QString &id, const QString &icon, const QString &name, QWidget *page);
    void find(const QString &text);
    QWidget *makeGeneral();
    QWidget *makeAudio();
    QWidget *makeSip();

    Host &m_host;
    Phone &m_phone;
    Preferences &m_preferences;
    QListWidget *m_list;
    QStackedWidget *m_pages;
    MessageBar *m_messages;
    QWidget *m_found = nullptr;
};

} // namespace ui
