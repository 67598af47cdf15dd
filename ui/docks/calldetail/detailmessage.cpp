// SPDX-License-Identifier: GPL-3.0-or-later
// What stands beside the tabs of Call detail: the message that was clicked, or the step of the flow.
#include "ui/common/labels.h"
#include "ui/common/theme.h"
#include "ui/docks/calldetail/calldetaildock.h"
#include "ui/docks/calldetail/detailparts.h"
#include "ui/docks/calldetail/ladderview.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTabWidget>
#include <QTableWidget>
#include <QToolButton>

namespace ui {

QWidget *CallDetailDock::makeMessage()
{
    m_messageTitle = new ElidedLabel(tr("Message"));
    useFont(m_messageTitle, Type::Strong);
    m_messageTitle->setTextFormat(Qt::PlainText);
    m_messageTitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_message = makeTextView(tr("Message text"));
    m_message->setPlaceholderText(tr("Click a message to read it."));
    new SipHighlighter(m_message->document());
    auto *copy = makeTool(QStringLiteral("copy"), tr("Copy the message"));
    auto *up = makeTool(QStringLiteral("chevron-up"), tr("Previous message"));
    auto *down = makeTool(QStringLiteral("chevron-down"), tr("Next message"));
    connect(copy, &QToolButton::clicked, this, [this] { QApplication::clipboard()->setText(m_message->toPlainText()); });
    connect(up, &QToolButton::clicked, this, [this] { step(-1); });
    connect(down, &QToolButton::clicked, this, [this] { step(1); });
    return withTitle(m_messageTitle, {copy, up, down}, m_message);
}

void CallDetailDock::showMessage(quint64 sequence)
{
    for (const StoryEntry &one : m_story->entries()) {
        if (one.entry.sequence != sequence)
            continue;
        m_shown = sequence;
        m_messageTitle->setText(
            tr("%1, %2 s").arg(one.label).arg(double((one.entry.at - m_story->startedAt()).count()) / 1e9, 0, 'f', 3));
        m_messageTitle->setToolTip(one.entry.text);
        m_message->setPlainText(one.entry.detail ? one.entry.detail().trimmed() : one.entry.text);
        return;
    }
}

void CallDetailDock::step(int by)
{
    if (m_tabs->currentIndex() == FlowPath) {
        const int row = m_steps->currentRow() + by;
        if (row >= 0 && row < m_steps->rowCount())
            m_steps->setCurrentCell(row, 0);
        return;
    }
    const auto &entries = m_story->entries();
    for (size_t i = 0; i < entries.size(); ++i) {
        if (entries[i].entry.sequence != m_shown)
            continue;
        const auto next = qint64(i) + by;
        if (next >= 0 && next < qint64(entries.size())) {
            m_ladder->select(entries[size_t(next)].entry.sequence);
            showMessage(entries[size_t(next)].entry.sequence);
        }
        return;
    }
    if (!entries.empty())
        showMessage(entries.front().entry.sequence);
}

/// Plots and JSON say it all themselves.
void CallDetailDock::updateMessagePanel()
{
    const int tab = m_tabs->currentIndex();
    m_messagePanel->setVisible(tab != Media && tab != Json);
    if (tab == FlowPath) {
        showStep();
        return;
    }
    m_messageTitle->setText(tr("Message"));
    m_messageTitle->setToolTip({});
    m_message->clear();
    m_message->setPlaceholderText(tr("Click a message to read it."));
    showMessage(m_shown);
}

void CallDetailDock::showStep()
{
    const int row = m_steps->currentRow();
    if (m_tabs->currentIndex() != FlowPath)
        return;
    if (row < 0 || row >= int(m_stepsDone.size())) {
        m_messageTitle->setText(tr("Step"));
        m_messageTitle->setToolTip({});
        m_message->clear();
        m_message->setPlaceholderText(tr("Select a step to see what it was told."));
        return;
    }
    const contract::Action &step = m_stepsDone[size_t(row)];
    m_messageTitle->setText(tr("Step %1, %2").arg(row + 1).arg(step.type));
    m_messageTitle->setToolTip(core::toText(step.id));
    m_message->setPlainText(core::fromUtf8(core::dumpJson(core::toJson(step), 2)));
}

} // namespace ui
