// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/json.h"

#include <QMap>

#include <map>
#include <optional>

/// The shapes and rules of Asterisk's REST interface (contract/asterisk-proxy.md §3, §7), apart from what switches the calls.
namespace telephony::ari {

using core::Json;

/// What ARI shows of a channel.
struct Channel
{
    QString id;
    QString name; ///< `PJSIP/1000-00000001`
    QString state = QStringLiteral("Down");
    QString protocolId; ///< Call-ID of the SIP dialog
    QString callerName, callerNumber, connectedName, connectedNumber;
    QString presentation = QStringLiteral("allowed_not_screened"); ///< CALLERID(pres)
    QString redirectingNumber;                                     ///< CALLERID(rdnis); empty: the call was not diverted
    QString context = QStringLiteral("default"), exten;
    int priority = 1;
    QString dialplanApp, dialplanData; ///< what the dialplan runs now; in Stasis, the application
    QString application;               ///< that holds it or held it last
    bool inStasis = false;
    QString language = QStringLiteral("en");
    QMap<QString, QString> variables; ///< shared by the events about it
    core::Timestamp created;
};

struct Bridge
{
    QString id, name;
    QString type; ///< comma list, as it was asked for: `mixing,video_sfu`
    core::Timestamp created;
    QStringList channels;
    std::map<QString, QString> variables;

    bool isHolding() const { return type.contains(QLatin1String("holding")); }
    const char *typeName() const { return isHolding() ? "holding" : "mixing"; }
};

/// What a playback or recording belongs to: `channel:<id>` or `bridge:<id>`.
struct Target
{
    QString id;
    bool bridge = false;

    QString uri() const { return QLatin1String(bridge ? "bridge:" : "channel:") + id; }
};

struct Playback
{
    QString id;
    Target target;
    QStringList media;
    QString state = QStringLiteral("queued");
    int index = 0; ///< of the medium that plays
    QString language = QStringLiteral("en");
};

/// A recording that runs, or has just ended.
struct Recording
{
    QString name;
    QString format = QStringLiteral("wav");
    Target target;
    QString state = QStringLiteral("queued");      ///< queued, recording, paused, done, failed, canceled
    QString cause;                                 ///< of a failure
    std::optional<int> duration, talking, silence; ///< seconds; known once it has ended
};

/// `YYYY-MM-DDThh:mm:ss.mmm+0000`
QString time(core::Timestamp at);
Json toJson(const Channel &channel);
Json toJson(const Bridge &bridge);
Json toJson(const Playback &playback);
Json toJson(const Recording &recording);

/// Text of a Q.850 cause, as in `cause_txt`.
const char *causeText(int cause);
/// Cause for the `reason` word of a hang-up (`busy`, `no_answer` …); 0 for an unknown word.
int causeOf(const QString &reason);

} // namespace telephony::ari
