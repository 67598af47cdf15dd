// SPDX-License-Identifier: GPL-3.0-or-later
// Processor time of the media thread a stream, and how even it sends: echo, pairs, a conference. The other end is one thread
// with one socket. `--streams` and `--seconds` change the size.
#include "bench/crowd.h"
#include "bench/figures.h"
#include "core/systemclock.h"
#include "telephony/media/mediaengine.h"
#include "telephony/media/mediathread.h"

#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

namespace {
using telephony::media::MediaEngine;

/// Nanoseconds that the thread of this name has run.
double threadNanos(const char *name)
{
    for (const QString &task : QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const auto read = [&task](const char *file) {
            QFile one(QStringLiteral("/proc/self/task/%1/%2").arg(task, QLatin1String(file)));
            return one.open(QIODevice::ReadOnly) ? one.readAll().trimmed() : QByteArray();
        };
        if (read("comm") == name)
            return read("schedstat").split(' ').value(0).toDouble();
    }
    return 0;
}

void pause(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

enum class Shape { Echo, Pairs, Conference };

void measure(bench::Figures &figures, const QString &name, Shape shape, int streams, size_t speaking, int ms)
{
    bench::Crowd crowd;
    MediaEngine media(std::make_shared<core::SystemClock>(), {}, {});
    media.start();
    std::vector<quint16> ports;
    if (shape == Shape::Conference)
        media.createBridge(QStringLiteral("room"));
    for (int i = 0; i < streams; ++i) {
        const QString stream = QString::number(i);
        ports.push_back(media.open(stream, QHostAddress::LocalHost).value_or(0));
        telephony::media::StreamParameters agreed;
        agreed.peer = QHostAddress::LocalHost;
        agreed.peerPort = crowd.port;
        media.connectStream(stream, agreed);
        const QString pair = QString::number(i / 2);
        if (shape == Shape::Pairs) {
            media.createBridge(pair);
            media.addToBridge(pair, stream);
        } else if (shape == Shape::Conference) {
            media.addToBridge(QStringLiteral("room"), stream);
        } else {
            media.setEcho(stream, true);
        }
    }
    crowd.start(ports, speaking);
    pause(1000);
    const double before = threadNanos(telephony::media::MediaThread::threadName);
    const quint64 sent = crowd.received;
    crowd.counting = true;
    QElapsedTimer timer;
    timer.start();
    pause(ms);
    const double nanos = threadNanos(telephony::media::MediaThread::threadName) - before;
    const double seconds = double(timer.nsecsElapsed()) / 1e9;
    figures.add(name + QStringLiteral(", processor a stream"), nanos / 1e7 / seconds / streams, QStringLiteral("% of a core"));
    figures.add(name + QStringLiteral(", a stream and frame"), nanos / 1e3 / seconds / 50 / streams, QStringLiteral("µs"));
    figures.add(name + QStringLiteral(", packets sent"), double(crowd.received - sent) / seconds / streams, QStringLiteral("/s"));
    crowd.stop();
    figures.add(name + QStringLiteral(", gaps within 20 ± 5 ms"), crowd.evenness().within5Ms(), QStringLiteral("%"));
}
} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const bool smoke = bench::isSmoke();
    const int streams = bench::option(QStringLiteral("streams"), smoke ? QStringLiteral("10") : QStringLiteral("200")).toInt();
    const int ms = smoke ? 500 : 1000 * bench::option(QStringLiteral("seconds"), QStringLiteral("5")).toInt();
    bench::Figures figures;
    const auto all = size_t(streams);
    measure(figures, QStringLiteral("echo"), Shape::Echo, streams, all, ms);
    measure(figures, QStringLiteral("bridged pairs"), Shape::Pairs, streams, all, ms);
    measure(figures, QStringLiteral("conference, all speak"), Shape::Conference, streams, all, ms);
    measure(figures, QStringLiteral("conference, three speak"), Shape::Conference, streams, 3, ms);
    return figures.result();
}
