// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/callactions.h"

#include "clients/engineclient.h"
#include "clients/flowclient.h"
#include "ui/common/ask.h"
#include "ui/common/callsmodel.h"
#include "ui/common/confirm.h"

#include <QUrl>

namespace ui {
namespace {
constexpr int longestDigits = 64;

clients::CallClient callsOf(Host *host) { return {host->bus(), contract::service::window}; }

core::Task<void> hangupCall(Host *host, QUuid id, QString)
{
    auto client = callsOf(host);
    co_await client.hangup(id);
}

core::Task<void> muteCall(Host *host, QUuid id, QString direction)
{
    auto client = callsOf(host);
    co_await client.mute(id, direction);
}

core::Task<void> unmuteCall(Host *host, QUuid id, QString direction)
{
    auto client = callsOf(host);
    co_await client.unmute(id, direction);
}

core::Task<void> musicFor(Host *host, QUuid id, QString on)
{
    auto client = callsOf(host);
    const bool wanted = !on.isEmpty();
    co_await client.music(id, wanted);
}

core::Task<void> silenceFor(Host *host, QUuid id, QString on)
{
    auto client = callsOf(host);
    const bool wanted = !on.isEmpty();
    co_await client.silence(id, wanted);
}

core::Task<void> sayTo(Host *host, QUuid id, QString text)
{
    auto client = callsOf(host);
    const QString language = QStringLiteral("en-US");
    co_await client.talk(id, text, language);
}

core::Task<void> playTo(Host *host, QUuid id, QString source)
{
    auto client = callsOf(host);
    const QStringList sources{source};
    co_await client.play(id, sources);
}

core::Task<void> stopPlaying(Host *host, QUuid id, QString)
{
    auto client = callsOf(host);
    co_await client.stopMedia(id);
}

core::Task<void> digitsTo(Host *host, QUuid id, QString digits)
{
    auto client = callsOf(host);
    const contract::Call call = co_await client.call(id);
    const contract::Channel channel = co_await client.channel(call.channelId);
    clients::EngineClient engine(host->bus(), contract::service::window);
    co_await engine.sendDigits(channel.asteriskId, channel.id, digits);
}

core::Task<void> startRecording(Host *host, QUuid id, QString)
{
    auto client = callsOf(host);
    contract::RecordingStart body;
    body.format = QStringLiteral("wav");
    co_await client.startRecording(id, body);
}

core::Task<void> stopRecording(Host *host, QUuid id, QString)
{
    auto client = callsOf(host);
    co_await client.stopRecording(id);
}

contract::Address dialledAddress(const QString &number)
{
    contract::Address address;
    address.target = number;
    address.type = number.contains(QLatin1Char('@')) ? QStringLiteral("sip") : QStringLiteral("tel");
    return address;
}

/// Blind: what the flow does now ends, and the call is connected to the number instead.
core::Task<void> transferTo(Host *host, QUuid id, QString number)
{
    auto client = callsOf(host);
    const contract::Call call = co_await client.call(id);
    contract::Address to = dialledAddress(number);
    for (const Extension &one : host->facts().extensions) {
        if (one.number == number)
            to.type = QStringLiteral("extension");
    }
    std::vector<contract::Action> actions(2);
    actions[0].type = QStringLiteral("connect");
    actions[0].option = core::Json{{"source", core::toJson(call.source)}, {"destinations", core::toJson(std::vector{to})}};
    actions[1].type = QStringLiteral("hangup");
    clients::FlowClient flows(host->bus(), contract::service::window);
    co_await flows.pushActions(call.activeflowId, actions);
    co_await client.forceNext(id);
}

core::Task<void> joinRoom(Host *host, QUuid id, QString room)
{
    clients::CallResourceClient rooms(host->bus(), contract::service::window);
    const QUuid confbridge = core::parseId(room);
    co_await rooms.join(confbridge, id);
}

core::Task<void> chainTo(Host *host, QUuid id, QString master)
{
    auto client = callsOf(host);
    const QUuid first = core::parseId(master);
    co_await client.chain(first, id);
}
} // namespace

CallActions::CallActions(Host &host, CallsModel &model, MessageBar *messages, QWidget *parent)
    : QObject(parent), m_host(host), m_model(model), m_parent(parent), m_tasks(messages)
{
}

void CallActions::each(const QList<QUuid> &ids, const QString &failed, core::Task<void> (*request)(Host *, QUuid, QString),
                       const QString &argument)
{
    for (const QUuid &id : ids)
        m_tasks.run(failed, request(&m_host, id, argument));
}

bool CallActions::agreed(const QList<QUuid> &ids, const QString &title, const QString &text, const QString &act)
{
    return ids.size() < 2 || confirm(m_parent, {title, text, tr("Keep the calls"), act});
}

void CallActions::hangup(const QList<QUuid> &ids)
{
    const int count = int(ids.size());
    if (agreed(ids, tr("Hang up %n calls?", nullptr, count), tr("Everyone in them hears the line drop. Their records stay."),
               tr("Hang up %n calls", nullptr, count)))
        each(ids, tr("Hang up failed."), hangupCall, {});
}

void CallActions::toggleMute(const QList<QUuid> &ids, const QString &direction)
{
    for (const QUuid &id : ids) {
        const contract::Call *call = m_model.call(id);
        if (!call)
            continue;
        const bool muted = call->muteDirection == QLatin1String("both") || call->muteDirection == direction;
        each({id}, tr("Mute failed."), muted ? unmuteCall : muteCall, muted ? call->muteDirection : direction);
    }
}

void CallActions::toggleHold(const QList<QUuid> &ids)
{
    for (const QUuid &id : ids) {
        const auto task = [](Host *host, QPointer<CallsModel> model, QUuid one, bool on) -> core::Task<void> {
            auto client = callsOf(host);
            co_await client.hold(one, on);
            if (model)
                model->setHeld(one, on);
        };
        m_tasks.run(tr("Hold failed."), task(&m_host, &m_model, id, !m_model.isHeld(id)));
    }
}

void CallActions::toggleMusic(const QList<QUuid> &ids)
{
    for (const QUuid &id : ids) {
        const bool on = !m_withMusic.remove(id);
        if (on)
            m_withMusic.insert(id);
        each({id}, tr("Music on hold failed."), musicFor, on ? QStringLiteral("on") : QString());
    }
}

void CallActions::toggleSilence(const QList<QUuid> &ids)
{
    for (const QUuid &id : ids) {
        const bool on = !m_silenced.remove(id);
        if (on)
            m_silenced.insert(id);
        each({id}, tr("Silence failed."), silenceFor, on ? QStringLiteral("on") : QString());
    }
}

void CallActions::say(const QList<QUuid> &ids)
{
    const int count = int(ids.size());
    const QString text = ask(
        m_parent,
        {tr("Say a text into %n call(s)", nullptr, count), tr("Text"), tr("Say to %n", nullptr, count), tr("Good morning."), {}});
    if (!text.isEmpty())
        each(ids, tr("Say failed."), sayTo, text);
}

void CallActions::play(const QList<QUuid> &ids)
{
    const int count = int(ids.size());
    QString source = ask(m_parent, {tr("Play a sound into %n call(s)", nullptr, count),
                                    tr("File or address"),
                                    tr("Play to %n", nullptr, count),
                                    tr("https://… or a sound file"),
                                    {},
                                    true});
    if (source.isEmpty())
        return;
    if (source.startsWith(QLatin1Char('/')))
        source = QUrl::fromLocalFile(source).toString(QUrl::FullyEncoded);
    each(ids, tr("Play failed."), playTo, source);
}

void CallActions::stopMedia(const QList<QUuid> &ids) { each(ids, tr("Stop failed."), stopPlaying, {}); }

void CallActions::sendDigits(const QList<QUuid> &ids)
{
    const int count = int(ids.size());
    const QString digits =
        ask(m_parent, {tr("Send digits to %n call(s)", nullptr, count), tr("Digits"), tr("Send to %n", nullptr, count),
                       QStringLiteral("0-9 * # A-D"), QStringLiteral("[0-9*#A-Da-d]{1,%1}").arg(longestDigits)});
    if (!digits.isEmpty())
        each(ids, tr("Digits not sent."), digitsTo, digits.toUpper());
}

void CallActions::toggleRecording(const QList<QUuid> &ids)
{
    for (const QUuid &id : ids) {
        const contract::Call *call = m_model.call(id);
        const bool running = call && !call->recordingId.isNull();
        each({id}, running ? tr("Recording not stopped.") : tr("Recording not started."),
             running ? stopRecording : startRecording, {});
    }
}

void CallActions::transfer(const QList<QUuid> &ids)
{
    const int count = int(ids.size());
    const QString number =
        ask(m_parent, {tr("Transfer %n call(s) at once", nullptr, count), tr("To number"), tr("Transfer %n", nullptr, count),
                       QStringLiteral("+82 2 555 0142, 1001"), QStringLiteral("[+0-9A-Za-z@._ -]{1,64}")});
    if (!number.isEmpty())
        each(ids, tr("Transfer failed."), transferTo, QString(number).remove(QLatin1Char(' ')));
}

void CallActions::join(const QList<QUuid> &ids, const QUuid &confbridge)
{
    const int count = int(ids.size());
    if (agreed(ids, tr("Join %n calls to the room?", nullptr, count),
               tr("They leave what their flows do now. Nobody is hung up."), tr("Join %n calls", nullptr, count)))
        each(ids, tr("Join failed."), joinRoom, core::toText(confbridge));
}

void CallActions::chain(const QList<QUuid> &ids)
{
    if (ids.size() < 2)
        return;
    const int others = int(ids.size()) - 1;
    if (confirm(m_parent, {tr("Chain %n call(s) to the first selected?", nullptr, others),
                           tr("They end when the first one ends. Nobody is hung up now."), tr("Leave them as they are"),
                           tr("Chain %n", nullptr, others)}))
        each(ids.mid(1), tr("Chain failed."), chainTo, core::toText(ids.front()));
}

} // namespace ui
