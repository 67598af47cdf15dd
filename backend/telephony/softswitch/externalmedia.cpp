// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/externalmedia.h"

#include "telephony/softswitch/channelmaking.h"
#include "telephony/softswitch/farends.h"

namespace telephony::softswitch {
namespace {
constexpr int waitsFor = 30; ///< seconds until the other program must be there

/// The parameters, in either spelling.
struct External
{
    QString application, host, encapsulation, transport, connection, format, direction, data, transportData;

    explicit External(const Arguments &given)
    {
        const auto either = [&](const char *name, const char *other, const char *otherwise) {
            const QString text = given.text(name, given.text(other));
            return text.isEmpty() ? QString(QLatin1String(otherwise)) : text;
        };
        application = given.text("app");
        host = either("external_host", "externalHost", "");
        connection = either("connection_type", "connectionType", "client");
        format = given.text("format");
        direction = either("direction", "direction", "both");
        data = given.text("data");
        transportData = either("transport_data", "transportData", "");
        transport = either("transport", "transport", "udp");
        encapsulation = either("encapsulation", "encapsulation", transport == QLatin1String("websocket") ? "none" : "rtp");
    }
    bool isServer() const { return connection == QLatin1String("server"); }
    bool isRtp() const { return encapsulation == QLatin1String("rtp") && transport == QLatin1String("udp"); }
    bool isAudioSocket() const { return encapsulation == QLatin1String("audiosocket"); }
    bool isWebSocket() const { return encapsulation == QLatin1String("none") && transport == QLatin1String("websocket"); }
};

struct HostAndPort
{
    QHostAddress address;
    quint16 port = 0;

    explicit HostAndPort(const QString &text)
    {
        const QString host = text.section(QLatin1Char(':'), 0, -2);
        address = host == QLatin1String("localhost") ? QHostAddress(QHostAddress::LocalHost) : QHostAddress(host);
        port = text.section(QLatin1Char(':'), -1).toUShort();
    }
    bool isGood() const { return address.protocol() == QAbstractSocket::IPv4Protocol && port != 0 && isOneHost(address); }
    /// No network (RFC 1122 §3.2.1.3), group or broadcast: whoever does not ask for it must not get sound.
    static bool isOneHost(const QHostAddress &address)
    {
        static const QHostAddress loopbackBroadcast(QStringLiteral("127.255.255.255"));
        const quint32 first = address.toIPv4Address() >> 24;
        return address.protocol() != QAbstractSocket::IPv4Protocol ? !address.isMulticast() && !address.isNull()
                                                                   : first != 0 && first < 224 && address != loopbackBroadcast;
    }
};

AriReply badHost(const QString &host)
{
    if (host.startsWith(QLatin1Char('[')) || QHostAddress(host).protocol() == QAbstractSocket::IPv6Protocol)
        return refuse(400, QStringLiteral("external_host is an IPv6 address, and IPv6 is not spoken here"));
    return refuse(400, QStringLiteral("external_host must be the IPv4 address of one host and a port from 1 to 65535, such as "
                                      "192.0.2.1:7000"));
}
AriReply noStream() { return refuse(500, QStringLiteral("The sound of the channel could not be opened")); }

/// Goes Up by itself: packets flow from the start.
class RtpEnd : public FarEnd
{
public:
    RtpEnd(Switch &s, QString channel) : m_switch(s), m_channel(std::move(channel)) {}
    void dial() override
    {
        m_up = m_switch.clock->after(core::Millis(0), [this] {
            if (const auto channel = m_switch.channels.value(m_channel))
                m_switch.answerChannel(*channel);
        });
    }
    void hangup(int) override { m_up.cancel(); }

private:
    Switch &m_switch;
    const QString m_channel;
    core::Timer m_up;
};

std::optional<AriReply> beRtp(Switch &s, Channel &channel, const External &wanted)
{
    const HostAndPort to(wanted.host);
    if (!to.isGood())
        return badHost(wanted.host);
    media::StreamParameters parameters;
    const auto codec = media::codecOfFormat(core::utf8(wanted.format));
    if (!codec)
        return refuse(422, QStringLiteral("The format %1 is not known here").arg(wanted.format));
    parameters.codec = *codec;
    parameters.payloadType = media::factsOf(*codec).payloadType;
    const QHostAddress own = s.routeTo(QLatin1String("sip:") + wanted.host).first->address;
    channel.port = s.media->open(channel.id, own).value_or(0);
    if (channel.port == 0)
        return noStream();
    parameters.peer = to.address;
    parameters.peerPort = to.port;
    s.media->connectStream(channel.id, std::move(parameters));
    channel.name = s.nameFor(QLatin1String("UnicastRTP/") + wanted.host);
    channel.variables[QStringLiteral("UNICASTRTP_LOCAL_ADDRESS")] = own.toString();
    channel.variables[QStringLiteral("UNICASTRTP_LOCAL_PORT")] = QString::number(channel.port);
    channel.farEnd = std::make_shared<RtpEnd>(s, channel.id);
    return {};
}

/// Of what goes over a connection without RTP: linear sound is in the order of this machine there.
std::optional<media::Codec> streamCodecOf(const QString &format)
{
    static const std::map<QString, media::Codec> linear{{QStringLiteral("slin"), media::Codec::Slin},
                                                        {QStringLiteral("slin12"), media::Codec::Slin12},
                                                        {QStringLiteral("slin16"), media::Codec::SlinWide},
                                                        {QStringLiteral("slin24"), media::Codec::Slin24},
                                                        {QStringLiteral("slin48"), media::Codec::Slin48}};
    const auto found = linear.find(format);
    return found == linear.end() ? media::codecOfFormat(core::utf8(format)) : found->second;
}

std::optional<AriReply> beAudioSocket(Switch &s, Channel &channel, const External &wanted)
{
    if (wanted.transport != QLatin1String("tcp"))
        return refuse(400, QStringLiteral("transport must be 'tcp' for audiosocket encapsulation"));
    const QUuid id = core::parseId(wanted.data);
    if (id.isNull())
        return refuse(400,
                      wanted.data.isEmpty() ? QStringLiteral("data can not be empty") : QStringLiteral("data must be a UUID"));
    const auto codec = streamCodecOf(wanted.format);
    if (!codec || frameBytesOf(*codec) == 0)
        return refuse(422, QStringLiteral("AudioSocket carries slin, slin12, slin16, slin24, slin48, ulaw, alaw and g722 here, "
                                          "not %1")
                               .arg(wanted.format));
    const AudioSocketSound sound{id, *codec};
    channel.name = s.nameFor(QLatin1String("AudioSocket/") + wanted.host + QLatin1Char('-') + wanted.data);
    if (!wanted.isServer()) {
        const HostAndPort to(wanted.host);
        if (!to.isGood())
            return badHost(wanted.host);
        channel.farEnd = makeAudioSocketClient(s, channel.id, sound, to.address, to.port);
        return channel.farEnd ? std::nullopt : std::optional(noStream());
    }
    const HostAndPort at(wanted.host);
    const QHostAddress own = at.address.isNull() ? QHostAddress(QHostAddress::LocalHost) : at.address;
    quint16 port = at.port;
    channel.farEnd = makeAudioSocketServer(s, channel.id, sound, own, &port);
    if (!channel.farEnd)
        return noStream();
    channel.variables[QStringLiteral("AUDIOSOCKET_LOCAL_ADDRESS")] = own.toString();
    channel.variables[QStringLiteral("AUDIOSOCKET_LOCAL_PORT")] = QString::number(port);
    return {};
}

std::optional<AriReply> beWebSocket(Switch &s, Channel &channel, const External &wanted)
{
    const auto codec = streamCodecOf(wanted.format);
    const size_t frameBytes = codec ? frameBytesOf(*codec) : 0;
    if (frameBytes == 0)
        return refuse(422, QStringLiteral("The format %1 is not known here").arg(wanted.format));
    WebSocketSound sound;
    sound.codec = *codec;
    sound.name = wanted.format;
    sound.connection = core::toText(core::newId());
    sound.options = mediawords::optionsOf(wanted.transportData);
    if (!mediawords::isDirection(sound.options.direction))
        return refuse(400, QStringLiteral("The direction in transport_data must be in, out or both"));
    QUrl target;
    if (!wanted.isServer()) {
        const bool written = wanted.host.startsWith(QLatin1String("ws://")) || wanted.host.startsWith(QLatin1String("wss://"));
        target = QUrl(written ? wanted.host : QLatin1String("ws://") + wanted.host, QUrl::StrictMode);
        const QHostAddress literal(target.host());
        if (!target.isValid() || target.host().isEmpty() || target.port() == 0 ||
            (!literal.isNull() && !HostAndPort::isOneHost(literal)))
            return refuse(400, QStringLiteral("external_host must be the address of a WebSocket"));
        if (target.path().isEmpty())
            target.setPath(QStringLiteral("/"));
        if (!sound.options.query.isEmpty())
            target.setQuery(target.hasQuery() ? target.query() + QLatin1Char('&') + sound.options.query : sound.options.query);
    }
    channel.name = s.nameFor(QLatin1String("WebSocket/") + (wanted.isServer() ? QStringLiteral("INCOMING") : target.authority()));
    channel.variables[QStringLiteral("MEDIA_WEBSOCKET_OPTIMAL_FRAME_SIZE")] = QString::number(frameBytes);
    channel.variables[QStringLiteral("MEDIA_WEBSOCKET_CONNECTION_ID")] = sound.connection;
    channel.farEnd = makeWebSocketEnd(s, channel.id, sound, target);
    return channel.farEnd ? std::nullopt : std::optional(noStream());
}

std::optional<AriReply> objectionTo(const External &wanted)
{
    if (wanted.application.isEmpty())
        return refuse(400, QStringLiteral("app cannot be empty"));
    if (wanted.format.isEmpty())
        return refuse(400, QStringLiteral("format cannot be empty"));
    if (wanted.host.isEmpty() && !wanted.isServer())
        return refuse(400, QStringLiteral("external_host is required for all but websocket server connections"));
    if (wanted.direction != QLatin1String("both"))
        return refuse(400, QStringLiteral("The direction must be both"));
    if (wanted.connection != QLatin1String("client") && wanted.connection != QLatin1String("server"))
        return refuse(400, QStringLiteral("connection_type must be client or server"));
    if (wanted.isRtp() && wanted.isServer())
        return refuse(400, QStringLiteral("'server' connection_type can only be used with audiosocket and websocket here"));
    if (!wanted.isRtp() && !wanted.isAudioSocket() && !wanted.isWebSocket())
        return refuse(501, QStringLiteral("The encapsulation and/or transport is not supported"));
    return {};
}
} // namespace

AriReply makeExternalMedia(Switch &s, const Asked &asked)
{
    const External external(asked.arguments);
    if (const auto refused = objectionTo(external))
        return *refused;
    WantedChannel wanted = WantedChannel::from(asked.arguments);
    if (wanted.id.isEmpty())
        wanted.id = asked.arguments.text("channel_id");
    const ChannelKind kind = external.isRtp()           ? ChannelKind::UnicastRtp
                             : external.isAudioSocket() ? ChannelKind::AudioSocket
                                                        : ChannelKind::WebSocket;
    const Making made = bareChannel(s, wanted, kind, {});
    if (const auto *refused = std::get_if<AriReply>(&made))
        return *refused;
    Channel &channel = *std::get<Channel *>(made);
    const auto refused = kind == ChannelKind::UnicastRtp    ? beRtp(s, channel, external)
                         : kind == ChannelKind::AudioSocket ? beAudioSocket(s, channel, external)
                                                            : beWebSocket(s, channel, external);
    if (refused) {
        const QString id = channel.id;
        s.media->close(id);
        s.channels.remove(id);
        return *refused;
    }
    channel.endpoint = channel.name.section(QLatin1Char('-'), 0, -2);
    channel.exten = QStringLiteral("s");
    s.applyFunctions(channel);
    s.emitEvent(s.channelEvent("ChannelCreated", channel));
    s.tellVariables(channel);
    hearToTheEnd(s, channel, external.application);
    const QStringList arguments = external.data.split(QLatin1Char(','), Qt::SkipEmptyParts);
    channel.up = [&s, id = channel.id, arguments, application = external.application] {
        if (const auto answered = s.channels.value(id))
            s.enterStasis(*answered, arguments, application);
    };
    AriReply reply{200, toJson(channel)};
    dialChannel(s, channel, {}, waitsFor);
    return reply;
}

} // namespace telephony::softswitch
