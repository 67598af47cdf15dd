// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/task.h"
#include "ui/common/messagebar.h"

#include <QPointer>

namespace ui {

/// Runs the requests of a dock; what fails shows in its message bar. GUI thread.
class Tasks
{
public:
    explicit Tasks(MessageBar *messages) : m_messages(messages) {}

    /// `failed` is the bold part of the message: "Hang up failed."
    void run(QString failed, core::Task<void> task)
    {
        m_group.run(std::move(task), [messages = m_messages, failed = std::move(failed)](std::exception_ptr error) {
            if (!messages)
                return;
            try {
                std::rethrow_exception(error);
            } catch (const core::Error &e) {
                messages->showError(failed, e);
            } catch (const std::exception &e) {
                messages->show(MessageBar::Kind::Error, failed, QString::fromUtf8(e.what()));
            }
        });
    }

private:
    QPointer<MessageBar> m_messages;
    core::TaskGroup m_group;
};

} // namespace ui
