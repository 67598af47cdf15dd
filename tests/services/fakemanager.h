// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"
#include "contract/names.h"
#include "core/json.h"

/// Stands in for a manager that is not on the bench: answers what the test told it, 404 to the rest, and keeps what it was asked.
class FakeManager
{
public:
    FakeManager(bus::Bus &bus, const QString &service)
        : m_queue(bus.serve(contract::requestQueue(service), [this](bus::Request request) -> core::Task<contract::Reply> {
              const QString what = request.method + QLatin1Char(' ') + request.uri;
              asked.push_back({what, request.data.toJson()});
              const auto known = m_answers.constFind(what);
              if (known == m_answers.cend())
                  co_return contract::Reply::status(404);
              co_return contract::Reply::ok(core::Json(*known));
          }))
    {
    }

    struct Asked
    {
        QString what; ///< `GET /v1/agents/…`
        core::Json body;
    };
    void answer(const QString &what, core::Json body) { m_answers.insert(what, std::move(body)); }
    int count(const QString &what) const
    {
        return int(std::count_if(asked.begin(), asked.end(), [&](const Asked &one) { return one.what == what; }));
    }
    std::vector<Asked> asked;

private:
    QHash<QString, core::Json> m_answers;
    bus::Subscription m_queue;
};
