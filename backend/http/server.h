// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QObject>

#include <functional>
#include <map>
#include <memory>

namespace http {

struct Request
{
    QByteArray method;
    QString path;  ///< decoded, without query
    QString query;
    QByteArray body;
};

struct Response
{
    int status = 200;
    QByteArray type = "text/plain; charset=utf-8";
    QByteArray body;
    static Response error(int status, const QByteArray &message);
};

/// QtHttpServer as parser and transport behind limits of our own: header and body size, connections, idle time, Host header
/// (DNS rebinding), methods. Lives on the thread that made it; handlers run there and must not block.
class Server : public QObject
{
    Q_OBJECT
public:
    using Handler = std::function<Response(const Request &)>;

    explicit Server(QObject *parent = nullptr);
    ~Server() override;

    /// `path` is exact, or a prefix when it ends with `*`. GET answers HEAD too.
    void route(QByteArray method, QString path, Handler handler);
    /// @param port  0 lets the system choose. @throws core::Error(Unavailable) when it is taken.
    void listen(const QHostAddress &address, quint16 port);
    quint16 port() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace http
