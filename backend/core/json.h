// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/ids.h"
#include "core/timestamp.h"

#include <nlohmann/json.hpp>

#include <QStringList>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

/// Structs to JSON and back from one description:
///
///     struct Thing { QUuid id; QString name; Json extra;
///         template <typename V> static void describe(V &v) { v("id", &Thing::id); v("name", &Thing::name, core::opt); } };
///
/// Members of the wire that the struct does not know are kept in `extra` when the struct has one. Names match
/// case-insensitively on input; a missing member keeps its default; a member of the wrong kind is
/// Error(InvalidArgument, "INVALID_BODY") naming it (contract/bus.md §1).
namespace core {

using Json = nlohmann::json;

/// How a member travels.
enum Travel : unsigned {
    always = 0,
    opt = 1,      ///< omitted when empty, 0, false or unset
    noColumn = 2, ///< not a column of the table
    noJson = 4,   ///< a column that is not on the wire
};
constexpr Travel operator|(Travel a, Travel b) { return Travel(unsigned(a) | unsigned(b)); }

inline std::string utf8(const QString &text) { return text.toStdString(); }
inline QString fromUtf8(const std::string &text) { return QString::fromStdString(text); }

/// Parses, or throws Error(InvalidArgument, INVALID_BODY) with the position. Depth is limited to 64.
Json parseJson(std::string_view text);
/// Compact text, never throws: invalid UTF-8 is replaced.
std::string dumpJson(const Json &value, int indent = -1);
[[noreturn]] void throwWrongKind(const char *member, const char *expected);

namespace detail {
template <typename V, typename T>
concept DescribedBy = requires(V &v) { T::describe(v); };
struct NullVisitor
{
    template <typename T, typename M> void operator()(const char *, M T::*, Travel = always) {}
};
} // namespace detail
template <typename T>
concept Described = detail::DescribedBy<detail::NullVisitor, T>;

/// JSON that is made when it is first looked at, which may be never. Copies share it. Belongs to one thread.
class LateJson
{
public:
    LateJson() : LateJson(Json::object()) {}
    LateJson(Json ready) : m_state(std::make_shared<State>(State{{}, std::move(ready)})) {}
    explicit LateJson(std::function<Json()> make) : m_state(std::make_shared<State>(State{std::move(make), {}})) {}

    const Json &get() const
    {
        if (auto make = std::exchange(m_state->make, {}))
            m_state->json = make();
        return m_state->json;
    }

private:
    struct State
    {
        std::function<Json()> make;
        Json json;
    };
    std::shared_ptr<State> m_state;
};

template <typename T> Json toJson(const T &value);
template <typename T> void fromJson(const Json &json, T &value, const char *member);

namespace detail {
template <typename T> struct IsVector : std::false_type
{
};
template <typename T> struct IsVector<std::vector<T>> : std::true_type
{
};
template <typename T> struct IsMap : std::false_type
{
};
template <typename T> struct IsMap<std::map<QString, T>> : std::true_type
{
};
template <typename T> struct IsOptional : std::false_type
{
};
template <typename T> struct IsOptional<std::optional<T>> : std::true_type
{
};

template <typename M> bool isEmpty(const M &value)
{
    if constexpr (std::is_arithmetic_v<M>)
        return value == M();
    else if constexpr (std::is_same_v<M, QUuid>)
        return false; // a nil id is always on the wire
    else if constexpr (std::is_same_v<M, Timestamp>)
        return !value.isSet();
    else if constexpr (std::is_same_v<M, Json>)
        return value.is_null() || ((value.is_object() || value.is_array()) && value.empty());
    else if constexpr (IsOptional<M>::value)
        return !value.has_value();
    else if constexpr (requires { value.isEmpty(); })
        return value.isEmpty();
    else if constexpr (requires { value.empty(); })
        return value.empty();
    else
        return false;
}

template <typename T> struct Writer
{
    const T &from;
    Json &to;
    template <typename M> void operator()(const char *name, M T::*member, Travel how = always)
    {
        if (how & noJson)
            return;
        if ((how & opt) && isEmpty(from.*member))
            return;
        to[name] = toJson(from.*member);
    }
};

const Json *findMember(const Json &object, const char *name);
bool sameName(const std::string &a, const char *b);

template <typename T> struct Reader
{
    const Json &from;
    T &to;
    template <typename M> void operator()(const char *name, M T::*member, Travel how = always)
    {
        if (how & noJson)
            return;
        if (const Json *found = findMember(from, name); found && !found->is_null())
            fromJson(*found, to.*member, name);
    }
};

template <typename T> struct NameCheck
{
    const std::string &name;
    bool known = false;
    template <typename M> void operator()(const char *member, M T::*, Travel = always)
    {
        known = known || sameName(name, member);
    }
};
} // namespace detail

template <typename T> Json toJson(const T &value)
{
    if constexpr (std::is_same_v<T, Json>) {
        return value;
    } else if constexpr (std::is_same_v<T, LateJson>) {
        return value.get();
    } else if constexpr (std::is_same_v<T, QString>) {
        return utf8(value);
    } else if constexpr (std::is_same_v<T, QUuid>) {
        return utf8(value);
    } else if constexpr (std::is_same_v<T, Timestamp>) {
        return value.isSet() ? Json(utf8(value.toRfc3339())) : Json();
    } else if constexpr (std::is_arithmetic_v<T>) {
        return value;
    } else if constexpr (std::is_same_v<T, QStringList> || detail::IsVector<T>::value) {
        Json array = Json::array();
        for (const auto &item : value)
            array.push_back(toJson(item));
        return array;
    } else if constexpr (detail::IsMap<T>::value) {
        Json object = Json::object();
        for (const auto &[name, item] : value)
            object[utf8(name)] = toJson(item);
        return object;
    } else if constexpr (detail::IsOptional<T>::value) {
        return value ? toJson(*value) : Json();
    } else {
        static_assert(Described<T>, "give the struct a describe()");
        Json object = Json::object();
        if constexpr (requires { value.extra; }) {
            if (value.extra.is_object())
                object = value.extra;
        }
        detail::Writer<T> writer{value, object};
        T::describe(writer);
        return object;
    }
}

template <typename T> void fromJson(const Json &json, T &value, const char *member)
{
    if constexpr (std::is_same_v<T, Json> || std::is_same_v<T, LateJson>) {
        value = json;
    } else if constexpr (std::is_same_v<T, QString>) {
        if (!json.is_string())
            throwWrongKind(member, "a string");
        value = fromUtf8(json.get_ref<const std::string &>());
    } else if constexpr (std::is_same_v<T, QUuid>) {
        bool ok = json.is_string();
        if (ok)
            value = parseId(fromUtf8(json.get_ref<const std::string &>()).toLower(), &ok);
        if (!ok)
            throwWrongKind(member, "a UUID");
    } else if constexpr (std::is_same_v<T, Timestamp>) {
        const auto time = json.is_string() ? Timestamp::parse(fromUtf8(json.get_ref<const std::string &>())) : std::nullopt;
        if (!time)
            throwWrongKind(member, "an RFC 3339 time");
        value = *time;
    } else if constexpr (std::is_same_v<T, bool>) {
        if (!json.is_boolean())
            throwWrongKind(member, "true or false");
        value = json.get<bool>();
    } else if constexpr (std::is_integral_v<T>) {
        if (json.is_number_float() && json.get<double>() == double(qint64(json.get<double>())))
            value = T(json.get<double>());
        else if (!json.is_number_integer())
            throwWrongKind(member, "a whole number");
        else
            value = json.get<T>();
    } else if constexpr (std::is_floating_point_v<T>) {
        if (!json.is_number())
            throwWrongKind(member, "a number");
        value = json.get<T>();
    } else if constexpr (std::is_same_v<T, QStringList> || detail::IsVector<T>::value) {
        if (!json.is_array())
            throwWrongKind(member, "a list");
        value.clear();
        for (const Json &item : json) {
            typename T::value_type one{};
            if (!item.is_null())
                fromJson(item, one, member);
            value.push_back(std::move(one));
        }
    } else if constexpr (detail::IsMap<T>::value) {
        if (!json.is_object())
            throwWrongKind(member, "an object");
        value.clear();
        for (const auto &[name, item] : json.items())
            fromJson(item, value[fromUtf8(name)], member);
    } else if constexpr (detail::IsOptional<T>::value) {
        fromJson(json, value.emplace(), member);
    } else {
        static_assert(Described<T>, "give the struct a describe()");
        if (json.is_string()) { // January peers send an object as text (bus.md §11)
            const Json inner = parseJson(json.get_ref<const std::string &>());
            if (inner.is_object())
                return fromJson(inner, value, member);
        }
        if (!json.is_object())
            throwWrongKind(member, "an object");
        detail::Reader<T> reader{json, value};
        T::describe(reader);
        if constexpr (requires { value.extra; }) {
            for (const auto &[name, item] : json.items()) {
                detail::NameCheck<T> check{name};
                T::describe(check);
                if (!check.known)
                    value.extra[name] = item;
            }
        }
    }
}

/// A whole value from JSON. @throws Error(InvalidArgument, INVALID_BODY)
template <typename T> T as(const Json &json)
{
    T value{};
    fromJson(json, value, "body");
    return value;
}

} // namespace core
