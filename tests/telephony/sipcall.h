// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sippeer.h"

namespace testsip {

inline const QByteArray dialed = "sip:1800@test.example";

/// The next request of this method that the peer gets; others are skipped.
inline QByteArray nextRequest(Peer &peer, const QByteArray &method, int waitMs = 3000)
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < waitMs) {
        const QByteArray message = peer.receive(int(waitMs - timer.elapsed()));
        if (message.startsWith(method + ' '))
            return message;
    }
    return {};
}

/// The answer to `request` as the peer sends it; `headers` are whole lines.
inline QByteArray answerTo(const QByteArray &request, const QByteArray &status, const QByteArray &headers = {},
                           const QByteArray &body = {}, const QByteArray &tag = "peer")
{
    QByteArray text = "SIP/2.0 " + status + "\r\n";
    for (const char *name : {"Via", "From", "Call-ID", "CSeq", "Record-Route"}) {
        if (const QByteArray value = Peer::header(request, name); !value.isEmpty())
            text += QByteArray(name) + ": " + value + "\r\n";
    }
    QByteArray to = Peer::header(request, "To");
    if (!to.contains(";tag=") && !status.startsWith("100"))
        to += ";tag=" + tag;
    text += "To: " + to + "\r\n" + headers;
    if (!body.isEmpty())
        text += "Content-Type: application/sdp\r\n";
    return text + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

inline QByteArray bodyOf(const QByteArray &message) { return message.mid(message.indexOf("\r\n\r\n") + 4); }
inline QByteArray tagOf(const QByteArray &header)
{
    const qsizetype at = header.indexOf(";tag=");
    return at < 0 ? QByteArray() : header.mid(at + 5).split(';').first();
}

/// A call between a stack and a peer that speaks bare text.
struct Call
{
    Stack stack;
    Peer peer;
    QString leg;
    QByteArray invite; ///< of the stack, when it called

    explicit Call(const Config &config = Stack::config()) : stack(config), peer(stack) {}

    /// The peer's INVITE arrives at the application.
    bool ring(const QByteArray &headers = {}, const QByteArray &sdp = sdpText)
    {
        const size_t before = stack.calls.size();
        peer.send(peer.request("INVITE", dialed, headers, sdp));
        if (!QTest::qWaitFor([&] { return stack.calls.size() > before; }))
            return false;
        leg = stack.calls.back().leg;
        return true;
    }
    /// The peer calls and is answered; the 200 is left in `peer.answer`.
    bool connect(const QByteArray &headers = {}, const QByteArray &sdp = sdpText)
    {
        if (!ring(headers, sdp))
            return false;
        stack.sip->answer(leg, sdpText);
        return peer.finalStatus() == 200 && acknowledge();
    }
    bool acknowledge(const QByteArray &sdp = {})
    {
        const size_t before = stack.confirmed.size();
        peer.remoteTo = Peer::header(peer.answer, "To");
        peer.send(peer.request("ACK", dialed, {}, sdp));
        return QTest::qWaitFor([&] { return stack.confirmed.size() > before; });
    }
    /// The stack calls the peer, whose INVITE is left in `invite`.
    bool callPeer()
    {
        OutgoingCall call;
        call.leg = leg = core::toText(core::newId());
        call.uri = QStringLiteral("sip:1800@") + QString::fromLatin1(peer.me());
        call.fromUser = QStringLiteral("1000");
        call.fromHost = QStringLiteral("test.example");
        call.sdp = sdpText;
        stack.sip->invite(call);
        invite = nextRequest(peer, "INVITE");
        return !invite.isEmpty();
    }
    QByteArray contact() const { return "Contact: <sip:peer@" + peer.me() + ">\r\n"; }
    /// The stack calls, the peer answers; later requests of the peer belong to the dialog.
    bool connectOut(const QByteArray &headers = {})
    {
        if (!callPeer())
            return false;
        peer.send(answerTo(invite, "200 OK", contact() + headers, sdpText));
        if (nextRequest(peer, "ACK").isEmpty() || !QTest::qWaitFor([this] { return !stack.answers.empty(); }))
            return false;
        peer.callId = Peer::header(invite, "Call-ID");
        peer.from = Peer::header(invite, "To") + ";tag=peer";
        peer.remoteTo = Peer::header(invite, "From");
        return true;
    }
    QByteArray next(const QByteArray &method, int waitMs = 3000) { return nextRequest(peer, method, waitMs); }
    void answer(const QByteArray &request, const QByteArray &status, const QByteArray &headers = {}, const QByteArray &body = {})
    {
        peer.send(answerTo(request, status, headers, body));
    }
};

} // namespace testsip
