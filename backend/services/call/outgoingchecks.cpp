// SPDX-License-Identifier: GPL-3.0-or-later
// What an outgoing call must pass before it exists (contract/call-manager.md §7).
#include "contract/address.h"
#include "services/call/countries.h"
#include "services/call/outboundconfigs.h"
#include "services/call/outgoing.h"

namespace services::call {

using namespace contract;

namespace {
/// Customers of the platform's own.
bool isSystem(const QUuid &customerId)
{
    static const QUuid basic(QStringLiteral("00000000-0000-0000-0000-000000000001"));
    static const QUuid system(QStringLiteral("00000000-0000-0000-0000-000000000002"));
    return customerId == basic || customerId == system;
}

[[noreturn]] void refuseCall(core::Errc code, const char *reason, const QString &why)
{
    throw core::Error(code, QLatin1String(reason), why);
}

bool flag(const Json &metadata, const char *name) { return member<bool>(metadata, name); }
} // namespace

Task<void> Outgoing::checkCustomer(QUuid customerId, bool phoneNumber, Plan *plan)
{
    if (isSystem(customerId))
        co_return;
    const Customer customer = co_await m.customers.customer(customerId);
    if (flag(customer.metadata, "rtp_debug"))
        plan->metadata["rtp_debug"] = true;
    if (customer.status != QLatin1String("active"))
        refuseCall(core::Errc::PermissionDenied, "CUSTOMER_NOT_ACTIVE",
                   QStringLiteral("The customer is %1.").arg(customer.status));
    if (phoneNumber && customer.identityVerificationStatus != QLatin1String("verified"))
        refuseCall(core::Errc::PermissionDenied, "IDENTITY_NOT_VERIFIED",
                   QStringLiteral("Only customers of verified identity call phone numbers."));
}

Task<Outgoing::Plan> Outgoing::check(const OutgoingLeg leg)
{
    Plan plan;
    plan.source = normalized(leg.common.source);
    plan.destination = normalized(leg.destination);
    if (leg.common.metadata.is_object())
        plan.metadata = leg.common.metadata;
    const bool phoneNumber = plan.destination.type == QLatin1String("tel");
    if (!phoneNumber && plan.destination.type != QLatin1String("sip"))
        refuseCall(core::Errc::InvalidArgument, "DESTINATION_TYPE_UNSUPPORTED",
                   QStringLiteral("Calls to \"%1\" are not possible.").arg(plan.destination.type));
    if (plan.destination.target.contains(QLatin1Char('\r')) || plan.destination.target.contains(QLatin1Char('\n')))
        refuseCall(core::Errc::InvalidArgument, "INVALID_DESTINATION", QStringLiteral("The destination has line breaks."));
    const QUuid customerId = leg.common.customerId;
    co_await checkCustomer(customerId, phoneNumber, &plan);
    const QString country = phoneNumber ? countryOf(plan.destination.target) : QString();
    co_await requireBalance(m.billing, customerId, QStringLiteral("call"), country);
    OutboundConfig config;
    if (!isSystem(customerId))
        config = co_await m.outboundConfigs->ofCustomer(customerId);
    if (!phoneNumber) {
        if (!config.codecs.isEmpty() && !plan.metadata.contains("codecs"))
            plan.metadata["codecs"] = text(config.codecs);
        co_return plan;
    }
    if (!isPhoneNumber(plan.destination.target))
        refuseCall(core::Errc::InvalidArgument, "INVALID_DESTINATION",
                   QStringLiteral("\"%1\" is no phone number.").arg(plan.destination.target));
    if (!isSystem(customerId) && (country.isEmpty() || !config.destinationWhitelist.contains(country))) {
        const Json rejection{
            {"customer_id", text(customerId)}, {"call_id", text(leg.id)}, {"destination_country", text(country)}};
        m.notify.publish(QStringLiteral("call.outbound_whitelist_rejected"), rejection);
        m.measures.whitelistRejected(country);
        refuseCall(core::Errc::PermissionDenied, "DESTINATION_NOT_ALLOWED",
                   QStringLiteral("Calls to the country of %1 are not allowed.").arg(plan.destination.target));
    }
    DialroutesGet wanted;
    wanted.customerId = customerId;
    wanted.target = callingCode(plan.destination.target);
    wanted.targetProviderIds = member<std::vector<QUuid>>(plan.metadata, "route_provider_ids");
    plan.dialroutes = co_await m.routes.dialroutes(std::move(wanted));
    if (plan.dialroutes.empty())
        refuseCall(core::Errc::Unavailable, "NO_DIALROUTE", QStringLiteral("No provider is set up for this number."));
    if (!flag(plan.metadata, "skip_source_validation") && !isSystem(customerId))
        plan.source = co_await verifiedSource(customerId, plan.source, config.defaultOutgoingSourceNumberId);
    co_return plan;
}

Task<Address> Outgoing::verifiedSource(QUuid customerId, Address source, QUuid defaultNumberId)
{
    Json filters{{"customer_id", text(customerId)}, {"type", "normal"}, {"status", "active"}, {"deleted", false}};
    if (isPhoneNumber(source.target)) {
        Json own = filters;
        own["number"] = text(source.target);
        const Page one{1, {}};
        const auto found = co_await m.numbers.numbers(one, std::move(own));
        if (!found.empty())
            co_return source;
    }
    if (!defaultNumberId.isNull()) {
        filters["id"] = text(defaultNumberId);
        const Page one{1, {}};
        const auto found = co_await m.numbers.numbers(one, std::move(filters));
        if (!found.empty()) {
            source.type = QStringLiteral("tel");
            source.target = found.front().number;
            co_return source;
        }
    }
    refuseCall(core::Errc::PermissionDenied, "SOURCE_NOT_VERIFIED",
               QStringLiteral("\"%1\" is no number of the customer's to call from.").arg(source.target));
}

} // namespace services::call
