// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/testphone/soundsource.h"
#include "core/virtualclock.h"
#include "telephony/media/wavfile.h"

#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QtTest>

using app::SoundSource;

namespace {
/// Answers every connection with the same bytes.
class Answering : public QTcpServer
{
public:
    explicit Answering(QByteArray answer) : m_answer(std::move(answer))
    {
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            ++connections;
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                socket->readAll();
                if (!m_answer.isEmpty())
                    socket->write(m_answer);
            });
        });
        listen(QHostAddress::LocalHost);
    }
    QString url(const char *path = "/a.wav") const
    {
        return QStringLiteral("http://127.0.0.1:%1%2").arg(serverPort()).arg(QLatin1String(path));
    }
    int connections = 0;

private:
    QByteArray m_answer;
};

QByteArray httpAnswer(const QByteArray &head, const QByteArray &body)
{
    return "HTTP/1.1 " + head + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}
} // namespace

class SoundSourceTest : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    std::shared_ptr<core::VirtualClock> m_clock = std::make_shared<core::VirtualClock>();
    telephony::media::Samples m_samples;
    QString m_problem;
    int m_done = 0;
    std::unique_ptr<SoundSource> m_source;

    QString inFolder(const char *name) const { return m_folder.filePath(QLatin1String(name)); }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(telephony::media::writeWav(inFolder("one.wav"), std::vector<qint16>(8000, 1000)));
        QVERIFY(telephony::media::writeWav(inFolder("wide.wav"), std::vector<qint16>(48'000, 1000), 48'000));
        QFile text(inFolder("text.wav"));
        QVERIFY(text.open(QFile::WriteOnly));
        text.write("no sound at all");
    }
    void init()
    {
        m_done = 0;
        m_samples.reset();
        m_problem.clear();
        m_source = std::make_unique<SoundSource>(m_clock, [this](telephony::media::Samples samples, const QString &problem) {
            ++m_done;
            m_samples = std::move(samples);
            m_problem = problem;
        });
    }

    void readsAFile_data()
    {
        QTest::addColumn<QString>("source");
        QTest::newRow("8 kHz") << inFolder("one.wav");
        QTest::newRow("48 kHz, resampled") << inFolder("wide.wav");
        QTest::newRow("as URL") << QUrl::fromLocalFile(inFolder("one.wav")).toString();
    }
    void readsAFile()
    {
        QFETCH(QString, source);
        m_source->load(source);
        QCOMPARE(m_done, 0);
        QTRY_COMPARE(m_done, 1);
        QVERIFY2(m_samples, qPrintable(m_problem));
        QVERIFY(std::abs(int(m_samples->size()) - 8000) < 20);
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("problem");
        QTest::newRow("no file") << inFolder("gone.wav") << QStringLiteral("There is no file %1.").arg(inFolder("gone.wav"));
        QTest::newRow("a folder") << m_folder.path() << QStringLiteral("There is no file %1.").arg(m_folder.path());
        QTest::newRow("a device") << "/dev/zero" << "There is no file /dev/zero.";
        QTest::newRow("no sound") << inFolder("text.wav") << "The file text.wav holds no sound that can be played.";
        QTest::newRow("another computer") << "http://192.0.2.1/a.wav"
                                          << "http://192.0.2.1/a.wav is not an address of the platform on this computer.";
        QTest::newRow("a name like this computer's")
            << "http://localhost.example/a.wav"
            << "http://localhost.example/a.wav is not an address of the platform on this computer.";
    }
    void saysWhatIsWrong()
    {
        QFETCH(QString, source);
        m_source->load(source);
        QTRY_COMPARE(m_done, 1);
        QVERIFY(!m_samples);
        QTEST(m_problem, "problem");
    }

    void fetches()
    {
        QFile wav(inFolder("one.wav"));
        QVERIFY(wav.open(QFile::ReadOnly));
        const Answering server(httpAnswer("200 OK", wav.readAll()));
        m_source->load(server.url());
        QTRY_COMPARE(m_done, 1);
        QVERIFY2(m_samples, qPrintable(m_problem));
        QCOMPARE(m_samples->size(), size_t(8000));
    }

    void fetchingSaysWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("problem");
        QTest::newRow("not found") << httpAnswer("404 Not Found", "no") << "%1 answered 404.";
        QTest::newRow("sent elsewhere") << httpAnswer("302 Found\r\nLocation: http://192.0.2.1/", {}) << "%1 answered 302.";
        QTest::newRow("no sound") << httpAnswer("200 OK", "text") << "%1 holds no sound that can be played.";
        QTest::newRow("announced larger than 20 MB")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 20000001\r\n\r\nRIFF") << "%1 is larger than 20 MB.";
        QTest::newRow("larger than 20 MB without a length")
            << "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + QByteArray(20'100'000, 'x') << "%1 is larger than 20 MB.";
    }
    void fetchingSaysWhatIsWrong()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, problem);
        const Answering server(answer);
        m_source->load(server.url());
        QTRY_COMPARE(m_done, 1);
        QVERIFY(!m_samples);
        QCOMPARE(m_problem, problem.arg(server.url()));
    }

    void waitsTenSeconds()
    {
        const Answering server({});
        m_source->load(server.url());
        QTRY_COMPARE(server.connections, 1);
        m_clock->advance(SoundSource::downloadTimeout - core::Millis(1));
        QCOMPARE(m_done, 0);
        m_clock->advance(core::Millis(1));
        QTRY_COMPARE(m_done, 1);
        QCOMPARE(m_problem, server.url() + QStringLiteral(" did not answer in time."));
    }

    void theNewestLoadCounts()
    {
        const Answering server({});
        m_source->load(server.url());
        m_source->load(inFolder("text.wav"));
        m_source->load(inFolder("one.wav"));
        QTRY_COMPARE(m_done, 1);
        QVERIFY(m_samples);
    }

    void cancelledNothingComes()
    {
        m_source->load(inFolder("one.wav"));
        m_source->cancel();
        m_source->load(inFolder("one.wav"));
        QTRY_COMPARE(m_done, 1);
        m_source->load(inFolder("one.wav"));
        m_source.reset();
        QVERIFY(QThreadPool::globalInstance()->waitForDone(5000));
        QCoreApplication::processEvents();
        QCOMPARE(m_done, 1);
    }
};

QTEST_GUILESS_MAIN(SoundSourceTest)
#include "tst_soundsource.moc"
