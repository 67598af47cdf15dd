// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/sip/digesthash.h"

namespace telephony::sip {

std::optional<DigestHash> DigestHash::named(const QByteArray &algorithm)
{
    const QByteArray name = algorithm.toUpper();
    if (name.isEmpty() || name == "MD5")
        return DigestHash();
    if (name == "SHA-256")
        return DigestHash(EVP_sha256());
    if (name == "SHA-512-256")
        return DigestHash(EVP_sha512_256());
    return {};
}

QByteArray DigestHash::operator()(const QByteArray &text) const
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_Digest(text.constData(), size_t(text.size()), sum, &size, m_method, nullptr);
    return QByteArray(reinterpret_cast<const char *>(sum), qsizetype(size)).toHex();
}

} // namespace telephony::sip
