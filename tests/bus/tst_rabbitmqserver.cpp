// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/rabbitmq.h"
#include "tests/support/server.h"

#include <QTest>

#include <amqp.h>
#include <amqp_tcp_socket.h>

#include <memory>

using support::RabbitMq;

namespace {

constexpr amqp_channel_t channel = 1;

struct Destroy
{
    void operator()(amqp_connection_state_t connection) const { amqp_destroy_connection(connection); }
};
using Connection = std::unique_ptr<amqp_connection_state_t_, Destroy>;

bool open(amqp_connection_state_t connection, const QUrl &url)
{
    amqp_socket_t *socket = amqp_tcp_socket_new(connection);
    if (amqp_socket_open(socket, qPrintable(url.host()), url.port()) != AMQP_STATUS_OK)
        return false;
    const auto login = amqp_login(connection, "/", 0, AMQP_DEFAULT_FRAME_SIZE, 0, AMQP_SASL_METHOD_PLAIN,
                                  qPrintable(url.userName()), qPrintable(url.password()));
    return login.reply_type == AMQP_RESPONSE_NORMAL && amqp_channel_open(connection, channel) != nullptr;
}

} // namespace

/// The broker that other tests and the bench start is a working one, and leaves nothing behind.
class TestRabbitMqServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsDeclaresAndStops()
    {
        if (!support::requireServer(RabbitMq::program(), RabbitMq::package()))
            return;
        RabbitMq server;
        QVERIFY2(server.start(), qPrintable(server.error()));
        const QUrl url = server.url();

        const Connection connection(amqp_new_connection());
        QVERIFY(open(connection.get(), url));
        const auto *queue = amqp_queue_declare(connection.get(), channel, amqp_empty_bytes, 0, 0, 1, 1, amqp_empty_table);
        QVERIFY(queue != nullptr);
        QVERIFY(queue->queue.len > 0);

        server.stop();
        QVERIFY(server.url().isEmpty());
        const Connection refused(amqp_new_connection());
        QVERIFY(!open(refused.get(), url));
        server.stop();
    }
};

QTEST_GUILESS_MAIN(TestRabbitMqServer)
#include "tst_rabbitmqserver.moc"
