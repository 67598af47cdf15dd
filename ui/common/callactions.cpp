// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/callactions.h"

#include "ui/common/ask.h"
#include "ui/common/callrequests.h"
#include "ui/common/callsmodel.h"
#include "ui/common/confirm.h"
#include "ui/common/dialling.h"

#include <QUrl>

#include <algorithm>
#include <iterator>

namespace ui {
namespace {
constexpr int longestDigits = 64;
} // namespace

CallActions::CallActions(Host &host, CallsModel &model, MessageBar *messages, QWidget *parent)
    : QObject(parent), m_host(host), m_model(model), m_parent(parent), m_messages(messages), m_tasks(messages)
{
}

void CallActions::each(const QList<QUuid> &ids, const QString &failed, core::Task<void> (*request)(Host *, QUuid, QString),
                       const QString &argument)
{
    for (const QUuid &id : ids)
        m_tasks.run(failed, request(&m_host, id, argument));
}

bool CallActions::agreed(const QList<QUuid> &ids, const QString &title, const QString &text, const QString &act,
                         const QString &keep)
{
    const QString safe = keep.isEmpty() ? tr("Leave them as they are") : keep;
    return ids.size() < 2 || confirm(m_parent, {title, text, safe, act});
}

QString CallActions::partyOf(const QUuid &id) const
{
    const contract::Call *call = m_model.call(id);
    return call ? m_model.partyOf(call->direction == contract::direction::outgoing ? call->destination : call->source)
                : QString();
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
    if (agreed(live, tr("Hang up %n calls?", nullptr, count), tr("Everyone in them hears the line drop. Their records stay."),
               tr("Hang up %n calls", nullptr, count), tr("Keep the calls")))
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
    const QList<QUuid> some = audible(ids);
    const bool off = areMuted(some, direction);
    const int count = int(some.size());
    if (!agreed(some, off ? tr("Unmute %n calls?", nullptr, count) : tr("Mute %n calls?", nullptr, count),
                off ? tr("They are heard and hear again.") : tr("Nobody is hung up. Unmute them the same way."),
                off ? tr("Unmute %n calls", nullptr, count) : tr("Mute %n calls", nullptr, count)))
        return;
    for (const QUuid &id : some) {
        const contract::Call *call = m_model.call(id);
        if (call && off)
            each({id}, tr("Unmute failed."), callrequest::unmute, call->muteDirection);
        else if (call && !isMuted(id, direction))
            each({id}, tr("Mute failed."), callrequest::mute, direction);
    }
}

/// What no event of the call tells, so that the model is told when the request went well.
struct CallActions::Switch
{
    QString failed, on, off; ///< `on` and `off` are questions
    bool (CallsModel::*has)(const QUuid &) const;
    core::Task<void> (*request)(Host *, QPointer<CallsModel>, QUuid, bool);
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
    const QList<QUuid> some = audible(ids);
    const bool off = isOn(some, what.has);
    if (!agreed(some, off ? what.off : what.on, tr("Nobody is hung up."), off ? tr("Switch off") : tr("Switch on")))
        return;
    for (const QUuid &id : some) {
        if ((m_model.*what.has)(id) == off)
            m_tasks.run(what.failed, what.request(&m_host, &m_model, id, !off));
    }
}

void CallActions::toggleHold(const QList<QUuid> &ids)
{
    const int count = int(audible(ids).size());
    toggle(ids, {tr("Hold failed."), tr("Put %n phones on hold?", nullptr, count), tr("Take %n phones off hold?", nullptr, count),
                 &CallsModel::isHeld, callrequest::hold});
}

void CallActions::toggleMusic(const QList<QUuid> &ids)
{
    const int count = int(audible(ids).size());
    toggle(ids, {tr("Music on hold failed."), tr("Music on hold for %n calls?", nullptr, count),
                 tr("Stop the music for %n calls?", nullptr, count), &CallsModel::hasMusic, callrequest::music});
}

void CallActions::toggleSilence(const QList<QUuid> &ids)
{
    const int count = int(audible(ids).size());
    toggle(ids, {tr("Silence failed."), tr("Silence for %n calls?", nullptr, count),
                 tr("Stop the silence for %n calls?", nullptr, count), &CallsModel::isSilent, callrequest::silence});
}

void CallActions::say(const QList<QUuid> &wanted)
{
    const QList<QUuid> ids = audible(wanted);
    const int count = int(ids.size());
    const QString text = ask(
        m_parent,
        {tr("Say a text into %n call(s)", nullptr, count), tr("Text"), tr("Say to %n", nullptr, count), tr("Good morning."), {}});
    if (!text.isEmpty())
        each(ids, tr("Say failed."), callrequest::say, text);
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
    each(ids, tr("Play failed."), callrequest::play, source);
}

void CallActions::stopMedia(const QList<QUuid> &ids) { each(ids, tr("Stop failed."), callrequest::stopMedia, {}); }

void CallActions::sendDigits(const QList<QUuid> &wanted)
{
    const QList<QUuid> ids = audible(wanted);
    const int count = int(ids.size());
    const QString digits =
        ask(m_parent, {tr("Send digits to %n call(s)", nullptr, count), tr("Digits"), tr("Send to %n", nullptr, count),
                       QStringLiteral("0-9 * # A-D"), QStringLiteral("[0-9*#A-Da-d]{1,%1}").arg(longestDigits)});
    if (!digits.isEmpty())
        each(ids, tr("Digits not sent."), callrequest::digits, digits.toUpper());
}

bool CallActions::isRecorded(const QList<QUuid> &ids) const
{
    return areAll(ids, [this](const QUuid &id) { return !m_model.call(id)->recordingId.isNull(); });
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
            m_tasks.run(tr("Recording not stopped."), callrequest::stopRecording(&m_host, &m_model, id, call->recordingId));
        else
            m_tasks.run(tr("Recording not started."), callrequest::startRecording(&m_host, &m_model, id));
    }
}

void CallActions::transfer(const QList<QUuid> &wanted)
{
    const QList<QUuid> ids = audible(wanted);
    const int count = int(ids.size());
    const QString number =
        ask(m_parent, {tr("Transfer %n call(s) at once", nullptr, count), tr("To number"), tr("Transfer %n", nullptr, count),
                       QStringLiteral("+82 2 555 0142, 1001"), dialPattern(), false, dialHint()});
    if (!number.isEmpty())
        each(ids, tr("Transfer failed."), callrequest::transfer, number);
}

void CallActions::join(const QList<QUuid> &ids, const QUuid &confbridge)
{
    const bool isNew = confbridge.isNull();
    QList<QUuid> some = alive(ids);
    const qsizetype all = some.size();
    some.removeIf([&](const QUuid &id) { return !isNew && m_model.call(id)->confbridgeId == confbridge; });
    const int count = int(some.size());
    if (count == 0 && all > 0 && m_messages)
        m_messages->show(MessageBar::Kind::Info, {}, tr("%n call(s) chosen, in that room already.", nullptr, int(all)));
    if (count == 0)
        return;
    const QString title =
        isNew ? tr("Join %n calls in a new room?", nullptr, count) : tr("Join %n calls to the room?", nullptr, count);
    if (!agreed(some, title, tr("They leave what their flows do now. Nobody is hung up."), tr("Join %n calls", nullptr, count)))
        return;
    if (isNew)
        m_tasks.run(tr("Join failed."), callrequest::joinInNewRoom(&m_host, some, 1));
    else
        each(some, tr("Join failed."), callrequest::join, core::toText(confbridge));
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
    const Question question{isInRoom ? tr("Join %n call(s) to the room of %1?", nullptr, count).arg(name)
                                     : tr("Join %n call(s) and %1 in a new room?", nullptr, count).arg(name),
                            tr("They leave what their flows do now. Nobody is hung up."), tr("Leave them as they are"),
                            tr("Join %n call(s)", nullptr, count)};
    if (!confirm(m_parent, question))
        return;
    if (isInRoom) {
        each(some, tr("Join failed."), callrequest::join, core::toText(room));
        return;
    }
    m_tasks.run(tr("Join failed."), callrequest::joinInNewRoom(&m_host, QList<QUuid>{target} + some, 2));
}

void CallActions::chain(const QList<QUuid> &ids)
{
    if (ids.size() < 2)
        return;
    const int others = int(ids.size()) - 1;
    if (confirm(m_parent, {tr("Chain %n call(s) to %1?", nullptr, others).arg(partyOf(ids.front())),
                           tr("They end when that call ends. Nobody is hung up now."), tr("Leave them as they are"),
                           tr("Chain %n", nullptr, others)}))
        each(ids.mid(1), tr("Chain failed."), callrequest::chain, core::toText(ids.front()));
}

} // namespace ui
