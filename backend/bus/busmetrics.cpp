// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/busmetrics.h"

namespace bus {
namespace {
/// Callers choose addresses and event types; beyond this many they share one metric, so that nobody fills the memory.
constexpr size_t most = 500;
const QString rest = QStringLiteral("other");

/// `calls` of `/v1/calls/<id>/hangup`.
QStringView resourceOf(QStringView uri)
{
    const qsizetype from = uri.indexOf(QLatin1Char('/'), 1) + 1;
    if (from == 0)
        return {};
    qsizetype to = from;
    while (to < uri.size() && uri[to] != QLatin1Char('/') && uri[to] != QLatin1Char('?'))
        ++to;
    return uri.sliced(from, to - from);
}
} // namespace

void BusMetrics::answered(const QString &queue, const contract::Request &request, double ms)
{
    const Sought sought{queue, resourceOf(request.uri), request.method};
    const std::lock_guard lock(m_mutex);
    if (!m_metrics)
        return;
    auto found = m_requests.find(sought);
    if (found == m_requests.end()) {
        const bool many = m_requests.size() >= most;
        const Key key{queue, many ? rest : sought.resource.toString(), many ? rest : request.method};
        const core::Metrics::Labels labels{
            {"target", key.queue.toStdString()}, {"resource", key.resource.toStdString()}, {"method", key.method.toStdString()}};
        found = m_requests
                    .try_emplace(
                        key, m_metrics->histogram("voxboard_request_process_time", "Milliseconds from request to reply.", labels))
                    .first;
    }
    found->second.observe(ms);
}

void BusMetrics::published(const QString &eventType)
{
    const std::lock_guard lock(m_mutex);
    if (!m_metrics)
        return;
    auto found = m_events.find(eventType);
    if (found == m_events.end()) {
        const QString name = m_events.size() < most ? eventType : rest;
        found = m_events
                    .try_emplace(
                        name, m_metrics->counter("voxboard_event_publish_total", "Events.", {{"event_type", name.toStdString()}}))
                    .first;
    }
    found->second.add();
}

void BusMetrics::detach()
{
    const std::lock_guard lock(m_mutex);
    m_metrics = nullptr;
}

} // namespace bus
