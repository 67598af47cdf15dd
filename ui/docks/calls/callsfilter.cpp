// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calls/callsfilter.h"

#include "ui/common/callsmodel.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace ui {
namespace {
bool isQualityColumn(int column)
{
    return column == CallsModel::Loss || column == CallsModel::Mos || column == CallsModel::Jitter || column == CallsModel::Codec;
}
} // namespace

void CallsFilter::setText(const QString &text)
{
    m_text = text.simplified();
    m_terms.clear();
    for (const QString &word : m_text.toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts))
        m_terms.push_back(termOf(word));
    std::partition(m_terms.begin(), m_terms.end(), [](const Term &one) { return !one.comparison.isNull(); });
}

CallsFilter::Term CallsFilter::termOf(QString word)
{
    static const QHash<QString, int> columns{
        {"state", CallsModel::StateColumn}, {"from", CallsModel::From}, {"to", CallsModel::To},   {"flow", CallsModel::Flow},
        {"codec", CallsModel::Codec},       {"loss", CallsModel::Loss}, {"mos", CallsModel::Mos}, {"jitter", CallsModel::Jitter}};
    static const QRegularExpression condition(QStringLiteral("^([a-z]+)([:<>])(.+)$"));
    Term term;
    term.isNot = word.size() > 1 && word[0] == QLatin1Char('-');
    if (term.isNot)
        word.remove(0, 1);
    term.word = word;
    const auto match = condition.match(word);
    const auto column = columns.constFind(match.captured(1));
    if (!match.hasMatch() || column == columns.cend())
        return term;
    const QChar comparison = match.captured(2)[0];
    bool isNumber = true;
    const double bound = comparison == QLatin1Char(':') ? 0 : match.captured(3).toDouble(&isNumber);
    if (!isNumber)
        return term;
    term.column = *column;
    term.comparison = comparison;
    term.word = match.captured(3);
    term.bound = bound;
    return term;
}

bool CallsFilter::isAboutQuality() const
{
    return std::any_of(m_terms.begin(), m_terms.end(), [](const Term &one) { return isQualityColumn(one.column); });
}

/// As it is shown, so that nobody wonders about 3.60 among what is below 3.6.
std::optional<double> CallsFilter::measured(const Term &term, const CallsModel &model, const QUuid &id)
{
    const contract::Call *call = model.call(id);
    const bool isHeard = call && call->status == contract::callstatus::progressing;
    const ChannelQuality *quality = isHeard ? model.quality(call->channelId) : nullptr;
    if (!quality || quality->mos <= 0)
        return std::nullopt;
    switch (term.column) {
    case CallsModel::Mos: return std::round(quality->mos * 100) / 100;
    case CallsModel::Jitter: return std::round(quality->jitterMs);
    case CallsModel::Loss: return std::round(quality->lossPercent * 10) / 10;
    default: return std::nullopt;
    }
}

bool CallsFilter::holds(const Term &term, const CallsModel &model, const QUuid &call)
{
    if (term.comparison == QLatin1Char(':'))
        return model.cell(call, term.column, Qt::DisplayRole).toString().contains(term.word, Qt::CaseInsensitive);
    const std::optional<double> value = measured(term, model, call);
    return value && (term.comparison == QLatin1Char('<') ? *value < term.bound : *value > term.bound);
}

bool CallsFilter::matches(const CallsModel &model, const QUuid &call, const std::function<const QString &()> &search) const
{
    return std::all_of(m_terms.begin(), m_terms.end(), [&](const Term &one) {
        return (one.comparison.isNull() ? search().contains(one.word) : holds(one, model, call)) != one.isNot;
    });
}

bool CallsFilter::matchesText(const QString &search) const
{
    return std::all_of(m_terms.begin(), m_terms.end(),
                       [&](const Term &one) { return one.comparison.isNull() && search.contains(one.word) != one.isNot; });
}

} // namespace ui
