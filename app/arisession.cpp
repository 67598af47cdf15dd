// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/arisession.h"

#include "core/error.h"
#include "core/log.h"
#include "http/message.h"

#include <QSet>
#include <QUrl>
#include <QWebSocket>

namespace app {
namespace {
constexpr qint64 mostUnread = 16 * 1024 * 1024; ///< a program that reads no faster is left
constexpr quint64 mostMessage = 1024 * 1024;
constexpr int mostRunning = 100;
constexpr core::Millis pingEvery{20'000};
constexpr int mostUnanswered = 2;

std::string textOf(const core::Json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// `uri` of a RESTRequest with its query strings; it may begin with or without `/ari/`.
QString pathOf(const core::Json &asked)
{
    QString path = core::fromUtf8(textOf(asked, "uri"));
    while (path.startsWith(QLatin1Char('/')))
        path.remove(0, 1);
    if (!path.startsWith(QLatin1String("ari/")))
        path.prepend(QLatin1String("ari/"));
    path.prepend(QLatin1Char('/'));
    const auto queries = asked.find("query_strings");
    if (queries == asked.end() || !queries->is_array())
        return path;
    for (const core::Json &one : *queries) {
        if (!one.is_object())
            continue;
        const auto encoded = [&](const char *name) {
            return QString::fromLatin1(QUrl::toPercentEncoding(core::fromUtf8(textOf(one, name))));
        };
        path += QLatin1Char(path.contains(QLatin1Char('?')) ? '&' : '?') + encoded("name") + QLatin1Char('=') + encoded("value");
    }
    return path;
}

bool isForm(const core::Json &asked)
{
    return core::fromUtf8(textOf(asked, "content_type"))
        .startsWith(QLatin1String("application/x-www-form-urlencoded"), Qt::CaseInsensitive);
}
} // namespace

AriSession::AriSession(telephony::softswitch::SoftSwitch &engine, std::shared_ptr<core::Clock> clock,
                       std::unique_ptr<QWebSocket> socket, QObject *parent)
    : QObject(parent), m_engine(engine), m_clock(std::move(clock)), m_socket(std::move(socket))
{
    m_socket->setMaxAllowedIncomingMessageSize(mostMessage);
    connect(m_socket.get(), &QWebSocket::disconnected, this, &QObject::deleteLater);
    connect(m_socket.get(), &QWebSocket::textMessageReceived, this, &AriSession::receive);
    connect(m_socket.get(), &QWebSocket::pong, this, [this] { m_unanswered = 0; });
    ask();
}

/// Whether the program is still there.
void AriSession::ask()
{
    if (m_unanswered++ >= mostUnanswered) {
        core::log::warn("ari", "a program no longer answers; its socket is closed");
        m_socket->abort();
        return;
    }
    m_socket->ping();
    m_ping = m_clock->after(pingEvery, [this] { ask(); });
}

AriSession::~AriSession()
{
    m_socket->disconnect(this);
    for (const auto &[name, ticket] : m_applications)
        m_engine.disconnectApplication(name, ticket);
    m_socket->abort();
}

void AriSession::connectApplications(const QStringList &names, bool all)
{
    m_application = names.value(0);
    for (const QString &name : QSet(names.begin(), names.end())) {
        const auto ticket = m_engine.connectApplication(name, all, [self = QPointer(this)](const core::Json &event) {
            if (self)
                self->hear(event);
        });
        if (ticket)
            m_applications.emplace_back(name, *ticket);
    }
}

/// An application that another socket has taken is none of ours any more. The socket stays, as in Asterisk: a program whose socket is
/// closed opens another, and two of them would take the application from each other for ever.
void AriSession::hear(const core::Json &event)
{
    if (textOf(event, "type") == "ApplicationReplaced")
        std::erase_if(m_applications, [&](const auto &own) { return core::utf8(own.first) == textOf(event, "application"); });
    send(event);
}

/// What came of a RESTRequest.
void AriSession::respond(const core::Json &asked, int status, const core::Json &body)
{
    const bool isObject = asked.is_object();
    core::Json response{{"type", "RESTResponse"},
                        {"transaction_id", isObject ? textOf(asked, "transaction_id") : std::string()},
                        {"request_id", isObject ? textOf(asked, "request_id") : std::string()},
                        {"status_code", status},
                        {"reason_phrase", http::phraseOf(status)},
                        {"uri", isObject ? textOf(asked, "uri") : std::string()}};
    if (!body.is_null()) {
        response["content_type"] = "application/json";
        response["message_body"] = core::dumpJson(body);
    }
    send(m_engine.stamped(std::move(response), m_application));
}

void AriSession::send(const core::Json &message)
{
    if (m_socket->bytesToWrite() > mostUnread) {
        core::log::warn("ari", "a program does not read its events; its socket is closed");
        m_socket->abort();
        return;
    }
    m_socket->sendTextMessage(core::fromUtf8(core::dumpJson(message)));
}

void AriSession::receive(const QString &text)
{
    core::Json asked;
    try {
        asked = core::parseJson(core::utf8(text));
    } catch (const core::Error &) {
        asked = core::Json();
    }
    if (!asked.is_object() || textOf(asked, "type") != "RESTRequest" || m_running >= mostRunning) {
        respond(asked, 400);
        return;
    }
    ++m_running;
    run(this, std::move(asked));
}

core::Task<void> AriSession::run(QPointer<AriSession> session, core::Json asked)
{
    telephony::AriRequest request{core::fromUtf8(textOf(asked, "method")), pathOf(asked)};
    telephony::AriReply reply;
    try {
        const std::string body = textOf(asked, "message_body");
        if (isForm(asked))
            request.path += QLatin1Char(request.path.contains(QLatin1Char('?')) ? '&' : '?') + core::fromUtf8(body);
        else if (!body.empty())
            request.body = core::parseJson(body);
        reply = co_await session->m_engine.request(std::move(request));
    } catch (const core::Error &error) {
        reply = {400, core::Json{{"message", core::utf8(error.message())}}};
    }
    if (!session)
        co_return;
    --session->m_running;
    session->respond(asked, reply.status, reply.body);
}

} // namespace app
