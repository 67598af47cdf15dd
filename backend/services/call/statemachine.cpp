// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/statemachine.h"

#include "contract/call.h"

namespace services::call {

using namespace contract;

bool mayChange(const QString &from, const QString &to)
{
    using namespace callstatus;
    if (from == dialing)
        return to == ringing || to == progressing || to == terminating || to == canceling || to == hangup;
    if (from == ringing)
        return to == progressing || to == terminating || to == canceling || to == hangup;
    if (from == progressing)
        return to == terminating || to == hangup;
    return (from == terminating || from == canceling) && to == hangup;
}

QString statusOfChannelState(const QString &state)
{
    if (state == QLatin1String("Up") || state == QLatin1String("Mute"))
        return callstatus::progressing;
    if (state == QLatin1String("Ring") || state == QLatin1String("Ringing"))
        return callstatus::ringing;
    for (const char *known : {"Down", "Rsrvd", "OffHook", "Dialing", "Busy", "Dialing Offhook", "Pre-ring", "Unknown"}) {
        if (state == QLatin1String(known))
            return callstatus::dialing;
    }
    return callstatus::hangup;
}

int causeOfReason(const QString &reason)
{
    if (reason == QLatin1String("failed"))
        return cause::noResponse;
    if (reason == QLatin1String("busy"))
        return cause::busy;
    if (reason == QLatin1String("noanswer") || reason == QLatin1String("dialout"))
        return cause::noAnswer;
    if (reason == QLatin1String("amd"))
        return cause::machine;
    return cause::normal;
}

QString hangupBy(const QString &lastStatus)
{
    const bool ours = lastStatus == callstatus::terminating || lastStatus == callstatus::canceling;
    return ours ? QStringLiteral("local") : QStringLiteral("remote");
}

QString hangupReason(const QString &way, const QString &lastStatus, int code)
{
    const bool early = lastStatus == callstatus::dialing || lastStatus == callstatus::ringing;
    const QString normal = QStringLiteral("normal");
    if (lastStatus == callstatus::progressing)
        return code == cause::durationTimeout ? QStringLiteral("timeout") : normal;
    if (way == direction::incoming) {
        if (early && code == cause::noAnswer)
            return QStringLiteral("noanswer");
        if (early && code == cause::busy)
            return QStringLiteral("busy");
        return normal;
    }
    if (lastStatus == callstatus::terminating)
        return code == cause::machine ? QStringLiteral("amd") : normal;
    if (lastStatus == callstatus::canceling)
        return QStringLiteral("cancel");
    if (!early)
        return normal;
    switch (code) {
    case cause::noAnswer:
    case cause::rejected: return QStringLiteral("noanswer");
    case cause::busy: return QStringLiteral("busy");
    case cause::normal:
    case 26: return normal;
    case 0: return QStringLiteral("dialout");
    default: return QStringLiteral("failed");
    }
}

} // namespace services::call
