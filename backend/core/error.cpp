// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"

#include <array>

namespace core {
namespace {
struct Row
{
    Errc code;
    int status;
    const char *word;
};
constexpr std::array rows{
    Row{Errc::InvalidArgument, 400, "INVALID_ARGUMENT"},
    Row{Errc::Unauthenticated, 401, "UNAUTHENTICATED"},
    Row{Errc::PaymentRequired, 402, "PAYMENT_REQUIRED"},
    Row{Errc::PermissionDenied, 403, "PERMISSION_DENIED"},
    Row{Errc::NotFound, 404, "NOT_FOUND"},
    Row{Errc::AlreadyExists, 409, "ALREADY_EXISTS"},
    Row{Errc::FailedPrecondition, 409, "FAILED_PRECONDITION"},
    Row{Errc::ResourceExhausted, 429, "RESOURCE_EXHAUSTED"},
    Row{Errc::Internal, 500, "INTERNAL"},
    Row{Errc::Unavailable, 503, "UNAVAILABLE"},
    Row{Errc::DeadlineExceeded, 504, "DEADLINE_EXCEEDED"},
};

const Row &rowOf(Errc code)
{
    for (const Row &row : rows) {
        if (row.code == code)
            return row;
    }
    return rows[8];
}
} // namespace

int statusCode(Errc code) { return rowOf(code).status; }
const char *statusWord(Errc code) { return rowOf(code).word; }

Errc errcOf(int status)
{
    for (const Row &row : rows) {
        if (row.status == status)
            return row.code;
    }
    return status >= 400 && status < 500 ? Errc::InvalidArgument : Errc::Internal;
}

Errc errcOf(const QString &word)
{
    for (const Row &row : rows) {
        if (word == QLatin1String(row.word))
            return row.code;
    }
    return Errc::Internal;
}

Error::Error(Errc code, QString reason, QString message, QString detail)
    : m_code(code),
      m_reason(std::move(reason)),
      m_message(std::move(message)),
      m_detail(std::move(detail)),
      m_what((m_reason + QLatin1String(": ") + m_message).toStdString())
{
}

} // namespace core
