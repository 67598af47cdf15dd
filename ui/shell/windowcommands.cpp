// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that belong to the window itself.
#include "ui/common/theme.h"
#include "ui/docks/welcome/welcomedock.h"
#include "ui/shell/aboutdialog.h"
#include "ui/shell/layouts.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/palette.h"
#include "ui/shell/topbar.h"

#include <QApplication>
#include <QClipboard>

namespace ui {

void MainWindow::addCommands()
{
    const auto whenUp = [this] { return m_host.stage() == Host::Stage::Up ? QString() : tr("The platform is not up."); };
    m_commands.add({"file.copySip", tr("Copy the SIP address"), "copy", {}, Menu::File, 0, whenUp, [this] {
                        QApplication::clipboard()->setText(m_host.facts().sip);
                    }});
    m_commands.add({"file.copyHttp", tr("Copy the HTTP address"), "copy", {}, Menu::File, 0, whenUp, [this] {
                        QApplication::clipboard()->setText(m_host.facts().http);
                    }});
    m_commands.add(
        {"file.quit", tr("Quit"), "close", QKeySequence(Qt::CTRL | Qt::Key_Q), Menu::File, 9, {}, [this] { close(); }});
    m_commands.add({"edit.palette",
                    tr("Find a call, flow or command…"),
                    "search",
                    QKeySequence(Qt::CTRL | Qt::Key_K),
                    Menu::Edit,
                    0,
                    {},
                    [this] { m_palette->open(m_top->field()); }});
    m_commands.add({"tools.network",
                    tr("Phones on this network"),
                    "connect-remote",
                    {},
                    Menu::Tools,
                    0,
                    whenUp,
                    [this] { toggleNetwork(); },
                    [this] { return m_host.isOnNetwork(); }});
    m_commands.add(
        {"tools.settings", tr("Settings…"), "settings", QKeySequence(Qt::CTRL | Qt::Key_Comma), Menu::Tools, 1, {}, [this] {
             openSettings(QStringLiteral("general"));
         }});
    m_commands.add({"help.keys", tr("Keyboard map"), "keyboard", QKeySequence(Qt::Key_F1), Menu::Help, 0, {}, [this] {
                        openSettings(QStringLiteral("keyboard"));
                    }});
    m_commands.add({"help.welcome", tr("Welcome page"), "info", {}, Menu::Help, 0, {}, [this] { m_welcome->takeFocus(); }});
    m_commands.add({"help.about", tr("About Voxboard"), "help", {}, Menu::Help, 1, {}, [this] { showAboutDialog(this); }});
}

void MainWindow::addViewCommands()
{
    int key = Qt::Key_1;
    for (const Layouts::Perspective &one : Layouts::perspectives()) {
        m_commands.add({QStringLiteral("view.") + one.id,
                        tr("Perspective %1").arg(one.name),
                        one.icon,
                        QKeySequence(Qt::CTRL | Qt::Key(key++)),
                        Menu::View,
                        0,
                        {},
                        [this, id = one.id] { m_layouts->show(id); },
                        [this, id = one.id] { return m_layouts->current() == id; },
                        nullptr,
                        {},
                        {},
                        QStringLiteral("perspective")});
    }
    m_commands.add({"view.reset", tr("Reset this perspective"), "layout", {}, Menu::View, 1, {}, [this] { m_layouts->reset(); }});
    const auto inDock = [this] { return m_layouts->focused() ? QString() : tr("No dock has the focus."); };
    m_commands.add({"view.nextDock", tr("Next dock"), "dock", QKeySequence(Qt::Key_F6), Menu::View, 2, {}, [this] {
                        m_layouts->focusNext(1);
                    }});
    m_commands.add(
        {"view.previousDock", tr("Previous dock"), "dock", QKeySequence(Qt::SHIFT | Qt::Key_F6), Menu::View, 2, {}, [this] {
             m_layouts->focusNext(-1);
         }});
    m_commands.add({"view.nextTab", tr("Next tab of the dock"), "dock", QKeySequence(Qt::CTRL | Qt::Key_Tab), Menu::View, 2,
                    inDock, [this] { m_layouts->nextTab(); }});
    m_commands.add({"view.maximise", tr("Maximise the dock"), "maximise", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M),
                    Menu::View, 3, inDock, [this] { m_layouts->toggleMaximised(m_layouts->focused()); },
                    [this] { return m_layouts->isMaximised(); }});
    m_commands.add({"view.detach", tr("Detach the dock"), "detach", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D), Menu::View, 3,
                    inDock, [this] { m_layouts->focused()->setFloating(!m_layouts->focused()->isFloating()); },
                    [this] { return m_layouts->focused() && m_layouts->focused()->isFloating(); }});
    m_commands.add({"view.closeDock", tr("Close the dock"), "close", QKeySequence(Qt::CTRL | Qt::Key_W), Menu::View, 3, inDock,
                    [this] { m_layouts->focused()->close(); }});
    const std::pair<Scheme, QString> schemes[] = {
        {Scheme::System, tr("Theme of the system")}, {Scheme::Dark, tr("Dark theme")}, {Scheme::Light, tr("Light theme")}};
    for (const auto &one : schemes) {
        const Scheme scheme = one.first;
        m_commands.add({QStringLiteral("view.theme%1").arg(int(scheme)),
                        one.second,
                        {},
                        {},
                        Menu::View,
                        6,
                        {},
                        [scheme] { Theme::instance().setScheme(scheme); },
                        [scheme] { return Theme::instance().scheme() == scheme; },
                        nullptr,
                        {},
                        {},
                        QStringLiteral("theme")});
    }
    connect(&Theme::instance(), &Theme::changed, &m_commands, &CommandRegistry::refresh);
}

void MainWindow::addDockCommands()
{
    for (Dock *dock : m_layouts->docks()) {
        m_commands.add({QStringLiteral("dock.") + dock->id(),
                        dock->windowTitle(),
                        dock->iconName(),
                        {},
                        Menu::View,
                        5,
                        {},
                        [dock] {
                            if (dock->isVisible() && !dock->visibleRegion().isEmpty()) // not behind another tab
                                dock->close();
                            else
                                dock->takeFocus();
                        },
                        [dock] { return !dock->isHidden(); },
                        nullptr,
                        tr("Dock")});
        connect(dock, &QDockWidget::visibilityChanged, &m_commands, &CommandRegistry::refresh);
    }
}

} // namespace ui
