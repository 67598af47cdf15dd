// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/json.h"

#include <QString>

/// What is said on a media WebSocket besides sound, as of Asterisk's chan_websocket: commands of the program and news for it,
/// as plain lines or as JSON objects. Pure.
namespace telephony::softswitch::mediawords {

struct Command
{
    QString name;        ///< case matters: `GET_STATUS`; empty: none could be read
    QString correlation; ///< comes back with the news that the command asks for
    QString direction;   ///< of SET_MEDIA_DIRECTION, in JSON alone
};
Command commandOf(const QString &text, bool json);

/// @param members  of the JSON object; plain lines name those of `plain` alone, in that order, as `name:value`.
QString news(const char *event, core::Json members, bool json, std::initializer_list<const char *> plain);
/// `MEDIA_MARK_PROCESSED` and the like: a plain line has the correlation alone behind the word.
QString processed(const char *event, const QString &channelId, const QString &correlation, bool json);

/// The options of a channel, written as `f(json)d(in)n`.
struct Options
{
    bool json = false;
    bool answers = true;                       ///< by itself, when the program is there
    QString direction{QStringLiteral("both")}; ///< as of SET_MEDIA_DIRECTION
    QString query;                             ///< of the program's address: `a=b&c=d`
};
/// `in`, `out` or `both`.
bool isDirection(const QString &text);
/// What is unknown is left out.
Options optionsOf(const QString &text);

} // namespace telephony::softswitch::mediawords
