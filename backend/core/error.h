// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <exception>
#include <string>

namespace core {

/// The statuses of the wire (contract/bus.md §6), so that nothing is translated twice.
enum class Errc {
    InvalidArgument = 1,
    Unauthenticated,
    PaymentRequired,
    PermissionDenied,
    NotFound,
    AlreadyExists,
    FailedPrecondition,
    ResourceExhausted,
    Internal,         ///< a bug of ours
    Unavailable,      ///< no broker, database or engine
    DeadlineExceeded, ///< never sent: the caller gave up waiting
};

/// HTTP-like status code of an error, 400 to 503. DeadlineExceeded is 504.
int statusCode(Errc code);
/// The wire word, for example `NOT_FOUND`.
const char *statusWord(Errc code);
/// The nearest error for a status code of at least 300; unknown codes are Internal.
Errc errcOf(int statusCode);
/// The error for a wire word; unknown words are Internal.
Errc errcOf(const QString &statusWord);

/// Thrown through co_await; crosses every border as it is. No field carries a secret.
class Error : public std::exception
{
public:
    /// @param reason   for programs, stable, UPPER_SNAKE: `CALL_NOT_FOUND`.
    /// @param message  one sentence for the operator.
    /// @param detail   for the log only: SQLSTATE, SIP status line, AMQP reply-text.
    Error(Errc code, QString reason, QString message, QString detail = {});

    Errc code() const { return m_code; }
    int status() const { return statusCode(m_code); }
    const QString &reason() const { return m_reason; }
    const QString &message() const { return m_message; }
    const QString &detail() const { return m_detail; }
    const char *what() const noexcept override { return m_what.c_str(); }

private:
    Errc m_code;
    QString m_reason;
    QString m_message;
    QString m_detail;
    std::string m_what;
};

} // namespace core
