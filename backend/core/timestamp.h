// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

#include <optional>

namespace core {

/// A point in UTC with microsecond precision, or unset. The one form of the wire and the database (contract/bus.md §7).
class Timestamp
{
public:
    constexpr Timestamp() = default;
    static constexpr Timestamp fromMicros(qint64 sinceEpoch) { return Timestamp(sinceEpoch); }

    constexpr bool isSet() const { return m_micros != unset; }
    /// Microseconds since 1970-01-01; only meaningful when set.
    constexpr qint64 micros() const { return m_micros; }

    /// `2026-01-15T10:30:45.123456Z`, trailing zeros of the fraction cut; empty when unset.
    QString toRfc3339() const;
    /// The same with always six digits: page tokens and string times.
    QString toToken() const;
    /// `2026-01-15 10:30:45.123456`: the database.
    QString toSql() const;

    /// Reads RFC 3339, page tokens, the SQL form and the January form, with or without zone, up to nine fraction digits.
    /// Year 9999 and the empty text are unset; nullopt is text that is no time.
    static std::optional<Timestamp> parse(QStringView text);

    friend constexpr auto operator<=>(Timestamp, Timestamp) = default;

private:
    static constexpr qint64 unset = std::numeric_limits<qint64>::min();
    constexpr explicit Timestamp(qint64 micros) : m_micros(micros) {}
    qint64 m_micros = unset;
};

} // namespace core
