// SPDX-License-Identifier: GPL-3.0-or-later
// SDES keys, RFC 4568.
#include "telephony/sip/sdp.h"

#include <QRandomGenerator>

#include <algorithm>
#include <array>

namespace telephony::sip {
namespace {
constexpr qsizetype longestCrypto = 512;
constexpr qsizetype keySize = 16, saltSize = 14;
constexpr qulonglong shortestLifetime = 1 << 20; ///< packets: hours of a call; we never change a key by ourselves
constexpr const char *suite80 = "AES_CM_128_HMAC_SHA1_80", *suite32 = "AES_CM_128_HMAC_SHA1_32";

std::optional<rtp::SrtpSuite> suiteOf(const QByteArray &name)
{
    if (name == suite80)
        return rtp::SrtpSuite::AesCm128HmacSha1_80;
    if (name == suite32)
        return rtp::SrtpSuite::AesCm128HmacSha1_32;
    return {};
}

/// `2^31` or a number of packets, §6.1.
bool isLongLifetime(const QByteArray &text)
{
    bool ok = false;
    if (text.startsWith("2^")) {
        const int power = text.mid(2).toInt(&ok);
        return ok && power <= 48 && power >= 0 && (1ULL << power) >= shortestLifetime;
    }
    const qulonglong packets = text.toULongLong(&ok);
    return ok && packets >= shortestLifetime;
}

/// `1:4`: the number that every packet has, and its octets there, §6.1. False: malformed, or longer than ours may be.
bool readMki(const QByteArray &text, rtp::SrtpKey *key)
{
    const QList<QByteArray> parts = text.split(':');
    bool isNumber = false, isLength = false;
    qulonglong number = parts[0].toULongLong(&isNumber);
    const qulonglong length = parts.value(1).toULongLong(&isLength);
    if (parts.size() != 2 || !isNumber || !isLength || length == 0 || length > key->mki.size())
        return false;
    key->mkiSize = size_t(length);
    for (size_t i = key->mkiSize; i-- > 0; number >>= 8)
        key->mki[i] = uint8_t(number);
    return number == 0;
}

/// Parameters in front of which a minus stands may be ignored, §6.3.7; the hint of a window size always.
bool isHarmless(const QByteArray &parameter) { return parameter.startsWith('-') || parameter.startsWith("WSH="); }
} // namespace

std::optional<SdpCrypto> readCrypto(const QByteArray &value)
{
    if (value.size() > longestCrypto)
        return {};
    const QList<QByteArray> parts = value.simplified().split(' ');
    if (parts.size() < 3 || parts[0].isEmpty() || parts[0].size() > 9 ||
        !std::all_of(parts[0].begin(), parts[0].end(), [](char c) { return c >= '0' && c <= '9'; }))
        return {};
    const auto suite = suiteOf(parts[1].toUpper());
    if (!suite || !parts[2].startsWith("inline:") || parts[2].contains(';') ||
        !std::all_of(parts.begin() + 3, parts.end(), isHarmless))
        return {};
    QList<QByteArray> key = parts[2].mid(7).split('|');
    SdpCrypto crypto;
    if (key.size() > 1 && key.back().contains(':') && !readMki(key.takeLast(), &crypto.key))
        return {};
    if (key.size() > 2 || (key.size() == 2 && !isLongLifetime(key[1])))
        return {};
    const auto decoded = QByteArray::fromBase64Encoding(key[0], QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || decoded.decoded.size() != keySize + saltSize)
        return {};
    crypto.tag = parts[0].toInt();
    crypto.key.suite = *suite;
    std::copy_n(decoded.decoded.begin(), keySize, crypto.key.key.begin());
    std::copy_n(decoded.decoded.begin() + keySize, saltSize, crypto.key.salt.begin());
    return crypto;
}

QByteArray writeCrypto(const SdpCrypto &crypto)
{
    QByteArray key(reinterpret_cast<const char *>(crypto.key.key.data()), keySize);
    key.append(reinterpret_cast<const char *>(crypto.key.salt.data()), saltSize);
    return QByteArray::number(crypto.tag) + ' ' + (crypto.key.suite == rtp::SrtpSuite::AesCm128HmacSha1_80 ? suite80 : suite32) +
           " inline:" + key.toBase64();
}

rtp::SrtpKey makeSrtpKey(rtp::SrtpSuite suite)
{
    rtp::SrtpKey key;
    key.suite = suite;
    std::array<quint32, 8> random;
    QRandomGenerator::system()->fillRange(random.data(), random.size());
    const auto *bytes = reinterpret_cast<const uint8_t *>(random.data());
    std::copy_n(bytes, keySize, key.key.begin());
    std::copy_n(bytes + keySize, saltSize, key.salt.begin());
    return key;
}

} // namespace telephony::sip
