// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/seed.h"

#include "clients/businessclients.h"
#include "clients/flowclient.h"
#include "clients/serviceclients.h"

#include <array>

namespace app {
namespace {
using contract::Action;
using core::Json;
using core::Task;

constexpr int hourMs = 3'600'000;
constexpr int musicRepeats = 182; ///< an hour of the built-in piece

Action action(const char *type, Json option = Json())
{
    Action made;
    made.id = core::newId();
    made.type = QLatin1String(type);
    made.option = std::move(option);
    return made;
}

std::string text(const QUuid &id) { return core::utf8(core::toText(id)); }

std::vector<Action> welcome()
{
    Action answer = action("answer");
    Action prompt = action("talk", {{"text", "Welcome to Voxboard. Press one for echo, two for music, three for the time."},
                                    {"language", "en-US"},
                                    {"digits_handle", "next"}});
    Action digits = action("digits_receive", {{"duration", 8000}, {"length", 1}});
    Action echo = action("echo", {{"duration", 60'000}});
    Action music = action("play", {{"stream_urls", {"music"}}});
    Action time = action("talk", {{"text", "It is ${app.time}."}, {"language", "en-US"}});
    Action end = action("hangup");
    Action branch = action("branch", {{"target_ids", {{"1", text(echo.id)}, {"2", text(music.id)}, {"3", text(time.id)}}},
                                      {"default_target_id", text(prompt.id)}});
    echo.nextId = music.nextId = time.nextId = end.id;
    return {answer, prompt, digits, branch, echo, music, time, end};
}

std::vector<Action> looping()
{
    const std::vector<std::string> pieces(musicRepeats, "music");
    return {action("answer"), action("play", {{"stream_urls", pieces}})};
}

struct TestNumber
{
    const char *name;
    const char *number;
    const char *title;
    std::vector<Action> actions;
};

Task<QUuid> request(bus::Bus &bus, QString service, QString uri, Json body, const char *method = "POST")
{
    bus::Request wanted;
    wanted.method = QLatin1String(method);
    wanted.uri = std::move(uri);
    wanted.publisher = QStringLiteral("voxboard");
    wanted.data = bus::Payload(std::move(body));
    const bus::Reply reply = co_await bus.request(contract::requestQueue(service), std::move(wanted));
    reply.throwIfError();
    const Json made = reply.data.toJson();
    co_return core::parseId(core::fromUtf8(made.value("id", "")));
}

Task<void> seed(bus::Bus &bus)
{
    Json customer{{"name", "Voxboard lab"}, {"detail", "Made at the first start"}, {"email", "lab@localhost"}};
    const QUuid customerId =
        co_await request(bus, contract::service::customer, QStringLiteral("/v1/customers"), std::move(customer));
    Json vouched{{"status", "verified"}}; // the lab is the operator's own
    const QString identity = QStringLiteral("/v1/customers/%1/identity_verification_status").arg(core::toText(customerId));
    co_await request(bus, contract::service::customer, identity, std::move(vouched), "PUT");
    constexpr std::array people{std::pair{"1000", "Mina Park"}, std::pair{"1001", "Tomas Reyes"},
                                std::pair{"1002", "Ines Duarte"}};
    for (const auto &[number, name] : people) {
        Json extension{{"customer_id", text(customerId)},
                       {"extension", number},
                       {"password", core::utf8(core::randomSecret(14))},
                       {"name", name},
                       {"detail", ""}};
        co_await request(bus, contract::service::registrar, QStringLiteral("/v1/extensions"), std::move(extension));
    }
    contract::ConferenceCreate room;
    room.customerId = customerId;
    room.type = QStringLiteral("conference");
    room.name = QStringLiteral("Lab");
    clients::ConferenceClient conferences(bus, QStringLiteral("voxboard"));
    const contract::Conference conference = co_await conferences.create(std::move(room));
    const std::vector<TestNumber> numbers{
        {"welcome", "1800", "Welcome", welcome()},
        {"echo", "1801", "Echo", {action("answer"), action("echo", {{"duration", hourMs}})}},
        {"music", "1802", "Music", looping()},
        {"quiet", "1803", "Quiet", {action("answer"), action("sleep", {{"duration", hourMs}})}},
        {"conference",
         "1804",
         "Conference",
         {action("answer"), action("conference_join", {{"conference_id", text(conference.id)}})}}};
    clients::FlowClient flows(bus, QStringLiteral("voxboard"));
    for (const TestNumber &one : numbers) {
        contract::FlowCreate body;
        body.customerId = customerId;
        body.type = QStringLiteral("flow");
        body.name = QLatin1String(one.title);
        body.actions = one.actions;
        body.persist = true;
        const contract::Flow flow = co_await flows.createFlow(std::move(body));
        Json number{{"customer_id", text(customerId)}, {"number", one.number}, {"type", "virtual"},
                    {"call_flow_id", text(flow.id)},   {"name", one.title},    {"detail", one.name}};
        co_await request(bus, contract::service::number, QStringLiteral("/v1/numbers"), std::move(number));
    }
}
} // namespace

Task<PlatformFacts> seedAndRead(bus::Bus &bus)
{
    const QString me = QStringLiteral("voxboard");
    clients::CustomerClient customers(bus, me);
    clients::RegistrarClient registrar(bus, me);
    clients::NumberClient numbers(bus, me);
    const Json live{{"deleted", false}};
    const contract::Page one{1, {}}, many{100, {}};
    auto known = co_await customers.customers(one, live);
    if (known.empty()) {
        co_await seed(bus);
        known = co_await customers.customers(one, live);
    }
    PlatformFacts facts;
    facts.customerId = known.front().id;
    const auto extensions = co_await registrar.extensions(many, live);
    for (auto it = extensions.rbegin(); it != extensions.rend(); ++it)
        facts.phones.push_back({it->extension, it->password, it->realm, it->name});
    const auto owned = co_await numbers.numbers(many, live);
    for (const contract::Number &number : owned)
        facts.numbers[number.detail] = number.number;
    co_return facts;
}

} // namespace app
