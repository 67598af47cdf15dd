// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QString>
#include <QStringList>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <utility>
#include <vector>

namespace bench {

/// `--smoke`: a few rounds that show that the bench works; its figures mean nothing.
inline bool isSmoke() { return QCoreApplication::arguments().contains(QStringLiteral("--smoke")); }

/// Prints one line a figure, tab-separated: name, value, unit, target, whether it is kept. tests/bench/run makes the table.
class Figures
{
public:
    void add(const QString &name, double value, const QString &unit) { print(name, value, unit, {}, {}); }
    void atMost(const QString &name, double value, const QString &unit, double target)
    {
        const bool kept = value <= target; // not a number is a miss
        m_missed += kept ? 0 : 1;
        print(name, value, unit, QStringLiteral("≤ %1").arg(target), kept ? QStringLiteral("kept") : QStringLiteral("MISSED"));
    }
    /// Exit code of the program: 0 when it has measured anything and kept every target, which `--smoke` need not.
    int result() const { return m_count > 0 && (m_missed == 0 || isSmoke()) ? 0 : 1; }

private:
    void print(const QString &name, double value, const QString &unit, const QString &target, const QString &verdict)
    {
        ++m_count;
        const QString number = QString::number(value, 'f', value < 1 ? 4 : value < 100 ? 2 : 0);
        std::printf("%s\n", qPrintable(QStringList({name, number, unit, target, verdict}).join('\t')));
        std::fflush(stdout);
    }

    int m_count = 0, m_missed = 0;
};

/// Nearest-rank percentile; `share` 0.5 is the median. Without samples, not a number.
inline double percentile(std::vector<double> samples, double share)
{
    if (samples.empty())
        return std::numeric_limits<double>::quiet_NaN();
    const auto at = samples.begin() + long(std::min(samples.size() - 1, size_t(share * double(samples.size()))));
    std::nth_element(samples.begin(), at, samples.end());
    return *at;
}

/// The value behind `--name`, or `otherwise`.
inline QString option(const QString &name, const QString &otherwise)
{
    const QStringList arguments = QCoreApplication::arguments();
    const qsizetype at = arguments.indexOf(QStringLiteral("--") + name);
    return at >= 0 && at + 1 < arguments.size() ? arguments[at + 1] : otherwise;
}

inline int fail(const QString &why)
{
    std::fprintf(stderr, "%s\n", qPrintable(why));
    return 1;
}

} // namespace bench
