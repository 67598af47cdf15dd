// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/arihttp.h"

#include "app/arisession.h"
#include "core/error.h"
#include "telephony/ari/apidocs.h"

#include <QFile>
#include <QWebSocket>

namespace app {
namespace {
using http::Request;
using http::Response;

constexpr qint64 mostFile = 256 * 1024 * 1024;
const QLatin1String docsPath("/ari/api-docs/");

Response message(int status, const char *text) { return Response::json({{"message", text}}, status); }

QString queryValue(const Request &request, const char *name)
{
    return request.query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded);
}

Response fileOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > mostFile)
        return message(403, "The recording file could not be opened");
    Response response;
    response.contentType = path.endsWith(QLatin1String(".wav")) ? "audio/wav" : "application/octet-stream";
    response.body = file.readAll();
    return response;
}

bool isForm(const Request &request) { return request.header("Content-Type").startsWith("application/x-www-form-urlencoded"); }
} // namespace

void serveMedia(http::Server &server, telephony::softswitch::SoftSwitch &engine)
{
    server.upgrade(
        QStringLiteral("/media/{id}"),
        [&engine](const Request &request) -> std::optional<Response> {
            if (engine.expectsMedia(request.arguments.value(QStringLiteral("id"))))
                return std::nullopt;
            return message(404, "No channel waits for this connection");
        },
        [&engine](std::unique_ptr<QWebSocket> socket, const Request &request) {
            engine.acceptMedia(request.arguments.value(QStringLiteral("id")), std::move(socket));
        },
        QStringLiteral("media"));
}

AriHttp::AriHttp(telephony::softswitch::SoftSwitch &engine, AriAccount account, std::shared_ptr<core::Clock> clock)
    : m_engine(engine), m_account(std::move(account)), m_clock(std::move(clock))
{
    for (const char *method : {"GET", "POST", "PUT", "DELETE"})
        m_server.route(method, QStringLiteral("/ari/*"), [this](Request request) { return answer(std::move(request)); });
    m_server.upgrade(
        QStringLiteral("/ari/events"), [this](const Request &request) { return objection(request); },
        [this](std::unique_ptr<QWebSocket> socket, const Request &request) { openEvents(std::move(socket), request); },
        QStringLiteral("ari"));
    serveMedia(m_server, m_engine);
}

AriHttp::~AriHttp()
{
    const auto sessions = m_sessions.children();
    qDeleteAll(sessions);
}

QString AriHttp::listen(const QHostAddress &address, quint16 port)
{
    const quint16 taken = m_server.listen(address, port);
    const bool six = address.protocol() == QAbstractSocket::IPv6Protocol;
    m_url = QStringLiteral("http://%1:%2/").arg(six ? QStringLiteral("[::1]") : address.toString()).arg(taken);
    return m_url;
}

std::optional<Response> AriHttp::objection(const Request &request) const
{
    if (!m_account.admits(request.header("Authorization"), queryValue(request, "api_key"))) {
        Response response = message(401, "Authentication required");
        response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"Voxboard ARI\"");
        return response;
    }
    if (request.path != QLatin1String("/ari/events"))
        return std::nullopt;
    const QStringList names = queryValue(request, "app").split(QLatin1Char(','), Qt::SkipEmptyParts);
    if (names.isEmpty())
        return message(400, "HTTP request is missing param: [app]");
    if (names.contains(QLatin1String("voipbin")))
        return message(409, "The application voipbin is the platform's own");
    return std::nullopt;
}

core::Task<Response> AriHttp::answer(Request request)
{
    if (const auto refused = objection(request); refused && request.path != QLatin1String("/ari/events"))
        co_return *refused;
    if (request.path == QLatin1String("/ari/events"))
        co_return message(426, "Upgrade to a WebSocket is required");
    if (request.path.startsWith(docsPath)) {
        const core::Json document = telephony::ari::apiDocument(request.path.mid(docsPath.size()), m_url + QLatin1String("ari"));
        co_return document.is_null() ? message(404, "Resource not found") : Response::json(document);
    }
    telephony::AriRequest asked{QString::fromLatin1(request.method), QString::fromUtf8(request.target)};
    if (isForm(request)) {
        asked.path += QLatin1Char(asked.path.contains(QLatin1Char('?')) ? '&' : '?') + QString::fromUtf8(request.body);
    } else if (!request.body.trimmed().isEmpty()) {
        try {
            asked.body = core::parseJson({request.body.constData(), size_t(request.body.size())});
        } catch (const core::Error &) {
            co_return message(400, "Invalid JSON");
        }
    }
    const telephony::AriReply reply = co_await m_engine.request(std::move(asked));
    if (!reply.file.isEmpty())
        co_return fileOf(reply.file);
    if (reply.body.is_null())
        co_return Response{reply.status, {}, {}, {}};
    Response response = Response::json(reply.body, reply.status);
    if (!reply.allowed.isEmpty())
        response.headers.emplace_back("Allow", reply.allowed.join(QLatin1String(", ")).toLatin1());
    co_return response;
}

void AriHttp::openEvents(std::unique_ptr<QWebSocket> socket, const Request &request)
{
    if (!socket->isValid()) // it has gone already, and would never say so
        return;
    auto *session = new AriSession(m_engine, m_clock, std::move(socket), &m_sessions);
    const QString all = queryValue(request, "subscribeAll").toLower();
    session->connectApplications(queryValue(request, "app").split(QLatin1Char(','), Qt::SkipEmptyParts),
                                 all == QLatin1String("true") || all == QLatin1String("yes") || all == QLatin1String("1"));
}

} // namespace app
