// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/tasks.h"

#include "core/error.h"

#include <QCoreApplication>

namespace ui {
namespace {
QString sentenceOf(std::exception_ptr error)
{
    try {
        std::rethrow_exception(error);
    } catch (const core::Error &e) {
        return QStringLiteral("%1 (%2)").arg(e.message(), e.reason());
    } catch (const std::exception &e) {
        return QString::fromUtf8(e.what());
    }
}
} // namespace

void Tasks::run(QString failed, core::Task<void> task)
{
    m_group.run(std::move(task), [messages = m_messages, said = m_said, failed = std::move(failed)](std::exception_ptr error) {
        if (!messages)
            return;
        messages->show(MessageBar::Kind::Error, failed, sentenceOf(error));
        *said = messages->serial();
    });
}

void Tasks::act(QString failed, core::Task<void> task)
{
    forget();
    run(std::move(failed), std::move(task));
}

void Tasks::act(const QString &failed, std::vector<Job> jobs, std::function<void(const QList<QUuid> &)> select)
{
    struct Result
    {
        QList<QUuid> left;
        QString why;
    };
    forget();
    const auto result = std::make_shared<Result>();
    const int all = int(jobs.size());
    for (Job &one : jobs) {
        m_group.run(std::move(one.task), [messages = m_messages, said = m_said, result, all, failed, select,
                                          call = one.call](std::exception_ptr error) {
            result->left += call;
            if (result->why.isEmpty())
                result->why = sentenceOf(error);
            if (!messages)
                return;
            if (all == 1)
                messages->show(MessageBar::Kind::Error, failed, result->why);
            else
                messages->show(MessageBar::Kind::Error, failed,
                               QCoreApplication::translate("ui::Tasks", "%1 of %2 calls: %3")
                                   .arg(result->left.size())
                                   .arg(all)
                                   .arg(result->why),
                               QCoreApplication::translate("ui::Tasks", "Select them"),
                               [select, result] { select(result->left); });
            *said = messages->serial();
        });
    }
}

void Tasks::tell(const QString &text)
{
    if (!m_messages)
        return;
    m_messages->show(MessageBar::Kind::Info, {}, text);
    *m_said = m_messages->serial();
}

void Tasks::forget()
{
    if (m_messages && *m_said == m_messages->serial())
        m_messages->clear();
}

} // namespace ui
