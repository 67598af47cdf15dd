// SPDX-License-Identifier: GPL-3.0-or-later
// What of Asterisk's administration this switch has: mailboxes that applications count in, and a truthful answer about parts, logs
// and configuration, which are not changed from here.
#include "core/log.h"
#include "telephony/softswitch/operations.h"

#include <array>

namespace telephony::softswitch {
namespace {
constexpr size_t mostMailboxes = 10'000;
const QString standardError = QStringLiteral("stderr");

Json mailboxJson(const QString &name, const Mailbox &box)
{
    return {{"name", core::utf8(name)}, {"old_messages", box.oldMessages}, {"new_messages", box.newMessages}};
}
AriReply noMailbox() { return refuse(404, QStringLiteral("Mailbox does not exist")); }

AriReply listMailboxes(Switch &s, const Asked &)
{
    Json all = Json::array();
    for (const auto &[name, box] : s.resources.mailboxes)
        all.push_back(mailboxJson(name, box));
    return {200, std::move(all)};
}

AriReply getMailbox(Switch &s, const Asked &asked)
{
    const auto found = s.resources.mailboxes.find(asked.ids[0]);
    return found == s.resources.mailboxes.end() ? noMailbox() : AriReply{200, mailboxJson(found->first, found->second)};
}

AriReply updateMailbox(Switch &s, const Asked &asked)
{
    const Mailbox box{asked.arguments.number("oldMessages", -1), asked.arguments.number("newMessages", -1)};
    if (box.oldMessages < 0 || box.newMessages < 0)
        return refuse(400, QStringLiteral("oldMessages and newMessages must be numbers from 0 on"));
    if (s.resources.mailboxes.size() >= mostMailboxes && !s.resources.mailboxes.contains(asked.ids[0]))
        return refuse(500, QStringLiteral("There are too many mailboxes"));
    s.resources.mailboxes[asked.ids[0]] = box;
    return {204};
}

AriReply deleteMailbox(Switch &s, const Asked &asked)
{
    return s.resources.mailboxes.erase(asked.ids[0]) ? AriReply{204} : noMailbox();
}

/// The levels that are written, by the names that Asterisk has for them.
QString writtenLevels()
{
    using core::log::Level;
    static const std::array<std::pair<Level, const char *>, 4> names{
        {{Level::Debug, "DEBUG"}, {Level::Info, "NOTICE"}, {Level::Warn, "WARNING"}, {Level::Error, "ERROR"}}};
    QStringList written;
    for (const auto &[level, name] : names) {
        if (core::log::enabled(level))
            written += QLatin1String(name);
    }
    return written.join(QLatin1Char(','));
}

AriReply listLogs(Switch &, const Asked &)
{
    return {200, Json::array({{{"channel", core::utf8(standardError)},
                               {"type", "Console"},
                               {"status", "Enabled"},
                               {"configuration", core::utf8(writtenLevels())}}})};
}
AriReply addLog(Switch &, const Asked &)
{
    return refuse(409, QStringLiteral("No log channel can be added: the switch writes to the standard error of its process"));
}
AriReply changeLog(Switch &, const Asked &asked)
{
    return asked.ids[0] == standardError
               ? refuse(409, QStringLiteral("The standard error of the process is neither deleted nor rotated"))
               : refuse(404, QStringLiteral("Log channel does not exist"));
}

AriReply noConfiguration(Switch &, const Asked &)
{
    return refuse(
        404, QStringLiteral("This switch has no dynamic configuration objects: its extensions and trunks are the platform's"));
}
AriReply changeConfiguration(Switch &, const Asked &)
{
    return refuse(403, QStringLiteral("Configuration is changed by the platform's own services, not from here"));
}

constexpr std::array ofMailboxes{Handler{"list", listMailboxes}, Handler{"get", getMailbox}, Handler{"update", updateMailbox},
                                 Handler{"delete", deleteMailbox}};
constexpr std::array ofAdministration{Handler{"listLogChannels", listLogs},    Handler{"addLog", addLog},
                                      Handler{"deleteLog", changeLog},         Handler{"rotateLog", changeLog},
                                      Handler{"getObject", noConfiguration},   Handler{"updateObject", changeConfiguration},
                                      Handler{"deleteObject", noConfiguration}};
} // namespace

std::span<const Handler> mailboxHandlers() { return ofMailboxes; }
std::span<const Handler> administrationHandlers() { return ofAdministration; }

} // namespace telephony::softswitch
