// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/softswitch.h"

#include "core/log.h"
#include "telephony/ari/arguments.h"
#include "telephony/softswitch/mediafetch.h"
#include "telephony/softswitch/private.h"

#include <QWebSocket>

namespace telephony::softswitch {
namespace {
constexpr core::Millis lastEvents{100}; ///< BYE on its way, last events delivered
}

SoftSwitch::Private::Private(std::shared_ptr<core::Clock> c, core::Timeline *t, Config settings)
    : clock(std::move(c)), timeline(t), config(std::move(settings)), events(clock)
{
    const bool everywhere = config.address == QHostAddress(QHostAddress::AnyIPv4);
    listeners.push_back(makeListener(everywhere ? QHostAddress(QHostAddress::LocalHost) : config.address, 8));
    media = std::make_unique<media::MediaEngine>(clock, mediaLoader(), mediaEvents(), mediaFetcher(config));
    if (config.rtpKept > 0)
        media->keepRtp(config.rtpKept);
    events.setSink(
        [this](const QString &application, const ari::SharedEvent &event) { applications.deliver(application, event); });
}

void SoftSwitch::Private::emitEvent(ari::Event event, core::Nanos notBefore, QUuid callId)
{
    const QStringList to = applications.listeners(event);
    emitTo(to, std::move(event), notBefore, callId);
}

ari::SharedEvent SoftSwitch::Private::stamped(ari::Event event) const
{
    event.stamp(config.asteriskId, clock->wall());
    return std::make_shared<const ari::Event>(std::move(event));
}

void SoftSwitch::Private::emitTo(const QStringList &to, ari::Event unstamped, core::Nanos notBefore, QUuid callId)
{
    ari::SharedEvent event = stamped(std::move(unstamped));
    if (timeline) {
        core::TimelineEntry entry;
        entry.kind = core::TimelineKind::Engine;
        entry.callId = callId;
        entry.source = config.asteriskId;
        entry.text = core::fromUtf8(event->type());
        entry.detail = [event] { return core::fromUtf8(core::dumpJson(event->json(), 2)); };
        timeline->add(std::move(entry));
    }
    events.push(std::move(event), to, notBefore);
}

SoftSwitch::SoftSwitch(std::shared_ptr<core::Clock> clock, core::Timeline *timeline, Config config)
    : d(std::make_unique<Private>(std::move(clock), timeline, std::move(config)))
{
}

SoftSwitch::~SoftSwitch()
{
    d->stopListeners();
    d->media->stop();
}

void SoftSwitch::start() { d->start(); }
void SoftSwitch::setLan(bool on) { d->setLan(on); }
QString SoftSwitch::asteriskId() const { return d->config.asteriskId; }

core::Task<AriReply> SoftSwitch::request(AriRequest request)
{
    AriReply reply;
    try {
        reply = d->stopped ? ari::refuse(503, QStringLiteral("The switch is stopping")) : d->handle(request);
    } catch (const std::exception &error) {
        core::log::error("switch", "{} {}: {}", request.method, request.path, error.what());
        reply = ari::refuse(500, QStringLiteral("Internal error"));
    }
    co_return reply;
}

void SoftSwitch::setEventSink(ari::EventSink sink) { d->applications.setPlatformSink(std::move(sink)); }

std::optional<quint64> SoftSwitch::connectApplication(const QString &name, bool all, std::function<void(const Json &)> sink)
{
    if (name != Applications::platform && d->applications.isConnected(name))
        d->applications.deliver(name, d->stamped(Json{{"type", "ApplicationReplaced"}}));
    const auto ticket = d->applications.connect(name, all, std::move(sink));
    d->watchMessages();
    return ticket;
}

void SoftSwitch::disconnectApplication(const QString &name, quint64 ticket)
{
    d->applications.disconnect(name, ticket);
    d->watchMessages();
}

core::Json SoftSwitch::stamped(core::Json message, const QString &application) const
{
    return d->stamped(std::move(message))->json(application);
}

core::Task<void> SoftSwitch::stop()
{
    if (std::exchange(d->stopped, true))
        co_return;
    const QStringList open = d->channels.keys();
    for (const QString &id : open)
        d->destroy(id, 16);
    const auto clock = d->clock;
    const auto alive = d->alive.token();
    co_await core::sleep(clock, lastEvents);
    if (alive.expired())
        co_return;
    d->stopListeners();
    d->media->stop();
}

bool SoftSwitch::acceptMedia(const QString &id, std::unique_ptr<QWebSocket> socket)
{
    const auto waiting = d->resources.mediaSockets.take(id);
    if (!waiting)
        return false;
    waiting(std::move(socket));
    return true;
}

bool SoftSwitch::expectsMedia(const QString &id) const { return d->resources.mediaSockets.contains(id); }

void SoftSwitch::setCredentials(std::vector<sip::Credential> credentials)
{
    for (const auto &listener : d->listeners)
        listener->stack->setCredentials(credentials);
    d->credentials = std::move(credentials);
}

void SoftSwitch::setTrunks(std::vector<sip::Trunk> trunks) { d->setTrunks(std::move(trunks)); }
void SoftSwitch::remember(std::vector<sip::Contact> contacts) { d->remembered = std::move(contacts); }
std::vector<sip::Contact> SoftSwitch::contacts() const { return d->contacts(); }
void SoftSwitch::onContacts(std::function<void(std::vector<sip::Contact>)> listener) { d->contactListener = std::move(listener); }
QString SoftSwitch::sipAddress() const { return sipAddresses().value(0); }

QString SoftSwitch::sipsAddress() const
{
    const Listener &first = *d->listeners.front();
    const quint16 port = first.stack->tlsPort();
    return port == 0 ? QString() : first.address.toString() + QLatin1Char(':') + QString::number(port);
}

QStringList SoftSwitch::sipAddresses() const
{
    QStringList addresses;
    for (const auto &listener : d->listeners)
        addresses += listener->address.toString() + QLatin1Char(':') + QString::number(listener->stack->port());
    return addresses;
}

int SoftSwitch::channels() const { return int(d->channels.size()); }

std::vector<ChannelStats> SoftSwitch::channelStats() const
{
    std::vector<ChannelStats> all;
    for (const auto &channel : std::as_const(d->channels))
        all.push_back(d->statsOf(*channel));
    return all;
}

std::optional<ChannelLevels> SoftSwitch::levels(const QString &channelId) const
{
    const auto stream = d->media->stats(channelId);
    return stream ? std::optional(ChannelLevels{stream->levelIn, stream->levelOut}) : std::nullopt;
}

std::function<media::KeptRtp()> SoftSwitch::rtpOf(QUuid callId, QStringList names) const
{
    for (const auto &channel : std::as_const(d->channels)) {
        if (!callId.isNull() && channel->callId == callId)
            names += channel->id;
    }
    for (const auto &[call, channel] : d->ended) {
        if (!callId.isNull() && call == callId)
            names += channel;
    }
    names.removeDuplicates();
    return d->media->rtpOf(names);
}

void SoftSwitch::tag(const QString &channelId, QUuid callId)
{
    if (const auto channel = d->channels.value(channelId))
        d->tag(*channel, callId);
}

} // namespace telephony::softswitch
