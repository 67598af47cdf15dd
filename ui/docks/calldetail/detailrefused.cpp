// SPDX-License-Identifier: GPL-3.0-or-later
// Call detail of calls that were refused before they had a record.
#include "ui/common/callsmodel.h"
#include "ui/common/formats.h"
#include "ui/common/reasons.h"
#include "ui/docks/calldetail/calldetaildock.h"
#include "ui/docks/calldetail/flowpathview.h"
#include "ui/docks/calldetail/ladderview.h"
#include "ui/docks/calldetail/timelineview.h"

#include <QMenu>
#include <QToolButton>

#include <algorithm>

namespace ui {
namespace {
constexpr size_t listed = 20;
}

void CallDetailDock::updateRefused()
{
    const size_t count = m_refused->all().size();
    m_refusedButton->setText(tr("Refused %1").arg(count));
    setNames(m_refusedButton, tr("Calls refused before they became a call: %1").arg(count));
    setOffIf(m_refusedButton, tr("Refused calls"),
             count > 0 ? QString() : tr("Every call that came in was taken, or none came. Refused ones are listed here."));
}

void CallDetailDock::showRefusedMenu()
{
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("refusedMenu"));
    const auto &all = m_refused->all();
    for (size_t i = 0; i < std::min(listed, all.size()); ++i) {
        const RefusedCall &one = all[i];
        const QString text = tr("%1  %2 to %3  %4").arg(format::clock(m_story->wallOf(one.at)), one.from, one.to, one.answer);
        menu.addAction(QString(text).replace(QLatin1Char('&'), QLatin1String("&&")), this,
                       [this, id = one.sipCallId] { showBySipCallId(id); });
    }
    menu.exec(m_refusedButton->mapToGlobal(QPoint(0, m_refusedButton->height())));
}

void CallDetailDock::showRefused(const RefusedCall &refused)
{
    present();
    m_story->setRefused(refused);
    m_path->setProblem(tr("The call was refused before it came to one."));
    m_timeline->fit();
    m_commands.refresh();
    openTab(Ladder);
    for (const StoryEntry &one : m_story->entries()) {
        if (!one.failing || one.label.startsWith(QLatin1String("407")) || one.label.startsWith(QLatin1String("401")))
            continue;
        m_ladder->select(one.entry.sequence);
        break;
    }
}

bool CallDetailDock::showBySipCallId(const QString &sipCallId)
{
    m_refused->refresh();
    if (const RefusedCall *refused = m_refused->find(sipCallId)) {
        const RefusedCall copy = *refused;
        takeFocus();
        showRefused(copy);
        return true;
    }
    for (const core::TimelineEntry &one : m_host.timeline().since(0)) {
        if (one.thread != sipCallId || one.callId.isNull() || !m_calls.call(one.callId))
            continue;
        takeFocus();
        setCall(one.callId);
        return true;
    }
    return false;
}

} // namespace ui
