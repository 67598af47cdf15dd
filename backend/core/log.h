// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUuid>

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <string_view>

namespace core::log::detail {
/// Writes the bytes as they are; `{}` is the only form.
struct PlainFormatter
{
    constexpr auto parse(fmt::format_parse_context &context) { return context.begin(); }
    template <typename C> static auto write(const QByteArray &bytes, C &context)
    {
        return std::copy(bytes.begin(), bytes.end(), context.out());
    }
};
} // namespace core::log::detail

template <> struct fmt::formatter<QString> : core::log::detail::PlainFormatter
{
    template <typename C> auto format(const QString &text, C &context) const { return write(text.toUtf8(), context); }
};

template <> struct fmt::formatter<QUuid> : core::log::detail::PlainFormatter
{
    template <typename C> auto format(const QUuid &id, C &context) const
    {
        return write(id.toByteArray(QUuid::WithoutBraces), context);
    }
};

/// Log lines with an area (service or part) and, where there is one, a call id. Safe from any thread; never call it from the
/// media tick. Lines go to the timeline through the sink and to stderr from a thread of its own: of those that nobody reads, the
/// newest 1,024 wait, and the end of the program waits for them for a second.
namespace core::log {

enum class Level { Debug, Info, Warn, Error };

struct Line
{
    Level level;
    std::string_view area;
    QUuid callId;
    std::string_view text;
};

/// Lines below `level` are dropped before they are formatted.
void setLevel(Level level);
/// Receives every line that passes the level, on the thread that logs. Empty removes it.
void setSink(std::function<void(const Line &)> sink);
bool enabled(Level level);
void write(Level level, std::string_view area, QUuid callId, std::string_view text);

template <typename... A> void debug(std::string_view area, fmt::format_string<A...> format, A &&...args)
{
    if (enabled(Level::Debug))
        write(Level::Debug, area, {}, fmt::format(format, std::forward<A>(args)...));
}
template <typename... A> void info(std::string_view area, fmt::format_string<A...> format, A &&...args)
{
    write(Level::Info, area, {}, fmt::format(format, std::forward<A>(args)...));
}
template <typename... A> void warn(std::string_view area, fmt::format_string<A...> format, A &&...args)
{
    write(Level::Warn, area, {}, fmt::format(format, std::forward<A>(args)...));
}
template <typename... A> void error(std::string_view area, fmt::format_string<A...> format, A &&...args)
{
    write(Level::Error, area, {}, fmt::format(format, std::forward<A>(args)...));
}
/// With the call the line belongs to.
template <typename... A> void call(Level level, std::string_view area, QUuid callId, fmt::format_string<A...> format, A &&...args)
{
    if (enabled(level))
        write(level, area, callId, fmt::format(format, std::forward<A>(args)...));
}

} // namespace core::log
