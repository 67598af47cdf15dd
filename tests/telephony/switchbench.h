// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sipcall.h"
#include "support/wait.h"
#include "telephony/softswitch/softswitch.h"

namespace testsip {

inline const QString realm = QStringLiteral("c1.registrar.voip.test");

/// A whole switch on loopback that writes down its ARI events.
struct Switch
{
    std::shared_ptr<core::SystemClock> clock = std::make_shared<core::SystemClock>();
    core::Timeline timeline{clock};
    std::unique_ptr<telephony::softswitch::SoftSwitch> engine;
    std::vector<core::Json> events;

    static telephony::softswitch::Config config()
    {
        telephony::softswitch::Config wanted;
        wanted.asteriskId = QStringLiteral("02:00:00:00:00:01");
        wanted.baseDomain = QStringLiteral("voip.test");
        wanted.realm = realm;
        wanted.sipPort = 0;
        return wanted;
    }
    explicit Switch(const telephony::softswitch::Config &wanted = config(), std::vector<telephony::sip::Contact> remembered = {})
        : engine(std::make_unique<telephony::softswitch::SoftSwitch>(clock, &timeline, wanted))
    {
        engine->setEventSink([this](const QString &application, const telephony::ari::SharedEvent &event) {
            events.push_back(event->json(application));
        });
        engine->setCredentials({{"1000", realm, "p1000"}, {"1001", realm, "p1001"}, {"1002", realm, "p1002"}});
        engine->remember(std::move(remembered));
        engine->start();
    }
    ~Switch() { wait(engine->stop()); }

    quint16 port() const { return quint16(engine->sipAddress().section(QLatin1Char(':'), -1).toInt()); }
    telephony::AriReply ari(const QString &method, const QString &path, core::Json body = core::Json())
    {
        telephony::AriRequest request{method, QLatin1String("/ari/") + path, std::move(body)};
        return wait(engine->request(std::move(request)));
    }
    /// The newest event of this type; null without one.
    core::Json last(const std::string &type) const
    {
        for (auto at = events.rbegin(); at != events.rend(); ++at) {
            if ((*at)["type"] == type)
                return *at;
        }
        return {};
    }
    size_t count(const std::string &type) const
    {
        return size_t(std::count_if(events.begin(), events.end(), [&](const core::Json &one) { return one["type"] == type; }));
    }
    QStringList membersOf(const QString &bridge)
    {
        QStringList members;
        const core::Json body = ari(QStringLiteral("GET"), QLatin1String("bridges/") + bridge).body;
        for (const auto &id : body["channels"])
            members += core::fromUtf8(id);
        return members;
    }
    void makeBridge(const QString &id)
    {
        ari(QStringLiteral("POST"), QStringLiteral("bridges"), {{"bridgeId", core::utf8(id)}, {"type", "mixing"}});
    }
    int join(const QString &bridge, const QString &channel)
    {
        return ari(QStringLiteral("POST"), QLatin1String("bridges/") + bridge + QLatin1String("/addChannel"),
                   {{"channel", core::utf8(channel)}})
            .status;
    }
};

/// A telephone with a password, as bare text.
struct Phone : Peer
{
    QByteArray user, invite;
    QString channel;

    Phone(const Switch &to, const QByteArray &name) : Peer(to.port()), user(name)
    {
        from = "<sip:" + user + '@' + realm.toLatin1() + ">;tag=" + user;
    }
    QByteArray uri() const { return "sip:" + user + '@' + me(); }
    int enroll()
    {
        remoteTo = "<sip:" + user + '@' + realm.toLatin1() + '>';
        const QByteArray contact = "Contact: <" + uri() + ">\r\n";
        send(request("REGISTER", "sip:x", contact));
        if (finalStatus() != 401)
            return 0;
        send(request("REGISTER", "sip:x", contact + authorization(user, "p" + user, "REGISTER", "sip:test.example")));
        const int status = finalStatus();
        remoteTo.clear();
        return status;
    }
    /// Calls and is answered by the application; its channel is left in `channel`.
    bool call(Switch &to, const QByteArray &number = "+15550001", const QByteArray &headers = {}, const QByteArray &sdp = sdpText)
    {
        const QByteArray target = "sip:" + number + '@' + realm.toLatin1();
        remoteTo.clear();
        callId = user + QByteArray::number(QRandomGenerator::global()->generate(), 36);
        send(request("INVITE", target, headers, sdp));
        if (finalStatus() != 407)
            return false;
        const size_t before = to.count("StasisStart");
        const QByteArray proof = authorization(user, "p" + user, "INVITE", target);
        send(request("ACK", target));
        send(request("INVITE", target, headers + proof, sdp));
        if (!QTest::qWaitFor([&] { return to.count("StasisStart") > before; }))
            return false;
        channel = core::fromUtf8(to.last("StasisStart")["channel"]["id"]);
        return true;
    }
    bool callAndTalk(Switch &to, const QByteArray &sdp = sdpText)
    {
        if (!call(to, "+15550001", {}, sdp))
            return false;
        to.ari(QStringLiteral("POST"), QLatin1String("channels/") + channel + QLatin1String("/answer"));
        return pickUp();
    }
    /// The 200 of a call of ours arrives and is acknowledged.
    bool pickUp()
    {
        if (finalStatus() != 200)
            return false;
        remoteTo = header(answer, "To");
        send(request("ACK", "sip:x"));
        return true;
    }
};

} // namespace testsip
