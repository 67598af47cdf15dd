// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

class QObject;

namespace core {

/// Runs functions on one thread's event loop, from any thread. Functions run in the order of posting, never inside post(); those
/// of postLast() among themselves.
class Poster
{
public:
    /// The poster of the calling thread; the same object every time.
    static std::shared_ptr<Poster> ofThisThread();
    ~Poster();

    bool isCurrent() const;
    /// False when the thread has ended: the function will not run.
    bool post(std::function<void()> function);
    /// Runs it when nothing posted waits any more. What brings new work in is posted so: work that has begun is done first, and
    /// under overload it is the new that waits, not everything.
    bool postLast(std::function<void()> function);

private:
    Poster();
    void close();
    struct Impl;
    std::unique_ptr<Impl> d;
    friend struct PosterHolder;
};

} // namespace core
