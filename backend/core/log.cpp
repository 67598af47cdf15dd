// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/log.h"

#include <spdlog/async.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <future>
#include <mutex>
#include <thread>

#include <unistd.h>

namespace core::log {
namespace {
std::atomic<Level> threshold{Level::Info};
std::mutex sinkMutex;
std::function<void(const Line &)> sink;

/// Not through the FILE of stderr: its lock would hold up the end of the program while a line waits for its reader.
class StderrSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex>
{
    void sink_it_(const spdlog::details::log_msg &message) override
    {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        for (size_t done = 0; done < line.size();) {
            const auto written = ::write(STDERR_FILENO, line.data() + done, line.size() - done);
            if (written < 0 && errno != EINTR)
                return;
            done += written > 0 ? size_t(written) : 0;
        }
    }
    void flush_() override {}
};

/// stderr has a thread of its own: who does not read it stops nobody who speaks.
class Writer
{
public:
    Writer()
    {
        m_logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %^%-5l%$ %v");
        m_logger->set_level(spdlog::level::debug);
    }
    /// The end of the program waits for the last lines, but not for a reader that is gone.
    ~Writer()
    {
        std::promise<void> written;
        const auto done = written.get_future();
        std::thread([pool = std::move(m_pool), written = std::move(written)]() mutable {
            pool.reset();
            written.set_value();
        }).detach();
        done.wait_for(std::chrono::seconds(1));
    }
    spdlog::logger &logger() { return *m_logger; }

private:
    static constexpr size_t waitingLines = 1024;
    std::shared_ptr<spdlog::details::thread_pool> m_pool = std::make_shared<spdlog::details::thread_pool>(waitingLines, 1);
    std::shared_ptr<spdlog::async_logger> m_logger = std::make_shared<spdlog::async_logger>(
        "voxboard", std::make_shared<StderrSink>(), m_pool, spdlog::async_overflow_policy::overrun_oldest);
};

spdlog::logger &logger()
{
    static Writer writer;
    return writer.logger();
}

spdlog::level::level_enum levelOf(Level level)
{
    switch (level) {
    case Level::Debug: return spdlog::level::debug;
    case Level::Info: return spdlog::level::info;
    case Level::Warn: return spdlog::level::warn;
    case Level::Error: return spdlog::level::err;
    }
    return spdlog::level::err;
}
/// Whoever calls chooses some of the texts: no forged lines, no orders to terminals.
std::string printable(std::string_view text)
{
    std::string safe;
    safe.reserve(text.size());
    for (const char c : text) {
        if (uchar(c) >= 0x20 && c != 0x7f)
            safe += c;
        else
            safe += fmt::format("\\x{:02x}", uchar(c));
    }
    return safe;
}
} // namespace

void setLevel(Level level) { threshold = level; }
bool enabled(Level level) { return level >= threshold.load(std::memory_order_relaxed); }

void setSink(std::function<void(const Line &)> to)
{
    const std::lock_guard lock(sinkMutex);
    sink = std::move(to);
}

void write(Level level, std::string_view area, QUuid callId, std::string_view text)
{
    if (!enabled(level))
        return;
    const std::string safe = printable(text);
    text = safe;
    if (callId.isNull())
        logger().log(levelOf(level), "{}: {}", area, text);
    else
        logger().log(levelOf(level), "{} [{}]: {}", area, callId.toString(QUuid::WithoutBraces).left(8).toStdString(), text);
    const std::lock_guard lock(sinkMutex);
    if (sink)
        sink(Line{level, area, callId, text});
}

} // namespace core::log
