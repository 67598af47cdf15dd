// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/platform.h"
#include "clients/flowclient.h"
#include "core/systemclock.h"
#include "support/wait.h"

#include <QTemporaryDir>

/// The whole platform with its real switch in this process, in a profile of its own, on any free port.
class PlatformBench
{
public:
    void start()
    {
        const QStringList arguments{QStringLiteral("--profile"), m_folder.path(), QStringLiteral("--sip_port=0")};
        const core::Profile profile = core::Profile::below(m_folder.path());
        profile.create();
        platform = std::make_unique<app::Platform>(core::Settings::resolve(arguments, {}), profile, m_clock, &m_timeline);
        facts = wait(platform->start());
    }
    void stop()
    {
        wait(platform->stop());
        platform.reset();
    }

    /// A number that runs these actions (JSON), to be dialled.
    QByteArray makeNumber(const char *number, const char *actions)
    {
        clients::FlowClient flows(platform->bus(), me);
        contract::FlowCreate body;
        body.customerId = facts.customerId;
        body.type = QStringLiteral("flow");
        body.actions = core::as<std::vector<contract::Action>>(core::parseJson(actions));
        const contract::Flow flow = wait(flows.createFlow(std::move(body)));
        ask(contract::service::number, "POST", QStringLiteral("/v1/numbers"),
            {{"customer_id", core::utf8(core::toText(facts.customerId))},
             {"number", number},
             {"type", "virtual"},
             {"call_flow_id", core::utf8(core::toText(flow.id))}});
        return number;
    }
    /// The body of the reply, from a service or from the queue of an engine.
    core::Json ask(const QString &service, const char *method, const QString &uri, core::Json body = core::Json())
    {
        bus::Request request;
        request.method = QLatin1String(method);
        request.uri = uri;
        if (!body.is_null())
            request.data = contract::Payload(std::move(body));
        const QString queue = service.startsWith(QLatin1String("asterisk.")) ? service : contract::requestQueue(service);
        const contract::Reply reply = wait(platform->bus().request(queue, std::move(request)));
        reply.throwIfError();
        return reply.data.toJson();
    }
    QByteArray number(const char *name) const { return facts.numbers.at(QLatin1String(name)).toLatin1(); }
    QString folder() const { return m_folder.path(); }

    const QString me = QStringLiteral("test");
    std::unique_ptr<app::Platform> platform;
    app::PlatformFacts facts;

private:
    QTemporaryDir m_folder;
    std::shared_ptr<core::Clock> m_clock = std::make_shared<core::SystemClock>();
    core::Timeline m_timeline{m_clock};
};
