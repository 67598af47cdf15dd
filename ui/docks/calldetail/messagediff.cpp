// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calldetail/messagediff.h"

#include <QStringList>

#include <algorithm>
#include <vector>

namespace ui {
namespace {
constexpr size_t mostCompared = 4'000'000; ///< pairs of lines; messages are shorter
}

QString lineDifference(const QString &before, const QString &after)
{
    const QStringList old = before.split(QLatin1Char('\n')), now = after.split(QLatin1Char('\n'));
    const auto olds = size_t(old.size()), nows = size_t(now.size());
    if (olds * nows > mostCompared)
        return after;
    std::vector<int> common((olds + 1) * (nows + 1), 0); // of what is left from there
    const auto at = [&](size_t i, size_t j) -> int & { return common[i * (nows + 1) + j]; };
    for (size_t i = olds; i-- > 0;) {
        for (size_t j = nows; j-- > 0;)
            at(i, j) = old[qsizetype(i)] == now[qsizetype(j)] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
    }
    QStringList lines;
    for (size_t i = 0, j = 0; i < olds || j < nows;) {
        const bool isSame = i < olds && j < nows && old[qsizetype(i)] == now[qsizetype(j)];
        if (isSame) {
            lines += QStringLiteral("  ") + now[qsizetype(j)];
            ++i, ++j;
        } else if (i < olds && (j == nows || at(i + 1, j) >= at(i, j + 1))) {
            lines += QStringLiteral("− ") + old[qsizetype(i++)];
        } else {
            lines += QStringLiteral("+ ") + now[qsizetype(j++)];
        }
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace ui
