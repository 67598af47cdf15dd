// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/softswitch/softswitch.h"

#include "telephony/media/sounds.h"
#include "telephony/softswitch/private.h"

#include <QCoreApplication>

namespace telephony::softswitch {
namespace {
constexpr core::Millis eventGap{15};

media::Events mediaEvents(SoftSwitch::Private *p);
} // namespace

SoftSwitch::Private::Private(std::shared_ptr<core::Clock> c, core::Timeline *t, Config settings)
    : clock(std::move(c)), timeline(t), config(std::move(settings))
{
    sip::Events events;
    events.incoming = [this](sip::IncomingCall call) { incoming(std::move(call)); };
    events.answered = [this](QString leg, int status, QByteArray sdp) { answered(leg, status, sdp); };
    events.confirmed = [this](QString leg, QByteArray sdp) { confirmed(leg, sdp); };
    events.reinvited = [this](QString leg, QByteArray sdp) { reinvited(leg, sdp); };
    events.ended = [this](QString leg, int status, int cause, QString reason) { legEnded(leg, status, cause, reason); };
    events.infoDigit = [this](QString leg, char key, int ms) { digit(legs.value(leg), key, ms); };
    events.registered = [this](sip::Contact contact) { contactsChanged(contact, true); };
    events.unregistered = [this](sip::Contact contact) { contactsChanged(contact, false); };
    stack = std::make_unique<sip::SipStack>(clock, timeline, std::move(events));

    const auto find = config.findMedia;
    const auto loader = [find](const QString &uri) -> media::Samples {
        const QString name = uri.startsWith(QLatin1String("sound:")) ? uri.mid(6) : uri;
        if (auto samples = media::builtin(name))
            return samples;
        const QString path = find ? find(name) : QString();
        return path.isEmpty() ? media::Samples() : media::readSound(path);
    };
    media = std::make_unique<media::MediaEngine>(clock, loader, mediaEvents(this));
}

namespace {
media::Events mediaEvents(SoftSwitch::Private *p)
{
    media::Events events;
    events.digit = [p](QString stream, char key, int ms) { p->digit(stream, key, ms); };
    events.playbackStarted = [p](QString id, int index) {
        const auto playback = p->playbacks.find(id);
        if (playback == p->playbacks.end())
            return;
        playback->index = index;
        playback->state = QStringLiteral("playing");
        p->emitEvent(Json{{"type", index == 0 ? "PlaybackStarted" : "PlaybackContinuing"}, {"playback", toAri(*playback)}});
    };
    events.playbackFinished = [p](QString id, QString failed) {
        if (!p->playbacks.contains(id))
            return;
        Playback playback = p->playbacks.take(id);
        playback.state = failed.isEmpty() ? QStringLiteral("done") : QStringLiteral("failed");
        if (const auto channel = p->channels.value(playback.channel))
            channel->playbacks.removeAll(id);
        p->emitEvent(Json{{"type", "PlaybackFinished"}, {"playback", toAri(playback)}});
    };
    return events;
}
} // namespace

void SoftSwitch::Private::emitEvent(Json event)
{
    event["application"] = "voipbin";
    event["asterisk_id"] = core::utf8(config.asteriskId);
    event["timestamp"] = core::utf8(ariTime(clock->wall()));
    if (timeline) {
        core::TimelineEntry entry;
        entry.kind = core::TimelineKind::Engine;
        entry.source = config.asteriskId;
        entry.text = core::fromUtf8(event["type"]);
        entry.detail = [event] { return core::fromUtf8(core::dumpJson(event, 2)); };
        timeline->add(std::move(entry));
    }
    if (!sink)
        return;
    clock->after(core::Millis(0), [this, guard = alive.token(), event = std::move(event)] {
        if (!guard.expired() && sink)
            sink(event);
    }).release();
}

void SoftSwitch::Private::emitLater(std::function<void()> function)
{
    clock->after(eventGap, [guard = alive.token(), function = std::move(function)] {
        if (!guard.expired())
            function();
    }).release();
}

SoftSwitch::SoftSwitch(std::shared_ptr<core::Clock> clock, core::Timeline *timeline, Config config)
    : d(std::make_unique<Private>(std::move(clock), timeline, std::move(config)))
{
}

SoftSwitch::~SoftSwitch()
{
    d->stack->stop();
    d->media->stop();
}

void SoftSwitch::start()
{
    sip::Config sip;
    sip.address = d->config.address;
    sip.port = d->config.sipPort;
    sip.realm = d->config.realm;
    d->stack->start(std::move(sip));
    d->media->start();
}

QString SoftSwitch::asteriskId() const { return d->config.asteriskId; }

core::Task<AriReply> SoftSwitch::request(AriRequest request)
{
    AriReply reply = d->handle(request);
    co_return reply;
}

void SoftSwitch::setEventSink(std::function<void(Json)> sink) { d->sink = std::move(sink); }

core::Task<void> SoftSwitch::stop()
{
    const QStringList open = d->channels.keys();
    for (const QString &id : open)
        d->destroy(id, 16);
    const auto clock = d->clock;
    co_await core::sleep(clock, core::Millis(100)); // BYE on its way, last events delivered
    d->stack->stop();
    d->media->stop();
}

void SoftSwitch::setCredentials(std::vector<sip::Credential> credentials)
{
    d->credentials = credentials;
    d->stack->setCredentials(std::move(credentials));
}

void SoftSwitch::onContacts(std::function<void(std::vector<sip::Contact>)> listener) { d->contactListener = std::move(listener); }

QString SoftSwitch::sipAddress() const
{
    return d->stack->address().toString() + QLatin1Char(':') + QString::number(d->stack->port());
}

int SoftSwitch::channels() const { return int(d->channels.size()); }

} // namespace telephony::softswitch
