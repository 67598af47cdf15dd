// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "switchbench.h"

namespace testsip {

/// Text of the last line of a NOTIFY, and whether it was the last one.
struct Progress
{
    QByteArray line;
    bool last = false;
};

inline Progress progressOf(Peer &peer)
{
    const QByteArray notify = nextRequest(peer, "NOTIFY");
    if (notify.isEmpty())
        return {};
    peer.send(answerTo(notify, "200 OK"));
    return {bodyOf(notify).trimmed(), Peer::header(notify, "Subscription-State").startsWith("terminated")};
}

inline QByteArray dialogOf(const Phone &phone)
{
    const QByteArray ours = tagOf(phone.from), theirs = tagOf(phone.remoteTo);
    return phone.callId + "%3Bto-tag%3D" + theirs + "%3Bfrom-tag%3D" + ours;
}

/// Two phones in a bridge.
struct Talk
{
    Switch sw;
    Phone alice{sw, "1000"}, bob{sw, "1001"}, carol{sw, "1002"};

    bool begin(const QByteArray &aliceSdp = sdpText)
    {
        if (carol.enroll() != 200 || !alice.callAndTalk(sw, aliceSdp) || !bob.callAndTalk(sw))
            return false;
        sw.makeBridge(QStringLiteral("b1"));
        return sw.join(QStringLiteral("b1"), alice.channel) == 204 && sw.join(QStringLiteral("b1"), bob.channel) == 204;
    }
    int refer(Phone &phone, const QByteArray &to, const QByteArray &more = {})
    {
        phone.send(phone.request("REFER", "sip:x", "Refer-To: " + to + "\r\n" + more));
        return phone.finalStatus();
    }
};

/// Bob's second call, which is with carol, in a bridge of its own.
struct Consultation
{
    Phone second, carol;

    explicit Consultation(Switch &sw) : second(sw, "1001"), carol(sw, "1002") { second.from += "second"; }
    bool begin(Switch &sw)
    {
        if (!second.callAndTalk(sw) || !carol.callAndTalk(sw))
            return false;
        sw.makeBridge(QStringLiteral("b2"));
        return sw.join(QStringLiteral("b2"), second.channel) == 204 && sw.join(QStringLiteral("b2"), carol.channel) == 204;
    }
};

inline const QByteArray toCarol = "<sip:1002@" + realm.toLatin1() + ">";

} // namespace testsip
