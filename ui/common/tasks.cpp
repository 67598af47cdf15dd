// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/tasks.h"

#include "core/error.h"

#include <QCoreApplication>

#include <algorithm>

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

struct Tasks::Round
{
    std::vector<Job> jobs;
    size_t next = 0;
    QString failed, why;
    QList<QUuid> left;
    std::function<void(const QList<QUuid> &)> select;
    QPointer<MessageBar> messages;
    std::shared_ptr<quint64> said;

    static core::Task<void> goOn(std::shared_ptr<Round> round, core::Alive::Token alive)
    {
        while (!alive.expired() && round->next < round->jobs.size()) {
            const Job &job = round->jobs[round->next++];
            std::exception_ptr error;
            try {
                const core::Task<void> task = job.begin();
                co_await task;
            } catch (...) {
                error = std::current_exception();
            }
            if (error)
                round->tell(job.call, error);
        }
    }

    void tell(const QUuid &call, std::exception_ptr error)
    {
        left += call;
        if (why.isEmpty())
            why = sentenceOf(error);
        if (!messages)
            return;
        if (jobs.size() == 1)
            messages->show(MessageBar::Kind::Error, failed, why);
        else
            messages->show(
                MessageBar::Kind::Error, failed,
                QCoreApplication::translate("ui::Tasks", "%1 of %2 calls: %3").arg(left.size()).arg(jobs.size()).arg(why),
                QCoreApplication::translate("ui::Tasks", "Select them"), [select = select, ids = left] { select(ids); });
        *said = messages->serial();
    }
};

void Tasks::act(const QString &failed, std::vector<Job> jobs, std::function<void(const QList<QUuid> &)> select)
{
    constexpr size_t mostAtOnce = 16;
    forget();
    const auto round = std::make_shared<Round>();
    round->jobs = std::move(jobs);
    round->failed = failed;
    round->select = std::move(select);
    round->messages = m_messages;
    round->said = m_said;
    for (size_t i = 0; i < std::min(mostAtOnce, round->jobs.size()); ++i)
        m_group.run(Round::goOn(round, m_alive.token()));
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
