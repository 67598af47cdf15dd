// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <mutex>

namespace core::log {
namespace {
std::atomic<Level> threshold{Level::Info};
std::mutex sinkMutex;
std::function<void(const Line &)> sink;

spdlog::logger &logger()
{
    static const auto instance = [] {
        auto made = std::make_shared<spdlog::logger>("voxboard", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_pattern("%Y-%m-%dT%H:%M:%S.%e %^%-5l%$ %v");
        made->set_level(spdlog::level::debug);
        made->flush_on(spdlog::level::warn);
        return made;
    }();
    return *instance;
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
