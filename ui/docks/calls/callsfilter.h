// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUuid>

#include <functional>
#include <optional>
#include <vector>

namespace ui {

class CallsModel;

/// What the operator typed over Live calls. Words are and-ed over number, name, flow, action, state and id; `-word` excludes;
/// `state:`, `from:`, `to:`, `flow:`, `codec:` look in one column; `loss>2`, `mos<3.6`, `jitter>30` compare.
class CallsFilter
{
public:
    void setText(const QString &text);
    QString text() const { return m_text; }
    bool isEmpty() const { return m_terms.empty(); }
    /// It asks for what changes without an event: quality of the sound.
    bool isAboutQuality() const;
    /// @param search  gives `CallsModel::searchText` of the call; asked only when all else holds
    bool matches(const CallsModel &model, const QUuid &call, const std::function<const QString &()> &search) const;
    /// Of what is no call, only the words.
    bool matchesText(const QString &search) const;

private:
    struct Term
    {
        QString word; ///< lower case
        int column = -1;
        QChar comparison; ///< `:`, `<`, `>`; null: a word
        double bound = 0;
        bool isNot = false;
    };
    static Term termOf(QString word);
    static bool holds(const Term &term, const CallsModel &model, const QUuid &call);
    static std::optional<double> measured(const Term &term, const CallsModel &model, const QUuid &call);

    QString m_text;
    std::vector<Term> m_terms; ///< words last: they cost most
};

} // namespace ui
