// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/poster.h"
#include "core/task.h"

#include <QThreadPool>

#include <functional>

namespace services {

/// Runs `work` on a pool thread and continues on the calling one. For files and whatever else blocks. `work` must not throw.
template <typename T> core::Task<T> onPool(std::function<T()> work)
{
    const core::Promise<T> done;
    QThreadPool::globalInstance()->start([done, work = std::move(work), poster = core::Poster::ofThisThread()] {
        auto result = std::make_shared<T>(work());
        poster->post([done, result] { done.resolve(std::move(*result)); });
    });
    T result = co_await done;
    co_return result;
}

} // namespace services
