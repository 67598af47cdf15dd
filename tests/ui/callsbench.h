// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "callshost.h"
#include "services/fakemanager.h"
#include "ui/common/commands.h"
#include "ui/docks/calls/callsdock.h"
#include "ui/docks/calls/callstree.h"
#include "ui/docks/calls/callsview.h"

#include <QMainWindow>

/// Live calls in a window, with a call-manager that answers what a test told it. GUI thread.
struct CallsBench
{
    CallsHost host;
    FakeManager manager{host.bus(), contract::service::call};
    ui::CommandRegistry commands;
    QMainWindow window;
    ui::CallsDock *dock = new ui::CallsDock(host, commands, &window);
    ui::CallsView *view = dock->findChild<ui::CallsView *>();
    ui::CallsTree *tree = dock->findChild<ui::CallsTree *>();

    CallsBench(Qt::DockWidgetArea area, const QSize &size)
    {
        window.addDockWidget(area, dock);
        window.resize(size);
    }
};
