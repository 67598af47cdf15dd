// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "callshost.h"
#include "nomonitor.h"
#include "ui/common/callactions.h"
#include "ui/common/callsmodel.h"
#include "ui/common/commands.h"
#include "ui/docks/calldetail/calldetaildock.h"

#include <QMainWindow>
#include <QTabWidget>
#include <QtTest>

/// Call detail in a window of its own. GUI thread.
struct DetailBench
{
    CallsHost host;
    NoMonitor monitor;
    ui::CommandRegistry commands;
    QMainWindow window;
    ui::CallsModel calls{host};
    ui::CallActions actions{host, calls, nullptr, &window};
    ui::CallDetailDock *dock = new ui::CallDetailDock(host, calls, actions, monitor, commands, &window);
    QTabWidget *tabs = dock->findChild<QTabWidget *>();

    explicit DetailBench(int width)
    {
        window.addDockWidget(Qt::BottomDockWidgetArea, dock);
        window.resize(width, 500);
        window.show();
    }
    contract::Call begin(int number, int ageMs = 0)
    {
        contract::Call call = host.make(number, ageMs);
        host.tell(QStringLiteral("call_created"), call);
        (void)QTest::qWaitFor([&] { return calls.indexOf(call.id).isValid(); });
        return call;
    }
    /// A SIP message of the call. @param line  with its arrow: `← INVITE sip:…`
    void trace(const QUuid &call, const QString &line, const QString &headers = {})
    {
        core::TimelineEntry entry;
        entry.kind = core::TimelineKind::Sip;
        entry.callId = call;
        entry.source = QStringLiteral("udp/127.0.0.1:5070");
        entry.text = line;
        entry.detail = [text = line.mid(2) + QStringLiteral("\r\n") + headers] { return text; };
        host.trace().add(std::move(entry));
    }
};
