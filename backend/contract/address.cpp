// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/address.h"

#include <algorithm>

namespace contract {

namespace {
bool isDigit(QChar c) { return c >= QLatin1Char('0') && c <= QLatin1Char('9'); }

QString phoneNumber(const QString &text)
{
    const QString trimmed = text.trimmed();
    QString number;
    bool digits = false;
    for (qsizetype i = 0; i < trimmed.size(); ++i) {
        const QChar c = trimmed[i];
        digits = digits || isDigit(c);
        if (isDigit(c) || (i == 0 && c == QLatin1Char('+')))
            number += c;
    }
    return digits ? number : text;
}

/// The host is what follows the last `@` before the first `;` or `?`.
QString sipTarget(const QString &text)
{
    QString target = text.trimmed();
    const auto isEnd = [](QChar c) { return c == QLatin1Char(';') || c == QLatin1Char('?'); };
    const qsizetype end = std::find_if(target.cbegin(), target.cend(), isEnd) - target.cbegin();
    const qsizetype at = QStringView(target).left(end).lastIndexOf(QLatin1Char('@'));
    if (at < 0)
        return target;
    const qsizetype host = at + 1;
    return target.replace(host, end - host, target.mid(host, end - host).toLower());
}
} // namespace

Address normalized(Address address)
{
    QString target = address.target;
    if (address.type == QLatin1String("tel") || address.type == QLatin1String("whatsapp"))
        target = phoneNumber(target);
    else if (address.type == QLatin1String("email"))
        target = target.trimmed().toLower();
    else if (address.type == QLatin1String("sip"))
        target = sipTarget(target);
    if (!target.isEmpty())
        address.target = target;
    return address;
}

bool isPhoneNumber(const QString &text)
{
    return text.size() >= 8 && text.size() <= 16 && text[0] == QLatin1Char('+') &&
           std::all_of(text.cbegin() + 1, text.cend(), isDigit);
}

} // namespace contract
