// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <span>

/// What ARI offers, as data: the switch finds its handlers by it, and the documents under /ari/api-docs are made from it.
namespace telephony::ari {

/// One operation. `parameters` is a list with spaces between: `name`, with `:type` unless it is a string, `=default`, `!` when
/// it must be there, `*` when it may be a list, and `|a|b` for the values it may have; `#` before a name: the body itself.
struct Operation
{
    const char *method;
    const char *path;     ///< below /ari; `{name}` is one part of it
    const char *nickname; ///< unique within its resource
    const char *result;   ///< a model, `List[model]`, `void` or `binary`
    const char *summary;
    const char *parameters;
    const char *errors; ///< status codes with spaces between
};

struct Resource
{
    const char *name;
    const char *summary;
    std::span<const Operation> operations;
};

/// One shape. `properties` is a list with spaces between: `name`, with `:type` unless it is a string, `!` when always there.
struct Model
{
    const char *resource; ///< in whose document it stands
    const char *name;
    const char *parent; ///< the model it extends; empty: none
    const char *properties;
};

/// In the order of Asterisk 22's rest-api documents; valid for ever.
std::span<const Resource> resources();
std::span<const Model> models();

} // namespace telephony::ari
