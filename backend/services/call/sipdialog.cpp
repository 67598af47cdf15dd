// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/sipdialog.h"

#include <algorithm>

namespace services::call {

namespace {
constexpr qsizetype longestMessage = 65'535;
const QLatin1String outgoingMark("vbout-sdp_transport");

struct Header
{
    QString name, value; ///< name in lower case, compact forms spelled out
};

QString longName(const QString &name)
{
    if (name == QLatin1String("f"))
        return QStringLiteral("from");
    if (name == QLatin1String("t"))
        return QStringLiteral("to");
    if (name == QLatin1String("i"))
        return QStringLiteral("call-id");
    if (name == QLatin1String("m"))
        return QStringLiteral("contact");
    return name;
}

/// RFC 3261 §7.3.1: a line that begins with a space goes on with the one before.
std::vector<Header> headersOf(const QStringList &lines)
{
    std::vector<Header> headers;
    for (qsizetype i = 1; i < lines.size() && !lines[i].isEmpty(); ++i) {
        const QString &line = lines[i];
        if ((line[0] == QLatin1Char(' ') || line[0] == QLatin1Char('\t')) && !headers.empty()) {
            headers.back().value += QLatin1Char(' ') + line.trimmed();
            continue;
        }
        const qsizetype colon = line.indexOf(QLatin1Char(':'));
        if (colon > 0)
            headers.push_back({longName(line.left(colon).trimmed().toLower()), line.mid(colon + 1).trimmed()});
    }
    return headers;
}

/// Commas outside quotes and angle brackets part the values of one header.
QStringList valuesOf(const QString &text)
{
    QStringList values;
    QString value;
    bool quoted = false, bracket = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (quoted && c == QLatin1Char('\\') && i + 1 < text.size()) {
            value += c;
            value += text[++i];
            continue;
        }
        if (c == QLatin1Char('"') && !bracket)
            quoted = !quoted;
        else if (!quoted && (c == QLatin1Char('<') || c == QLatin1Char('>')))
            bracket = c == QLatin1Char('<');
        if (c == QLatin1Char(',') && !quoted && !bracket) {
            values += value.trimmed();
            value.clear();
        } else {
            value += c;
        }
    }
    values += value.trimmed();
    values.removeAll(QString());
    return values;
}

/// RFC 3261 §20.10: `"Name" <uri>;tag=x` or `uri;tag=x`.
CapturedMessage::Party partyOf(const QString &value)
{
    CapturedMessage::Party party;
    QString parameters;
    qsizetype open = value.indexOf(QLatin1Char('<'));
    if (value.startsWith(QLatin1Char('"'))) {
        qsizetype quote = 1;
        while (quote < value.size() && value[quote] != QLatin1Char('"'))
            quote += value[quote] == QLatin1Char('\\') ? 2 : 1;
        if (quote >= value.size())
            return {};
        open = value.indexOf(QLatin1Char('<'), quote);
    }
    const qsizetype close = open < 0 ? -1 : value.indexOf(QLatin1Char('>'), open);
    if (close > open && open >= 0) {
        party.display = value.left(open).trimmed();
        if (party.display.size() >= 2 && party.display.startsWith(QLatin1Char('"')) && party.display.endsWith(QLatin1Char('"')))
            party.display = party.display.mid(1, party.display.size() - 2);
        party.uri = value.mid(open + 1, close - open - 1).trimmed();
        parameters = value.mid(close + 1);
    } else if (open < 0) {
        const qsizetype semicolon = value.indexOf(QLatin1Char(';'));
        party.uri = (semicolon < 0 ? value : value.left(semicolon)).trimmed();
        parameters = semicolon < 0 ? QString() : value.mid(semicolon);
    }
    for (const QString &parameter : parameters.split(QLatin1Char(';'), Qt::SkipEmptyParts)) {
        if (parameter.section(QLatin1Char('='), 0, 0).trimmed().compare(QLatin1String("tag"), Qt::CaseInsensitive) == 0)
            party.tag = parameter.section(QLatin1Char('='), 1).trimmed();
    }
    return party;
}
} // namespace

std::optional<CapturedMessage> parseCaptured(const QString &text)
{
    if (text.size() > longestMessage)
        return std::nullopt;
    QStringList lines = text.split(QLatin1Char('\n'));
    for (QString &line : lines) {
        if (line.endsWith(QLatin1Char('\r')))
            line.chop(1);
    }
    const QStringList start = lines.front().split(QLatin1Char(' '));
    CapturedMessage message;
    if (start.size() >= 2 && start[0] == QLatin1String("SIP/2.0")) {
        message.status = start[1].toInt();
        if (message.status < 100 || message.status > 699)
            return std::nullopt;
    } else if (start.size() == 3 && start[2] == QLatin1String("SIP/2.0")) {
        message.method = start[0];
    } else {
        return std::nullopt;
    }
    for (const Header &header : headersOf(lines)) {
        if (header.name == QLatin1String("from"))
            message.from = partyOf(header.value);
        else if (header.name == QLatin1String("to"))
            message.to = partyOf(header.value);
        else if (header.name == QLatin1String("call-id"))
            message.callId = header.value;
        else if (header.name == QLatin1String("contact") && message.contact.isEmpty() && !header.value.isEmpty())
            message.contact = partyOf(valuesOf(header.value).value(0)).uri;
        else if (header.name == QLatin1String("record-route"))
            message.recordRoutes += valuesOf(header.value);
        else if (header.name == QLatin1String("cseq")) {
            bool good = false;
            const qint64 number = header.value.section(QLatin1Char(' '), 0, 0).toLongLong(&good);
            if (good && number >= 0 && number <= 0x7fffffff) // RFC 3261 §8.1.1.5
                message.cseq = number;
        } else if (header.name == outgoingMark) {
            message.weSent = true;
        }
    }
    if (message.callId.isEmpty() || message.cseq < 0 || message.from.uri.isEmpty() || message.to.uri.isEmpty())
        return std::nullopt;
    return message;
}

std::optional<CapturedDialog> dialogOf(const std::vector<CapturedMessage> &messages)
{
    const auto invite = std::find_if(messages.begin(), messages.end(),
                                     [](const CapturedMessage &one) { return one.method == QLatin1String("INVITE"); });
    if (invite == messages.end())
        return std::nullopt;
    const auto answer = std::find_if(invite, messages.end(), [&](const CapturedMessage &one) {
        return one.status >= 200 && one.status < 300 && one.cseq == invite->cseq;
    });
    const bool answered = answer != messages.end();
    CapturedDialog dialog;
    dialog.callId = invite->callId;
    CapturedMessage::Party callee = answered ? answer->to : invite->to;
    if (invite->weSent) {
        dialog.local = invite->from;
        dialog.remote = callee;
        dialog.remoteTarget = answered && !answer->contact.isEmpty() ? answer->contact : invite->to.uri;
        if (answered)
            dialog.routes = QStringList(answer->recordRoutes.rbegin(), answer->recordRoutes.rend());
    } else {
        dialog.local = callee;
        dialog.remote = invite->from;
        dialog.remoteTarget = invite->contact.isEmpty() ? invite->from.uri : invite->contact;
        dialog.routes = invite->recordRoutes;
    }
    dialog.recordRoutes = answered ? answer->recordRoutes : invite->recordRoutes;
    if (dialog.routes.size() <= 1)
        dialog.routes.clear();
    for (const CapturedMessage &one : messages)
        dialog.nextCseq = std::max(dialog.nextCseq, one.cseq + 1);
    return dialog;
}

} // namespace services::call
