// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

namespace ui {

/// Ringing calls first, then the newest; a click on a header sorts by that column within that. Words are and-ed; `-word` excludes,
/// `state:`, `flow:`, `from:`, `to:` look in one column, `loss>2` and `mos<3.6` compare.
class CallsFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit CallsFilter(QObject *parent = nullptr);
    void setText(const QString &text);
    QString text() const { return m_words.join(QLatin1Char(' ')); }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    bool matches(const QString &word, int row, const QModelIndex &parent) const;
    QStringList m_words;
};

} // namespace ui
