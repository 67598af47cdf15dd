// SPDX-License-Identifier: GPL-3.0-or-later
// Variables, functions and figures of a channel.
#include "telephony/softswitch/channelmaking.h"

#include <array>

namespace telephony::softswitch {
namespace {
constexpr qsizetype maxVariables = 1000; ///< of one channel
constexpr int readFailed = 500;

/// `NAME(arguments)`, or a plain name with `isFunction` false.
struct Expression
{
    bool isFunction = false;
    QString name;
    QStringList arguments;

    explicit Expression(const QString &text) : name(text)
    {
        const qsizetype open = text.indexOf(QLatin1Char('('));
        isFunction = open > 0 && text.endsWith(QLatin1Char(')'));
        if (!isFunction)
            return;
        name = text.left(open);
        arguments = text.mid(open + 1).chopped(1).split(QLatin1Char(','));
        for (QString &argument : arguments)
            argument = argument.trimmed();
    }
};

QString secondsSince(const Switch &s, const Channel &channel)
{
    constexpr qint64 second = 1'000'000;
    return QString::number(channel.created.isSet() ? (s.clock->wall().micros() - channel.created.micros()) / second : 0);
}

/// By the names that Asterisk has.
QString formatOf(const Channel &channel)
{
    static const QHash<QByteArray, QString> names{{"PCMU", QStringLiteral("ulaw")}, {"PCMA", QStringLiteral("alaw")}};
    const sip::SdpAgreement &agreed = channel.agreement;
    if (agreed.encoding == "L16" || channel.kind == ChannelKind::Local || channel.kind == ChannelKind::Snoop)
        return QLatin1String("slin") + (agreed.clockRate > 8000 ? QString::number(agreed.clockRate / 1000) : QString());
    return names.value(agreed.encoding, QString::fromLatin1(agreed.encoding.toLower()));
}

/// CHANNEL(…) as far as the switch has an answer.
std::optional<QString> channelFunction(Switch &s, const Channel &channel, const QStringList &arguments)
{
    const QString item = arguments.value(0), detail = arguments.value(1);
    if (item == QLatin1String("pjsip")) {
        if (detail == QLatin1String("call-id"))
            return channel.protocolId;
        if (detail == QLatin1String("remote_addr"))
            return s.statsOf(channel).peer;
        if (detail == QLatin1String("remote_tag") && channel.kind == ChannelKind::Sip)
            return channel.remoteTag;
        return std::nullopt;
    }
    if (item == QLatin1String("rtp")) {
        if (detail == QLatin1String("dest") && channel.remote)
            return s.statsOf(channel).peer;
        return std::nullopt;
    }
    static const std::map<QString, QString (*)(Switch &, const Channel &)> items{
        {QStringLiteral("name"), [](Switch &, const Channel &one) { return one.name; }},
        {QStringLiteral("uniqueid"), [](Switch &, const Channel &one) { return one.id; }},
        {QStringLiteral("state"), [](Switch &, const Channel &one) { return one.state; }},
        {QStringLiteral("language"), [](Switch &, const Channel &one) { return one.language; }},
        {QStringLiteral("context"), [](Switch &, const Channel &one) { return one.context; }},
        {QStringLiteral("exten"), [](Switch &, const Channel &one) { return one.exten; }},
        {QStringLiteral("appname"), [](Switch &, const Channel &one) { return one.dialplanApp; }},
        {QStringLiteral("appdata"), [](Switch &, const Channel &one) { return one.dialplanData; }},
        {QStringLiteral("channeltype"), [](Switch &, const Channel &one) { return one.name.section(QLatin1Char('/'), 0, 0); }},
        {QStringLiteral("duration"), [](Switch &inside, const Channel &one) { return secondsSince(inside, one); }},
        {QStringLiteral("linkedid"), [](Switch &, const Channel &one) { return one.linkedId; }},
        {QStringLiteral("hangupsource"), [](Switch &, const Channel &) { return QString(); }}, // it is up
        {QStringLiteral("musicclass"), [](Switch &, const Channel &) { return QString(); }},
        {QStringLiteral("audionativeformat"),
         [](Switch &, const Channel &one) { return QLatin1Char('(') + formatOf(one) + QLatin1Char(')'); }},
        {QStringLiteral("audioreadformat"), [](Switch &, const Channel &one) { return formatOf(one); }},
        {QStringLiteral("audiowriteformat"), [](Switch &, const Channel &one) { return formatOf(one); }}};
    const auto found = items.find(item);
    return found == items.end() ? std::nullopt : std::optional(found->second(s, channel));
}

/// How a caller may be shown, by the names that Asterisk has for it (Q.931 octet 3a).
struct Presentation
{
    const char *name, *text;
    int value;
};
constexpr std::array presentations{Presentation{"allowed_not_screened", "Presentation Allowed, Not Screened", 0x00},
                                   Presentation{"allowed_passed_screen", "Presentation Allowed, Passed Screen", 0x01},
                                   Presentation{"allowed_failed_screen", "Presentation Allowed, Failed Screen", 0x02},
                                   Presentation{"allowed", "Presentation Allowed, Network Number", 0x03},
                                   Presentation{"prohib_not_screened", "Presentation Prohibited, Not Screened", 0x20},
                                   Presentation{"prohib_passed_screen", "Presentation Prohibited, Passed Screen", 0x21},
                                   Presentation{"prohib_failed_screen", "Presentation Prohibited, Failed Screen", 0x22},
                                   Presentation{"prohib", "Presentation Prohibited, Network Number", 0x23},
                                   Presentation{"unavailable", "Number Unavailable", 0x43}};

const Presentation *findPresentation(const QString &name)
{
    const auto found = std::find_if(presentations.begin(), presentations.end(),
                                    [&](const Presentation &one) { return name == QLatin1String(one.name); });
    return found == presentations.end() ? nullptr : &*found;
}

const Presentation &presentationOf(const Channel &channel)
{
    const Presentation *known = findPresentation(channel.presentation);
    return known ? *known : presentations.front();
}

bool isPresentationItem(const QString &item)
{
    return item == QLatin1String("pres") || item == QLatin1String("num-pres") || item == QLatin1String("name-pres");
}

std::optional<QString> callerFunction(const Channel &channel, const QString &item, bool connected)
{
    if (!connected && isPresentationItem(item))
        return QString::fromLatin1(presentationOf(channel).name);
    if (!connected && item == QLatin1String("rdnis"))
        return channel.redirectingNumber;
    if (!connected && (item == QLatin1String("dnid") || item == QLatin1String("ani")))
        return item == QLatin1String("dnid") ? (channel.incoming ? channel.exten : QString()) : channel.callerNumber;
    const QString &name = connected ? channel.connectedName : channel.callerName;
    const QString &number = connected ? channel.connectedNumber : channel.callerNumber;
    if (item == QLatin1String("num") || item == QLatin1String("number"))
        return number;
    if (item == QLatin1String("name"))
        return name;
    if (item == QLatin1String("all"))
        return QStringLiteral("\"%1\" <%2>").arg(name, number);
    return std::nullopt;
}

/// `_` and `__` before a name say who inherits it; they are no part of it.
QString bareName(const QString &name)
{
    return name.mid(name.startsWith(QLatin1String("__")) ? 2 : name.startsWith(QLatin1Char('_')) ? 1 : 0);
}

/// By its bare name.
auto findVariable(const Channel &channel, const QString &name)
{
    for (const char *mark : {"", "_", "__"}) {
        const auto found = channel.variables.constFind(QLatin1String(mark) + name);
        if (found != channel.variables.cend() && bareName(found.key()) == name)
            return found;
    }
    return channel.variables.cend();
}

struct Read
{
    int status = 200;
    QString value;
};

Read readValue(Switch &s, const Channel &channel, const QString &text)
{
    if (const auto set = findVariable(channel, text); set != channel.variables.cend())
        return {200, *set};
    const Expression expression(text);
    if (!expression.isFunction) {
        if (text == QLatin1String("UNIQUEID"))
            return {200, channel.id};
        if (text == QLatin1String("EPOCH"))
            return {200, QString::number(s.clock->wall().micros() / 1'000'000)};
        if (text == QLatin1String("HANGUPCAUSE"))
            return {200, QStringLiteral("0")}; // it is up
        if (text == QLatin1String("EXTEN"))
            return {200, channel.exten};
        if (text == QLatin1String("CONTEXT"))
            return {200, channel.context};
        if (text == QLatin1String("BRIDGEPEER") && !channel.bridgePeers.isEmpty())
            return {200, channel.bridgePeers};
        if (text == QLatin1String("STASISSTATUS") && !channel.inStasis && !channel.application.isEmpty())
            return {200, QStringLiteral("SUCCESS")};
        return {404, {}};
    }
    if (expression.name == QLatin1String("CDR"))
        return {200, {}}; // none are kept
    std::optional<QString> value;
    if (expression.name == QLatin1String("CHANNEL"))
        value = channelFunction(s, channel, expression.arguments);
    else if (expression.name == QLatin1String("CALLERID"))
        value = callerFunction(channel, expression.arguments.value(0), false);
    else if (expression.name == QLatin1String("CONNECTEDLINE"))
        value = callerFunction(channel, expression.arguments.value(0), true);
    else if (expression.name == QLatin1String("VOLUME"))
        value = s.volumeOf(channel, expression.arguments);
    else if (expression.name == QLatin1String("PJSIP_HEADER") && expression.arguments.value(0) == QLatin1String("read")) {
        for (const auto &[name, content] : channel.sipHeaders) {
            if (name.compare(expression.arguments.value(1), Qt::CaseInsensitive) == 0)
                value = content;
        }
        return value ? Read{200, *value} : Read{readFailed, {}};
    }
    return value ? Read{200, *value} : Read{readFailed, {}};
}

void detectTalk(Switch &s, Channel &channel, const Expression &expression, const QString &value)
{
    if (expression.arguments.value(0) == QLatin1String("remove")) {
        s.media->setTalkDetection(channel.id, std::nullopt);
        return;
    }
    media::TalkThresholds thresholds;
    bool good = false;
    if (const int silence = value.section(QLatin1Char(','), 0, 0).toInt(&good); good && silence > 0)
        thresholds.silence = core::Millis(std::min(silence, 60'000));
    if (const int level = value.section(QLatin1Char(','), 1, 1).toInt(&good); good && level > 0)
        thresholds.level = std::min(level, 32'767);
    s.media->setTalkDetection(channel.id, thresholds);
}

void tellCaller(Switch &s, const Channel &channel)
{
    ari::Event event = s.channelEvent("ChannelCallerId", channel);
    event["caller_presentation"] = presentationOf(channel).value;
    event["caller_presentation_txt"] = presentationOf(channel).text;
    s.emitEvent(std::move(event), channel);
}

/// Asterisk, too, leaves the caller alone for an item that it does not know.
void setCaller(Channel &channel, const QString &item, const QString &value)
{
    if (isPresentationItem(item))
        channel.presentation = findPresentation(value) ? value : channel.presentation;
    else if (item == QLatin1String("rdnis"))
        channel.redirectingNumber = value;
    else if (item == QLatin1String("name"))
        channel.callerName = value;
    else if (item == QLatin1String("all"))
        std::tie(channel.callerName, channel.callerNumber) = callerOf(value);
    else if (item == QLatin1String("num") || item == QLatin1String("number") || item == QLatin1String("ani"))
        channel.callerNumber = value;
}

/// What a function does that tells nobody. True: then there is no variable of its name.
bool callFunction(Switch &s, Channel &channel, const Expression &function, const QString &value)
{
    if (function.name == QLatin1String("TALK_DETECT")) {
        detectTalk(s, channel, function, value);
        return false;
    }
    if (function.name == QLatin1String("CHANNEL") && function.arguments.value(0) == QLatin1String("language"))
        channel.language = value;
    else if (function.name == QLatin1String("VOLUME"))
        s.setVolume(channel, function.arguments, value);
    else
        return false;
    return true;
}

/// False: there are too many.
bool writeValue(Switch &s, Channel &channel, const QString &name, const QString &value)
{
    const Expression expression(name);
    const QString item = expression.arguments.value(0);
    if (expression.isFunction && expression.name == QLatin1String("CALLERID")) {
        setCaller(channel, item, value);
        tellCaller(s, channel);
    } else if (expression.isFunction && expression.name == QLatin1String("CONNECTEDLINE")) {
        (item == QLatin1String("name") ? channel.connectedName : channel.connectedNumber) = value;
        s.emitEvent(s.channelEvent("ChannelConnectedLine", channel), channel);
    } else if (!expression.isFunction || !callFunction(s, channel, expression, value)) {
        const auto before = findVariable(channel, bareName(name));
        const bool isKnown = before != channel.variables.cend();
        if (!isKnown && qsizetype(channel.variables.size()) >= maxVariables)
            return false;
        if (isKnown)
            channel.variables.remove(before.key());
        if (!value.isEmpty() || expression.isFunction) // as in Asterisk, there is none then
            channel.variables[name] = value;
    }
    if (expression.isFunction) // it has events of its own, or none
        return true;
    ari::Event event = s.channelEvent("ChannelVarset", channel);
    event["variable"] = core::utf8(name);
    event["value"] = core::utf8(value);
    s.emitEvent(std::move(event), channel);
    return true;
}

AriReply notRead(int status)
{
    return status == 404 ? refuse(404, QStringLiteral("Provided variable was not found"))
                         : refuse(500, QStringLiteral("Unable to read provided function"));
}
AriReply tooMany() { return refuse(500, QStringLiteral("The channel has too many variables")); }

AriReply getVariable(Switch &s, Channel &channel, const Asked &asked)
{
    const QString name = asked.arguments.text("variable");
    if (name.isEmpty())
        return refuse(400, QStringLiteral("Variable name is required"));
    const Read read = readValue(s, channel, name);
    return read.status == 200 ? AriReply{200, Json{{"value", core::utf8(read.value)}}} : notRead(read.status);
}

AriReply setVariable(Switch &s, Channel &channel, const Asked &asked)
{
    const QString name = asked.arguments.text("variable");
    if (name.isEmpty())
        return refuse(400, QStringLiteral("Variable name is required"));
    return writeValue(s, channel, name, asked.arguments.text("value")) ? AriReply{204} : tooMany();
}

AriReply getVariables(Switch &s, Channel &channel, const Asked &asked)
{
    const QStringList names = asked.arguments.list("variables");
    if (names.isEmpty())
        return refuse(400, QStringLiteral("Variable names are required"));
    Json values = Json::object();
    for (const QString &name : names) {
        const Read read = readValue(s, channel, name);
        if (read.status != 200)
            return notRead(read.status);
        values[core::utf8(name)] = core::utf8(read.value);
    }
    return {200, Json{{"variables", std::move(values)}}};
}

AriReply setVariables(Switch &s, Channel &channel, const Asked &asked)
{
    const auto values = asked.arguments.map("variables");
    if (values.empty())
        return refuse(400, QStringLiteral("Variables are required"));
    for (const auto &[name, value] : values) {
        if (!writeValue(s, channel, name, value))
            return tooMany();
    }
    return {204};
}

/// Times in seconds, as Asterisk gives them; what is not measured is left out.
AriReply statistics(Switch &s, Channel &channel, const Asked &)
{
    constexpr double second = 1000;
    const auto stream = s.media->stats(channel.id).value_or(media::StreamStats());
    Json figures{{"channel_uniqueid", core::utf8(channel.id)},
                 {"txcount", stream.packetsSent},
                 {"rxcount", stream.packetsReceived},
                 {"txjitter", stream.peerJitterMs / second},
                 {"rxjitter", stream.jitterMs / second},
                 {"txploss", stream.peerLost},
                 {"rxploss", stream.packetsLost},
                 {"txoctetcount", stream.octetsSent},
                 {"rxoctetcount", stream.octetsReceived},
                 {"local_ssrc", stream.ssrc},
                 {"remote_ssrc", stream.peerSsrc}};
    if (stream.roundTripMs >= 0)
        figures["rtt"] = stream.roundTripMs / second;
    return {200, std::move(figures)};
}

constexpr std::array channelValueTable{
    ChannelHandler{"getChannelVar", Needs::Channel, getVariable}, ChannelHandler{"setChannelVar", Needs::Channel, setVariable},
    ChannelHandler{"getChannelVars", Needs::Channel, getVariables},
    ChannelHandler{"setChannelVars", Needs::Channel, setVariables}, ChannelHandler{"rtpstatistics", Needs::Channel, statistics}};
} // namespace

std::span<const ChannelHandler> channelValues() { return channelValueTable; }

void SoftSwitch::Private::applyFunctions(Channel &channel)
{
    const QStringList names = channel.variables.keys();
    for (const QString &name : names) {
        if (const Expression function(name);
            function.isFunction && callFunction(*this, channel, function, channel.variables[name]))
            channel.variables.remove(name);
    }
}

} // namespace telephony::softswitch
