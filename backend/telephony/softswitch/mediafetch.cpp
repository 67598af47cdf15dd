// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/mediafetch.h"

#include "core/log.h"

namespace telephony::softswitch {
namespace {
using Done = std::function<void(media::FetchedMedia)>;
constexpr qint64 largestMedia = 20'000'000;
constexpr core::Millis longestFetch(20'000);
constexpr qsizetype mostSpoken = 100;

core::Task<void> fetchMedia(std::shared_ptr<core::Fetcher> fetcher, QString url, Done done)
{
    media::FetchedMedia brought;
    const QString shown = QUrl(url).toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery);
    try {
        core::FetchRequest request;
        request.url = QUrl(url);
        request.maxBytes = largestMedia;
        request.timeout = longestFetch;
        core::FetchReply reply = co_await fetcher->fetch(std::move(request));
        if (reply.status == 200)
            brought.bytes = std::move(reply.body);
        else
            core::log::warn("switch", "media {}: the server says {}", shown, reply.status);
    } catch (const std::exception &error) {
        core::log::warn("switch", "media {}: {}", shown, error.what());
    }
    done(std::move(brought));
}

core::Task<void> sayMedia(std::function<core::Task<QString>(QString)> say, QString text, Done done)
{
    media::FetchedMedia brought;
    try {
        QString spoken = text;
        brought.path = co_await say(std::move(spoken));
    } catch (const std::exception &error) {
        core::log::warn("switch", "nobody says \"{}\": {}", text, error.what());
    }
    done(std::move(brought));
}
} // namespace

QString spokenText(const QString &uri)
{
    const QString kind = uri.section(QLatin1Char(':'), 0, 0), value = uri.section(QLatin1Char(':'), 1).left(mostSpoken);
    if (kind == QLatin1String("number")) {
        bool good = false;
        value.toLongLong(&good);
        return good ? value : QString();
    }
    const bool digits = kind == QLatin1String("digits");
    if (!digits && kind != QLatin1String("characters"))
        return {};
    QStringList words;
    for (const QChar one : value) {
        if (one == QLatin1Char('*'))
            words << QStringLiteral("star");
        else if (one == QLatin1Char('#'))
            words << QStringLiteral("pound");
        else if (one.isDigit() || (!digits && one.isLetter()))
            words << QString(one.toUpper());
    }
    return words.join(QLatin1String(", "));
}

media::MediaFetcher mediaFetcher(const Config &config)
{
    return [fetcher = config.fetcher, say = config.say](const QString &uri, Done done) {
        const QString text = spokenText(uri);
        if (!text.isEmpty() && say)
            sayMedia(say, text, std::move(done));
        else if (fetcher && uri.startsWith(QLatin1String("http"), Qt::CaseInsensitive))
            fetchMedia(fetcher, uri, std::move(done));
        else
            done({});
    };
}

} // namespace telephony::softswitch
