// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics.h"

#include "core/error.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace core {
namespace {
/// The library tells misuse by exceptions of its own.
template <typename F> auto checked(const std::string &name, F add)
{
    try {
        return add();
    } catch (const std::exception &misuse) {
        throw Error(Errc::Internal, QStringLiteral("BAD_METRIC"),
                    QStringLiteral("The metric %1 cannot be made.").arg(QString::fromStdString(name)),
                    QString::fromUtf8(misuse.what()));
    }
}
} // namespace

const std::vector<double> Metrics::defaultBuckets{50, 100, 500, 1000, 3000};

void Counter::add(double by) const { m_counter->Increment(by); }
void Gauge::set(double value) const { m_gauge->Set(value); }
void Gauge::add(double by) const { m_gauge->Increment(by); }
void Histogram::observe(double value) const { m_histogram->Observe(value); }

Metrics::Metrics() : m_registry(std::make_unique<prometheus::Registry>()) {}
Metrics::~Metrics() = default;

Counter Metrics::counter(const std::string &name, const std::string &help, const Labels &labels)
{
    return checked(name,
                   [&] { return Counter(&prometheus::BuildCounter().Name(name).Help(help).Register(*m_registry).Add(labels)); });
}

Gauge Metrics::gauge(const std::string &name, const std::string &help, const Labels &labels)
{
    return checked(name,
                   [&] { return Gauge(&prometheus::BuildGauge().Name(name).Help(help).Register(*m_registry).Add(labels)); });
}

Histogram Metrics::histogram(const std::string &name, const std::string &help, const Labels &labels,
                             const std::vector<double> &buckets)
{
    return checked(name, [&] {
        return Histogram(&prometheus::BuildHistogram().Name(name).Help(help).Register(*m_registry).Add(labels, buckets));
    });
}

QByteArray Metrics::text() const
{
    return QByteArray::fromStdString(prometheus::TextSerializer().Serialize(m_registry->Collect()));
}

} // namespace core
