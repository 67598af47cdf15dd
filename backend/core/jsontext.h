// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/json.h"

/// JSON text straight from a described struct: dumpJson(toJson(value)) without the tree between them, which costs several times
/// what the text does. Members stand in the order of describe().
namespace core {

void appendJson(std::string *text, const Json &value);
void appendJson(std::string *text, const QString &value);

namespace detail {
template <typename T> void appendDescribed(std::string *text, const T &value);

template <typename T> void appendValue(std::string *text, const T &value)
{
    if constexpr (std::is_same_v<T, Json> || std::is_same_v<T, QString>) {
        appendJson(text, value);
    } else if constexpr (std::is_same_v<T, QUuid>) {
        text->append(1, '"').append(utf8(value)).append(1, '"');
    } else if constexpr (std::is_same_v<T, bool>) {
        *text += value ? "true" : "false";
    } else if constexpr (std::is_integral_v<T>) {
        *text += std::to_string(value);
    } else if constexpr (std::is_same_v<T, QStringList> || IsVector<T>::value) {
        char before = '[';
        for (const auto &item : value) {
            *text += std::exchange(before, ',');
            appendValue(text, item);
        }
        *text += before == '[' ? "[]" : "]";
    } else if constexpr (IsMap<T>::value) {
        char before = '{';
        for (const auto &[name, item] : value) {
            *text += std::exchange(before, ',');
            appendJson(text, name);
            *text += ':';
            appendValue(text, item);
        }
        *text += before == '{' ? "{}" : "}";
    } else if constexpr (Described<T>) {
        appendDescribed(text, value);
    } else {
        appendJson(text, toJson(value));
    }
}

template <typename T> struct TextWriter
{
    const T &from;
    std::string *to;
    char before = '{';
    template <typename M> void operator()(const char *name, M T::*member, Travel how = always)
    {
        if ((how & noJson) || ((how & opt) && isEmpty(from.*member)))
            return;
        to->append(1, std::exchange(before, ',')).append(1, '"').append(name).append("\":");
        appendValue(to, from.*member);
    }
};

template <typename T> void appendDescribed(std::string *text, const T &value)
{
    if constexpr (requires { value.extra; }) {
        if (value.extra.is_object() && !value.extra.empty())
            return appendJson(text, toJson(value));
    }
    TextWriter<T> writer{value, text};
    T::describe(writer);
    *text += writer.before == '{' ? "{}" : "}";
}
} // namespace detail

template <typename T> std::string jsonText(const T &value)
{
    std::string text;
    text.reserve(256);
    detail::appendValue(&text, value);
    return text;
}

} // namespace core
