// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest.h"

#include "bench/figures.h"
#include "support/witness.h"

#include <QEventLoop>
#include <QFile>
#include <QTimer>

#include <cmath>
#include <limits>

namespace bench {

double datagramsSent()
{
    QFile file(QStringLiteral("/proc/net/snmp"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    QList<QByteArray> names;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (!line.startsWith("Udp:"))
            continue;
        const QList<QByteArray> fields = line.split(' ');
        if (names.isEmpty())
            names = fields;
        else
            return fields.value(names.indexOf("OutDatagrams")).toDouble();
    }
    return 0;
}

void pass(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

void awaitRest()
{
    constexpr int seconds = 32;
    constexpr double few = 200, same = 0.9;
    if (isSmoke())
        return;
    double last = std::numeric_limits<double>::infinity();
    for (int i = 0; i < seconds; ++i) {
        const double before = datagramsSent();
        pass(1000);
        const double sent = datagramsSent() - before;
        if (sent < few || (std::isfinite(last) && sent > same * last))
            return;
        last = sent;
    }
}

bool succeedsUndisturbed(const std::function<bool()> &attempt)
{
    constexpr int most = 3;
    constexpr double tolerated = 0.01; // of the time
    using Clock = support::Witness::Clock;
    const support::Witness witness;
    for (int i = 0; i < most; ++i) {
        awaitRest();
        const auto began = Clock::now();
        if (attempt())
            return true;
        const auto ended = Clock::now();
        const double wholeMs = std::chrono::duration<double, std::milli>(ended - began).count();
        if (witness.stoodMs(began, ended) <= tolerated * wholeMs)
            return false;
    }
    return false;
}

} // namespace bench
