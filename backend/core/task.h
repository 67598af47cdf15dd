// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoroTask>

#include <coroutine>
#include <memory>
#include <optional>

#include "core/clock.h"

namespace core {

/// The coroutine type of every handler (architecture §4). Rules: parameters by value, one co_await per statement, its
/// arguments named locals moved in.
template <typename T> using Task = QCoro::Task<T>;

/// A value that arrives later, on the same thread. Settling resumes the waiter from the event loop of the settler's call.
/// Copies share one state; settling twice is ignored; destroying every copy unsettled leaves the waiter suspended, so the
/// owner settles in its destructor.
template <typename T> class Promise
{
    struct State
    {
        std::optional<T> value;
        std::exception_ptr error;
        std::coroutine_handle<> waiter;
    };

public:
    Promise() : m_state(std::make_shared<State>()) {}

    bool isSettled() const { return m_state->value.has_value() || m_state->error; }
    void resolve(T value) const
    {
        if (isSettled())
            return;
        m_state->value.emplace(std::move(value));
        resume();
    }
    void reject(std::exception_ptr error) const
    {
        if (isSettled())
            return;
        m_state->error = error;
        resume();
    }
    template <typename E> void reject(E error) const { reject(std::make_exception_ptr(std::move(error))); }

    struct Awaiter
    {
        std::shared_ptr<State> state;
        bool await_ready() const { return state->value.has_value() || state->error; }
        void await_suspend(std::coroutine_handle<> handle) const { state->waiter = handle; }
        T await_resume() const
        {
            if (state->error)
                std::rethrow_exception(state->error);
            return std::move(*state->value);
        }
    };
    /// At most one waiter.
    Awaiter operator co_await() const { return Awaiter{m_state}; }

private:
    void resume() const
    {
        if (auto waiter = std::exchange(m_state->waiter, {}))
            waiter.resume();
    }
    std::shared_ptr<State> m_state;
    friend struct Awaiter;
};

/// Lasts at least `delay` of the clock's time, on the calling thread.
inline Task<void> sleep(std::shared_ptr<Clock> clock, Millis delay)
{
    const Promise<bool> done;
    Timer timer = clock->after(delay, [done] { done.resolve(true); });
    co_await done;
}

/// Tells a coroutine, after an await, whether its object still lives. Copy `token()` into the coroutine before the first await.
class Alive
{
public:
    using Token = std::weak_ptr<bool>;
    Token token() const { return m_flag; }

private:
    std::shared_ptr<bool> m_flag = std::make_shared<bool>(true);
};

/// Counts running coroutines so that their owner can be stopped in order.
class TaskGroup
{
public:
    /// Runs `task` detached; whatever it throws goes to `onError` (none: to the log as error).
    void run(Task<void> task, std::function<void(std::exception_ptr)> onError = {});
    int running() const { return *m_running; }

private:
    std::shared_ptr<int> m_running = std::make_shared<int>(0);
};

/// Text of a caught exception for people and the log.
QString describe(std::exception_ptr error);

} // namespace core
