// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/context.h"

namespace services::call {

QString engineOf(const Repository &repo, const QString &channelId)
{
    const Channel *channel = repo.channels.live(channelId);
    if (!channel || channel->tmEnd.isSet())
        throw core::Error(core::Errc::FailedPrecondition, QStringLiteral("CALL_ENDED"), QStringLiteral("The call has ended."));
    return channel->asteriskId;
}

Task<void> requireBalance(clients::BillingClient &billing, QUuid customerId, QString kind, QString country)
{
    bool enough = true;
    if (!billing.isServed())
        co_return;
    try {
        enough = co_await billing.isValidBalance(customerId, kind, country);
    } catch (const core::Error &error) {
        if (!isUnreachable(error))
            throw;
    }
    if (!enough)
        throw core::Error(core::Errc::PaymentRequired, QStringLiteral("INSUFFICIENT_BALANCE"),
                          QStringLiteral("The balance of the customer does not allow it."));
}

} // namespace services::call
