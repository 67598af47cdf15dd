// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/callactions.h"

#include "clients/client.h"
#include "ui/common/ask.h"
#include "ui/common/callrequests.h"
#include "ui/common/callsmodel.h"
#include "ui/common/confirm.h"
#include "ui/common/dialling.h"

#include <algorithm>
#include <iterator>

namespace ui {
namespace {
constexpr int longestDigits = 64;

QString leave() { return CallActions::tr("Leave them as they are"); }

QString onCall(const QUuid &id, const QString &method, const char *tail, const core::Json &data = {})
{
    return requestText(contract::service::call, method, clients::path("calls", id, tail), data);
}

RequestTexts requestsOf(const QList<QUuid> &ids, const QString &method, const char *tail, const core::Json &data = {})
{
    return [=] {
        QStringList all;
        for (const QUuid &id : ids)
            all += onCall(id, method, tail, data);
        return all;
    };
}

/// Of a room that is not there yet the id is not known.
RequestTexts joining(const Host &host, const QList<QUuid> &ids, const QUuid &room)
{
    return [=, customer = host.facts().customerId] {
        QStringList all;
        if (room.isNull())
            all += requestText(contract::service::call, clients::post, QStringLiteral("/v1/confbridges"),
                               core::toJson(callrequest::newRoom(customer)));
        const QString uri =
            QStringLiteral("/v1/confbridges/%1/calls/%2").arg(room.isNull() ? QStringLiteral("{id}") : core::toText(room));
        for (const QUuid &id : ids)
            all += requestText(contract::service::call, clients::post, uri.arg(core::toText(id)));
        return all;
    };
}
} // namespace

CallActions::CallActions(Host &host, CallsModel &model, MessageBar *messages, QWidget *parent)
    : QObject(parent), m_host(host), m_model(model), m_parent(parent), m_tasks(messages)
{
}

void CallActions::each(const QList<QUuid> &ids, const QString &failed, core::Task<void> (*request)(Host *, QUuid, QString),
                       const QString &argument)
{
    std::vector<Tasks::Job> jobs;
    for (const QUuid &id : ids)
        jobs.push_back({id, [this, id, request, argument] { return request(&m_host, id, argument); }});
    act(failed, std::move(jobs));
}

void CallActions::act(const QString &failed, std::vector<Tasks::Job> jobs)
{
    m_tasks.act(failed, std::move(jobs), [this](const QList<QUuid> &left) { Q_EMIT selectWanted(left); });
}

bool CallActions::agreed(const QList<QUuid> &ids, const Question &question)
{
    return ids.size() < 2 || confirm(m_parent, question);
}

QString CallActions::partyOf(const QUuid &id) const
{
    const contract::Call *call = m_model.call(id);
    return call ? m_model.partyOf(call->direction == contract::direction::outgoing ? call->destination : call->source)
                : QString();
}

QString CallActions::whom(const QList<QUuid> &ids) const
{
    return ids.size() == 1 ? partyOf(ids.front()) : tr("%Ln calls", nullptr, int(ids.size()));
}

bool CallActions::isAudible(const QUuid &id) const
{
    const contract::Call *call = m_model.call(id);
    return call && call->status == contract::callstatus::progressing;
}

QList<QUuid> CallActions::audible(const QList<QUuid> &ids) const
{
    QList<QUuid> some;
    std::copy_if(ids.begin(), ids.end(), std::back_inserter(some), [this](const QUuid &id) { return isAudible(id); });
    return some;
}

bool CallActions::areAll(const QList<QUuid> &ids, const std::function<bool(const QUuid &)> &is) const
{
    bool any = false;
    for (const QUuid &id : ids) {
        if (!isAudible(id))
            continue;
        if (!is(id))
            return false;
        any = true;
    }
    return any;
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
    if (agreed(live, {tr("Hang up %Ln calls?", nullptr, count), tr("Everyone in them hears the line drop. Their records stay."),
                      tr("Keep the calls"), tr("Hang up %Ln calls", nullptr, count), requestsOf(live, clients::post, "/hangup")}))
        each(live, tr("Hang up failed."), callrequest::hangup, {});
}

bool CallActions::isMuted(const QUuid &id, const QString &direction) const
{
    const contract::Call *call = m_model.call(id);
    return call && (call->muteDirection == QLatin1String("both") || call->muteDirection == direction);
}

bool CallActions::areMuted(const QList<QUuid> &ids, const QString &direction) const
{
    return areAll(ids, [&](const QUuid &id) { return isMuted(id, direction); });
}

void CallActions::toggleMute(const QList<QUuid> &ids, const QString &direction)
{
    QList<QUuid> some = audible(ids);
    const bool off = areMuted(some, direction);
    const int count = int(some.size());
    some.removeIf([&](const QUuid &id) { return isMuted(id, direction) != off; });
    const core::Json which{{"direction", core::utf8(direction)}};
    if (count > 1 &&
        !confirm(m_parent, {off ? tr("Unmute %Ln calls?", nullptr, count) : tr("Mute %Ln calls?", nullptr, count),
                            off ? tr("They are heard and hear again.") : tr("Nobody is hung up. Unmute them the same way."),
                            leave(), off ? tr("Unmute %Ln calls", nullptr, count) : tr("Mute %Ln calls", nullptr, count),
                            requestsOf(some, off ? clients::del : clients::post, "/mute", which)}))
        return;
    if (off)
        each(some, tr("Unmute failed."), callrequest::unmute, direction);
    else
        each(some, tr("Mute failed."), callrequest::mute, direction);
}

/// What no event of the call tells, so that the model is told when the request went well.
struct CallActions::Switch
{
    QString failed;
    QString (*question)(bool off, int count);
    QString (*act)(bool off, int count);
    bool (CallsModel::*has)(const QUuid &) const;
    core::Task<void> (*request)(Host *, QPointer<CallsModel>, QUuid, bool);
    const char *tail; ///< of the request, which is made to switch it on, and DELETE to switch it off
};

bool CallActions::isOn(const QList<QUuid> &ids, bool (CallsModel::*has)(const QUuid &) const) const
{
    return areAll(ids, [&](const QUuid &id) { return (m_model.*has)(id); });
}

bool CallActions::areHeld(const QList<QUuid> &ids) const { return isOn(ids, &CallsModel::isHeld); }

bool CallActions::haveMusic(const QList<QUuid> &ids) const { return isOn(ids, &CallsModel::hasMusic); }

bool CallActions::areSilent(const QList<QUuid> &ids) const { return isOn(ids, &CallsModel::isSilent); }

void CallActions::toggle(const QList<QUuid> &ids, const Switch &what)
{
    QList<QUuid> some = audible(ids);
    const bool off = isOn(some, what.has);
    some.removeIf([&](const QUuid &id) { return (m_model.*what.has)(id) != off; }); // what is so already
    const int count = int(some.size());
    if (!agreed(some, {what.question(off, count), tr("Nobody is hung up."), leave(), what.act(off, count),
                       requestsOf(some, off ? clients::del : clients::post, what.tail)}))
        return;
    std::vector<Tasks::Job> jobs;
    for (const QUuid &id : std::as_const(some))
        jobs.push_back({id, [this, id, off, request = what.request] { return request(&m_host, &m_model, id, !off); }});
    act(what.failed, std::move(jobs));
}

void CallActions::toggleHold(const QList<QUuid> &ids)
{
    const auto question = [](bool off, int count) {
        return off ? tr("Take %Ln phones off hold?", nullptr, count) : tr("Put %Ln phones on hold?", nullptr, count);
    };
    const auto act = [](bool off, int count) {
        return off ? tr("Take %Ln off hold", nullptr, count) : tr("Hold %Ln", nullptr, count);
    };
    toggle(ids, {tr("Hold failed."), question, act, &CallsModel::isHeld, callrequest::hold, "/hold"});
}

void CallActions::toggleMusic(const QList<QUuid> &ids)
{
    const auto question = [](bool off, int count) {
        return off ? tr("Stop the music for %Ln calls?", nullptr, count) : tr("Music on hold for %Ln calls?", nullptr, count);
    };
    const auto act = [](bool off, int count) {
        return off ? tr("Stop music for %Ln", nullptr, count) : tr("Music for %Ln", nullptr, count);
    };
    toggle(ids, {tr("Music on hold failed."), question, act, &CallsModel::hasMusic, callrequest::music, "/moh"});
}

void CallActions::toggleSilence(const QList<QUuid> &ids)
{
    const auto question = [](bool off, int count) {
        return off ? tr("Stop the silence for %Ln calls?", nullptr, count) : tr("Silence for %Ln calls?", nullptr, count);
    };
    const auto act = [](bool off, int count) {
        return off ? tr("End silence for %Ln", nullptr, count) : tr("Silence for %Ln", nullptr, count);
    };
    toggle(ids, {tr("Silence failed."), question, act, &CallsModel::isSilent, callrequest::silence, "/silence"});
}

void CallActions::say(const QList<QUuid> &wanted)
{
    const QList<QUuid> ids = audible(wanted);
    const QString text = ask(m_parent, {tr("Say a text to %1").arg(whom(ids)), tr("Text"), tr("Say"), tr("Good morning."), {}});
    if (!text.isEmpty())
        each(ids, tr("Say failed."), callrequest::say, text);
}

void CallActions::play(const QList<QUuid> &wanted)
{
    const QList<QUuid> ids = audible(wanted);
    const QString source = ask(
        m_parent,
        {tr("Play a sound to %1").arg(whom(ids)), tr("File or address"), tr("Play"), tr("https://… or a sound file"), {}, true});
    if (!source.isEmpty())
        each(ids, tr("Play failed."), callrequest::play, source);
}

void CallActions::stopMedia(const QList<QUuid> &ids) { each(ids, tr("Stop failed."), callrequest::stopMedia, {}); }

void CallActions::sendDigits(const QList<QUuid> &wanted)
{
    const QList<QUuid> ids = audible(wanted);
    const QString digits =
        ask(m_parent, {tr("Send digits to %1").arg(whom(ids)), tr("Digits"), tr("Send"), QStringLiteral("0-9 * # A-D"),
                       QStringLiteral("[0-9*#A-Da-d]{1,%1}").arg(longestDigits)});
    if (!digits.isEmpty())
        each(ids, tr("Digits not sent."), callrequest::digits, digits.toUpper());
}

bool CallActions::isRecorded(const QList<QUuid> &ids) const
{
    return areAll(ids, [this](const QUuid &id) { return !m_model.call(id)->recordingId.isNull(); });
}

void CallActions::toggleRecording(const QList<QUuid> &ids)
{
    QList<QUuid> some = audible(ids);
    const bool off = isRecorded(some);
    const int count = int(some.size());
    some.removeIf([&](const QUuid &id) { return m_model.call(id)->recordingId.isNull() == off; });
    if (count > 1 &&
        !confirm(m_parent, {off ? tr("Stop recording %Ln calls?", nullptr, count) : tr("Record %Ln calls?", nullptr, count),
                            off ? tr("What is recorded stays.") : tr("One recording each. Callers are not told."), leave(),
                            off ? tr("Stop recording %Ln", nullptr, count) : tr("Record %Ln calls", nullptr, count),
                            off ? requestsOf(some, clients::post, "/recording_stop")
                                : requestsOf(some, clients::post, "/recording_start", core::toJson(callrequest::wav()))}))
        return;
    std::vector<Tasks::Job> jobs;
    for (const QUuid &id : std::as_const(some)) {
        const contract::Call *call = m_model.call(id);
        if (!call || call->recordingId.isNull() == off)
            continue; // meanwhile
        if (off)
            jobs.push_back({id, [this, id, recording = call->recordingId] {
                                return callrequest::stopRecording(&m_host, &m_model, id, recording);
                            }});
        else
            jobs.push_back({id, [this, id] { return callrequest::startRecording(&m_host, &m_model, id); }});
    }
    act(off ? tr("Recording not stopped.") : tr("Recording not started."), std::move(jobs));
}

void CallActions::transfer(const QList<QUuid> &wanted)
{
    const QList<QUuid> ids = audible(wanted);
    const QString number = ask(m_parent, {tr("Transfer %1 at once").arg(whom(ids)), tr("To number"), tr("Transfer"),
                                          QStringLiteral("+82 2 555 0142, 1001"), dialPattern(), false, dialHint()});
    std::vector<Tasks::Job> jobs;
    for (const QUuid &id : number.isEmpty() ? QList<QUuid>() : ids)
        jobs.push_back({id, [this, id, number] { return callrequest::transfer(&m_host, &m_model, id, number); }});
    act(tr("Transfer failed."), std::move(jobs));
}

void CallActions::join(const QList<QUuid> &ids, const QUuid &confbridge)
{
    const bool isNew = confbridge.isNull();
    QList<QUuid> some = alive(ids);
    const qsizetype all = some.size();
    some.removeIf([&](const QUuid &id) { return !isNew && m_model.call(id)->confbridgeId == confbridge; });
    const int count = int(some.size());
    if (count == 0 && all > 0)
        m_tasks.tell(tr("%Ln call(s) chosen, in that room already.", nullptr, int(all)));
    if (count == 0)
        return;
    const QString title =
        isNew ? tr("Join %Ln calls in a new room?", nullptr, count) : tr("Join %Ln calls to the room?", nullptr, count);
    if (!agreed(some, {title, tr("They leave what their flows do now. Nobody is hung up."), leave(),
                       tr("Join %Ln calls", nullptr, count), joining(m_host, some, confbridge)}))
        return;
    if (isNew)
        m_tasks.act(tr("Join failed."), callrequest::joinInNewRoom(&m_host, &m_model, some, 1));
    else
        joinTo(some, confbridge);
}

void CallActions::joinTo(const QList<QUuid> &ids, const QUuid &confbridge)
{
    std::vector<Tasks::Job> jobs;
    for (const QUuid &id : ids)
        jobs.push_back({id, [this, id, confbridge] { return callrequest::join(&m_host, &m_model, id, confbridge); }});
    act(tr("Join failed."), std::move(jobs));
}

void CallActions::connectTo(const QList<QUuid> &ids, const QUuid &target)
{
    const contract::Call *call = m_model.call(target);
    const QList<QUuid> some = alive(ids);
    const int count = int(some.size());
    if (!call || some.isEmpty())
        return;
    const QString name = partyOf(target);
    const bool isInRoom = !call->confbridgeId.isNull();
    const QUuid room = call->confbridgeId;
    const Question question{isInRoom ? tr("Join %Ln call(s) to the room of %1?", nullptr, count).arg(name)
                                     : tr("Join %Ln call(s) and %1 in a new room?", nullptr, count).arg(name),
                            tr("They leave what their flows do now. Nobody is hung up."), leave(),
                            tr("Join %Ln call(s)", nullptr, count),
                            joining(m_host, isInRoom ? some : QList<QUuid>{target} + some, room)};
    if (!confirm(m_parent, question))
        return;
    if (isInRoom) {
        joinTo(some, room);
        return;
    }
    m_tasks.act(tr("Join failed."), callrequest::joinInNewRoom(&m_host, &m_model, QList<QUuid>{target} + some, 2));
}

void CallActions::chain(const QList<QUuid> &ids)
{
    if (ids.size() < 2)
        return;
    const QUuid first = ids.front();
    const QList<QUuid> others = ids.mid(1);
    const int count = int(others.size());
    const auto requests = [first, others] {
        QStringList all;
        for (const QUuid &id : others)
            all +=
                onCall(first, clients::post, "/chained-call-ids", core::Json{{"chained_call_id", core::utf8(core::toText(id))}});
        return all;
    };
    if (confirm(m_parent, {tr("Chain %Ln call(s) to %1?", nullptr, count).arg(partyOf(first)),
                           tr("%Ln call(s) end when that call ends. Nobody is hung up now.", nullptr, count), leave(),
                           tr("Chain %Ln", nullptr, count), requests}))
        each(others, tr("Chain failed."), callrequest::chain, core::toText(first));
}

} // namespace ui
