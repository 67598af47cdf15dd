// SPDX-License-Identifier: GPL-3.0-or-later
// call-manager: calls rebuilt from captured SIP (contract/call-manager.md §13, RFC 3261 §12).
#include "callbench.h"
#include "fakefetcher.h"
#include "services/call/sipdialog.h"

#include <QtTest>

using core::Json;
using namespace services::call;

namespace {
QString lines(const QStringList &list) { return list.join(QLatin1String("\r\n")) + QLatin1String("\r\n\r\n"); }

QString invite(bool ours, const QStringList &more = {})
{
    QStringList list{QStringLiteral("INVITE sip:bob@b.example SIP/2.0"),
                     QStringLiteral("From: \"Ann, A\" <sip:ann@a.example>;tag=a1"),
                     QStringLiteral("To: <sip:bob@b.example>"),
                     QStringLiteral("Call-ID: abc@a"),
                     QStringLiteral("CSeq: 7 INVITE"),
                     QStringLiteral("Contact: <sip:ann@10.0.0.1:5060>")};
    if (ours)
        list += QStringLiteral("VBOUT-SDP_Transport: RTP/AVP");
    return lines(list + more);
}

QString answer(const QStringList &more = {})
{
    return lines(QStringList{QStringLiteral("SIP/2.0 200 OK"), QStringLiteral("f: \"Ann, A\" <sip:ann@a.example>;tag=a1"),
                             QStringLiteral("t: <sip:bob@b.example>;tag=b1"), QStringLiteral("i: abc@a"),
                             QStringLiteral("CSeq: 7 INVITE"), QStringLiteral("m: <sip:bob@10.0.0.2:5070>")} +
                 more);
}

std::vector<CapturedMessage> parsed(const QStringList &texts)
{
    std::vector<CapturedMessage> messages;
    for (const QString &text : texts) {
        const auto message = parseCaptured(text);
        if (message)
            messages.push_back(*message);
    }
    return messages;
}
} // namespace

class CallRecoveryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCallWePlaced()
    {
        const QStringList routes{QStringLiteral("Record-Route: <sip:p1;lr>, <sip:p2;lr>")};
        const auto dialog = dialogOf(parsed({invite(true), answer(routes)}));
        QVERIFY(dialog);
        QCOMPARE(dialog->local.tag, QStringLiteral("a1"));
        QCOMPARE(dialog->local.display, QStringLiteral("Ann, A"));
        QCOMPARE(dialog->remote.tag, QStringLiteral("b1"));
        QCOMPARE(dialog->remoteTarget, QStringLiteral("sip:bob@10.0.0.2:5070"));
        QCOMPARE(dialog->routes, (QStringList{QStringLiteral("<sip:p2;lr>"), QStringLiteral("<sip:p1;lr>")})); // §12.1.2
        QCOMPARE(dialog->nextCseq, 8);
    }

    void aCallThatArrived()
    {
        const QStringList routes{QStringLiteral("Record-Route: <sip:p1;lr>"), QStringLiteral("Record-Route: <sip:p2;lr>")};
        const auto dialog = dialogOf(parsed({invite(false, routes), answer()}));
        QVERIFY(dialog);
        QCOMPARE(dialog->local.tag, QStringLiteral("b1"));
        QCOMPARE(dialog->remote.uri, QStringLiteral("sip:ann@a.example"));
        QCOMPARE(dialog->remoteTarget, QStringLiteral("sip:ann@10.0.0.1:5060"));
        QCOMPARE(dialog->routes, (QStringList{QStringLiteral("<sip:p1;lr>"), QStringLiteral("<sip:p2;lr>")})); // §12.1.1
    }

    void oneRouteIsNone()
    {
        const auto dialog = dialogOf(parsed({invite(true), answer({QStringLiteral("Record-Route: <sip:p1;lr>")})}));
        QVERIFY(dialog && dialog->routes.isEmpty());
    }

    void noMessage_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << QString();
        QTest::newRow("HTTP") << "GET / HTTP/1.1\r\n\r\n";
        QTest::newRow("no headers") << "INVITE sip:a@b SIP/2.0\r\n\r\n";
        QTest::newRow("a CSeq beyond RFC 3261 §8.1.1.5")
            << QString(invite(true)).replace(QLatin1String("CSeq: 7"), QLatin1String("CSeq: 4294967296"));
        QTest::newRow("a status that is none") << QString(answer()).replace(QLatin1String("200 OK"), QLatin1String("20 OK"));
        QTest::newRow("too long") << QString(70'000, QLatin1Char('a'));
        QTest::newRow("a quote that never ends") << QString(invite(true)).replace(QLatin1String("A\" <"), QLatin1String("A <"));
    }
    void noMessage()
    {
        QFETCH(QString, text);
        const auto message = parseCaptured(text);
        QVERIFY(!message || message->from.tag.isEmpty());
    }

    void everyTruncationIsSurvived()
    {
        const QString whole = invite(true, {QStringLiteral("Record-Route: <sip:p1;lr>, \"q\\\"<sip:p2>")});
        for (qsizetype size = 0; size < whole.size(); ++size)
            parseCaptured(whole.left(size));
    }

    void rebuildsACallFromHomer()
    {
        CallBench m;
        const auto homer = std::make_shared<FakeFetcher>();
        m.homer = homer;
        m.settle();
        m.calls.reset();
        m.calls = m.makeCalls();
        wait(m.calls->start());
        m.makeNumber(QStringLiteral("+899123456789"),
                     R"([{"type": "answer"}, {"type": "sleep", "option": {"duration": 600000}}])");
        const QString channel = m.phoneCalls(QStringLiteral("+899123456789"));
        const QString id = textOf(m.callOfChannel(channel), "id");
        const Json body{
            {"data",
             {{"messages", Json::array({Json{{"raw", core::utf8(invite(false))}}, Json{{"raw", core::utf8(answer())}}})}}}};
        homer->body = QByteArray::fromStdString(body.dump());
        m.engine.forget();
        QCOMPARE(m.ask("POST", QStringLiteral("/v1/recovery"), Json{{"asterisk_id", "02:00:00:00:00:01"}}).statusCode, 200);
        m.settle();
        QCOMPARE(homer->asked.size(), size_t(1));
        QCOMPARE(homer->asked.front().url, QUrl(QStringLiteral("http://homer.example/api/v3/call/transaction")));
        const Json query = Json::parse(homer->asked.front().body.toStdString());
        QCOMPARE(query["param"]["search"]["1_call"]["callid"][0].get<std::string>(), std::string("abc@phone"));
        QCOMPARE(query["param"]["whitelist"][0].get<std::string>(), std::string("203.0.113.1"));
        const Json created = m.engine.last(QStringLiteral("/channels/create")).body;
        QCOMPARE(textOf(created, "endpoint"), QStringLiteral("pjsip/call-out/sip:ann@10.0.0.1:5060"));
        QCOMPARE(textOf(created["variables"], "PJSIP_RECOVERY_FROM_TAG"), QStringLiteral("b1"));
        QCOMPARE(textOf(created["variables"], "PJSIP_RECOVERY_CSEQ"), QStringLiteral("8"));
        QVERIFY(!m.engine.last(QStringLiteral("/dial")).body.contains("caller"));
        const Json call = m.call(id);
        QCOMPARE(textOf(call, "channel_id"), textOf(created, "channelId"));
        QCOMPARE(textOf(call["action"], "type"), QStringLiteral("sleep"));
        m.engine.release(textOf(call, "channel_id"), 16);
        m.settle();
        QCOMPARE(textOf(m.call(id), "status"), QStringLiteral("hangup"));
    }

    void recoveryNeedsAnEngine()
    {
        CallBench m;
        QCOMPARE(m.ask("POST", QStringLiteral("/v1/recovery"), Json::object()).statusCode, 400);
        QCOMPARE(m.ask("POST", QStringLiteral("/v1/recovery"), Json{{"asterisk_id", "nobody"}}).statusCode, 200);
    }
};

QTEST_GUILESS_MAIN(CallRecoveryTest)
#include "tst_callrecovery.moc"
