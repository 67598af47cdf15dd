// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task.h"
#include "ui/common/messagebar.h"

#include <QList>
#include <QPointer>
#include <QUuid>

#include <functional>
#include <memory>
#include <vector>

namespace ui {

/// Runs the requests of a dock; what fails shows in its message bar. GUI thread.
class Tasks
{
public:
    explicit Tasks(MessageBar *messages) : m_messages(messages) {}

    /// `failed` is the bold part of the message: "Hang up failed."
    void run(QString failed, core::Task<void> task);
    /// The same for what the operator does: what was said of the action before goes, for it would be taken for this one's.
    void act(QString failed, core::Task<void> task);

    struct Job
    {
        QUuid call;
        std::function<core::Task<void>()> begin;
    };
    /// One action on several calls, of which a few are under way at a time: a thousand requests at once would wait for each other.
    /// What fails is one message: of how many, the first reason, and a link to those that are left.
    void act(const QString &failed, std::vector<Job> jobs, std::function<void(const QList<QUuid> &)> select);
    /// An action that needs no request, and why.
    void tell(const QString &text);

private:
    struct Round;
    void forget();

    QPointer<MessageBar> m_messages;
    std::shared_ptr<quint64> m_said = std::make_shared<quint64>(0); ///< serial of the message that is an action's
    core::TaskGroup m_group;
    core::Alive m_alive;
};

} // namespace ui
