// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/envelope.h"
#include "core/metrics.h"

#include <QHash>

#include <mutex>
#include <unordered_map>

namespace bus {

/// The bus's share of the metrics (contract/bus.md §10): duration of requests by target, resource and method, and events by
/// type. Safe from any thread.
class BusMetrics
{
public:
    /// @param metrics  null: nothing is counted.
    explicit BusMetrics(core::Metrics *metrics) : m_metrics(metrics) {}

    void answered(const QString &queue, const contract::Request &request, double ms);
    void published(const QString &eventType);
    /// Nothing is counted from now on; the metrics may go.
    void detach();

private:
    template <typename Text> struct Parts
    {
        Text queue, resource, method;
    };
    using Key = Parts<QString>;
    using Sought = Parts<QStringView>;
    struct Hash
    {
        using is_transparent = void;
        size_t operator()(const auto &key) const { return qHashMulti(0, key.queue, key.resource, key.method); }
        size_t operator()(const QString &type) const { return qHash(type); }
    };
    struct Equal
    {
        using is_transparent = void;
        bool operator()(const auto &a, const auto &b) const
        {
            return a.resource == b.resource && a.method == b.method && a.queue == b.queue;
        }
    };
    core::Metrics *m_metrics;
    std::mutex m_mutex;
    std::unordered_map<Key, core::Histogram, Hash, Equal> m_requests;
    std::unordered_map<QString, core::Counter, Hash> m_events;
};

} // namespace bus
