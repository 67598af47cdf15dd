// SPDX-License-Identifier: GPL-3.0-or-later
// tts-manager: batch synthesis, its files and its SSML check (contract/tts-manager.md §3).
#include "services/tts/service.h"
#include "support/servicebench.h"
#include "support/wait.h"

#include <QCryptographicHash>
#include <QFile>
#include <QtEndian>
#include <QtTest>

#include <latch>

using core::Json;

namespace {
const QString baseUrl = QStringLiteral("voice:");

/// Speaks a tenth of a second of a constant, and remembers what it was asked.
class FakeVoice : public sdk::TtsProvider
{
public:
    explicit FakeVoice(const char *name) : m_name(QLatin1String(name)) {}
    QString name() const override { return m_name; }
    std::vector<sdk::Voice> voices() override { return {}; }
    sdk::SpeechResult synthesize(const sdk::SpeechRequest &request) override
    {
        if (gate)
            gate->wait();
        asked.push_back(request);
        return {std::vector<qint16>(2205, 1000), 22050, error};
    }
    std::vector<sdk::SpeechRequest> asked; ///< of the worker thread; read it when nothing is under way
    QString error;
    std::latch *gate = nullptr;

private:
    QString m_name;
};

class Bench : public ServiceBench
{
public:
    Bench() { wait(tts->start()); }
    contract::Reply speak(const Json &body)
    {
        return ask(contract::service::tts, "POST", QStringLiteral("/v1/speeches"), Json(body));
    }
    QString fileOf(const contract::Reply &reply) const { return tts->speeches().fileOf(textOf(bodyOf(reply), "media_filepath")); }

    FakeVoice first{"first"}, second{"second"};
    std::unique_ptr<services::tts::Service> tts =
        std::make_unique<services::tts::Service>(bus, std::vector<sdk::TtsProvider *>{&first, &second}, folder(), baseUrl);
};
} // namespace

class TtsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m = std::make_unique<Bench>(); }
    void cleanup() { m.reset(); }

    void answersWithAFileOfTelephoneSound()
    {
        const contract::Reply reply = m->speak(Json{{"text", "hello"}, {"language", "en-US"}});
        QCOMPARE(reply.statusCode, 200);
        const QString ssml = QStringLiteral("<speak>hello</speak>");
        QCOMPARE(textOf(bodyOf(reply), "text"), ssml);
        QCOMPARE(textOf(bodyOf(reply), "language"), QStringLiteral("en-US"));
        QCOMPARE(textOf(bodyOf(reply), "provider"), QStringLiteral("first"));
        QVERIFY(!bodyOf(reply).contains("voice_id"));
        const QByteArray name =
            QCryptographicHash::hash((ssml + QLatin1String("en-USfirst")).toUtf8(), QCryptographicHash::Sha1).toHex();
        QCOMPARE(textOf(bodyOf(reply), "media_filepath"), baseUrl + QString::fromLatin1(name) + QLatin1String(".wav"));
        QFile file(m->fileOf(reply));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray wav = file.readAll();
        QCOMPARE(wav.left(4), QByteArray("RIFF"));
        QCOMPARE(qFromLittleEndian<quint16>(wav.constData() + 20), quint16(1));
        QCOMPARE(qFromLittleEndian<quint16>(wav.constData() + 22), quint16(1));
        QCOMPARE(qFromLittleEndian<quint32>(wav.constData() + 24), quint32(8000));
        QCOMPARE(qFromLittleEndian<quint16>(wav.constData() + 34), quint16(16));
        QCOMPARE(qFromLittleEndian<quint32>(wav.constData() + 40), quint32(wav.size() - 44));
        QVERIFY(qAbs(wav.size() - 44 - 1600) <= 16);
    }

    void sameWishSameFile()
    {
        const Json wish{{"text", "hello"}, {"language", "en-US"}, {"gender", "female"}};
        const QByteArray once = QByteArray::fromStdString(bodyOf(m->speak(wish)).dump());
        QCOMPARE(QByteArray::fromStdString(bodyOf(m->speak(wish)).dump()), once);
        QCOMPARE(m->first.asked.size(), size_t(1));
        m->tts =
            std::make_unique<services::tts::Service>(m->bus, std::vector<sdk::TtsProvider *>{&m->first}, m->folder(), baseUrl);
        wait(m->tts->start());
        QCOMPARE(QByteArray::fromStdString(bodyOf(m->speak(wish)).dump()), once);
        QCOMPARE(m->first.asked.size(), size_t(1));
    }

    void anotherWishAnotherFile_data()
    {
        QTest::addColumn<QByteArray>("more");
        QTest::newRow("text") << QByteArray(R"({"text": "goodbye"})");
        QTest::newRow("language") << QByteArray(R"({"language": "de-DE"})");
        QTest::newRow("gender") << QByteArray(R"({"gender": "male"})");
        QTest::newRow("voice") << QByteArray(R"({"voice_id": "ann"})");
        QTest::newRow("provider") << QByteArray(R"({"provider": "second"})");
    }
    void anotherWishAnotherFile()
    {
        QFETCH(QByteArray, more);
        Json wish{{"text", "hello"}, {"language", "en-US"}, {"gender", "female"}};
        const QString file = m->fileOf(m->speak(wish));
        wish.update(Json::parse(more.toStdString()));
        const contract::Reply reply = m->speak(wish);
        QVERIFY(m->fileOf(reply) != file);
        const auto &asked = textOf(bodyOf(reply), "provider") == QLatin1String("second") ? m->second.asked : m->first.asked;
        QCOMPARE(asked.back().language, textOf(wish, "language"));
        QCOMPARE(asked.back().gender, textOf(wish, "gender"));
        QCOMPARE(asked.back().voiceId, textOf(wish, "voice_id"));
    }

    void manyAskAtOnceOneIsSpoken()
    {
        std::latch gate(1);
        m->first.gate = &gate;
        int done = 0;
        for (int i = 0; i < 5; ++i) {
            [](Bench *bench, int *count) -> core::Task<void> {
                bus::Request request;
                request.method = QStringLiteral("POST");
                request.uri = QStringLiteral("/v1/speeches");
                request.data = contract::Payload(Json{{"text", "hello"}, {"language", "en-US"}});
                const contract::Reply reply = co_await bench->bus.request(contract::requestQueue(contract::service::tts),
                                                                          std::move(request), core::Millis(10'000));
                *count += reply.statusCode == 200;
            }(m.get(), &done);
        }
        QCoreApplication::processEvents();
        gate.count_down();
        QTRY_COMPARE(done, 5);
        QCOMPARE(m->first.asked.size(), size_t(1));
    }

    void theOtherProviderHelpsOut()
    {
        m->first.error = QStringLiteral("no network");
        const contract::Reply reply = m->speak(Json{{"text", "hello"}, {"language", "en-US"}, {"voice_id", "ann"}});
        QCOMPARE(textOf(bodyOf(reply), "provider"), QStringLiteral("second"));
        QVERIFY(!bodyOf(reply).contains("voice_id"));
        QCOMPARE(m->first.asked.back().voiceId, QStringLiteral("ann"));
        QCOMPARE(m->second.asked.back().voiceId, QString());
        m->second.error = QStringLiteral("no voice");
        QCOMPARE(reasonOf(m->speak(Json{{"text", "more"}, {"language", "en-US"}})), QStringLiteral("TTS_FAILED"));
    }

    void anUnknownProviderIsTheFirst()
    {
        QCOMPARE(textOf(bodyOf(m->speak(Json{{"text", "hello"}, {"provider", "gcp"}})), "provider"), QStringLiteral("first"));
    }

    void ssml_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("spoken"); // empty: refused
        QTest::newRow("plain text is wrapped") << "hello" << "<speak>hello</speak>";
        QTest::newRow("empty text too") << "" << "<speak></speak>";
        QTest::newRow("a whole document stays")
            << "<speak>a <break time=\"1s\"/> b</speak>" << "<speak>a <break time=\"1s\"/> b</speak>";
        QTest::newRow("one good element is enough") << "hello <b>you</b> & me" << "hello <b>you</b> & me";
        QTest::newRow("an empty element") << "<break/>" << "<break/>";
        QTest::newRow("escaped signs") << "a &amp; b" << "<speak>a &amp; b</speak>";
        QTest::newRow("a bare ampersand") << "a & b" << "";
        QTest::newRow("a bare less-than") << "a < b" << "";
        QTest::newRow("an element never closed") << "<speak>hello" << "";
        QTest::newRow("elements crossed") << "<a><b></a></b>" << "";
        QTest::newRow("other scripts") << QString::fromUtf8("안녕 ñ") << QString::fromUtf8("<speak>안녕 ñ</speak>");
    }
    void ssml()
    {
        QFETCH(QString, text);
        QFETCH(QString, spoken);
        const contract::Reply reply = m->speak(Json{{"text", core::utf8(text)}, {"language", "en-US"}});
        QCOMPARE(textOf(bodyOf(reply), "text"), spoken);
        if (spoken.isEmpty()) {
            QCOMPARE(reasonOf(reply), QStringLiteral("INVALID_SSML"));
            QVERIFY(m->first.asked.empty());
        } else {
            QCOMPARE(m->first.asked.back().ssml, spoken);
        }
    }

    void thereIsNoLongestText()
    {
        const std::string text(200'000, 'a');
        const contract::Reply reply = m->speak(Json{{"text", text}, {"language", "en-US"}});
        QCOMPARE(reply.statusCode, 200);
        QVERIFY(QFile::exists(m->fileOf(reply)));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("no body") << QByteArray();
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("a number as text") << QByteArray(R"({"text": 7})");
        QTest::newRow("a call that is no id") << QByteArray(R"({"text": "a", "call_id": "x"})");
    }
    void refuses()
    {
        QFETCH(QByteArray, body);
        contract::Payload data;
        if (!body.isEmpty())
            data = contract::Payload(Json::parse(body.toStdString()));
        QCOMPARE(m->ask(contract::service::tts, "POST", QStringLiteral("/v1/speeches"), std::move(data)).statusCode, 400);
        QVERIFY(m->first.asked.empty());
    }

    void aFolderThatIsGoneIsAnError()
    {
        m->tts = std::make_unique<services::tts::Service>(m->bus, std::vector<sdk::TtsProvider *>{&m->first},
                                                          m->folder() + QLatin1String("/nowhere"), baseUrl);
        wait(m->tts->start());
        const contract::Reply reply = m->speak(Json{{"text", "hello"}});
        QCOMPARE(reply.statusCode, 503);
        QCOMPARE(reasonOf(reply), QStringLiteral("TTS_FAILED"));
    }

    void onlyItsOwnUrlsNameFiles_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("known");
        const QString name(40, QLatin1Char('a'));
        QTest::newRow("its own") << baseUrl + name + ".wav" << true;
        QTest::newRow("another base") << "http:" + name + ".wav" << false;
        QTest::newRow("a way out") << baseUrl + "../" + name + ".wav" << false;
        QTest::newRow("too short") << baseUrl + name.left(39) + ".wav" << false;
        QTest::newRow("no hash") << baseUrl + QString(40, QLatin1Char('z')) + ".wav" << false;
        QTest::newRow("a line end") << baseUrl + name + ".wav\n" << false;
        QTest::newRow("empty") << "" << false;
    }
    void onlyItsOwnUrlsNameFiles()
    {
        QFETCH(QString, url);
        QFETCH(bool, known);
        QCOMPARE(!m->tts->speeches().fileOf(url).isEmpty(), known);
    }

    void whoWaitsAtTheEndIsAnswered()
    {
        std::latch gate(1);
        m->first.gate = &gate;
        int status = 0;
        [](Bench *bench, int *into) -> core::Task<void> {
            bus::Request request;
            request.method = QStringLiteral("POST");
            request.uri = QStringLiteral("/v1/speeches");
            request.data = contract::Payload(Json{{"text", "hello"}, {"language", "en-US"}});
            const contract::Reply reply = co_await bench->bus.request(contract::requestQueue(contract::service::tts),
                                                                      std::move(request), core::Millis(10'000));
            *into = reply.statusCode;
        }(m.get(), &status);
        QCoreApplication::processEvents();
        gate.count_down();
        m->tts.reset();
        QCoreApplication::processEvents();
        QCOMPARE(status, 503);
    }

private:
    std::unique_ptr<Bench> m;
};

QTEST_GUILESS_MAIN(TtsTest)
#include "tst_tts.moc"
