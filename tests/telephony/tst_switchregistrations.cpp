// SPDX-License-Identifier: GPL-3.0-or-later
// Phones that registered with the last run of the switch.
#include "switchbench.h"

using telephony::sip::Contact;
using testsip::nextRequest;
using testsip::Peer;
using testsip::Switch;

class SwitchRegistrationsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPhoneOfTheLastRunIsCalled()
    {
        auto first = std::make_unique<Switch>();
        Peer phone(first->port());
        const std::vector<Contact> known = registered(*first, phone);
        QCOMPARE(known.size(), size_t(1));
        first.reset();
        Switch second(Switch::config(), known);
        QCOMPARE(second.engine->contacts().size(), size_t(1));
        second.ari(QStringLiteral("POST"), QStringLiteral("channels"), {{"endpoint", "PJSIP/1001"}, {"app", "voipbin"}});
        const QByteArray invite = nextRequest(phone, "INVITE");
        QVERIFY(invite.startsWith("INVITE sip:1001@" + phone.me()));
        QUdpSocket().writeDatagram(testsip::answerTo(invite, "486 Busy Here"), QHostAddress::LocalHost, second.port());
        QTRY_COMPARE(second.count("ChannelDestroyed"), size_t(1));
    }

    void whoIsForgotten_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("server");
        QTest::addColumn<bool>("isKnown");
        QTest::newRow("nobody") << "1001" << "127.0.0.1" << true;
        QTest::newRow("the extension is gone") << "1009" << "127.0.0.1" << false;
        QTest::newRow("the address does not answer") << "1001" << "192.0.2.1" << false;
    }
    void whoIsForgotten()
    {
        QFETCH(QString, user);
        QFETCH(QString, server);
        Contact contact;
        contact.user = user;
        contact.realm = testsip::realm;
        contact.uri = QStringLiteral("sip:1001@127.0.0.1:5999");
        contact.source = QStringLiteral("127.0.0.1:5999");
        contact.transport = QStringLiteral("udp");
        contact.server = server;
        contact.expiresAt = std::numeric_limits<qint64>::max();
        const Switch sw(Switch::config(), {contact});
        QTEST(!sw.engine->contacts().empty(), "isKnown");
    }

private:
    static std::vector<Contact> registered(Switch &sw, Peer &phone)
    {
        if (phone.registerUser("1001", "p1001", "Contact: <sip:1001@" + phone.me() + ">\r\n") != 200)
            return {};
        (void)QTest::qWaitFor([&] { return !sw.engine->contacts().empty(); });
        return sw.engine->contacts();
    }
};

QTEST_GUILESS_MAIN(SwitchRegistrationsTest)
#include "tst_switchregistrations.moc"
