// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/amqplink.h"

#include <amqp_tcp_socket.h>

#include <sys/time.h>

namespace bench {
namespace {
constexpr amqp_channel_t channel = 1;

amqp_bytes_t view(const QByteArray &bytes) { return {size_t(bytes.size()), const_cast<char *>(bytes.constData())}; }
QByteArray copy(amqp_bytes_t bytes) { return {static_cast<const char *>(bytes.bytes), qsizetype(bytes.len)}; }
} // namespace

bool AmqpLink::open(const QUrl &url)
{
    amqp_socket_t *socket = amqp_tcp_socket_new(m_connection);
    if (amqp_socket_open(socket, qPrintable(url.host()), url.port()) != AMQP_STATUS_OK)
        return false;
    const auto login = amqp_login(m_connection, "/", 0, AMQP_DEFAULT_FRAME_SIZE, 0, AMQP_SASL_METHOD_PLAIN,
                                  qPrintable(url.userName()), qPrintable(url.password()));
    return login.reply_type == AMQP_RESPONSE_NORMAL && amqp_channel_open(m_connection, channel);
}

bool AmqpLink::declare(const QByteArray &queue)
{
    return amqp_queue_declare(m_connection, channel, view(queue), 0, 0, 0, 1, amqp_empty_table) != nullptr;
}

bool AmqpLink::consume(const QByteArray &queue)
{
    return amqp_basic_consume(m_connection, channel, view(queue), amqp_empty_bytes, 0, 1, 0, amqp_empty_table) != nullptr;
}

std::optional<AmqpLink::Message> AmqpLink::receive(int seconds)
{
    amqp_maybe_release_buffers(m_connection);
    amqp_envelope_t envelope;
    const timeval patience{seconds, 0};
    if (amqp_consume_message(m_connection, &envelope, &patience, 0).reply_type != AMQP_RESPONSE_NORMAL)
        return {};
    const amqp_basic_properties_t &properties = envelope.message.properties;
    Message message;
    message.body = copy(envelope.message.body);
    if (properties._flags & AMQP_BASIC_REPLY_TO_FLAG)
        message.replyTo = copy(properties.reply_to);
    if (properties._flags & AMQP_BASIC_CORRELATION_ID_FLAG)
        message.correlationId = copy(properties.correlation_id);
    amqp_destroy_envelope(&envelope);
    return message;
}

bool AmqpLink::send(const QByteArray &queue, const Message &message)
{
    amqp_basic_properties_t properties{};
    properties._flags = AMQP_BASIC_CONTENT_TYPE_FLAG;
    properties.content_type = amqp_cstring_bytes("application/json");
    if (!message.replyTo.isEmpty()) {
        properties._flags |= AMQP_BASIC_REPLY_TO_FLAG;
        properties.reply_to = view(message.replyTo);
    }
    if (!message.correlationId.isEmpty()) {
        properties._flags |= AMQP_BASIC_CORRELATION_ID_FLAG;
        properties.correlation_id = view(message.correlationId);
    }
    return amqp_basic_publish(m_connection, channel, amqp_empty_bytes, view(queue), 0, 0, &properties, view(message.body)) ==
           AMQP_STATUS_OK;
}

} // namespace bench
