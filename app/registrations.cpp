// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/registrations.h"

namespace app {
namespace {
const QString udp = QStringLiteral("udp"), encodedSemicolon = QStringLiteral("^3B");

contract::AstContact rowOf(const telephony::sip::Contact &contact)
{
    contract::AstContact row;
    row.uri = QString(contact.uri).replace(QLatin1Char(';'), encodedSemicolon);
    row.endpoint = contact.user + QLatin1Char('@') + contact.realm;
    row.id = row.endpoint + encodedSemicolon + QLatin1Char('@') + core::toText(QUuid::createUuidV5(QUuid(), contact.uri));
    row.expirationTime = contact.expiresAt;
    row.path = contact.path;
    row.userAgent = contact.userAgent;
    row.regServer = contact.server;
    row.viaAddr = contact.source.section(QLatin1Char(':'), 0, -2);
    row.viaPort = contact.source.section(QLatin1Char(':'), -1).toInt();
    row.callId = contact.callId;
    row.pruneOnBoot = contact.transport == udp ? QStringLiteral("no") : QStringLiteral("yes");
    return row;
}

telephony::sip::Contact contactOf(const contract::AstContact &row)
{
    telephony::sip::Contact contact;
    contact.user = row.endpoint.section(QLatin1Char('@'), 0, 0);
    contact.realm = row.endpoint.section(QLatin1Char('@'), 1);
    contact.uri = QString(row.uri).replace(encodedSemicolon, QLatin1String(";"));
    contact.source = row.viaAddr + QLatin1Char(':') + QString::number(row.viaPort);
    contact.transport = udp;
    contact.path = row.path;
    contact.userAgent = row.userAgent;
    contact.callId = row.callId;
    contact.expiresAt = row.expirationTime;
    contact.server = row.regServer;
    return contact;
}
} // namespace

std::vector<contract::AstContact> rowsOf(const std::vector<telephony::sip::Contact> &contacts)
{
    std::vector<contract::AstContact> rows;
    for (const auto &contact : contacts)
        rows.push_back(rowOf(contact));
    return rows;
}

std::vector<telephony::sip::Contact> contactsOf(const std::vector<contract::AstContact> &rows)
{
    std::vector<telephony::sip::Contact> contacts;
    for (const auto &row : rows)
        contacts.push_back(contactOf(row));
    return contacts;
}

} // namespace app
