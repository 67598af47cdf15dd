// SPDX-License-Identifier: GPL-3.0-or-later
// Providers of the setting sip_trunks with the headless platform; sipp is the provider.
#include "support/server.h"
#include "support/sipp.h"
#include "support/voxboard.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

using support::Sipp;
using Values = QMap<QString, QString>;

class TrunksTest : public QObject
{
    Q_OBJECT
private:
    static constexpr int m_registrar = 5, m_caller = 6; ///< indices of sipp, and so its ports
    support::Voxboard m_platform{QStringLiteral(VOXBOARD_BINARY)};
    QTemporaryDir m_folder;

    static QString scenario(const char *name) { return QStringLiteral(SCENARIOS "%1.xml").arg(QLatin1String(name)); }
    QString trunks(const QJsonArray &all) const
    {
        QFile file(m_folder.filePath("trunks.json"));
        return file.open(QIODevice::WriteOnly) && file.write(QJsonDocument(all).toJson()) > 0 ? file.fileName() : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!support::requireServer(Sipp::program(), Sipp::package()))
            return;
        const QString here = support::ownAddress();
        const QJsonObject registering{{"name", "acme"},
                                      {"host", here + ':' + QString::number(Sipp::portOf(m_registrar))},
                                      {"domain", "acme.example"},
                                      {"user", "voxboard"},
                                      {"password", "open sesame"},
                                      {"register", true}};
        const QJsonObject known{{"name", "elder"}, {"addresses", QJsonArray{here}}};
        m_platform.setArguments({"--sip_trunks", trunks({registering, known})});
        Sipp provider(m_registrar);
        QVERIFY(provider.start(scenario("provider_registers"), "127.0.0.1", {{"user", "voxboard"}}));
        QVERIFY2(m_platform.start(), qPrintable(m_platform.error()));
        QVERIFY2(provider.succeeds(), provider.why().constData());
    }
    void cleanupTestCase() { QVERIFY(m_platform.stop()); }
    void cleanup() { QTRY_COMPARE_WITH_TIMEOUT(m_platform.liveCalls(), 0, 5000); }

    /// The host is a trunk's: who is not known by address would have to prove its password.
    void callsInByItsAddress()
    {
        const Values values{{"dial", m_platform.number("welcome")}, {"domain", "acme.trunk.voipbin.net"}};
        Sipp provider(m_caller);
        QVERIFY2(provider.run(scenario("provider_calls"), m_platform.sip(), values), provider.why().constData());
    }

    void aFileThatMeansNothing()
    {
        support::Voxboard another(QStringLiteral(VOXBOARD_BINARY));
        another.setArguments({"--sip_trunks", trunks({QJsonObject{{"name", "acme"}, {"hots", "acme.example"}}})});
        QVERIFY(!another.start());
    }
};

QTEST_GUILESS_MAIN(TrunksTest)
#include "tst_trunks.moc"
