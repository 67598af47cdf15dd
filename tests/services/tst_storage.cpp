// SPDX-License-Identifier: GPL-3.0-or-later
// storage-manager on a folder, and the proxy that brings recordings there (contract/business-services.md §13,
// contract/asterisk-proxy.md §5).
#include "services/asteriskproxy/service.h"
#include "services/storage/service.h"
#include "support/servicebench.h"
#include "support/wait.h"

#include <QDir>
#include <QFile>
#include <QtTest>

using core::Json;

namespace {
class SilentEngine : public telephony::TelephonyEngine
{
public:
    QString asteriskId() const override { return QStringLiteral("02:00:00:00:00:01"); }
    core::Task<telephony::AriReply> request(telephony::AriRequest) override { co_return telephony::AriReply{}; }
    void setEventSink(telephony::ari::EventSink) override {}
    core::Task<void> stop() override { co_return; }
};

void write(const QString &path, const QByteArray &content)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}
} // namespace

class StorageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m = std::make_unique<ServiceBench>();
        m_bucket = m->folder() + QLatin1String("/bucket");
        m_spool = m->folder() + QLatin1String("/spool");
        m_service = std::make_unique<services::storage::Service>(m->bus, m->db, m->clock, m_bucket, QStringLiteral("media"),
                                                                 QStringLiteral("http://127.0.0.1:1/files/"));
        wait(m_service->start());
        m_proxy = std::make_unique<services::asteriskproxy::Service>(
            m->bus, m_engine, services::asteriskproxy::RecordingFolders{m_spool, m_bucket + QLatin1String("/recording")});
        wait(m_proxy->start());
        m_events = std::make_unique<EventLog>(m->bus, contract::eventExchange(contract::service::storage));
    }
    void cleanup()
    {
        m->settle();
        m_events.reset();
        m_proxy.reset();
        m_service.reset();
        m.reset();
    }

    void aRecordingBecomesAFileOfTheCustomer()
    {
        const QString name = QStringLiteral("call_x_2026-01-01T00:00:00Z_in.wav");
        write(m_spool + QLatin1Char('/') + name, "RIFF");
        QCOMPARE(move({name}), 200);
        QVERIFY(!QFile::exists(m_spool + QLatin1Char('/') + name));
        const contract::Reply reply = create(QLatin1String("recording/") + name);
        QCOMPARE(reply.statusCode, 200);
        const Json file = bodyOf(reply);
        const QString id = textOf(file, "id");
        QCOMPARE(file["filesize"].get<int>(), 4);
        QCOMPARE(textOf(file, "uri_bucket"), QLatin1String("gs://media/bin/") + id);
        QCOMPARE(textOf(file, "uri_download"), QLatin1String("http://127.0.0.1:1/files/") + id);
        QVERIFY(QFile::exists(m_bucket + QLatin1String("/bin/") + id));
        const Json listed = bodyOf(ask("GET", QStringLiteral("/v1/files?page_size=10&page_token="),
                                       Json{{"reference_id", core::utf8(m_recording)}, {"deleted", false}}));
        QCOMPARE(listed.size(), size_t(1));
        QCOMPARE(textOf(listed[0], "uri_download"), textOf(file, "uri_download"));
        QCOMPARE(ask("DELETE", QLatin1String("/v1/files/") + id).statusCode, 200);
        QVERIFY(!QFile::exists(m_bucket + QLatin1String("/bin/") + id));
        QCOMPARE(ask("POST", QStringLiteral("/v1/files/%1/download_uri_refresh").arg(id)).statusCode, 404);
        m->settle();
        QCOMPARE(m_events->types(), (QStringList{QStringLiteral("file_created"), QStringLiteral("file_deleted")}));
    }

    void nothingOutsideTheBucketIsTaken_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("climbing") << "recording/../../secret";
        QTest::newRow("from the root") << "/etc/hostname";
        QTest::newRow("nothing") << "";
        QTest::newRow("an empty part") << "recording//a";
        QTest::newRow("here") << "./secret";
        QTest::newRow("a link") << "recording/link";
        QTest::newRow("not there") << "recording/none.wav";
        QTest::newRow("a folder") << "recording";
    }
    void nothingOutsideTheBucketIsTaken()
    {
        QFETCH(QString, path);
        write(m->folder() + QLatin1String("/secret"), "s");
        QDir().mkpath(m_bucket + QLatin1String("/recording"));
        QFile::link(m->folder() + QLatin1String("/secret"), m_bucket + QLatin1String("/recording/link"));
        QVERIFY(create(path).statusCode >= 400);
        QVERIFY(QFile::exists(m->folder() + QLatin1String("/secret")));
    }

    void theProxyMovesPlainNamesAlone_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("climbing") << "../secret";
        QTest::newRow("a hidden file") << ".secret";
        QTest::newRow("a path") << "a/b";
        QTest::newRow("not there") << "none.wav";
    }
    void theProxyMovesPlainNamesAlone()
    {
        QFETCH(QString, name);
        write(m->folder() + QLatin1String("/secret"), "s");
        write(m_spool + QLatin1String("/.secret"), "s");
        QCOMPARE(move({name}), 500);
        QVERIFY(QFile::exists(m->folder() + QLatin1String("/secret")) && QFile::exists(m_spool + QLatin1String("/.secret")));
    }

    void filesBeforeAFailureStayMoved()
    {
        write(m_spool + QLatin1String("/a.wav"), "a");
        QCOMPARE(move({QStringLiteral("a.wav"), QStringLiteral("b.wav")}), 500);
        QVERIFY(QFile::exists(m_bucket + QLatin1String("/recording/a.wav")));
    }

    void theQuotaIsTenGibibytes()
    {
        std::vector<store::Sql> full{
            {QStringLiteral("INSERT INTO storage_files (id, customer_id, filesize, tm_create) "
                            "VALUES (?, ?, ?, '2026-01-01 00:00:00.000000')"),
             {core::newId().toRfc4122(), core::parseId(m_customer).toRfc4122(), qlonglong(10) * 1024 * 1024 * 1024}}};
        wait(m->db.write(std::move(full)));
        write(m_bucket + QLatin1String("/recording/a.wav"), "a");
        QCOMPARE(create(QStringLiteral("recording/a.wav")).statusCode, 429);
    }

    void aDeletedCustomersFilesGo()
    {
        write(m_bucket + QLatin1String("/recording/a.wav"), "a");
        const QString id = textOf(bodyOf(create(QStringLiteral("recording/a.wav"))), "id");
        m->bus.publish(contract::eventExchange(contract::service::customer),
                       bus::Event{QStringLiteral("customer_deleted"), contract::service::customer,
                                  contract::Payload(Json{{"id", core::utf8(m_customer)}})});
        m->settle();
        QTRY_VERIFY(!QFile::exists(m_bucket + QLatin1String("/bin/") + id));
    }

private:
    contract::Reply ask(const char *method, const QString &uri, contract::Payload body = {})
    {
        return m->ask(contract::service::storage, method, uri, std::move(body));
    }
    contract::Reply create(const QString &path)
    {
        return ask("POST", QStringLiteral("/v1/files"),
                   Json{{"customer_id", core::utf8(m_customer)},
                        {"reference_type", "recording"},
                        {"reference_id", core::utf8(m_recording)},
                        {"filename", "a.wav"},
                        {"filepath", core::utf8(path)}});
    }
    int move(const QStringList &names)
    {
        bus::Request request;
        request.method = QStringLiteral("POST");
        request.uri = QStringLiteral("/proxy/recording_file_move");
        request.data = contract::Payload(Json{{"filenames", core::toJson(names)}});
        return wait(m->bus.request(contract::asteriskQueue(m_engine.asteriskId()), std::move(request))).statusCode;
    }

    std::unique_ptr<ServiceBench> m;
    SilentEngine m_engine;
    std::unique_ptr<services::storage::Service> m_service;
    std::unique_ptr<services::asteriskproxy::Service> m_proxy;
    std::unique_ptr<EventLog> m_events;
    QString m_bucket, m_spool;
    const QString m_customer = core::toText(core::newId());
    const QString m_recording = core::toText(core::newId());
};

QTEST_GUILESS_MAIN(StorageTest)
#include "tst_storage.moc"
