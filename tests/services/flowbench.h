// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/flow/service.h"
#include "support/servicebench.h"
#include "support/wait.h"

#include <QHash>
#include <QRegularExpression>

/// flow-manager on a bench, spoken to over the bus. Actions are written with short names (`a1`, `F`) where ids stand.
class FlowBench : public ServiceBench
{
    QHash<QString, QString> m_ids{{QStringLiteral("START"), QStringLiteral("00000000-0000-0000-0000-000000000001")},
                                  {QStringLiteral("main"), QStringLiteral("00000000-0000-0000-0000-000000000001")},
                                  {QStringLiteral("FINISH"), QStringLiteral("00000000-0000-0000-0000-000000000002")},
                                  {QStringLiteral("nil"), QStringLiteral("00000000-0000-0000-0000-000000000000")}};
    QHash<QString, QString> m_names{{QStringLiteral("00000000-0000-0000-0000-000000000001"), QStringLiteral("main")},
                                    {QStringLiteral("00000000-0000-0000-0000-000000000002"), QStringLiteral("FINISH")},
                                    {QStringLiteral("00000000-0000-0000-0000-000000000000"), QStringLiteral("nil")}};
    int m_unnamed = 0;

public:
    FlowBench() : flows(bus, db, clock), events(bus, contract::eventExchange(contract::service::flow)) { wait(flows.start()); }
    ~FlowBench() { settle(); }

    contract::Reply ask(const char *method, const QString &uri, contract::Payload body = {})
    {
        return ServiceBench::ask(contract::service::flow, method, uri, std::move(body));
    }

    /// The id that `name` stands for: START, FINISH, nil, main, a flow made here, else one of its own.
    QString id(const QString &name)
    {
        if (const auto known = m_ids.constFind(name); known != m_ids.cend())
            return *known;
        const QString made = core::toText(QUuid::createUuidV5(QUuid(), name));
        remember(name, made);
        return made;
    }
    void remember(const QString &name, const QString &id)
    {
        m_ids.insert(name, id);
        m_names.insert(id, name);
    }
    /// The name of an id; ids not seen before become W1, W2 and so on.
    QString name(const QString &id)
    {
        if (!m_names.contains(id))
            remember(QStringLiteral("W%1").arg(++m_unnamed), id);
        return m_names.value(id);
    }

    /// The same for an action: the reserved id 1 is the start marker.
    QString actionName(const QString &id)
    {
        const QString found = name(id);
        return found == QLatin1String("main") ? QStringLiteral("START") : found;
    }

    /// JSON text with names where ids stand, as JSON with ids. Names are a letter and a digit, or one capital letter.
    core::Json json(const QByteArray &text)
    {
        core::Json made = core::parseJson(std::string_view(text.constData(), size_t(text.size())));
        putIds(made, false);
        return made;
    }

    QString makeFlow(const QString &name, const QByteArray &actions, core::Json more = core::Json::object())
    {
        core::Json body{
            {"customer_id", core::utf8(customer)}, {"type", "flow"}, {"name", core::utf8(name)}, {"actions", json(actions)}};
        body.update(more);
        const QString made = textOf(bodyOf(ask("POST", QStringLiteral("/v1/flows"), std::move(body))), "id");
        remember(name, made);
        return made;
    }
    QString makeActiveflow(const QString &flow, core::Json more = core::Json::object())
    {
        core::Json body{{"customer_id", core::utf8(customer)},
                        {"flow_id", core::utf8(flow)},
                        {"reference_type", "call"},
                        {"reference_id", core::utf8(id(QStringLiteral("K")))}};
        body.update(more);
        return textOf(bodyOf(ask("POST", QStringLiteral("/v1/activeflows"), std::move(body))), "id");
    }
    contract::Reply next(const QString &activeflow, const QString &current)
    {
        core::Json body{{"current_action_id", core::utf8(id(current))}};
        return ask("GET", at(activeflow, "/next"), std::move(body));
    }
    core::Json activeflow(const QString &id) { return bodyOf(ask("GET", at(id))); }
    contract::Reply setVariable(const QString &activeflow, const QString &key, const QString &value)
    {
        core::Json body{{"variables", {{core::utf8(key), core::utf8(value)}}}};
        return ask("POST", QStringLiteral("/v1/variables/%1/variables").arg(activeflow), std::move(body));
    }
    QString variable(const QString &activeflow, const char *key)
    {
        const core::Json record = bodyOf(ask("GET", QLatin1String("/v1/variables/") + activeflow));
        return record.contains("variables") ? textOf(record["variables"], key) : QStringLiteral("no record");
    }
    static QString at(const QString &activeflow, const char *tail = "")
    {
        return QLatin1String("/v1/activeflows/") + activeflow + QLatin1String(tail);
    }

    /// `n=3 main/a3 fwd=-`: execute count, current stack and action, stored jump.
    QString place(const QString &activeflow)
    {
        const core::Json row = this->activeflow(activeflow);
        const QString stack = name(textOf(row, "current_stack_id"));
        const QString action = actionName(textOf(row["current_action"], "id"));
        QString text = QStringLiteral("n=%1 %2/%3").arg(row.value("execute_count", 0)).arg(stack, action);
        const QString forward = name(textOf(row, "forward_action_id"));
        if (forward != QLatin1String("nil"))
            text += QStringLiteral(" fwd=%1/%2").arg(name(textOf(row, "forward_stack_id")), forward);
        return text;
    }
    QString executed(const QString &activeflow)
    {
        QStringList names;
        const core::Json row = this->activeflow(activeflow);
        if (row.contains("executed_actions")) {
            for (const core::Json &action : row["executed_actions"])
                names += actionName(textOf(action, "id"));
        }
        return names.join(QLatin1Char(' '));
    }

    const QString customer = id(QStringLiteral("C"));
    services::flow::Service flows;
    EventLog events;

private:
    void putIds(core::Json &json, bool isId)
    {
        static const QRegularExpression shortName(QStringLiteral("^([a-z][0-9]|[A-Z])$"));
        if (json.is_string()) {
            const QString text = core::fromUtf8(json.get<std::string>());
            if (isId && shortName.match(text).hasMatch())
                json = core::utf8(id(text));
            return;
        }
        if (!json.is_structured())
            return;
        for (auto it = json.begin(); it != json.end(); ++it) {
            const bool inObject = json.is_object();
            const QString key = inObject ? core::fromUtf8(it.key()) : QString();
            putIds(*it, inObject ? isId || key == QLatin1String("id") || key.endsWith(QLatin1String("_id")) ||
                                       key == QLatin1String("target_ids")
                                 : false);
        }
    }
};
