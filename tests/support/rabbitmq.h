// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTemporaryDir>
#include <QUrl>

#include <chrono>

namespace support {

/// A RabbitMQ of the test's own: loopback only, free ports, a folder that goes with it, and its own epmd. Both
/// processes end with this object, and with the test program however that ends. Blocks; for tests and benches only.
///
/// Guard the test with `requireServer(RabbitMq::program(), RabbitMq::package())` first.
class RabbitMq
{
public:
    RabbitMq() = default;
    ~RabbitMq();
    RabbitMq(const RabbitMq &) = delete;
    RabbitMq &operator=(const RabbitMq &) = delete;

    static QString program();
    static QString package();

    /// Starts it and waits until it takes connections. False, with error() set, when it does not within `patience`.
    bool start(std::chrono::milliseconds patience = std::chrono::seconds(150));
    /// Lets the broker close its files, then ends its epmd. May be called twice.
    void stop();

    /// `amqp://guest:guest@127.0.0.1:port/`; empty unless started.
    QUrl url() const { return m_url; }
    QString error() const { return m_error; }

private:
    bool fail(const QString &what);
    QProcessEnvironment environment(quint16 amqp, quint16 epmd) const;

    QTemporaryDir m_folder;
    QProcess m_epmd;
    QProcess m_broker;
    QUrl m_url;
    QString m_error;
};

} // namespace support
