// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ids.h"

#include <QRandomGenerator>

namespace core {

QUuid parseId(QStringView text, bool *ok)
{
    bool good = text.size() == 36;
    for (int i = 0; good && i < 36; ++i) {
        const char16_t c = text[i].unicode();
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        good = dash ? c == u'-' : (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
    }
    if (ok)
        *ok = good;
    return good ? QUuid::fromString(text) : QUuid();
}

QString randomSecret(int length)
{
    static const QLatin1String alphabet("abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789");
    QString text;
    for (int i = 0; i < length; ++i)
        text += alphabet[int(QRandomGenerator::system()->bounded(quint32(alphabet.size())))];
    return text;
}

} // namespace core
