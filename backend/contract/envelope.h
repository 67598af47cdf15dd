// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/json.h"

#include <any>
#include <memory>
#include <typeinfo>

/// The three messages of the bus (contract/bus.md §1) and their bodies.
namespace contract {

/// A message body: a typed struct as long as it stays in this process, JSON on a broker. Copies share; contents never change.
class Payload
{
public:
    Payload() = default;
    Payload(core::Json json) : m_json(std::make_shared<const core::Json>(std::move(json))) {}
    /// Any described struct, or a vector of them.
    template <typename T>
        requires(!std::is_same_v<std::decay_t<T>, Payload> && !std::is_convertible_v<T, core::Json>)
    static Payload of(T &&value)
    {
        Payload payload;
        payload.m_typed = std::make_shared<const Typed<std::decay_t<T>>>(std::forward<T>(value));
        return payload;
    }
    /// What others look at too, not copied. Never null.
    template <typename T> static Payload shared(std::shared_ptr<const T> value)
    {
        Payload payload;
        payload.m_typed = std::make_shared<const Shared<T>>(std::move(value));
        return payload;
    }
    static Payload of(core::Json json) { return Payload(std::move(json)); }

    /// True when no body was sent at all.
    bool isEmpty() const { return !m_json && !m_typed; }
    /// The JSON, which is not copied where it was sent as such. Never null.
    std::shared_ptr<const core::Json> json() const
    {
        return m_json && !m_typed ? m_json : std::make_shared<const core::Json>(toJson());
    }
    core::Json toJson() const { return m_typed ? m_typed->json() : m_json ? *m_json : core::Json(); }

    /// The body as T: the very struct when it was sent as one, else read from JSON. An empty body is a default T.
    /// @throws core::Error(InvalidArgument, INVALID_BODY)
    template <typename T> T as() const
    {
        if constexpr (std::is_same_v<T, core::Json>) {
            return toJson();
        } else {
            if (m_typed && m_typed->type() == typeid(T))
                return *static_cast<const T *>(m_typed->value());
            if (isEmpty())
                return T{};
            T value{};
            core::fromJson(toJson(), value, "body");
            return value;
        }
    }

    /// As as<T>(), not copied where it was sent as a T. Never null.
    template <typename T> std::shared_ptr<const T> share() const
    {
        if (m_typed && m_typed->type() == typeid(T))
            return {m_typed, static_cast<const T *>(m_typed->value())};
        return std::make_shared<const T>(as<T>());
    }

private:
    struct Any
    {
        virtual ~Any() = default;
        virtual core::Json json() const = 0;
        virtual const std::type_info &type() const = 0;
        virtual const void *value() const = 0;
    };
    template <typename T> struct Typed final : Any
    {
        template <typename V> explicit Typed(V &&v) : held(std::forward<V>(v)) {}
        core::Json json() const override { return core::toJson(held); }
        const std::type_info &type() const override { return typeid(T); }
        const void *value() const override { return &held; }
        T held;
    };
    template <typename T> struct Shared final : Any
    {
        explicit Shared(std::shared_ptr<const T> v) : held(std::move(v)) {}
        core::Json json() const override { return core::toJson(*held); }
        const std::type_info &type() const override { return typeid(T); }
        const void *value() const override { return held.get(); }
        std::shared_ptr<const T> held;
    };
    std::shared_ptr<const core::Json> m_json;
    std::shared_ptr<const Any> m_typed;
};

inline const QString jsonType = QStringLiteral("application/json");
inline const QString errorType = QStringLiteral("voipbin_error");

struct Request
{
    QString method; ///< POST GET PUT DELETE
    QString uri;    ///< path and optional query: `/v1/calls?page_size=10`
    Payload data;
    QString publisher; ///< sender's service name
    QString dataType = jsonType;
    QString requestId; ///< correlation id, may be empty
};

struct Reply
{
    int statusCode = 200; ///< HTTP-like
    Payload data;
    QString dataType;

    bool isOk() const { return statusCode < 300; }
    static Reply ok() { return {}; }
    template <typename T> static Reply ok(T &&value) { return Reply{200, Payload::of(std::forward<T>(value)), jsonType}; }
    template <typename T> static Reply ok(std::shared_ptr<const T> value)
    {
        return Reply{200, Payload::shared(std::move(value)), jsonType};
    }
    /// A status without a body (contract/bus.md §4).
    static Reply status(int code) { return Reply{code, {}, {}}; }
    /// The typed error body of contract/bus.md §6.
    static Reply error(const core::Error &error, const QString &domain);
    /// Throws what a bad reply means (contract/bus.md §4, response evaluation); does nothing for a good one.
    void throwIfError() const;
};

struct Event
{
    QString type; ///< snake_case: `call_created`
    QString publisher;
    Payload data; ///< the whole model
    QString dataType = jsonType;
};

core::Json toJson(const Request &request);
core::Json toJson(const Reply &reply);
core::Json toJson(const Event &event);
/// Read what a broker delivered. @throws core::Error(InvalidArgument) when it is no envelope.
Request requestOf(const core::Json &json);
Reply replyOf(const core::Json &json);
Event eventOf(const core::Json &json);

} // namespace contract
