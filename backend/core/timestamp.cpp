// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timestamp.h"

#include <chrono>

namespace core {
namespace {
using namespace std::chrono;

char *digits(char *at, unsigned value, int width)
{
    for (int i = width - 1; i >= 0; --i, value /= 10)
        at[i] = char('0' + value % 10);
    return at + width;
}

QString format(qint64 micros, char separator, const char *zone, bool cutZeros)
{
    const sys_time<microseconds> at{microseconds(micros)};
    const auto day = floor<days>(at);
    const year_month_day date(day);
    const auto rest = (at - day).count();
    char text[40];
    char *p = digits(text, unsigned(int(date.year())), 4);
    *p++ = '-';
    p = digits(p, unsigned(date.month()), 2);
    *p++ = '-';
    p = digits(p, unsigned(date.day()), 2);
    *p++ = separator;
    const auto seconds = rest / 1'000'000;
    p = digits(p, unsigned(seconds / 3600), 2);
    *p++ = ':';
    p = digits(p, unsigned(seconds / 60 % 60), 2);
    *p++ = ':';
    p = digits(p, unsigned(seconds % 60), 2);
    *p++ = '.';
    p = digits(p, unsigned(rest % 1'000'000), 6);
    if (cutZeros) {
        while (p[-1] == '0')
            --p;
        if (p[-1] == '.')
            --p;
    }
    while (*zone)
        *p++ = *zone++;
    return QString::fromLatin1(text, int(p - text));
}

std::optional<int> number(QStringView text, int from, int width)
{
    if (from + width > text.size())
        return {};
    int value = 0;
    for (int i = from; i < from + width; ++i) {
        const char16_t c = text[i].unicode();
        if (c < u'0' || c > u'9')
            return {};
        value = value * 10 + (c - u'0');
    }
    return value;
}
} // namespace

QString Timestamp::toRfc3339() const { return isSet() ? format(m_micros, 'T', "Z", true) : QString(); }
QString Timestamp::toToken() const { return isSet() ? format(m_micros, 'T', "Z", false) : QString(); }
QString Timestamp::toSql() const { return isSet() ? format(m_micros, ' ', "", false) : QString(); }

std::optional<Timestamp> Timestamp::parse(QStringView text)
{
    if (text.isEmpty())
        return Timestamp();
    const auto y = number(text, 0, 4), mo = number(text, 5, 2), d = number(text, 8, 2);
    const auto h = number(text, 11, 2), mi = number(text, 14, 2), s = number(text, 17, 2);
    if (!y || !mo || !d || !h || !mi || !s)
        return {};
    const auto at = [&](int i) { return text[i].unicode(); };
    if (at(4) != u'-' || at(7) != u'-' || (at(10) != u'T' && at(10) != u' ' && at(10) != u't') || at(13) != u':' ||
        at(16) != u':')
        return {};
    const year_month_day date{year(*y), month(unsigned(*mo)), day(unsigned(*d))};
    if (!date.ok() || *h > 23 || *mi > 59 || *s > 60)
        return {};
    qint64 micros = sys_days(date).time_since_epoch().count() * 86'400'000'000LL + (*h * 3600LL + *mi * 60 + *s) * 1'000'000LL;
    int i = 19;
    if (i < text.size() && at(i) == u'.') {
        qint64 scale = 100'000;
        int count = 0;
        for (++i; i < text.size() && at(i) >= u'0' && at(i) <= u'9'; ++i, ++count) {
            micros += (at(i) - u'0') * scale;
            scale /= 10;
        }
        if (count == 0 || count > 9)
            return {};
    }
    if (i < text.size() && (at(i) == u'Z' || at(i) == u'z')) {
        ++i;
    } else if (i < text.size() && (at(i) == u'+' || at(i) == u'-')) {
        const auto zh = number(text, i + 1, 2);
        const bool colon = i + 3 < text.size() && at(i + 3) == u':';
        const auto zm = number(text, i + (colon ? 4 : 3), 2);
        if (!zh || !zm || *zh > 23 || *zm > 59)
            return {};
        const qint64 offset = (*zh * 60LL + *zm) * 60'000'000LL;
        micros += at(i) == u'+' ? -offset : offset;
        i += colon ? 6 : 5;
    }
    if (i != text.size())
        return {};
    return *y == 9999 ? Timestamp() : Timestamp(micros);
}

} // namespace core
