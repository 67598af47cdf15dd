// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
class Registry;
} // namespace prometheus

namespace core {

/// Handles of metrics: cheap to copy, safe from any thread, valid as long as their `Metrics`. Take them once, keep them.
class Counter
{
public:
    explicit Counter(prometheus::Counter *counter) : m_counter(counter) {}
    /// @param by  not negative.
    void add(double by = 1) const;

private:
    prometheus::Counter *m_counter;
};

class Gauge
{
public:
    explicit Gauge(prometheus::Gauge *gauge) : m_gauge(gauge) {}
    void set(double value) const;
    void add(double by) const;

private:
    prometheus::Gauge *m_gauge;
};

class Histogram
{
public:
    explicit Histogram(prometheus::Histogram *histogram) : m_histogram(histogram) {}
    void observe(double value) const;

private:
    prometheus::Histogram *m_histogram;
};

/// The metrics of one process in Prometheus' form. Asking again with the same name and labels gives the same metric. Safe
/// from any thread, not for the media tick.
class Metrics
{
public:
    using Labels = std::map<std::string, std::string>;
    /// Upper bounds in milliseconds, as the reference has them (contract/bus.md §10).
    static const std::vector<double> defaultBuckets;

    Metrics();
    ~Metrics();

    /// @throws core::Error(Internal, BAD_METRIC) for a malformed name or label, or a name of another kind.
    Counter counter(const std::string &name, const std::string &help, const Labels &labels = {});
    Gauge gauge(const std::string &name, const std::string &help, const Labels &labels = {});
    Histogram histogram(const std::string &name, const std::string &help, const Labels &labels = {},
                        const std::vector<double> &buckets = defaultBuckets);

    /// Text exposition, version 0.0.4.
    QByteArray text() const;

private:
    std::unique_ptr<prometheus::Registry> m_registry;
};

} // namespace core
