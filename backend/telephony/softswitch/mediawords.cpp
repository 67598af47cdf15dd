// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/mediawords.h"

#include <QRegularExpression>

namespace telephony::softswitch::mediawords {
namespace {
constexpr qsizetype mostCorrelation = 200;

QString member(const core::Json &object, const char *name)
{
    const auto found = object.is_object() ? object.find(name) : object.end();
    return found != object.end() && found->is_string() ? core::fromUtf8(*found) : QString();
}
QString plainText(const core::Json &value) { return value.is_string() ? core::fromUtf8(value) : core::fromUtf8(value.dump()); }
} // namespace

Command commandOf(const QString &text, bool json)
{
    Command command;
    if (json) {
        const core::Json object = core::Json::parse(core::utf8(text), nullptr, false);
        command = {member(object, "command"), member(object, "correlation_id"), member(object, "direction")};
    } else {
        const QString line = text.trimmed();
        command = {line.section(QLatin1Char(' '), 0, 0), line.section(QLatin1Char(' '), 1).trimmed(), {}};
    }
    command.correlation.truncate(mostCorrelation);
    return command;
}

QString news(const char *event, core::Json members, bool json, std::initializer_list<const char *> plain)
{
    if (json) {
        members["event"] = event;
        return core::fromUtf8(members.dump(-1, ' ', false, core::Json::error_handler_t::replace));
    }
    QString line = QLatin1String(event);
    for (const char *name : plain)
        line += QLatin1Char(' ') + QLatin1String(name) + QLatin1Char(':') + plainText(members[name]);
    return line;
}

QString processed(const char *event, const QString &channelId, const QString &correlation, bool json)
{
    if (json)
        return news(event, {{"channel_id", core::utf8(channelId)}, {"correlation_id", core::utf8(correlation)}}, true, {});
    return QLatin1String(event) + (correlation.isEmpty() ? QString() : QLatin1Char(' ') + correlation);
}

bool isDirection(const QString &text)
{
    return text == QLatin1String("in") || text == QLatin1String("out") || text == QLatin1String("both");
}

Options optionsOf(const QString &text)
{
    static const QRegularExpression option(QStringLiteral("([a-z])(?:\\(([^)]*)\\))?"));
    Options options;
    for (auto found = option.globalMatch(text); found.hasNext();) {
        const QRegularExpressionMatch one = found.next();
        const QString value = one.captured(2);
        switch (one.captured(1)[0].toLatin1()) {
        case 'f': options.json = value == QLatin1String("json"); break;
        case 'n': options.answers = false; break;
        case 'd': options.direction = value; break;
        case 'v': options.query = QString(value).replace(QLatin1Char(','), QLatin1Char('&')); break;
        default: break;
        }
    }
    return options;
}

} // namespace telephony::softswitch::mediawords
