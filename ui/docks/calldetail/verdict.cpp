// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calldetail/verdict.h"

#include "ui/common/callsmodel.h"
#include "ui/common/formats.h"
#include "ui/common/meters.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPainter>

namespace ui {
namespace {
constexpr size_t stepsNamed = 3;

/// What the platform means by a refusal before there is a call (RFC 3261 §21).
QString refusalText(int status)
{
    switch (status) {
    case 400: return VerdictStrip::tr("the request could not be understood.");
    case 403: return VerdictStrip::tr("the caller may not call, or its password is wrong.");
    case 404: return VerdictStrip::tr("no number and no extension has this name.");
    case 408: return VerdictStrip::tr("nothing answered in time.");
    case 415:
    case 488: return VerdictStrip::tr("the phone and the platform have no codec in common.");
    case 420: return VerdictStrip::tr("the phone demands an extension of SIP that is not known here.");
    case 480: return VerdictStrip::tr("nobody is there to answer it now.");
    case 486: return VerdictStrip::tr("it is busy.");
    case 487: return VerdictStrip::tr("the caller gave up before it was answered.");
    case 503: return VerdictStrip::tr("the platform had too much to do, or was not ready.");
    default: return VerdictStrip::tr("no call was made of it.");
    }
}
} // namespace

VerdictStrip::VerdictStrip(const CallStory &story, QWidget *parent)
    : QWidget(parent), m_story(story), m_state(new StateChip), m_sentence(new QLabel), m_chain(new QLabel), m_facts(new QLabel)
{
    for (QLabel *one : {m_sentence, m_chain}) {
        one->setTextFormat(one == m_chain ? Qt::RichText : Qt::PlainText);
        one->setWordWrap(true);
    }
    m_facts->setFont(Theme::instance().font(Type::Mono));
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto *first = new QHBoxLayout;
    first->addWidget(m_state, 0, Qt::AlignTop);
    first->addWidget(m_sentence, 1);
    auto *left = new QVBoxLayout;
    left->setSpacing(4);
    left->addLayout(first);
    left->addWidget(m_chain);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(16);
    row->addLayout(left, 1);
    row->addWidget(m_facts, 0, Qt::AlignTop);
    connect(m_chain, &QLabel::linkActivated, this, [this](const QString &link) { Q_EMIT chainLinkClicked(link.toULongLong()); });
    connect(&Theme::instance(), &Theme::changed, this, &VerdictStrip::drawChain);
    hide();
}

const StoryEntry *VerdictStrip::lastFailure() const
{
    const auto &entries = m_story.entries();
    for (auto one = entries.rbegin(); one != entries.rend(); ++one) {
        if (one->entry.kind == core::TimelineKind::Sip && one->failing && !one->label.startsWith(QLatin1String("401")) &&
            !one->label.startsWith(QLatin1String("407")) && !one->label.startsWith(QLatin1String("487")))
            return &*one;
    }
    return nullptr;
}

const StoryEntry *VerdictStrip::flowError() const
{
    for (const StoryEntry &one : m_story.entries()) {
        if (one.entry.kind == core::TimelineKind::Log && one.failing && one.entry.source == QLatin1String("flow"))
            return &one;
    }
    return nullptr;
}

QString VerdictStrip::sentence() const { return m_sentence->text(); }

QString VerdictStrip::stateText() const { return m_state->word(); }

QStringList VerdictStrip::chain(const std::vector<contract::Action> &steps) const
{
    QStringList links;
    const auto link = [](const QString &text, quint64 sequence) {
        return sequence ? QStringLiteral("<a href='%1'>%2</a>").arg(sequence).arg(text.toHtmlEscaped()) : text.toHtmlEscaped();
    };
    if (steps.empty())
        links += link(tr("before any flow"), 0);
    const size_t first = steps.size() > stepsNamed ? steps.size() - stepsNamed : 0;
    for (size_t i = first; i < steps.size(); ++i) {
        if (!steps[i].type.isEmpty()) // a step that was heard of and not read
            links += link(steps[i].type, 0);
    }
    if (const StoryEntry *error = flowError())
        links += link(error->label, error->entry.sequence);
    if (const StoryEntry *failure = lastFailure())
        links += link(failure->incoming ? tr("%1 from %2").arg(failure->label, failure->peer) : failure->label,
                      failure->entry.sequence);
    if (!m_story.call().hangupReason.isEmpty())
        links += link(tr("hangup reason %1").arg(m_story.call().hangupReason), 0);
    for (const StoryEntry &one : m_story.entries()) {
        if (one.entry.kind == core::TimelineKind::Sip &&
            (one.label == QLatin1String("BYE") || one.label == QLatin1String("CANCEL"))) {
            links += link(one.incoming ? tr("%1 from the phone").arg(one.label) : tr("%1 to the phone").arg(one.label),
                          one.entry.sequence);
            break;
        }
    }
    return links;
}

void VerdictStrip::show(const CallsModel &calls, const std::vector<contract::Action> &steps)
{
    const contract::Call &call = m_story.call();
    const bool ended = call.status == contract::callstatus::hangup;
    setVisible(ended);
    if (!ended)
        return;
    if (m_story.isRefused())
        return showRefused();
    m_state->setState(calls.stateOf(call), calls.stateText(call));
    const core::Millis length((call.tmHangup.micros() - call.tmCreate.micros()) / 1000);
    const core::Millis talked(call.tmProgressing.isSet() ? (call.tmHangup.micros() - call.tmProgressing.micros()) / 1000 : 0);
    QString text = calls.reasonText(call);
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    const StoryEntry *failure = lastFailure();
    if (failure && !call.tmProgressing.isSet())
        text = failure->incoming ? tr("%1. The other side answered %2.").arg(text, failure->label)
                                 : tr("%1. The platform answered %2.").arg(text, failure->label);
    else if (call.tmProgressing.isSet())
        text = tr("%1, %2 after it was answered.").arg(text, format::shortDuration(talked));
    else
        text = tr("%1, it was never answered.").arg(text);
    if (const StoryEntry *error = flowError())
        text += QLatin1Char(' ') + error->label.left(1).toUpper() + error->label.mid(1);
    m_sentence->setText(text);
    showChain(steps);
    m_facts->setText(QStringLiteral("%1\n%2\n%3")
                         .arg(tr("by %1").arg(call.hangupBy.isEmpty() ? format::none() : call.hangupBy), format::duration(length),
                              format::headId(call.id)));
    m_facts->setToolTip(core::toText(call.id));
}

void VerdictStrip::showRefused()
{
    const RefusedCall &refused = m_story.refused();
    const QString code = refused.answer.left(3);
    m_state->setState(State::Failed, tr("Failed %1").arg(code));
    m_sentence->setText(tr("The platform answered %1: %2").arg(refused.answer, refusalText(code.toInt())));
    showChain({});
    m_facts->setText(tr("refused\n%1\n%2").arg(format::clock(m_story.call().tmCreate), refused.peer));
    m_facts->setToolTip(tr("SIP Call-ID %1").arg(refused.sipCallId));
}

void VerdictStrip::showChain(const std::vector<contract::Action> &steps)
{
    m_links = chain(steps);
    drawChain();
}

void VerdictStrip::drawChain()
{
    const QString accent = color(Token::Accent).name(), grey = color(Token::Text3).name();
    m_chain->setText(
        QStringLiteral("<style>a{color:%1}</style><span style='color:%2'>%3 </span>%4")
            .arg(accent, grey, tr("Why"), m_links.join(QStringLiteral(" <span style='color:%1'>›</span> ").arg(grey))));
}

void VerdictStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Token::Alt));
    painter.setPen(color(Token::Line));
    painter.drawLine(0, height() - 1, width(), height() - 1);
}

} // namespace ui
