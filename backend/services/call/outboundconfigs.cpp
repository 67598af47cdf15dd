// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/outboundconfigs.h"

#include "services/call/countries.h"

#include <QRegularExpression>

namespace services::call {

using namespace contract;

namespace {
constexpr core::Millis knownFor{30 * 60'000};
constexpr core::Millis missingFor{60'000};
constexpr qsizetype longestCodecs = 255;

QString configKey(const QUuid &customerId) { return QLatin1String("outbound_config:") + core::toText(customerId); }

[[noreturn]] void refuse(const QString &why)
{
    throw core::Error(core::Errc::Internal, QStringLiteral("INVALID_OUTBOUND_CONFIG"), why);
}

void checkWhitelist(const QStringList &whitelist)
{
    QStringList seen;
    for (const QString &entry : whitelist) {
        const QString country = entry.trimmed().toLower();
        if (!isCountry(country))
            refuse(QStringLiteral("\"%1\" is no country.").arg(entry));
        if (seen.contains(country))
            refuse(QStringLiteral("\"%1\" is named twice.").arg(entry));
        seen += country;
    }
}

void checkCodecs(const QString &codecs)
{
    static const QRegularExpression token(QStringLiteral("^[A-Za-z0-9]+(-[A-Za-z0-9]+)*\\z"));
    if (codecs.size() > longestCodecs)
        refuse(QStringLiteral("The list of codecs is too long."));
    if (codecs.isEmpty())
        return;
    for (const QString &one : codecs.split(QLatin1Char(','))) {
        if (!token.match(one.trimmed()).hasMatch())
            refuse(QStringLiteral("\"%1\" is no codec.").arg(one));
    }
}

void apply(OutboundConfigChange wish, OutboundConfig &row)
{
    if (wish.destinationWhitelist) {
        checkWhitelist(*wish.destinationWhitelist);
        row.destinationWhitelist = *wish.destinationWhitelist;
    }
    if (wish.codecs) {
        checkCodecs(*wish.codecs);
        row.codecs = *wish.codecs;
    }
    row.name = wish.name.value_or(row.name);
    row.detail = wish.detail.value_or(row.detail);
}
} // namespace

Task<OutboundConfig> OutboundConfigs::create(OutboundConfigChange wish)
{
    OutboundConfig row;
    row.id = core::newId();
    row.customerId = wish.customerId;
    apply(std::move(wish), row);
    row.tmCreate = row.tmUpdate = m.clock->wall();
    store::Sql forget{QStringLiteral("DELETE FROM call_outbound_configs WHERE customer_id = ? AND tm_delete IS NOT NULL"),
                      {row.customerId.toRfc4122()}};
    std::vector<store::Sql> batch{std::move(forget), m_table.insertSql(row)};
    co_await m_table.store().write(std::move(batch));
    co_await m.cache.remove(configKey(row.customerId));
    co_return row;
}

Task<OutboundConfig> OutboundConfigs::get(QUuid id)
{
    const auto row = co_await m_table.get(id);
    if (!row || row->tmDelete.isSet())
        throw core::Error(core::Errc::NotFound, QStringLiteral("OUTBOUND_CONFIG_NOT_FOUND"),
                          QStringLiteral("There is no such outbound config."));
    co_return *row;
}

Task<OutboundConfig> OutboundConfigs::update(QUuid id, OutboundConfigChange wish)
{
    OutboundConfig row = co_await get(id);
    apply(std::move(wish), row);
    row.tmUpdate = m.clock->wall();
    co_await m_table.update(row);
    co_await m.cache.remove(configKey(row.customerId));
    co_return row;
}

Task<OutboundConfig> OutboundConfigs::remove(QUuid id)
{
    OutboundConfig row = co_await get(id);
    row.tmDelete = row.tmUpdate = m.clock->wall();
    co_await m_table.update(row);
    co_await m.cache.remove(configKey(row.customerId));
    co_return row;
}

Task<std::vector<OutboundConfig>> OutboundConfigs::list(QUuid customerId, unsigned size, QString token)
{
    Json filters{{"customer_id", text(customerId)}, {"deleted", false}};
    const QStringList allowed{QStringLiteral("customer_id"), QStringLiteral("deleted")};
    return m_table.list(std::move(filters), allowed, size, std::move(token));
}

Task<OutboundConfig> OutboundConfigs::ofCustomer(QUuid customerId)
{
    const auto kept = co_await m.cache.get(configKey(customerId));
    if (kept && kept->is_object() && kept->contains("_not_found"))
        co_return OutboundConfig{};
    if (kept && kept->is_object())
        co_return core::as<OutboundConfig>(*kept);
    const QVariantList binds{customerId.toRfc4122()};
    const auto found = co_await m_table.where(QStringLiteral("customer_id = ? AND tm_delete IS NULL LIMIT 1"), binds);
    Json record = found.empty() ? Json{{"_not_found", true}} : core::toJson(found.front());
    co_await m.cache.set(configKey(customerId), std::move(record), found.empty() ? missingFor : knownFor);
    co_return found.empty() ? OutboundConfig{} : found.front();
}

Task<void> OutboundConfigs::customerDeleted(QUuid customerId)
{
    const auto rows = co_await list(customerId, 1000, QString());
    for (const OutboundConfig &row : rows)
        co_await remove(row.id);
}

} // namespace services::call
