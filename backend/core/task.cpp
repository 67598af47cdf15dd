// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/task.h"

#include "core/error.h"
#include "core/log.h"

namespace core {
namespace {
Task<void> guarded(Task<void> task, std::function<void(std::exception_ptr)> onError, std::shared_ptr<int> running)
{
    ++*running;
    std::exception_ptr failure;
    try {
        co_await task;
    } catch (...) {
        failure = std::current_exception();
    }
    --*running;
    if (!failure)
        co_return;
    if (onError)
        onError(failure);
    else
        log::error("task", "a background task failed: {}", describe(failure));
}
} // namespace

void TaskGroup::run(Task<void> task, std::function<void(std::exception_ptr)> onError)
{
    guarded(std::move(task), std::move(onError), m_running);
}

QString describe(std::exception_ptr error)
{
    try {
        std::rethrow_exception(error);
    } catch (const Error &e) {
        const QString text = e.reason() + QLatin1String(": ") + e.message();
        return e.detail().isEmpty() ? text : text + QLatin1String(" (") + e.detail() + QLatin1Char(')');
    } catch (const std::exception &e) {
        return QString::fromUtf8(e.what());
    } catch (...) {
        return QStringLiteral("unknown error");
    }
}

} // namespace core
