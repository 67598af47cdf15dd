// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/ari/arguments.h"

#include <QUrl>

namespace telephony::ari {
namespace {
QString decoded(QStringView text)
{
    return text.contains(QLatin1Char('%')) ? QUrl::fromPercentEncoding(text.toUtf8()) : text.toString();
}

/// As Asterisk reads a query: `+` is a space, and characters that should have been escaped stand for themselves.
QHash<QString, QString> queryOf(const QString &path)
{
    QHash<QString, QString> query;
    const qsizetype mark = path.indexOf(QLatin1Char('?'));
    if (mark < 0)
        return query;
    QString text = path.mid(mark + 1);
    text.replace(QLatin1Char('+'), QLatin1Char(' '));
    const QStringList items = text.split(QLatin1Char('&'), Qt::SkipEmptyParts);
    for (const QString &item : items) {
        const qsizetype equals = item.indexOf(QLatin1Char('='));
        if (equals > 0)
            query[decoded(QStringView(item).left(equals))] = decoded(QStringView(item).mid(equals + 1));
    }
    return query;
}
} // namespace

Arguments::Arguments(const Json &body, const QString &path) : m_body(body), m_query(queryOf(path)) {}

const Json *Arguments::member(const char *name) const
{
    if (!m_body.is_object())
        return nullptr;
    const auto found = m_body.find(name);
    return found == m_body.end() ? nullptr : &*found;
}

QString Arguments::text(const char *name, const QString &otherwise) const
{
    if (const Json *value = member(name)) {
        if (value->is_string())
            return core::fromUtf8(value->get<std::string>());
        if (value->is_number_integer())
            return QString::number(value->get<qint64>());
        return value->is_boolean() ? QLatin1String(value->get<bool>() ? "true" : "false") : otherwise;
    }
    return m_query.value(QLatin1String(name), otherwise);
}

int Arguments::number(const char *name, int otherwise) const
{
    bool ok = false;
    const int value = text(name).toInt(&ok);
    return ok ? value : otherwise;
}

bool Arguments::flag(const char *name) const
{
    const QString value = text(name).toLower();
    return value == QLatin1String("true") || value == QLatin1String("yes") || value == QLatin1String("1");
}

QStringList Arguments::list(const char *name) const
{
    const Json *value = member(name);
    if (!value || !value->is_array())
        return text(name).split(QLatin1Char(','), Qt::SkipEmptyParts);
    QStringList items;
    for (const Json &item : *value) {
        if (item.is_string())
            items += core::fromUtf8(item.get<std::string>());
    }
    return items;
}

std::map<QString, QString> Arguments::map(const char *name) const
{
    std::map<QString, QString> values;
    const Json *object = member(name);
    if (!object || !object->is_object())
        return values;
    for (const auto &[key, value] : object->items()) {
        if (value.is_string())
            values[core::fromUtf8(key)] = core::fromUtf8(value.get<std::string>());
    }
    return values;
}

QStringList partsOf(const QString &path)
{
    QStringList parts;
    const QStringView whole(path);
    for (const QStringView part : whole.left(whole.indexOf(QLatin1Char('?'))).tokenize(QLatin1Char('/'), Qt::SkipEmptyParts))
        parts += decoded(part);
    return parts;
}

AriReply refuse(int status, const QString &message) { return {status, Json{{"message", core::utf8(message)}}}; }

} // namespace telephony::ari
