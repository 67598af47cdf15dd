// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ids.h"

#include <QRandomGenerator>

#include <array>

namespace core {
namespace {
constexpr qsizetype idLength = 36;

template <typename Char> void writeId(const QUuid &id, Char *to)
{
    const auto write = [&to](quint64 value, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
            *to++ = Char("0123456789abcdef"[value >> shift & 15]);
    };
    write(id.data1, 8);
    for (const quint64 part : {quint64(id.data2), quint64(id.data3), quint64(id.data4[0]) << 8 | id.data4[1]}) {
        *to++ = Char('-');
        write(part, 4);
    }
    *to++ = Char('-');
    for (int i = 2; i < 8; ++i)
        write(id.data4[i], 2);
}

/// −1: none.
int digitOf(char16_t c) { return c >= u'0' && c <= u'9' ? c - u'0' : c >= u'a' && c <= u'f' ? c - u'a' + 10 : -1; }
} // namespace

QString toText(const QUuid &id)
{
    QString text(idLength, Qt::Uninitialized);
    writeId(id, reinterpret_cast<char16_t *>(text.data()));
    return text;
}

std::string utf8(const QUuid &id)
{
    std::string text(idLength, '0');
    writeId(id, text.data());
    return text;
}

QUuid parseId(QStringView text, bool *ok)
{
    std::array<quint8, 16> bytes{};
    bool good = text.size() == idLength;
    const char16_t *from = text.utf16();
    for (size_t i = 0; good && i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            good = *from++ == u'-';
        const int high = digitOf(*from++), low = digitOf(*from++);
        good = good && (high | low) >= 0;
        bytes[i] = quint8(high << 4 | low);
    }
    if (ok)
        *ok = good;
    return good ? QUuid::fromRfc4122(QByteArrayView(bytes.data(), qsizetype(bytes.size()))) : QUuid();
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
