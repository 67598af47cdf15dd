// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "callshost.h"
#include "nomonitor.h"
#include "services/fakemanager.h"
#include "ui/common/callactions.h"
#include "ui/common/callsmodel.h"
#include "ui/docks/confbridges/confbridgesdock.h"
#include "ui/docks/confbridges/roomsmodel.h"

#include <QMainWindow>
#include <QTreeView>

/// Confbridges in a window, with a call-manager that answers what a test told it. GUI thread.
struct RoomsBench
{
    CallsHost host;
    FakeManager manager{host.bus(), contract::service::call};
    ui::CommandRegistry commands;
    NoMonitor monitor;
    QMainWindow window;
    ui::CallsModel calls{host};
    ui::CallActions actions{host, calls, nullptr, &window};
    ui::ConfbridgesDock *dock = new ui::ConfbridgesDock(host, calls, actions, monitor, commands, &window);
    ui::RoomsModel *model = dock->findChild<ui::RoomsModel *>();
    QTreeView *tree = dock->findChild<QTreeView *>();
    int number = 0;

    RoomsBench()
    {
        window.addDockWidget(Qt::RightDockWidgetArea, dock);
        window.resize(500, 700);
        window.show();
    }
    contract::Call tellCall()
    {
        contract::Call call = host.make(++number);
        host.tell(QStringLiteral("call_created"), call);
        return call;
    }
    contract::Confbridge room(const std::vector<contract::Call> &members)
    {
        contract::Confbridge made;
        made.id = core::newId();
        made.type = QStringLiteral("conference");
        made.status = QStringLiteral("progressing");
        made.bridgeId = QStringLiteral("bridge");
        made.tmCreate = made.tmUpdate = host.now();
        for (const contract::Call &one : members)
            made.channelCallIds[one.channelId] = one.id;
        return made;
    }
    void tell(const char *type, const contract::Confbridge &room)
    {
        host.bus().publish(contract::eventExchange(contract::service::call),
                           {QLatin1String(type), contract::service::call, contract::Payload::of(room), contract::jsonType});
    }
};
