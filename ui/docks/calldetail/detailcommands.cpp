// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of Call detail.
#include "ui/common/callactions.h"
#include "ui/common/callsmodel.h"
#include "ui/common/formats.h"
#include "ui/common/iconcache.h"
#include "ui/docks/calldetail/calldetaildock.h"
#include "ui/docks/calldetail/jsonview.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QTabWidget>
#include <QToolButton>

namespace ui {

void CallDetailDock::addCommands(CommandRegistry &commands)
{
    const auto reason = [this] { return whyEmpty(); };
    const QString place = tr("Call detail");
    commands.setSubject(place, [this] {
        const contract::Call &call = m_story->call();
        return !whyEmpty().isEmpty() ? tr("Call shown: none")
                                     : tr("Call shown: %1 to %2")
                                           .arg(format::isolated(m_calls.partyOf(call.source)),
                                                format::isolated(m_calls.partyOf(call.destination)));
    });
    commands.add({"detail.pcap",
                  tr("Export PCAP…"),
                  "export",
                  QKeySequence(Qt::CTRL | Qt::Key_E),
                  Menu::Call,
                  4,
                  reason,
                  [this] { QMetaObject::invokeMethod(this, &CallDetailDock::askForExport, Qt::QueuedConnection); },
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

/// What Live calls does to the selected calls, done to the one that is shown.
void CallDetailDock::addCallCommands(CommandRegistry &commands)
{
    const auto shown = [this] { return QList<QUuid>{m_story->call().id}; };
    const auto entered = [this] { return whyNotEntered(); };
    const auto add = [&](const char *id, const QString &text, const char *iconName, std::function<QString()> offReason,
                         std::function<void()> run, std::function<QString()> textNow = {}) {
        Command command;
        command.id = QLatin1String("detail.") + QLatin1String(id);
        command.text = text;
        command.icon = QLatin1String(iconName);
        command.offReason = std::move(offReason);
        command.run = std::move(run);
        command.textNow = std::move(textNow);
        command.place = tr("Call detail");
        commands.add(std::move(command), this);
    };
    const auto either = [shown](auto is, const QString &on, const QString &off) {
        return [is, shown, on, off] { return is(shown()) ? off : on; };
    };
    const auto fixed = [](const QString &text) { return [text] { return text; }; };
    const QString both = QStringLiteral("both");
    add(
        "hold", tr("Hold the call shown"), "hold", entered, [this, shown] { m_actions.toggleHold(shown()); },
        either([this](const QList<QUuid> &ids) { return m_actions.areHeld(ids); }, tr("Hold"), tr("Take off hold")));
    add(
        "mute", tr("Mute the call shown"), "mute", entered, [this, shown, both] { m_actions.toggleMute(shown(), both); },
        either([this, both](const QList<QUuid> &ids) { return m_actions.areMuted(ids, both); }, tr("Mute in and out"),
               tr("Unmute")));
    add(
        "record", tr("Record the call shown"), "record", entered, [this, shown] { m_actions.toggleRecording(shown()); },
        either([this](const QList<QUuid> &ids) { return m_actions.isRecorded(ids); }, tr("Record"), tr("Stop recording")));
    add(
        "transfer", tr("Transfer the call shown…"), "transfer", entered, [this, shown] { m_actions.transfer(shown()); },
        fixed(tr("Transfer…")));
    add(
        "digits", tr("Send digits to the call shown…"), "keypad", entered, [this, shown] { m_actions.sendDigits(shown()); },
        fixed(tr("Send digits…")));
    add(
        "hangup", tr("Hang up the call shown"), "hangup", [this] { return whyNotAlive(); },
        [this, shown] { m_actions.hangup(shown()); }, fixed(tr("Hang up")));
    commands.action(QStringLiteral("detail.hangup"))->setIcon(icon(QStringLiteral("hangup"), Token::Danger));
}

void CallDetailDock::makeHeader()
{
    m_refusedButton->setObjectName(QStringLiteral("refusedCalls"));
    m_refusedButton->setIcon(icon(QStringLiteral("explain")));
    m_refusedButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_refusedButton->setFocusPolicy(Qt::TabFocus);
    connect(m_refusedButton, &QToolButton::clicked, this, &CallDetailDock::showRefusedMenu);
    connect(m_refused, &RefusedCalls::changed, this, &CallDetailDock::updateRefused);
    header()->addTool(m_refusedButton);
    const QList<QStringList> groups{
        {"copySip", "pcap"}, {"listen", "whisper", "barge"}, {"hold", "mute", "record", "transfer", "digits"}, {"hangup"}};
    for (const QStringList &group : groups) {
        header()->addSeparator();
        for (const QString &id : group) {
            QToolButton *made = header()->addTool(m_commands.action(QLatin1String("detail.") + id));
            if (id == QLatin1String("pcap"))
                m_pcapButton = made;
        }
    }
}

} // namespace ui
