// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QUrl>

#include <amqp.h>

#include <optional>

namespace bench {

/// One blocking connection to a broker with one channel. For one thread.
class AmqpLink
{
public:
    AmqpLink() : m_connection(amqp_new_connection()) {}
    ~AmqpLink() { amqp_destroy_connection(m_connection); }
    AmqpLink(const AmqpLink &) = delete;
    AmqpLink &operator=(const AmqpLink &) = delete;

    bool open(const QUrl &url);
    bool declare(const QByteArray &queue);
    bool consume(const QByteArray &queue);

    struct Message
    {
        QByteArray body, replyTo, correlationId;
    };
    /// The next delivery; nullopt when none comes within `seconds`.
    std::optional<Message> receive(int seconds = 10);
    bool send(const QByteArray &queue, const Message &message);

private:
    amqp_connection_state_t m_connection;
};

} // namespace bench
