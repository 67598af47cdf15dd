// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/guardedfetcher.h"

#include "core/error.h"

#include <QHostInfo>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>

#include <algorithm>
#include <array>
#include <set>

namespace http {
namespace {
using core::Errc;
using core::Error;
using core::FetchReply;
using core::FetchRequest;

constexpr qint64 readAhead = 65'536;

Error fetchError(Errc code, const char *reason, const QString &message) { return Error(code, QLatin1String(reason), message); }

void systemLookup(const QString &host, std::function<void(std::vector<QHostAddress>)> answer, QObject *context)
{
    QHostInfo::lookupHost(host, context, [answer = std::move(answer)](const QHostInfo &found) {
        const QList<QHostAddress> addresses = found.addresses();
        answer({addresses.begin(), addresses.end()});
    });
}

bool isToken(const QByteArray &text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    });
}

void checkRequest(const FetchRequest &request)
{
    bool good = isToken(request.method);
    for (const auto &[name, value] : request.headers)
        good = good && isToken(name) && !value.contains('\r') && !value.contains('\n') && !value.contains('\0');
    if (!good)
        throw fetchError(Errc::InvalidArgument, "BAD_REQUEST",
                         QStringLiteral("The method or a header of the request is malformed."));
}

QByteArray authorityOf(const QUrl &url)
{
    const QString host = url.host(QUrl::FullyEncoded);
    const QString shown = host.contains(QLatin1Char(':')) ? QLatin1Char('[') + host + QLatin1Char(']') : host;
    return (url.port() < 0 ? shown : shown + QLatin1Char(':') + QString::number(url.port())).toLatin1();
}

/// The request as the next hop gets it (RFC 9110 §15.4); nullopt: the reply is no redirect.
std::optional<FetchRequest> redirected(FetchRequest request, const FetchReply &reply)
{
    constexpr std::array codes{301, 302, 303, 307, 308};
    if (std::find(codes.begin(), codes.end(), reply.status) == codes.end())
        return {};
    const auto location = std::find_if(reply.headers.begin(), reply.headers.end(),
                                       [](const auto &one) { return one.first.compare("Location", Qt::CaseInsensitive) == 0; });
    if (location == reply.headers.end())
        return {};
    const QUrl next = request.url.resolved(QUrl::fromEncoded(location->second, QUrl::StrictMode));
    if (request.url.scheme() == QLatin1String("https") && next.scheme() != QLatin1String("https"))
        throw fetchError(Errc::PermissionDenied, "TARGET_FORBIDDEN",
                         QStringLiteral("The server redirects to a connection without TLS."));
    if (next.authority() != request.url.authority())
        std::erase_if(request.headers, [](const auto &one) {
            return one.first.compare("Authorization", Qt::CaseInsensitive) == 0 ||
                   one.first.compare("Cookie", Qt::CaseInsensitive) == 0;
        });
    const bool keepsMethod = reply.status >= 307 || request.method == "GET" || request.method == "HEAD";
    if (!keepsMethod) {
        request.method = "GET";
        request.body.clear();
    }
    request.url = next;
    return request;
}
} // namespace

class GuardedFetcher::Private
{
public:
    /// A coroutine that ends inside a signal of a reply may be the last to hold this.
    ~Private() { network->deleteLater(); }

    /// One wait, for addresses or for a reply.
    template <typename T> struct Wait
    {
        core::Promise<T> done;
        core::Timer deadline;
    };

    /// Ends the wait at the deadline.
    template <typename T> void arm(Wait<T> &wait, core::Nanos deadline)
    {
        const auto left = std::chrono::ceil<core::Millis>(deadline - clock->now());
        wait.deadline = clock->after(std::max(left, core::Millis(0)), [done = wait.done] {
            done.reject(
                fetchError(Errc::DeadlineExceeded, "FETCH_TIMEOUT", QStringLiteral("The web server did not answer in time.")));
        });
    }
    core::Task<QHostAddress> resolve(QUrl url, core::Nanos deadline);
    core::Task<FetchReply> ask(FetchRequest request, QHostAddress address, core::Nanos deadline);
    QNetworkReply *send(const FetchRequest &request, const QHostAddress &address);

    std::shared_ptr<core::Clock> clock;
    Targets targets;
    Resolver resolver;
    QNetworkAccessManager *const network = new QNetworkAccessManager;
    std::set<QNetworkReply *> running;
    bool closed = false;
};

/// An address of the host that may be reached.
core::Task<QHostAddress> GuardedFetcher::Private::resolve(QUrl url, core::Nanos deadline)
{
    std::vector<QHostAddress> found;
    if (QHostAddress literal; literal.setAddress(url.host())) {
        found.push_back(literal);
    } else {
        Wait<std::vector<QHostAddress>> wait;
        arm(wait, deadline);
        const core::Promise<std::vector<QHostAddress>> done = wait.done;
        const auto answer = [done](std::vector<QHostAddress> addresses) { done.resolve(std::move(addresses)); };
        if (resolver)
            resolver(url.host(), answer);
        else
            systemLookup(url.host(), answer, network);
        found = co_await done;
    }
    if (found.empty())
        throw fetchError(Errc::Unavailable, "FETCH_FAILED", QStringLiteral("There is no host %1.").arg(url.host()));
    const auto good =
        std::find_if(found.begin(), found.end(), [&](const QHostAddress &one) { return targets.mayReach(url, one); });
    if (good == found.end())
        throw fetchError(Errc::PermissionDenied, "TARGET_FORBIDDEN",
                         QStringLiteral("%1 is not on the public internet.").arg(url.host()));
    const QHostAddress address = *good;
    co_return address;
}

QNetworkReply *GuardedFetcher::Private::send(const FetchRequest &request, const QHostAddress &address)
{
    QUrl pinned = request.url;
    pinned.setHost(address.toString());
    pinned.setFragment({});
    QNetworkRequest out(pinned);
    out.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    out.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    out.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    out.setPeerVerifyName(request.url.host());
    out.setRawHeader("Accept-Encoding", "identity");
    for (const auto &[name, value] : request.headers)
        out.setRawHeader(name, value);
    out.setRawHeader("Host", authorityOf(request.url));
    return network->sendCustomRequest(out, request.method, request.body);
}

core::Task<FetchReply> GuardedFetcher::Private::ask(FetchRequest request, QHostAddress address, core::Nanos deadline)
{
    Wait<FetchReply> wait;
    arm(wait, deadline);
    const core::Promise<FetchReply> done = wait.done;
    QNetworkReply *reply = send(request, address);
    running.insert(reply);
    reply->setReadBufferSize(readAhead);
    const auto collected = std::make_shared<FetchReply>();
    collected->url = request.url;
    const auto readMore = [=, most = request.maxBytes] {
        collected->body += reply->readAll();
        if (collected->body.size() > most)
            done.reject(fetchError(Errc::ResourceExhausted, "REPLY_TOO_LARGE", QStringLiteral("The web server sends too much.")));
    };
    QObject::connect(reply, &QNetworkReply::readyRead, reply, readMore);
    QObject::connect(reply, &QNetworkReply::finished, reply, [=] {
        readMore();
        collected->status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        for (const auto &[name, value] : reply->rawHeaderPairs())
            collected->headers.emplace_back(name, value);
        const bool cut = reply->error() >= 1 && reply->error() < 100; // of the connection; others are the server's answers
        if (cut || collected->status == 0)
            done.reject(fetchError(Errc::Unavailable, "FETCH_FAILED",
                                   QStringLiteral("The web server cannot be reached: %1.").arg(reply->errorString())));
        done.resolve(*collected);
    });
    std::exception_ptr failed;
    FetchReply result;
    try {
        result = co_await done;
    } catch (...) {
        failed = std::current_exception();
    }
    if (running.erase(reply) > 0) {
        reply->abort();
        reply->deleteLater();
    }
    if (failed)
        std::rethrow_exception(failed);
    co_return result;
}

GuardedFetcher::GuardedFetcher(std::shared_ptr<core::Clock> clock, Targets targets, Resolver resolver)
    : d(std::make_shared<Private>())
{
    d->clock = std::move(clock);
    d->targets = std::move(targets);
    d->resolver = std::move(resolver);
    d->network->setProxy(QNetworkProxy::NoProxy);
}

GuardedFetcher::~GuardedFetcher()
{
    d->closed = true;
    const auto all = std::exchange(d->running, {});
    for (QNetworkReply *reply : all)
        reply->abort();
}

core::Task<FetchReply> GuardedFetcher::fetch(FetchRequest request)
{
    const std::shared_ptr<Private> p = d; // outlives this object
    checkRequest(request);
    const core::Nanos deadline = p->clock->now() + request.timeout;
    for (int hops = 0; !p->closed; ++hops) {
        if (const char *objection = Targets::objection(request.url))
            throw fetchError(Errc::InvalidArgument, "BAD_URL", QString::fromLatin1(objection));
        QUrl url = request.url;
        const QHostAddress address = co_await p->resolve(std::move(url), deadline);
        if (p->closed)
            break;
        FetchRequest hop = request;
        FetchReply reply = co_await p->ask(std::move(hop), address, deadline);
        auto next = request.maxRedirects > 0 ? redirected(request, reply) : std::nullopt;
        if (!next)
            co_return reply;
        if (hops >= request.maxRedirects)
            throw fetchError(Errc::ResourceExhausted, "TOO_MANY_REDIRECTS",
                             QStringLiteral("The web server redirects too often."));
        request = std::move(*next);
    }
    throw fetchError(Errc::Unavailable, "FETCH_FAILED", QStringLiteral("The platform is stopping."));
}

} // namespace http
