// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/commands.h"
#include "ui/common/host.h"
#include "ui/common/monitor.h"
#include "ui/common/phone.h"

#include <QMainWindow>
#include <QPointer>

namespace ui {

class CallDetailDock;
class CallsDock;
class ConfbridgesDock;
class FlowsDock;
class Layouts;
class LogDock;
class Palette;
class Preferences;
class RecordingsDock;
class ServicesDock;
class SettingsDialog;
class SideColumn;
class TestPhoneDock;
class TopBar;
class WelcomeDock;

/// The window: docks in perspectives, menus, top bar, palette, status bar (design §9). Needs `Theme::install` before.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(Host &host, Phone &phone, Monitor &monitor, Preferences &preferences);
    ~MainWindow() override;

    CommandRegistry &commands() { return m_commands; }
    CallsDock &calls() { return *m_calls; }
    TestPhoneDock &testPhone() { return *m_testPhone; }
    Layouts &layouts() { return *m_layouts; }
    /// @param page  `general`, `audio`, `sip`, `keyboard`, `advanced`.
    void openSettings(const QString &page, const QString &filter = {});
    /// Writes layout, columns and size down for the next start. Closing does it, too.
    void keepPlace();

protected:
    bool focusNextPrevChild(bool next) override;
    void closeEvent(QCloseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void addCommands();
    void addViewCommands();
    void addDockCommands();
    void addMonitoring();
    void monitorFailed(const QString &what, const QString &why, const Monitor::Subject &subject, Monitor::Mode mode);
    void connectDocks();
    void stageChanged();
    void showLayoutMenu(const QPoint &at);
    void toggleNetwork();
    void placeWindow();

    Host &m_host;
    Phone &m_phone;
    Monitor &m_monitor;
    Preferences &m_preferences;
    CommandRegistry m_commands;
    Layouts *m_layouts;
    SideColumn *m_side;
    CallsDock *m_calls;
    CallDetailDock *m_detail;
    ConfbridgesDock *m_confbridges;
    RecordingsDock *m_recordings;
    TestPhoneDock *m_testPhone;
    FlowsDock *m_flows;
    ServicesDock *m_services;
    LogDock *m_log;
    WelcomeDock *m_welcome;
    TopBar *m_top = nullptr;
    Palette *m_palette = nullptr;
    QPointer<SettingsDialog> m_settings;
    bool m_placed = false;
};

} // namespace ui
