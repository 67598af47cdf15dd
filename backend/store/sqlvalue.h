// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jsontext.h"

#include <QVariant>

/// One value of a described struct as a database column (contract/schema.md §1): ids as 16 raw bytes, times as
/// `YYYY-MM-DD hh:mm:ss.ffffff` or NULL, structs and lists as JSON text.
namespace store {

template <typename M> QVariant toSql(const M &value)
{
    if constexpr (std::is_same_v<M, QUuid>)
        return value.toRfc4122();
    else if constexpr (std::is_same_v<M, core::Timestamp>)
        return value.isSet() ? QVariant(value.toSql()) : QVariant();
    else if constexpr (std::is_same_v<M, QString>)
        return value.isNull() ? QString(QLatin1String("")) : value;
    else if constexpr (std::is_same_v<M, bool>)
        return int(value);
    else if constexpr (std::is_integral_v<M>)
        return qlonglong(value);
    else if constexpr (std::is_floating_point_v<M>)
        return double(value);
    else
        return core::fromUtf8(core::jsonText(value));
}

template <typename M> void fromSql(const QVariant &column, M &value)
{
    if (column.isNull())
        return;
    if constexpr (std::is_same_v<M, QUuid>) {
        value = QUuid::fromRfc4122(column.toByteArray());
    } else if constexpr (std::is_same_v<M, core::Timestamp>) {
        value = core::Timestamp::parse(column.toString()).value_or(core::Timestamp());
    } else if constexpr (std::is_same_v<M, QString>) {
        value = column.toString();
    } else if constexpr (std::is_same_v<M, bool>) {
        value = column.toInt() != 0;
    } else if constexpr (std::is_integral_v<M>) {
        value = M(column.toLongLong());
    } else if constexpr (std::is_floating_point_v<M>) {
        value = M(column.toDouble());
    } else {
        const core::Json json = core::parseJson(column.toString().toStdString());
        if (!json.is_null())
            core::fromJson(json, value, "column");
    }
}

} // namespace store
