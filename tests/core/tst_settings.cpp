// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"
#include "core/metrics.h"
#include "core/profile.h"
#include "core/settings.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using core::Settings;

class SettingsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void resolves_data()
    {
        QTest::addColumn<QStringList>("flags");
        QTest::addColumn<QString>("environment");
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("port");
        QTest::addColumn<int>("source");
        QTest::newRow("default") << QStringList() << "" << "" << "5060" << int(Settings::Source::Default);
        QTest::newRow("file over default") << QStringList() << "" << "7001" << "7001" << int(Settings::Source::File);
        QTest::newRow("environment over file")
            << QStringList() << "7002" << "7001" << "7002" << int(Settings::Source::Environment);
        QTest::newRow("flag over all") << QStringList{"--sip_port", "7003"} << "7002" << "7001" << "7003"
                                       << int(Settings::Source::Flag);
        QTest::newRow("hyphen and equals sign")
            << QStringList{"--sip-port=7003"} << "" << "" << "7003" << int(Settings::Source::Flag);
    }
    void resolves()
    {
        QFETCH(QStringList, flags);
        QFETCH(QString, environment);
        QFETCH(QString, file);
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("voxboard.ini"));
        if (!file.isEmpty()) {
            QFile ini(path);
            QVERIFY(ini.open(QIODevice::WriteOnly));
            ini.write("sip_port=" + file.toUtf8() + "\nhomer_whitelist=a,b\nnonsense=1\n");
        }
        QProcessEnvironment variables;
        if (!environment.isEmpty())
            variables.insert(QStringLiteral("SIP_PORT"), environment);
        const Settings settings = Settings::resolve(flags, variables, path);
        QTEST(settings.text("sip_port"), "port");
        for (const Settings::Entry &entry : settings.entries()) {
            if (qstrcmp(entry.info->name, "sip_port") == 0)
                QTEST(int(entry.source), "source");
        }
        if (!file.isEmpty()) {
            QCOMPARE(settings.text("homer_whitelist"), QStringLiteral("a,b"));
            QCOMPARE(settings.unknownKeys(), QStringList{QStringLiteral("nonsense")});
        }
    }

    void refuses_data()
    {
        QTest::addColumn<QStringList>("flags");
        QTest::addColumn<QString>("says");
        QTest::newRow("unknown flag") << QStringList{"--sip-prot=1"} << "--sip-prot";
        QTest::newRow("no flag") << QStringList{"start"} << "\"start\"";
        QTest::newRow("value missing") << QStringList{"--profile"} << "needs a value";
        QTest::newRow("port too large") << QStringList{"--sip_port=65536"} << "from 0 to 65535";
        QTest::newRow("no number") << QStringList{"--http_port=x"} << "number";
        QTest::newRow("no switch") << QStringList{"--sip_lan=maybe"} << "true or false";
        QTest::newRow("unknown level") << QStringList{"--log_level=loud"} << "debug, info";
    }
    void refuses()
    {
        QFETCH(QStringList, flags);
        QFETCH(QString, says);
        try {
            Settings::resolve(flags, {}, QStringLiteral("/nonexistent/voxboard.ini"));
        } catch (const core::Error &error) {
            QVERIFY2(error.message().contains(says), qPrintable(error.message()));
            return;
        }
        QFAIL("it was accepted");
    }

    void hidesSecretsAndSaves()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("voxboard.ini"));
        const Settings settings = Settings::resolve({QStringLiteral("--redis_password=hunter2")}, {}, path);
        for (const Settings::Entry &entry : settings.entries())
            QVERIFY(!entry.value.contains(QLatin1String("hunter2")));
        QCOMPARE(settings.text("redis_password"), QStringLiteral("hunter2"));
        settings.save("sip_lan", QStringLiteral("on"));
        QVERIFY(Settings::resolve({}, {}, path).isOn("sip_lan"));
    }

    void secondStartIsTold()
    {
        QTemporaryDir folder;
        const core::Profile profile = core::Profile::below(folder.path());
        profile.create();
        const core::ProfileLock lock(profile);
        try {
            const core::ProfileLock second(profile);
        } catch (const core::Error &error) {
            QCOMPARE(error.reason(), QStringLiteral("PROFILE_IN_USE"));
            QVERIFY(error.message().contains(QString::number(QCoreApplication::applicationPid())));
            return;
        }
        QFAIL("it was locked twice");
    }

    void metricsAsText()
    {
        core::Metrics metrics;
        metrics.counter("calls_total", "Calls.", {{"service", "call"}}).add(2);
        metrics.counter("calls_total", "Calls.", {{"service", "call"}}).add();
        metrics.histogram("request_ms", "Requests.").observe(70);
        const QByteArray text = metrics.text();
        QVERIFY2(text.contains("calls_total{service=\"call\"} 3"), text.constData());
        QVERIFY2(text.contains("request_ms_bucket{le=\"100\"} 1"), text.constData());
        QVERIFY_THROWS_EXCEPTION(core::Error, metrics.gauge("calls_total", "Calls."));
        QVERIFY_THROWS_EXCEPTION(core::Error, metrics.counter("bad name", ""));
    }
};

QTEST_GUILESS_MAIN(SettingsTest)
#include "tst_settings.moc"
