// SPDX-License-Identifier: GPL-3.0-or-later
// What stands beside the tabs of Call detail: the message that was clicked, or the step of the flow.
#include "ui/common/labels.h"
#include "ui/common/reasons.h"
#include "ui/common/theme.h"
#include "ui/docks/calldetail/calldetaildock.h"
#include "ui/docks/calldetail/detailparts.h"
#include "ui/docks/calldetail/flowpathview.h"
#include "ui/docks/calldetail/ladderview.h"
#include "ui/docks/calldetail/messagediff.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTabWidget>
#include <QToolButton>

namespace ui {
namespace {
constexpr int mostCaused = 3;
constexpr std::chrono::seconds causedWithin{5};

QString textOf(const StoryEntry &one)
{
    return one.entry.detail ? one.entry.detail().trimmed().remove(QLatin1Char('\r')) : one.entry.text;
}
} // namespace

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
    m_difference = makeTool(QStringLiteral("diff"), tr("Difference to the previous of its kind"));
    m_difference->setObjectName(QStringLiteral("difference"));
    m_difference->setCheckable(true);
    connect(m_difference, &QToolButton::toggled, this, [this] { showMessage(m_shown); });
    m_causes = new QLabel;
    m_causes->setObjectName(QStringLiteral("causes"));
    m_causes->setTextFormat(Qt::RichText);
    m_causes->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_causes->setWordWrap(true);
    m_causes->setContentsMargins(10, 6, 10, 8);
    m_causes->hide();
    connect(m_causes, &QLabel::linkActivated, this, [this](const QString &link) {
        m_ladder->select(link.toULongLong());
        showMessage(link.toULongLong());
    });
    connect(copy, &QToolButton::clicked, this, [this] { QApplication::clipboard()->setText(m_message->toPlainText()); });
    connect(up, &QToolButton::clicked, this, [this] { step(-1); });
    connect(down, &QToolButton::clicked, this, [this] { step(1); });
    QWidget *whole = withTitle(m_messageTitle, {copy, m_difference, up, down}, m_message);
    whole->layout()->addWidget(m_causes);
    return whole;
}

void CallDetailDock::showMessage(quint64 sequence)
{
    const auto &entries = m_story->entries();
    for (size_t i = 0; i < entries.size(); ++i) {
        const StoryEntry &one = entries[i];
        if (one.entry.sequence != sequence)
            continue;
        m_shown = sequence;
        m_messageTitle->setText(
            tr("%1, %2 s").arg(one.label).arg(double((one.entry.at - m_story->startedAt()).count()) / 1e9, 0, 'f', 3));
        m_messageTitle->setToolTip(one.entry.text);
        const StoryEntry *before = previousOfItsKind(i);
        const QString text = textOf(one);
        setOffIf(m_difference, tr("Difference"), before ? QString() : tr("There is no earlier message of its kind."));
        m_message->setPlainText(before && m_difference->isChecked() ? lineDifference(textOf(*before), text) : text);
        showCauses(i);
        return;
    }
}

const StoryEntry *CallDetailDock::previousOfItsKind(size_t entry) const
{
    const auto &entries = m_story->entries();
    const StoryEntry &one = entries[entry];
    for (size_t i = entry; i-- > 0;) {
        const StoryEntry &other = entries[i];
        if (other.entry.kind == one.entry.kind && other.label == one.label && partiesOf(other) == partiesOf(one))
            return &other;
    }
    return nullptr;
}

/// What its sender had been told last, and what its receiver did next, before it was told anything else.
void CallDetailDock::showCauses(size_t entry)
{
    const auto &entries = m_story->entries();
    const StoryEntry &one = entries[entry];
    const auto [from, to] = partiesOf(one);
    const auto link = [this](const StoryEntry &other) {
        return QStringLiteral("<a href='%1'>%2</a> %3")
            .arg(other.entry.sequence)
            .arg(other.label.toHtmlEscaped(),
                 tr("%1 s").arg(double((other.entry.at - m_story->startedAt()).count()) / 1e9, 0, 'f', 3));
    };
    const bool isAnswer = one.label.size() > 2 && one.label[0].isDigit();
    QString because, caused;
    if (one.entry.kind == core::TimelineKind::Sip && one.incoming && !isAnswer && one.label != QLatin1String("ACK")) {
        because = tr("The phone sent it by itself.");
    } else {
        for (size_t i = entry; i-- > 0 && because.isEmpty() && one.entry.at - entries[i].entry.at < causedWithin;) {
            if (const auto [sender, receiver] = partiesOf(entries[i]); receiver == from && sender != receiver)
                because = tr("%1 got %2").arg(from.toHtmlEscaped(), link(entries[i]));
        }
    }
    int found = 0;
    for (size_t i = entry + 1; i < entries.size() && from != to && found < mostCaused; ++i) {
        const auto [sender, receiver] = partiesOf(entries[i]);
        if (entries[i].entry.at - one.entry.at > causedWithin || (receiver == to && sender != to))
            break;
        if (sender != to)
            continue;
        caused += QStringLiteral("<br>") + link(entries[i]);
        ++found;
    }
    QStringList parts;
    const auto add = [&parts](const QString &title, const QString &text) {
        if (!text.isEmpty())
            parts += QStringLiteral("<span style='color:%1'>%2</span>%3").arg(color(Token::Text3).name(), title, text);
    };
    add(tr("Sent because"), because.isEmpty() ? QString() : QStringLiteral("<br>") + because);
    add(tr("It caused"), caused);
    m_causes->setText(QStringLiteral("<style>a{color:%1}</style>").arg(color(Token::Accent).name()) +
                      parts.join(QStringLiteral("<br>")));
    m_causes->setVisible(!parts.isEmpty());
}

void CallDetailDock::step(int by)
{
    if (m_tabs->currentIndex() == FlowPath) {
        m_path->moveBy(by);
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
    m_causes->hide();
    setOff(m_difference, tr("Difference"), tr("No message is shown."));
    m_message->clear();
    m_message->setPlaceholderText(tr("Click a message to read it."));
    showMessage(m_shown);
}

void CallDetailDock::showStep()
{
    const int row = m_path->currentStep();
    if (m_tabs->currentIndex() != FlowPath)
        return;
    m_causes->hide();
    setOff(m_difference, tr("Difference"), tr("It is for messages."));
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
