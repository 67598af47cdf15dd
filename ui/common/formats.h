// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QString>
#include <QUuid>

/// How values are written, design §4. Times are local, counts follow the locale.
namespace ui::format {

/// En dash: there could be a value, but there is none.
QString none();
/// `0:02:41`, hours always shown.
QString duration(core::Millis length);
/// `2:41`, and `1:02:41` from an hour on: running text.
QString shortDuration(core::Millis length);
/// `14:32:07` local; none() when unset.
QString clock(core::Timestamp time);
/// `14:32:07.120` local.
QString traceClock(core::Timestamp time);
/// `2026-08-30 14:32:07` local.
QString dateTime(core::Timestamp time);
/// `UTC+9`, `UTC+5:30`, `UTC−3` of the local zone at that time.
QString utcOffset(core::Timestamp time);
/// `4.1` under 10, whole above; no unit.
QString millis(double ms);
/// One decimal, percent without the sign.
QString loss(double percent);
/// Two decimals.
QString mos(double value);
/// `−12` with a real minus sign; `−∞` at or under −90.
QString decibel(double dB);
/// Grouped as the locale does, with a thin mark.
QString count(qint64 value);
/// `812 B`, `41 kB`, `3.2 MB` (10³).
QString size(qint64 bytes);
/// `7c31`: tables.
QString shortId(const QUuid &id);
/// `7c31a0e4…9b12`: headers.
QString headId(const QUuid &id);
/// E.164 grouped with spaces (`+82 2 555 0142`) and isolated against right-to-left text. Other text comes back isolated.
QString number(const QString &number);
/// The grouping without isolate marks.
QString groupedNumber(const QString &number);

/// What a stranger chose, as much of it as fits: long words, then the whole, lose their middle.
QString shortened(const QString &text, qsizetype mostOfWord, qsizetype most);
/// The same for the title of a question.
QString inTitle(const QString &text);

/// A name among words of ours, in the direction of its own letters: elided, its end is cut, with the ellipsis there.
QString isolated(const QString &name);

/// The text as a name for a file on any system: no separators, signs of a shell or dots at its begin.
QString fileName(const QString &text);

/// A tooltip with a name that a stranger chose: shown as it is written.
QString plainTip(const QString &text);

} // namespace ui::format
