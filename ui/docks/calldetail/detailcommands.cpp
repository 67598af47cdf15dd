// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of Call detail.
#include "ui/docks/calldetail/calldetaildock.h"
#include "ui/docks/calldetail/jsonview.h"

#include <QApplication>
#include <QClipboard>
#include <QTabWidget>

namespace ui {

void CallDetailDock::addCommands(CommandRegistry &commands)
{
    const auto reason = [this] { return whyEmpty(); };
    const QString place = tr("Call detail");
    commands.add({"detail.pcap",
                  tr("Export PCAP…"),
                  "export",
                  QKeySequence(Qt::CTRL | Qt::Key_E),
                  Menu::Call,
                  4,
                  reason,
                  [this] { exportPcap(); },
                  {},
                  this,
                  place},
                 this);
    commands.add({"detail.copySip",
                  tr("Copy the SIP messages"),
                  "copy",
                  {},
                  Menu::Call,
                  4,
                  reason,
                  [this] { QApplication::clipboard()->setText(m_story->sipText()); },
                  {},
                  this,
                  place},
                 this);
    commands.add({"detail.next",
                  tr("Next message of the call"),
                  "chevron-down",
                  QKeySequence(Qt::Key_Period),
                  Menu::None,
                  0,
                  reason,
                  [this] { step(1); },
                  {},
                  this,
                  place},
                 this);
    commands.add({"detail.previous",
                  tr("Previous message of the call"),
                  "chevron-up",
                  QKeySequence(Qt::Key_Comma),
                  Menu::None,
                  0,
                  reason,
                  [this] { step(-1); },
                  {},
                  this,
                  place},
                 this);
    commands.add({"detail.find",
                  tr("Search in the JSON of the call"),
                  "search",
                  QKeySequence(QKeySequence::Find),
                  Menu::None,
                  0,
                  reason,
                  [this] {
                      openTab(Json);
                      m_json->search();
                  },
                  {},
                  this,
                  place},
                 this);
    for (int i = 0; i < m_tabs->count(); ++i) {
        commands.add({QStringLiteral("detail.tab%1").arg(i),
                      tr("Call detail: %1").arg(m_tabs->tabText(i)),
                      {},
                      QKeySequence(Qt::ALT | Qt::Key(Qt::Key_1 + i)),
                      Menu::None,
                      0,
                      reason,
                      [this, i] { openTab(Tab(i)); },
                      {},
                      this,
                      place},
                     this);
    }
}

} // namespace ui
