// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/host.h"
#include "ui/common/tasks.h"

#include <functional>

class QWidget;

namespace ui {

class CallsModel;
struct Question;

/// What an operator does to calls, each a request. On several calls it asks once and names the count; what is switched goes the
/// same way for all of them. A request that fails shows in the dock. GUI thread.
class CallActions : public QObject
{
    Q_OBJECT

public:
    CallActions(Host &host, CallsModel &model, MessageBar *messages, QWidget *parent);

    void hangup(const QList<QUuid> &ids);
    /// Mutes all of them, or unmutes when all are muted. @param direction  in, out or both
    void toggleMute(const QList<QUuid> &ids, const QString &direction);
    void toggleHold(const QList<QUuid> &ids);
    void toggleMusic(const QList<QUuid> &ids);
    void toggleSilence(const QList<QUuid> &ids);
    /// Whether all of them that are in progress are so, which the next toggle ends.
    bool areMuted(const QList<QUuid> &ids, const QString &direction) const;
    bool areHeld(const QList<QUuid> &ids) const;
    bool haveMusic(const QList<QUuid> &ids) const;
    bool areSilent(const QList<QUuid> &ids) const;
    void say(const QList<QUuid> &ids);
    void play(const QList<QUuid> &ids);
    void stopMedia(const QList<QUuid> &ids);
    void sendDigits(const QList<QUuid> &ids);
    /// Records all of them, or stops when all that are in progress are recorded.
    void toggleRecording(const QList<QUuid> &ids);
    bool isRecorded(const QList<QUuid> &ids) const;
    /// Blind, to a number or extension.
    void transfer(const QList<QUuid> &ids);
    /// @param confbridge  null: a new room
    void join(const QList<QUuid> &ids, const QUuid &confbridge);
    /// Puts them into the room that `target` is in, or with it into a new one. Always asks.
    void connectTo(const QList<QUuid> &ids, const QUuid &target);
    /// Ends the others with the first.
    void chain(const QList<QUuid> &ids);

Q_SIGNALS:
    /// Those an action has left out, to look at or to try again.
    void selectWanted(const QList<QUuid> &ids);

private:
    /// Runs the request for each; `failed` is the bold part of the message.
    void each(const QList<QUuid> &ids, const QString &failed, core::Task<void> (*request)(Host *, QUuid, QString),
              const QString &argument);
    void act(const QString &failed, std::vector<Tasks::Job> jobs);
    void joinTo(const QList<QUuid> &ids, const QUuid &confbridge);
    bool agreed(const QList<QUuid> &ids, const Question &question);
    QString partyOf(const QUuid &id) const;
    /// The party of the only one, else how many.
    QString whom(const QList<QUuid> &ids) const;
    bool isAudible(const QUuid &id) const;
    /// Whether any is in progress, and all that are, are so.
    bool areAll(const QList<QUuid> &ids, const std::function<bool(const QUuid &)> &is) const;
    /// Only those that are in progress.
    QList<QUuid> audible(const QList<QUuid> &ids) const;
    /// Those that live.
    QList<QUuid> alive(const QList<QUuid> &ids) const;
    bool isMuted(const QUuid &id, const QString &direction) const;
    struct Switch;
    void toggle(const QList<QUuid> &ids, const Switch &what);
    bool isOn(const QList<QUuid> &ids, bool (CallsModel::*has)(const QUuid &) const) const;

    Host &m_host;
    CallsModel &m_model;
    QWidget *m_parent;
    Tasks m_tasks;
};

} // namespace ui
