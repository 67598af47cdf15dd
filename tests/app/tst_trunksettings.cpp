// SPDX-License-Identifier: GPL-3.0-or-later
// The file of the setting sip_trunks, and the trunks of registrar-manager.
#include "app/trunks.h"
#include "core/error.h"

#include <QTemporaryDir>
#include <QtTest>

using telephony::sip::Trunk;

class TrunkSettingsTest : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;

    std::vector<Trunk> read(const QByteArray &text)
    {
        QFile file(m_folder.filePath(QStringLiteral("trunks.json")));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("the test's own file cannot be written");
        file.close();
        const auto settings = core::Settings::resolve({QStringLiteral("--sip_trunks"), file.fileName()}, {});
        return app::trunksOfSettings(settings, core::Profile::below(m_folder.path()));
    }

private Q_SLOTS:
    void everyMember()
    {
        const auto trunks = read(
            "[{\"name\": \"acme\", \"host\": \"sip.acme.example:5070\", \"transport\": \"tls\", \"domain\": \"acme.example\","
            "\"user\": \"voxboard\", \"password\": \"open sesame\", \"register\": true, \"max_channels\": 30,"
            "\"addresses\": [\"192.0.2.5\", \"198.51.100.0/24\"]}, {\"name\": \"elder\", \"addresses\": [\"192.0.2.6\"]}]");
        QCOMPARE(trunks.size(), size_t(2));
        const Trunk &one = trunks[0];
        QCOMPARE(one.name, QStringLiteral("acme"));
        QCOMPARE(one.host, QStringLiteral("sip.acme.example:5070"));
        QCOMPARE(one.transport, QStringLiteral("tls"));
        QCOMPARE(one.domain, QStringLiteral("acme.example"));
        QCOMPARE(one.user, QStringLiteral("voxboard"));
        QCOMPARE(one.password, QStringLiteral("open sesame"));
        QVERIFY(one.registers);
        QVERIFY(one.toNumbers);
        QCOMPARE(one.addresses.size(), size_t(1));
        QCOMPARE(one.networks.size(), size_t(1));
        QCOMPARE(one.networks[0].second, 24);
        QCOMPARE(one.maxChannels, 30);
        QCOMPARE(trunks[1].transport, QStringLiteral("udp"));
        QVERIFY(!trunks[1].registers);
    }

    void withoutAFileThereAreNone()
    {
        QTemporaryDir empty;
        QVERIFY(app::trunksOfSettings(core::Settings::resolve({}, {}), core::Profile::below(empty.path())).empty());
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("names"); // what the sentence must name
        const auto row = [](const char *what, const QByteArray &members, const char *names) {
            QTest::newRow(what) << "[{" + QByteArray(members).replace('\'', '"') + "}]" << QString::fromLatin1(names);
        };
        QTest::newRow("no JSON") << QByteArray("[{") << "JSON";
        QTest::newRow("no list") << QByteArray("{}") << "list";
        QTest::newRow("a number for a trunk") << QByteArray("[1]") << "object";
        row("an unknown member", "'name': 'a', 'hots': 'x'", "hots");
        row("no name", "'host': 'x'", "name");
        row("a name that is no domain", "'name': 'a_b', 'host': 'x'", "name");
        row("twice the same", "'name': 'a', 'host': 'x'}, {'name': 'a', 'host': 'y'", "twice");
        row("a transport nobody has", "'name': 'a', 'host': 'x', 'transport': 'sctp'", "transport");
        row("a line end in the host", "'name': 'a', 'host': 'x\\r\\ny'", "host");
        row("registers as nobody", "'name': 'a', 'host': 'x', 'register': true", "user");
        row("registers by text", "'name': 'a', 'host': 'x', 'register': 'yes'", "register");
        row("nothing but a name", "'name': 'a'", "addresses");
        row("a host name for an address", "'name': 'a', 'addresses': ['x.example']", "addresses");
        row("a prefix too long", "'name': 'a', 'addresses': ['192.0.2.0/33']", "addresses");
        row("fewer than no channels", "'name': 'a', 'host': 'x', 'max_channels': -1", "max_channels");
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, names);
        QString sentence;
        try {
            read(text);
        } catch (const core::Error &error) {
            QCOMPARE(error.code(), core::Errc::InvalidArgument);
            sentence = error.message();
        }
        QVERIFY2(sentence.contains(names), qPrintable(sentence));
    }

    void trunksOfTheRegistrar()
    {
        contract::Trunk byBoth;
        byBoth.domainName = QStringLiteral("office");
        byBoth.authTypes = QStringList{QStringLiteral("basic"), QStringLiteral("ip")};
        byBoth.username = QStringLiteral("pbx");
        byBoth.password = QStringLiteral("secret");
        byBoth.allowedIps = QStringList{QStringLiteral("192.0.2.0/24"), QStringLiteral("198.51.100.7")};
        contract::Trunk byAddress = byBoth, hidden = byBoth;
        byAddress.domainName = QStringLiteral("branch");
        byAddress.authTypes = QStringList{QStringLiteral("ip")};
        hidden.domainName = QStringLiteral("acme");
        Trunk acme;
        acme.name = QStringLiteral("acme");
        acme.host = QStringLiteral("acme.example");
        const auto all = app::withRegistrarTrunks({acme}, {byBoth, byAddress, hidden});
        QCOMPARE(all.size(), size_t(3));
        QCOMPARE(all[0].host, QStringLiteral("acme.example"));
        QCOMPARE(all[1].password, QStringLiteral("secret"));
        QCOMPARE(all[1].networks.size(), size_t(1));
        QCOMPARE(all[1].addresses.size(), size_t(1));
        QVERIFY(!all[1].toNumbers);
        QVERIFY(all[2].password.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TrunkSettingsTest)
#include "tst_trunksettings.moc"
