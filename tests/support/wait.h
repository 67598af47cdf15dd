// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task.h"

#include <QEventLoop>
#include <QTimer>

/// For tests only: runs the event loop until `task` is done, and returns or throws what it ended with. After 30 s of real
/// time it throws, so that a lost answer fails one test and not the run. (QCoro::waitFor never returns when the task throws.)
template <typename T> T wait(core::Task<T> task)
{
    struct State
    {
        QEventLoop loop;
        bool done = false;
        std::exception_ptr error;
        std::conditional_t<std::is_void_v<T>, bool, std::optional<T>> value{};
    };
    const auto state = std::make_shared<State>();
    const auto run = [](core::Task<T> awaited, std::shared_ptr<State> s) -> core::Task<void> {
        try {
            if constexpr (std::is_void_v<T>) {
                co_await awaited;
            } else {
                s->value.emplace(co_await awaited);
            }
        } catch (...) {
            s->error = std::current_exception();
        }
        s->done = true;
        s->loop.quit();
    };
    run(std::move(task), state);
    if (!state->done) {
        QTimer::singleShot(30'000, &state->loop, &QEventLoop::quit);
        state->loop.exec();
    }
    if (!state->done)
        throw std::runtime_error("no answer within 30 s");
    if (state->error)
        std::rethrow_exception(state->error);
    if constexpr (!std::is_void_v<T>)
        return std::move(*state->value);
}
