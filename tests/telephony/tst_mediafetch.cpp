// SPDX-License-Identifier: GPL-3.0-or-later
// Media that somebody has to bring: by URL, or said.
#include "core/error.h"
#include "telephony/softswitch/mediafetch.h"

#include <QTest>

using telephony::media::FetchedMedia;
using telephony::softswitch::Config;
using telephony::softswitch::mediaFetcher;
using telephony::softswitch::spokenText;

namespace {
/// Answers at once with what it was told.
class Web : public core::Fetcher
{
public:
    core::Task<core::FetchReply> fetch(core::FetchRequest request) override
    {
        asked << request.url.toString();
        if (status == 0)
            throw core::Error(core::Errc::PermissionDenied, QStringLiteral("TARGET_FORBIDDEN"), QStringLiteral("Not there."));
        core::FetchReply reply;
        reply.status = status;
        reply.body = "sound";
        co_return reply;
    }
    QStringList asked;
    int status = 200;
};
} // namespace

class MediaFetchTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void saysWhatAriNames_data()
    {
        QTest::addColumn<QString>("uri");
        QTest::addColumn<QString>("text");
        QTest::newRow("digits") << "digits:10*#" << "1, 0, star, pound";
        QTest::newRow("what is no digit is left out") << "digits:1a2" << "1, 2";
        QTest::newRow("number") << "number:-120" << "-120";
        QTest::newRow("no number") << "number:12x" << "";
        QTest::newRow("characters") << "characters:ab1" << "A, B, 1";
        QTest::newRow("markup is not said") << "characters:<a/>" << "A";
        QTest::newRow("nothing") << "digits:" << "";
        QTest::newRow("others") << "sound:beep" << "";
    }
    void saysWhatAriNames()
    {
        QFETCH(QString, uri);
        QTEST(spokenText(uri), "text");
    }
    void whatIsSaidIsShort() { QVERIFY(spokenText("characters:" + QString(5000, 'x')).size() <= 300); }

    void urlsGoToTheWebAndWordsToTheVoice()
    {
        const auto web = std::make_shared<Web>();
        QStringList said;
        Config config;
        config.fetcher = web;
        config.say = [&said](QString text) -> core::Task<QString> {
            said << text;
            const QString path = "/speech/" + text;
            co_return path;
        };
        const auto fetch = mediaFetcher(config);
        const auto get = [&fetch](const QString &uri) {
            std::optional<FetchedMedia> got;
            fetch(uri, [&got](FetchedMedia media) { got = media; });
            return got.value_or(FetchedMedia{"no answer", {}});
        };
        QCOMPARE(get("https://media.example/x?token=1").bytes, QByteArray("sound"));
        QCOMPARE(get("digits:12").path, QStringLiteral("/speech/1, 2"));
        QCOMPARE(web->asked, QStringList({"https://media.example/x?token=1"}));
        web->status = 404;
        QVERIFY(get("https://media.example/y").bytes.isEmpty());
        web->status = 0;
        QVERIFY(get("https://media.example/z").bytes.isEmpty());
        QVERIFY(get("number:x").path.isEmpty());
        const auto nobody = mediaFetcher({});
        bool answered = false;
        nobody("digits:1", [&answered](FetchedMedia media) { answered = media.path.isEmpty() && media.bytes.isEmpty(); });
        QVERIFY(answered);
    }
};

QTEST_GUILESS_MAIN(MediaFetchTest)
#include "tst_mediafetch.moc"
