// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/table.h"

namespace store {
namespace {
[[noreturn]] void invalid(const QString &name, const char *expected)
{
    throw core::Error(core::Errc::InvalidArgument, QStringLiteral("INVALID_FILTER"),
                      QStringLiteral("\"%1\" must be %2.").arg(name, QLatin1String(expected)));
}

QVariant filterValue(const QString &name, bool isId, const core::Json &value)
{
    if (isId) {
        bool ok = value.is_string();
        const QUuid id = ok ? core::parseId(core::fromUtf8(value.get<std::string>()).toLower(), &ok) : QUuid();
        if (!ok)
            invalid(name, "a UUID");
        return id.toRfc4122();
    }
    if (value.is_string())
        return core::fromUtf8(value.get<std::string>());
    if (value.is_boolean())
        return int(value.get<bool>());
    if (value.is_number_integer())
        return qlonglong(value.get<qint64>());
    invalid(name, "a text, a number or true or false");
}
} // namespace

Sql ListFilter::select(const QString &table, const QStringList &columns, const std::map<QString, bool> &kinds,
                       const core::Json &filters, unsigned size, const QString &token)
{
    const auto before = core::Timestamp::parse(token);
    if (!before)
        invalid(QStringLiteral("page_token"), "a time");
    QStringList conditions;
    Sql sql;
    if (before->isSet()) {
        conditions += QStringLiteral("tm_create < ?");
        sql.binds.push_back(before->toSql());
    }
    if (filters.is_object()) {
        for (const auto &[key, value] : filters.items()) {
            const QString name = core::fromUtf8(key);
            const auto kind = kinds.find(name);
            if (kind == kinds.end())
                continue;
            if (name == QLatin1String("deleted")) {
                if (!value.is_boolean())
                    invalid(name, "true or false");
                conditions += value.get<bool>() ? QStringLiteral("tm_delete IS NOT NULL") : QStringLiteral("tm_delete IS NULL");
                continue;
            }
            conditions += name + QLatin1String(" = ?");
            sql.binds.push_back(filterValue(name, kind->second, value));
        }
    }
    sql.text = QStringLiteral("SELECT %1 FROM %2").arg(columns.join(QLatin1String(", ")), table);
    if (!conditions.isEmpty())
        sql.text += QLatin1String(" WHERE ") + conditions.join(QLatin1String(" AND "));
    sql.text += QStringLiteral(" ORDER BY tm_create DESC LIMIT %1").arg(size);
    return sql;
}

} // namespace store
