// SPDX-License-Identifier: GPL-3.0-or-later
// Outgoing channels.
#include "telephony/softswitch/channelmaking.h"

#include "telephony/softswitch/farend.h"

namespace telephony::softswitch {
namespace {
constexpr int causeUnanswered = 19;
constexpr int defaultTimeout = 60;
const QString joinPrefix = QStringLiteral("PJSIP/conf-join/");
const QString localPrefix = QStringLiteral("Local/");

AriReply badEndpoint() { return refuse(400, QStringLiteral("Invalid endpoint specified")); }

bool isSipUri(const QString &text)
{
    const bool scheme = text.startsWith(QLatin1String("sip:"), Qt::CaseInsensitive) ||
                        text.startsWith(QLatin1String("sips:"), Qt::CaseInsensitive);
    return scheme && std::none_of(text.begin(), text.end(), [](QChar c) { return c < QLatin1Char(' '); });
}

/// The URI that an endpoint means: written out, or that of a registered phone.
QString uriOf(const Switch &s, const QString &endpoint)
{
    const qsizetype at = endpoint.indexOf(QLatin1String("sip"), endpoint.indexOf(QLatin1Char('/')), Qt::CaseInsensitive);
    if (at > 0 && isSipUri(endpoint.mid(at)))
        return endpoint.mid(at);
    const QString phone = endpoint.section(QLatin1Char('/'), 1, 1);
    for (const auto &[listener, contact, place] : s.registrations) {
        if (phone == contact.user || phone == contact.user + QLatin1Char('@') + contact.realm)
            return contact.uri;
    }
    return {};
}

bool isExtension(const Switch &s, const QString &name)
{
    return std::any_of(s.credentials.begin(), s.credentials.end(), [&](const sip::Credential &one) {
        return name == one.user || name == one.user + QLatin1Char('@') + one.realm;
    });
}

Making makeSip(Switch &s, const WantedChannel &wanted)
{
    const sip::Trunk *trunk = s.trunkOfEndpoint(wanted.endpoint);
    const QString uri = trunk ? s.uriToDial(wanted.endpoint) : uriOf(s, wanted.endpoint);
    const QString phone = wanted.endpoint.section(QLatin1Char('/'), 1, 1);
    if (uri.isEmpty() && (trunk || !isExtension(s, phone))) // an extension whose phone is off fails when it is dialled
        return badEndpoint();
    Making made =
        bareChannel(s, wanted, ChannelKind::Sip, QLatin1String("PJSIP/") + wanted.endpoint.section(QLatin1Char('/'), 1, 1));
    if (std::holds_alternative<AriReply>(made))
        return made;
    Channel &channel = *std::get<Channel *>(made);
    channel.endpoint =
        trunk || uri.isEmpty() || wanted.endpoint.contains(uri) ? wanted.endpoint : wanted.endpoint + QLatin1Char('/') + uri;
    channel.listener = trunk ? s.listenerOf(*trunk) : s.routeTo(uri).first;
    channel.codecs = wanted.codecs;
    channel.protocolId = core::toText(core::newId());
    channel.exten =
        uri.isEmpty() ? phone.section(QLatin1Char('@'), 0, 0) : uri.section(QLatin1Char(':'), 1).section(QLatin1Char('@'), 0, 0);
    if (!s.openMedia(channel)) {
        s.channels.remove(channel.id);
        return refuse(500, QStringLiteral("No free RTP port"));
    }
    s.applyFunctions(channel);
    s.emitEvent(s.channelEvent("ChannelCreated", channel));
    s.tellVariables(channel);
    return &channel;
}

/// Makes the two channels of a pair, each with the other as its far end.
Making makePair(Switch &s, const WantedChannel &wanted, ChannelKind kind, const QString &nameOfFirst, const QString &nameOfSecond,
                std::function<void(Switch &, Channel &)> begin)
{
    WantedChannel second = wanted;
    second.id = wanted.otherId;
    if (kind != ChannelKind::Local)
        second.variables.clear();
    Making made = bareChannel(s, wanted, kind, nameOfFirst);
    if (std::holds_alternative<AriReply>(made))
        return made;
    Channel &first = *std::get<Channel *>(made);
    Making otherMade = bareChannel(s, second, kind, nameOfSecond);
    if (std::holds_alternative<AriReply>(otherMade)) {
        s.channels.remove(first.id);
        return otherMade;
    }
    Channel &other = *std::get<Channel *>(otherMade);
    if (!joinStreams(s, first, other)) {
        s.channels.remove(first.id);
        s.channels.remove(other.id);
        return refuse(500, QStringLiteral("No free RTP port"));
    }
    s.applyFunctions(first);
    if (kind == ChannelKind::Local)
        other.variables = first.variables;
    first.endpoint = wanted.endpoint;
    first.otherEnd = other.id;
    other.otherEnd = first.id;
    other.linkedId = first.linkedId;
    other.linkedSince = first.linkedSince;
    other.incoming = true;
    first.farEnd = makePairEnd(s, first.id, other.id, [&s, id = other.id, begin] {
        if (const auto far = s.channels.value(id))
            begin(s, *far);
    });
    other.farEnd = makePairEnd(s, other.id, first.id, {});
    return &first;
}

Making makeLocalTo(Switch &s, const WantedChannel &wanted, const QString &exten, const QString &context,
                   std::function<void(Switch &, Channel &)> begin)
{
    const QString name = s.nameFor(localPrefix + exten + QLatin1Char('@') + context);
    Making made = makePair(s, wanted, ChannelKind::Local, {}, {}, std::move(begin));
    if (std::holds_alternative<AriReply>(made))
        return made;
    Channel &first = *std::get<Channel *>(made), &other = *s.channels.value(first.otherEnd);
    first.name = name + QLatin1String(";1");
    other.name = name + QLatin1String(";2");
    for (Channel *one : {&first, &other}) {
        one->context = context;
        one->exten = exten;
    }
    other.state = QStringLiteral("Ring");
    s.emitEvent(s.channelEvent("ChannelCreated", first));
    s.emitEvent(s.channelEvent("ChannelCreated", other));
    s.tellVariables(first);
    s.tellVariables(other);
    return &first;
}

/// `Local/exten@context`: the second half runs the dialplan there once the first is dialled.
Making makeLocal(Switch &s, const WantedChannel &wanted)
{
    const QString place = wanted.endpoint.mid(localPrefix.size()).section(QLatin1Char('/'), 0, 0);
    const QString exten = place.section(QLatin1Char('@'), 0, 0);
    const QString context = place.contains(QLatin1Char('@')) ? place.section(QLatin1Char('@'), 1) : QStringLiteral("default");
    if (exten.isEmpty() || context.isEmpty())
        return badEndpoint();
    return makeLocalTo(s, wanted, exten, context, [context, exten](Switch &inside, Channel &far) {
        far.callerNumber = inside.channels.contains(far.otherEnd) ? inside.channels.value(far.otherEnd)->callerNumber : QString();
        continueIn(inside, far, context, exten);
    });
}

/// A leg to the conference instance, which is this switch, too: its twin arrives there as `conf-in` (contract §4).
Making makeJoin(Switch &s, const WantedChannel &wanted)
{
    const QString uri = wanted.endpoint.mid(joinPrefix.size());
    if (!isSipUri(uri))
        return badEndpoint();
    const QString room = uri.section(QLatin1Char(':'), 1).section(QLatin1Char('@'), 0, 0);
    const auto header = [variables = wanted.variables](const char *name) {
        const auto found = variables.find(QLatin1String("PJSIP_HEADER(add,") + QLatin1String(name) + QLatin1Char(')'));
        return found == variables.end() ? QString() : found->second;
    };
    const QString callId = header("VB-CALL-ID"), confbridgeId = header("VB-CONFBRIDGE-ID");
    Making made = makePair(s, wanted, ChannelKind::Sip, QStringLiteral("PJSIP/conf-join"), QStringLiteral("PJSIP/conf-in"),
                           [callId, confbridgeId](Switch &inside, Channel &far) {
                               inside.enterStasis(far, {QStringLiteral("context_type=conf"), QStringLiteral("context=conf-in"),
                                                        QLatin1String("confbridge_id=") + confbridgeId,
                                                        QLatin1String("call_id=") + callId});
                           });
    if (std::holds_alternative<AriReply>(made))
        return made;
    Channel &first = *std::get<Channel *>(made), &other = *s.channels.value(first.otherEnd);
    first.exten = other.exten = room;
    first.protocolId = other.protocolId = core::toText(core::newId());
    other.callerNumber = first.callerNumber;
    other.callerName = first.callerName;
    other.state = QStringLiteral("Ring");
    s.emitEvent(s.channelEvent("ChannelCreated", first));
    s.emitEvent(s.channelEvent("ChannelCreated", other));
    return &first;
}
} // namespace

WantedChannel WantedChannel::from(const Arguments &arguments)
{
    WantedChannel wanted;
    wanted.endpoint = arguments.text("endpoint");
    wanted.id = arguments.text("channelId");
    wanted.otherId = arguments.text("otherChannelId");
    wanted.variables = arguments.map("variables");
    static const std::map<QString, QByteArray> codecs{{QStringLiteral("ulaw"), "PCMU"}, {QStringLiteral("alaw"), "PCMA"},
                                                      {QStringLiteral("g722"), "G722"}, {QStringLiteral("opus"), "OPUS"},
                                                      {QStringLiteral("slin"), "L16"},  {QStringLiteral("slin16"), "L16/16000"}};
    for (const QString &format : arguments.list("formats")) {
        if (const auto codec = codecs.find(format.trimmed().toLower()); codec != codecs.end())
            wanted.codecs.push_back(codec->second);
        else if (wanted.unknownFormat.isEmpty())
            wanted.unknownFormat = format;
    }
    const auto take = [&](const char *name) {
        const auto found = wanted.variables.find(QLatin1String(name));
        return found == wanted.variables.end() ? QString() : found->second;
    };
    std::tie(wanted.callerName, wanted.callerNumber) = callerOf(arguments.text("callerId"));
    wanted.connectedName = wanted.callerName;
    wanted.connectedNumber = wanted.callerNumber;
    if (const QString number = take("CALLERID(num)"); !number.isEmpty())
        wanted.callerNumber = number;
    if (const QString name = take("CALLERID(name)"); !name.isEmpty())
        wanted.callerName = name;
    return wanted;
}

Channel *makeLocalPair(Switch &s, const QString &exten, const QString &context)
{
    WantedChannel wanted;
    wanted.endpoint = localPrefix + exten + QLatin1Char('@') + context;
    const Making made = makeLocalTo(s, wanted, exten, context, [](Switch &, Channel &) {});
    const auto *first = std::get_if<Channel *>(&made);
    return first ? *first : nullptr;
}

std::pair<QString, QString> callerOf(const QString &text)
{
    const qsizetype open = text.indexOf(QLatin1Char('<')), close = text.lastIndexOf(QLatin1Char('>'));
    if (open < 0 || close < open)
        return {{}, text.trimmed()};
    QString name = text.left(open).trimmed();
    if (name.size() > 1 && name.startsWith(QLatin1Char('"')) && name.endsWith(QLatin1Char('"')))
        name = name.mid(1).chopped(1);
    return {name, text.mid(open + 1, close - open - 1).trimmed()};
}

Making bareChannel(Switch &s, const WantedChannel &wanted, ChannelKind kind, const QString &endpointName)
{
    const QString id = wanted.id.isEmpty() ? core::toText(core::newId()) : wanted.id;
    if (s.channels.contains(id))
        return refuse(409, QStringLiteral("Channel with given unique ID already exists"));
    Channel &channel = s.addChannel(id);
    channel.kind = kind;
    channel.variables = QMap(wanted.variables);
    channel.presentation = channel.variables.value(QStringLiteral("CALLERID(pres)"), channel.presentation);
    channel.redirectingNumber = channel.variables.value(QStringLiteral("CALLERID(rdnis)"));
    channel.callerNumber = wanted.callerNumber;
    channel.callerName = wanted.callerName;
    channel.connectedNumber = wanted.connectedNumber;
    channel.connectedName = wanted.connectedName;
    if (!endpointName.isEmpty())
        channel.name = s.nameFor(endpointName);
    return &channel;
}

Making makeChannel(Switch &s, const WantedChannel &wanted)
{
    if (wanted.endpoint.startsWith(localPrefix))
        return makeLocal(s, wanted);
    if (wanted.endpoint.startsWith(joinPrefix))
        return makeJoin(s, wanted);
    return wanted.endpoint.startsWith(QLatin1String("PJSIP/"), Qt::CaseInsensitive) ||
                   wanted.endpoint.startsWith(QLatin1String("SIP/"), Qt::CaseInsensitive)
               ? makeSip(s, wanted)
               : Making(badEndpoint());
}

void hearToTheEnd(Switch &s, const Channel &channel, const QString &application)
{
    for (const QString &id : {channel.id, channel.otherEnd}) {
        if (!id.isEmpty())
            s.applications.hold(application, QLatin1String("channel:") + id);
    }
}

void dialChannel(Switch &s, Channel &channel, const QString &caller, int timeoutSeconds)
{
    const int seconds = timeoutSeconds > 0 ? timeoutSeconds : defaultTimeout;
    channel.dialing = true;
    channel.callerOfDial = caller == channel.id ? QString() : caller;
    s.emitDial(channel, "");
    channel.dialLimit = s.clock->after(std::chrono::seconds(seconds), [&s, id = channel.id] { s.destroy(id, causeUnanswered); });
    if (!channel.farEnd)
        return s.dial(channel);
    const auto far = channel.farEnd;
    far->dial();
}

} // namespace telephony::softswitch
