// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/callactions.h"

#include "clients/engineclient.h"
#include "clients/flowclient.h"
#include "ui/common/ask.h"
#include "ui/common/callsmodel.h"
#include "ui/common/confirm.h"

#include <QUrl>

#include <algorithm>
#include <iterator>

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

/// No event tells who is recorded; the answer does.
core::Task<void> startRecording(Host *host, QPointer<CallsModel> model, QUuid id)
{
    auto client = callsOf(host);
    contract::RecordingStart body;
    body.format = QStringLiteral("wav");
    const contract::Call call = co_await client.startRecording(id, body);
    if (model)
        model->recordingBegan(id, call.recordingId);
}

core::Task<void> stopRecording(Host *host, QPointer<CallsModel> model, QUuid id, QUuid recording)
{
    auto client = callsOf(host);
    co_await client.stopRecording(id);
    if (model)
        model->recordingEnded(id, recording);
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

QList<QUuid> CallActions::audible(const QList<QUuid> &ids) const
{
    QList<QUuid> some;
    std::copy_if(ids.begin(), ids.end(), std::back_inserter(some), [this](const QUuid &id) {
        const contract::Call *call = m_model.call(id);
        return call && call->status == contract::callstatus::progressing;
    });
    return some;
}

QList<QUuid> CallActions::alive(const QList<QUuid> &ids) const
{
    QList<QUuid> some;
    std::copy_if(ids.begin(), ids.end(), std::back_inserter(some), [this](const QUuid &id) {
        const contract::Call *call = m_model.call(id);
        return call && !CallsModel::isEnded(*call);
    });
    return some;
}

void CallActions::hangup(const QList<QUuid> &ids)
{
    const QList<QUuid> live = alive(ids);
    const int count = int(live.size());
    if (agreed(live, tr("Hang up %n calls?", nullptr, count), tr("Everyone in them hears the line drop. Their records stay."),
               tr("Hang up %n calls", nullptr, count)))
        each(live, tr("Hang up failed."), hangupCall, {});
}

void CallActions::toggleMute(const QList<QUuid> &ids, const QString &direction)
{
    const QList<QUuid> some = audible(ids);
    const auto isMuted = [&](const QUuid &id) {
        const QString now = m_model.call(id)->muteDirection;
        return now == QLatin1String("both") || now == direction;
    };
    const bool off = std::all_of(some.begin(), some.end(), isMuted);
    const int count = int(some.size());
    if (!agreed(some, off ? tr("Unmute %n calls?", nullptr, count) : tr("Mute %n calls?", nullptr, count),
                off ? tr("They are heard and hear again.") : tr("Nobody is hung up. Unmute them the same way."),
                off ? tr("Unmute %n calls", nullptr, count) : tr("Mute %n calls", nullptr, count)))
        return;
    for (const QUuid &id : some) {
        const contract::Call *call = m_model.call(id);
        if (call && off)
            each({id}, tr("Unmute failed."), unmuteCall, call->muteDirection);
        else if (call && !isMuted(id))
            each({id}, tr("Mute failed."), muteCall, direction);
    }
}

void CallActions::toggleHold(const QList<QUuid> &ids)
{
    const QList<QUuid> some = audible(ids);
    const bool off = std::all_of(some.begin(), some.end(), [this](const QUuid &id) { return m_model.isHeld(id); });
    const int count = int(some.size());
    if (!agreed(some, off ? tr("Take %n calls off hold?", nullptr, count) : tr("Hold %n calls?", nullptr, count),
                off ? tr("Their phones are connected again.") : tr("Their phones are put on hold. Nobody is hung up."),
                off ? tr("Take %n off hold", nullptr, count) : tr("Hold %n calls", nullptr, count)))
        return;
    for (const QUuid &id : some) {
        const auto task = [](Host *host, QPointer<CallsModel> model, QUuid one, bool on) -> core::Task<void> {
            auto client = callsOf(host);
            co_await client.hold(one, on);
            if (model)
                model->setHeld(one, on);
        };
        if (m_model.isHeld(id) == off)
            m_tasks.run(tr("Hold failed."), task(&m_host, &m_model, id, !off));
    }
}

void CallActions::switchSet(QList<QUuid> ids, QSet<QUuid> &with, const QString &failed, const QString &on, const QString &off,
                            core::Task<void> (*request)(Host *, QUuid, QString))
{
    ids = audible(ids);
    const bool isOff = std::all_of(ids.begin(), ids.end(), [&](const QUuid &id) { return with.contains(id); });
    if (!agreed(ids, isOff ? off : on, tr("Nobody is hung up."), isOff ? tr("Switch off") : tr("Switch on")))
        return;
    for (const QUuid &id : ids) {
        if (isOff == with.contains(id))
            each({id}, failed, request, isOff ? QString() : QStringLiteral("on"));
        if (isOff)
            with.remove(id);
        else
            with.insert(id);
    }
}

void CallActions::toggleMusic(const QList<QUuid> &ids)
{
    const int count = int(audible(ids).size());
    switchSet(ids, m_withMusic, tr("Music on hold failed."), tr("Music on hold for %n calls?", nullptr, count),
              tr("Stop the music for %n calls?", nullptr, count), musicFor);
}

void CallActions::toggleSilence(const QList<QUuid> &ids)
{
    const int count = int(audible(ids).size());
    switchSet(ids, m_silenced, tr("Silence failed."), tr("Silence for %n calls?", nullptr, count),
              tr("Stop the silence for %n calls?", nullptr, count), silenceFor);
}

void CallActions::say(const QList<QUuid> &wanted)
{
    const QList<QUuid> ids = audible(wanted);
    const int count = int(ids.size());
    const QString text = ask(
        m_parent,
        {tr("Say a text into %n call(s)", nullptr, count), tr("Text"), tr("Say to %n", nullptr, count), tr("Good morning."), {}});
    if (!text.isEmpty())
        each(ids, tr("Say failed."), sayTo, text);
}

void CallActions::play(const QList<QUuid> &wanted)
{
    const QList<QUuid> ids = audible(wanted);
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

void CallActions::sendDigits(const QList<QUuid> &wanted)
{
    const QList<QUuid> ids = audible(wanted);
    const int count = int(ids.size());
    const QString digits =
        ask(m_parent, {tr("Send digits to %n call(s)", nullptr, count), tr("Digits"), tr("Send to %n", nullptr, count),
                       QStringLiteral("0-9 * # A-D"), QStringLiteral("[0-9*#A-Da-d]{1,%1}").arg(longestDigits)});
    if (!digits.isEmpty())
        each(ids, tr("Digits not sent."), digitsTo, digits.toUpper());
}

bool CallActions::isRecorded(const QList<QUuid> &ids) const
{
    const QList<QUuid> some = audible(ids);
    return !some.isEmpty() &&
           std::none_of(some.begin(), some.end(), [this](const QUuid &id) { return m_model.call(id)->recordingId.isNull(); });
}

void CallActions::toggleRecording(const QList<QUuid> &ids)
{
    const QList<QUuid> some = audible(ids);
    const bool off = isRecorded(some);
    const int count = int(some.size());
    if (!agreed(some, off ? tr("Stop recording %n calls?", nullptr, count) : tr("Record %n calls?", nullptr, count),
                off ? tr("What is recorded stays.") : tr("One recording each. Callers are not told."),
                off ? tr("Stop recording %n", nullptr, count) : tr("Record %n calls", nullptr, count)))
        return;
    for (const QUuid &id : some) {
        const contract::Call *call = m_model.call(id);
        if (!call || call->recordingId.isNull() == off)
            continue;
        if (off)
            m_tasks.run(tr("Recording not stopped."), stopRecording(&m_host, &m_model, id, call->recordingId));
        else
            m_tasks.run(tr("Recording not started."), startRecording(&m_host, &m_model, id));
    }
}

void CallActions::transfer(const QList<QUuid> &wanted)
{
    const QList<QUuid> ids = audible(wanted);
    const int count = int(ids.size());
    const QString number =
        ask(m_parent, {tr("Transfer %n call(s) at once", nullptr, count), tr("To number"), tr("Transfer %n", nullptr, count),
                       QStringLiteral("+82 2 555 0142, 1001"), QStringLiteral("[+0-9A-Za-z@._ -]{1,64}")});
    if (!number.isEmpty())
        each(ids, tr("Transfer failed."), transferTo, QString(number).remove(QLatin1Char(' ')));
}

void CallActions::join(const QList<QUuid> &ids, const QUuid &confbridge)
{
    const QList<QUuid> some = alive(ids);
    const int count = int(some.size());
    if (agreed(some, tr("Join %n calls to the room?", nullptr, count),
               tr("They leave what their flows do now. Nobody is hung up."), tr("Join %n calls", nullptr, count)))
        each(some, tr("Join failed."), joinRoom, core::toText(confbridge));
}

void CallActions::connectTo(const QList<QUuid> &ids, const QUuid &target)
{
    const contract::Call *call = m_model.call(target);
    const QList<QUuid> some = alive(ids);
    const int count = int(some.size());
    if (!call || some.isEmpty())
        return;
    const QString name = m_model.cell(target, CallsModel::From, Qt::DisplayRole).toString();
    const bool isInRoom = !call->confbridgeId.isNull();
    const QUuid room = call->confbridgeId;
    const Question question{isInRoom ? tr("Join %n call(s) to the room of %1?", nullptr, count).arg(name)
                                     : tr("Join %n call(s) and %1 in a new room?", nullptr, count).arg(name),
                            tr("They leave what their flows do now. Nobody is hung up."), tr("Leave them as they are"),
                            tr("Join %n call(s)", nullptr, count)};
    if (!confirm(m_parent, question))
        return;
    if (isInRoom) {
        each(some, tr("Join failed."), joinRoom, core::toText(room));
        return;
    }
    const auto task = [](Host *host, QList<QUuid> all) -> core::Task<void> {
        clients::CallResourceClient rooms(host->bus(), contract::service::window);
        contract::ConfbridgeCreate body;
        body.customerId = host->facts().customerId;
        body.referenceType = QStringLiteral("conference");
        body.type = QStringLiteral("conference");
        const contract::Confbridge made = co_await rooms.createConfbridge(body);
        for (const QUuid &one : std::as_const(all))
            co_await rooms.join(made.id, one);
    };
    m_tasks.run(tr("Join failed."), task(&m_host, QList<QUuid>{target} + some));
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
