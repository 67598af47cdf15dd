// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calls/callsfilter.h"

#include "ui/common/callsmodel.h"

#include <QHash>
#include <QRegularExpression>

namespace ui {

CallsFilter::CallsFilter(QObject *parent) : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(true);
    sort(CallsModel::Started, Qt::AscendingOrder);
}

void CallsFilter::setText(const QString &text)
{
    m_words = text.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

bool CallsFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    for (const QString &word : m_words) {
        const bool negative = word.size() > 1 && word[0] == QLatin1Char('-');
        if (matches(negative ? word.mid(1) : word, row, parent) == negative)
            return false;
    }
    return true;
}

bool CallsFilter::matches(const QString &word, int row, const QModelIndex &parent) const
{
    static const QHash<QString, int> columns{
        {"state", CallsModel::StateColumn}, {"from", CallsModel::From}, {"to", CallsModel::To},   {"flow", CallsModel::Flow},
        {"codec", CallsModel::Codec},       {"loss", CallsModel::Loss}, {"mos", CallsModel::Mos}, {"jitter", CallsModel::Jitter}};
    static const QRegularExpression condition(QStringLiteral("^([a-z]+)([:<>])(.+)$"), QRegularExpression::CaseInsensitiveOption);
    const auto cell = [&](int column) { return sourceModel()->index(row, column, parent).data().toString(); };
    const auto match = condition.match(word);
    const auto column = columns.constFind(match.captured(1).toLower());
    if (match.hasMatch() && column != columns.cend()) {
        if (match.captured(2) == QLatin1String(":"))
            return cell(*column).contains(match.captured(3), Qt::CaseInsensitive);
        bool known = false;
        const double value = cell(*column).toDouble(&known), bound = match.captured(3).toDouble();
        return known && (match.captured(2) == QLatin1String("<") ? value < bound : value > bound);
    }
    return sourceModel()->index(row, 0, parent).data(CallsModel::SearchRole).toString().contains(word, Qt::CaseInsensitive);
}

bool CallsFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const auto *model = static_cast<const CallsModel *>(sourceModel());
    const contract::Call &one = model->callAt(left.row()), &other = model->callAt(right.row());
    const int a = CallsModel::rankOf(one), b = CallsModel::rankOf(other);
    return a != b ? a < b : one.tmCreate > other.tmCreate;
}

} // namespace ui
