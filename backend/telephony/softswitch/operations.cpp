// SPDX-License-Identifier: GPL-3.0-or-later
// From a request to the function that answers it.
#include "telephony/softswitch/operations.h"

#include "telephony/ari/routing.h"

#include <algorithm>
#include <string_view>

namespace telephony::softswitch {
namespace {
using ari::Operation;

struct Table
{
    QHash<const Operation *, const Handler *> plain;
    QHash<const Operation *, const ChannelHandler *> ofChannels;

    Table()
    {
        add("channels", channelMakers());
        add("channels", channelControls());
        add("channels", channelValues());
        add("channels", transferOffers());
        add("bridges", bridgeHandlers());
        add("playbacks", playbackHandlers());
        add("recordings", recordingHandlers());
        add("endpoints", endpointHandlers());
        add("endpoints", endpointRequestHandlers());
        add("applications", applicationHandlers());
        add("deviceStates", deviceStateHandlers());
        add("asterisk", systemHandlers());
        add("asterisk", administrationHandlers());
        add("mailboxes", mailboxHandlers());
        add("sounds", soundHandlers());
        add("events", eventHandlers());
    }

    template <typename H> void add(const char *resource, std::span<const H> handlers)
    {
        for (const H &handler : handlers) {
            const Operation *operation = find(QLatin1String(resource), QLatin1String(handler.nickname));
            Q_ASSERT_X(operation, "ARI operation", handler.nickname);
            if constexpr (std::is_same_v<H, Handler>)
                plain.insert(operation, &handler);
            else
                ofChannels.insert(operation, &handler);
        }
    }

    static const Operation *find(QLatin1String resource, QLatin1String nickname)
    {
        for (const ari::Resource &one : ari::resources()) {
            if (resource != QLatin1String(one.name))
                continue;
            for (const Operation &operation : one.operations) {
                if (nickname == QLatin1String(operation.nickname))
                    return &operation;
            }
        }
        return nullptr;
    }
};

AriReply onChannel(Switch &s, const ChannelHandler &handler, const Asked &asked)
{
    const auto channel = s.channels.value(asked.ids.value(0)); // kept alive while the operation may end it
    if (!channel)
        return refuse(404, QStringLiteral("Channel not found"));
    if (handler.needs != Needs::Channel && !channel->inStasis)
        return refuse(409, QStringLiteral("Channel not in Stasis application"));
    if (handler.needs == Needs::Media && channel->state == QLatin1String("Down"))
        return refuse(412, QStringLiteral("Channel in invalid state"));
    return handler.run(s, *channel, asked);
}

/// Asterisk's manager: a channel is sent to another context although no application holds it.
AriReply manage(Switch &s, const Arguments &arguments)
{
    const auto answer = [](bool good, const char *message) {
        return AriReply{200, Json{{"Response", good ? "Success" : "Error"}, {"Message", message}}};
    };
    const QString action = arguments.text("Action");
    if (action.compare(QLatin1String("Ping"), Qt::CaseInsensitive) == 0)
        return answer(true, "Pong");
    if (action.compare(QLatin1String("Redirect"), Qt::CaseInsensitive) != 0)
        return answer(false, "Invalid/unknown command");
    const QString name = arguments.text("Channel");
    auto channel = s.channels.value(name);
    for (auto one = s.channels.cbegin(); !channel && one != s.channels.cend(); ++one) {
        if ((*one)->name == name)
            channel = *one;
    }
    if (!channel)
        return answer(false, "Channel does not exist");
    const bool good = continueIn(s, *channel, arguments.text("Context"), arguments.text("Exten"));
    return answer(good, good ? "Redirect successful" : "Redirect failed");
}

/// Variables are texts; what an application tells in an event of its own may be anything.
bool areVariablesTexts(const ari::Operation &operation, const Json &body)
{
    const auto given = body.is_object() ? body.find("variables") : body.end();
    return given == body.end() || !given->is_object() || operation.nickname == std::string_view("userEvent") ||
           std::all_of(given->begin(), given->end(), [](const Json &value) { return value.is_string(); });
}
} // namespace

AriReply SoftSwitch::Private::handle(const AriRequest &request)
{
    static const Table table;
    const Arguments arguments(request.body, request.path);
    const QStringList parts = ari::partsOf(request.path);
    if (parts.value(0) == QLatin1String("ami"))
        return manage(*this, arguments);
    if (parts.value(0) != QLatin1String("ari"))
        return refuse(404, QStringLiteral("Resource not found"));
    const ari::Match match = ari::findOperation(request.method, parts.mid(1));
    if (!match.operation) {
        AriReply refused = match.allowed.isEmpty() ? refuse(404, QStringLiteral("Resource not found"))
                                                   : refuse(405, QStringLiteral("Invalid method"));
        refused.allowed = match.allowed;
        return refused;
    }
    if (!areVariablesTexts(*match.operation, request.body))
        return refuse(400, QStringLiteral("Only string values in the 'variables' object allowed"));
    const Asked asked{match.arguments, arguments, request.body};
    if (const ChannelHandler *handler = table.ofChannels.value(match.operation))
        return onChannel(*this, *handler, asked);
    if (const Handler *handler = table.plain.value(match.operation))
        return handler->run(*this, asked);
    return refuse(501, QStringLiteral("This switch does not have the operation %1 of %2")
                           .arg(QLatin1String(match.operation->nickname), QLatin1String(match.resource->name)));
}

} // namespace telephony::softswitch
