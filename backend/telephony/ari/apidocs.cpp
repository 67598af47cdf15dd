// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/ari/apidocs.h"

#include "telephony/ari/definition.h"

#include <QStringList>

namespace telephony::ari {
namespace {
using core::Json;
using core::utf8;

const char *const apiVersion = "10.0.0";

/// One word of the compact lists of definition.h.
struct Word
{
    QString name;
    QString type = QStringLiteral("string");
    QString fallback;
    QStringList values;
    bool required = false, multiple = false, body = false;

    explicit Word(QString text)
    {
        values = text.split(QLatin1Char('|'));
        text = values.takeFirst();
        multiple = text.endsWith(QLatin1Char('*'));
        text.chop(multiple ? 1 : 0);
        required = text.endsWith(QLatin1Char('!'));
        text.chop(required ? 1 : 0);
        fallback = text.section(QLatin1Char('='), 1);
        text = text.section(QLatin1Char('='), 0, 0);
        if (text.contains(QLatin1Char(':')))
            type = text.section(QLatin1Char(':'), 1);
        name = text.section(QLatin1Char(':'), 0, 0);
        body = name.startsWith(QLatin1Char('#'));
        name = name.mid(body ? 1 : 0);
    }
};

std::vector<Word> wordsOf(const char *list)
{
    std::vector<Word> words;
    for (const QString &one : QString::fromLatin1(list).split(QLatin1Char(' '), Qt::SkipEmptyParts))
        words.emplace_back(one);
    return words;
}

Json parameterOf(const Word &word, const char *kind)
{
    Json json{{"name", utf8(word.name)},
              {"paramType", kind},
              {"dataType", utf8(word.type)},
              {"required", word.required},
              {"allowMultiple", word.multiple}};
    if (word.type == QLatin1String("int") && !word.fallback.isEmpty())
        json["defaultValue"] = word.fallback.toInt();
    else if (word.type == QLatin1String("boolean"))
        json["defaultValue"] = word.fallback == QLatin1String("true");
    else if (!word.fallback.isEmpty())
        json["defaultValue"] = utf8(word.fallback);
    if (!word.values.isEmpty())
        json["allowableValues"] = {{"valueType", "LIST"}, {"values", core::toJson(word.values)}};
    return json;
}

Json parametersOf(const Operation &operation)
{
    Json all = Json::array();
    for (const QString &part : QString::fromLatin1(operation.path).split(QLatin1Char('/'))) {
        if (part.startsWith(QLatin1Char('{')))
            all.push_back(parameterOf(Word(part.mid(1).chopped(1) + QLatin1Char('!')), "path"));
    }
    for (const Word &word : wordsOf(operation.parameters))
        all.push_back(parameterOf(word, word.body ? "body" : "query"));
    return all;
}

Json operationOf(const Operation &operation)
{
    Json json{{"httpMethod", operation.method},
              {"nickname", operation.nickname},
              {"summary", operation.summary},
              {"responseClass", operation.result},
              {"parameters", parametersOf(operation)}};
    if (QLatin1String(operation.path) == QLatin1String("/events"))
        json.update({{"upgrade", "websocket"}, {"websocketProtocol", "ari"}});
    Json errors = Json::array();
    for (const QString &code : QString::fromLatin1(operation.errors).split(QLatin1Char(' '), Qt::SkipEmptyParts))
        errors.push_back({{"code", code.toInt()}, {"reason", "refused"}});
    if (!errors.empty())
        json["errorResponses"] = std::move(errors);
    return json;
}

Json modelsOf(const QString &resource)
{
    Json all = Json::object();
    for (const Model &model : models()) {
        if (resource != QLatin1String(model.resource))
            continue;
        Json properties = Json::object();
        for (const Word &word : wordsOf(model.properties))
            properties[utf8(word.name)] = {{"type", utf8(word.type)}, {"required", word.required}};
        all[model.name].update({{"id", model.name}, {"properties", std::move(properties)}});
        if (*model.parent)
            all[model.parent]["subTypes"].push_back(model.name);
    }
    if (resource == QLatin1String("events"))
        all["Message"]["discriminator"] = "type";
    return all;
}

Json documentOf(const Resource &resource)
{
    Json apis = Json::array();
    for (const Operation &operation : resource.operations) {
        if (apis.empty() || apis.back()["path"] != operation.path)
            apis.push_back({{"path", operation.path}, {"description", resource.summary}, {"operations", Json::array()}});
        apis.back()["operations"].push_back(operationOf(operation));
    }
    const std::string name = resource.name;
    return Json{{"resourcePath", "/api-docs/" + name + ".{format}"},
                {"apis", std::move(apis)},
                {"models", modelsOf(QString::fromLatin1(resource.name))}};
}

Json index()
{
    Json apis = Json::array();
    for (const Resource &resource : resources())
        apis.push_back({{"path", std::string("/api-docs/") + resource.name + ".{format}"}, {"description", resource.summary}});
    return Json{{"apis", std::move(apis)}};
}
} // namespace

Json apiDocument(const QString &file, const QString &base)
{
    Json document;
    if (file == QLatin1String("resources.json"))
        document = index();
    for (const Resource &resource : resources()) {
        if (file == QLatin1String(resource.name) + QLatin1String(".json"))
            document = documentOf(resource);
    }
    if (!document.is_null())
        document.update({{"apiVersion", apiVersion}, {"swaggerVersion", "1.1"}, {"basePath", utf8(base)}});
    return document;
}

} // namespace telephony::ari
