// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/formats.h"

#include <QDateTime>
#include <QLocale>
#include <QSet>
#include <QTextDocument>

#include <array>
#include <cmath>

namespace ui::format {
namespace {
const QString minus = QString(QChar(0x2212));

QDateTime local(core::Timestamp time) { return QDateTime::fromMSecsSinceEpoch(time.micros() / 1000); }

struct Plan
{
    const char *code;
    std::array<int, 3> groups; ///< lengths of the first groups; the rest follows in fours
};
/// How the numbering plans write national numbers, the commonest length first.
constexpr std::array plans{Plan{"1", {3, 3, 0}},   Plan{"7", {3, 3, 0}},   Plan{"31", {2, 3, 0}},  Plan{"33", {1, 2, 2}},
                           Plan{"44", {2, 4, 0}},  Plan{"49", {2, 4, 0}},  Plan{"61", {1, 4, 0}},  Plan{"81", {1, 4, 0}},
                           Plan{"82", {2, 4, 0}},  Plan{"86", {3, 4, 0}},  Plan{"91", {5, 0, 0}},  Plan{"852", {4, 0, 0}},
                           Plan{"358", {2, 3, 0}}, Plan{"351", {3, 3, 0}}, Plan{"971", {2, 3, 0}}, Plan{"972", {2, 3, 0}}};

/// Country codes of two digits; of the others all but 1 and 7 have three (ITU-T E.164, list of assigned codes).
bool isShortCode(const QString &digits)
{
    static const QSet<QString> codes = [] {
        const QString all =
            QStringLiteral("20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 "
                           "63 64 65 66 81 82 84 86 90 91 92 93 94 95 98");
        const QStringList list = all.split(QLatin1Char(' '));
        return QSet<QString>(list.begin(), list.end());
    }();
    return codes.contains(digits);
}

QStringList groupsOf(const QString &national, const Plan &plan)
{
    QStringList groups;
    qsizetype at = 0;
    for (const int length : plan.groups) {
        if (length == 0 || national.size() - at <= length)
            break;
        groups += national.mid(at, length);
        at += length;
    }
    for (; national.size() - at > 5; at += 4)
        groups += national.mid(at, 4);
    groups += national.mid(at);
    return groups;
}

QString withoutMiddle(const QString &text, qsizetype most)
{
    if (text.size() <= most)
        return text;
    qsizetype head = most * 2 / 3, tail = text.size() - (most - head - 1);
    head -= text[head].isLowSurrogate() ? 1 : 0;
    tail += text[tail].isLowSurrogate() ? 1 : 0;
    return text.left(head) + QChar(0x2026) + text.mid(tail);
}
} // namespace

QString none() { return QString(QChar(0x2013)); }

QString duration(core::Millis length)
{
    const qint64 seconds = std::max<qint64>(length.count(), 0) / 1000;
    return QStringLiteral("%1:%2:%3")
        .arg(seconds / 3600)
        .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

QString shortDuration(core::Millis length)
{
    const qint64 seconds = std::max<qint64>(length.count(), 0) / 1000;
    if (seconds >= 3600)
        return duration(length);
    return QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

QString clock(core::Timestamp time) { return time.isSet() ? local(time).toString("HH:mm:ss") : none(); }

QString traceClock(core::Timestamp time) { return time.isSet() ? local(time).toString("HH:mm:ss.zzz") : none(); }

QString dateTime(core::Timestamp time) { return time.isSet() ? local(time).toString("yyyy-MM-dd HH:mm:ss") : none(); }

QString utcOffset(core::Timestamp time)
{
    const int minutes = local(time).offsetFromUtc() / 60;
    const QString sign = minutes < 0 ? minus : QStringLiteral("+");
    const int size = std::abs(minutes);
    const QString rest = size % 60 ? QStringLiteral(":%1").arg(size % 60, 2, 10, QLatin1Char('0')) : QString();
    return QStringLiteral("UTC%1%2%3").arg(sign).arg(size / 60).arg(rest);
}

QString millis(double ms) { return ms < 10 ? QString::number(ms, 'f', 1) : QString::number(std::lround(ms)); }

QString loss(double percent) { return QString::number(percent, 'f', 1); }

QString mos(double value) { return QString::number(value, 'f', 2); }

QString decibel(double dB)
{
    if (dB <= -90)
        return minus + QChar(0x221E);
    const long whole = std::lround(dB);
    return whole < 0 ? minus + QString::number(-whole) : QString::number(whole);
}

QString count(qint64 value)
{
    return QLocale().toString(value).replace(QLatin1Char(' '), QChar(0x202F)).replace(QChar(0xA0), QChar(0x202F));
}

QString size(qint64 bytes)
{
    if (bytes < 1000)
        return QStringLiteral("%1 B").arg(bytes);
    if (bytes < 1'000'000)
        return QStringLiteral("%1 kB").arg(bytes / 1000);
    return QStringLiteral("%1 MB").arg(double(bytes) / 1e6, 0, 'f', 1);
}

QString shortId(const QUuid &id) { return id.toString(QUuid::WithoutBraces).left(4); }

QString headId(const QUuid &id)
{
    const QString text = id.toString(QUuid::WithoutBraces);
    return text.left(8) + QChar(0x2026) + text.right(4);
}

QString groupedNumber(const QString &number)
{
    static const auto isDigit = [](QChar c) { return c >= QLatin1Char('0') && c <= QLatin1Char('9'); };
    if (number.size() < 8 || number[0] != QLatin1Char('+') || !std::all_of(number.begin() + 1, number.end(), isDigit))
        return number;
    const QString digits = number.mid(1);
    if (digits.startsWith(QLatin1String("822"))) // Seoul, the only area code of one digit there
        return QStringLiteral("+82 2 ") + groupsOf(digits.mid(3), Plan{"", {4, 0, 0}}).join(QLatin1Char(' '));
    for (int length = 3; length > 0; --length) {
        for (const Plan &plan : plans) {
            if (digits.left(length) == QLatin1String(plan.code))
                return QLatin1Char('+') + digits.left(length) + QLatin1Char(' ') +
                       groupsOf(digits.mid(length), plan).join(QLatin1Char(' '));
        }
    }
    const int length = isShortCode(digits.left(2)) ? 2 : 3;
    return QLatin1Char('+') + digits.left(length) + QLatin1Char(' ') +
           groupsOf(digits.mid(length), Plan{"", {length == 2 ? 3 : 2, 3, 0}}).join(QLatin1Char(' '));
}

QString number(const QString &number) { return QChar(0x2066) + groupedNumber(number) + QChar(0x2069); }

QString shortened(const QString &text, qsizetype mostOfWord, qsizetype most)
{
    QStringList words = text.split(QLatin1Char(' '));
    for (QString &word : words)
        word = withoutMiddle(word, mostOfWord);
    return withoutMiddle(words.join(QLatin1Char(' ')), most);
}

QString inTitle(const QString &text)
{
    constexpr qsizetype mostOfWord = 40, most = 200;
    return shortened(text, mostOfWord, most);
}

QString isolated(const QString &name) { return QChar(0x2068) + name + QChar(0x2069); }

QString fileName(const QString &text)
{
    constexpr qsizetype most = 100;
    QString name = text.left(most);
    for (QChar &one : name) {
        if (!one.isPrint() || QStringLiteral("\\/:*?\"<>|$`~").contains(one))
            one = QLatin1Char('-');
    }
    while (name.startsWith(QLatin1Char('.')))
        name.remove(0, 1);
    return name;
}

QString plainTip(const QString &text)
{
    return Qt::mightBeRichText(text) ? QStringLiteral("<p>%1</p>").arg(text.toHtmlEscaped()) : text;
}

} // namespace ui::format
