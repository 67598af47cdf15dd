// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

#include <openssl/evp.h>

namespace telephony::sip {

/// A hash of digest authentication (RFC 8760 §2.3): MD5, SHA-256 or SHA-512-256.
class DigestHash
{
public:
    DigestHash() = default; ///< MD5
    /// By its name in any case, without "-sess"; MD5 when empty. Nothing: it is not one of these.
    static std::optional<DigestHash> named(const QByteArray &algorithm);

    /// Hexadecimal, as the digest has it.
    QByteArray operator()(const QByteArray &text) const;

private:
    explicit DigestHash(const EVP_MD *method) : m_method(method) {}

    const EVP_MD *m_method = EVP_md5();
};

} // namespace telephony::sip
