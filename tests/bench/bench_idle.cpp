// SPDX-License-Identifier: GPL-3.0-or-later
// Processor time and memory of a program that nobody uses. Behind `--` the program and its arguments; without, the one built
// here, headless on a fresh profile. `--seconds` measures, `--settle` waits before; `--title` names the rows.
#include "bench/figures.h"
#include "bench/process.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QThread>

namespace {
constexpr double mostPercent = 0.5, mostMegabytes = 130;
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const bool smoke = bench::isSmoke();
    const double seconds =
        bench::option(QStringLiteral("seconds"), smoke ? QStringLiteral("1") : QStringLiteral("20")).toDouble();
    const double settle = bench::option(QStringLiteral("settle"), smoke ? QStringLiteral("1") : QStringLiteral("5")).toDouble();
    const QString title = bench::option(QStringLiteral("title"), QStringLiteral("idle without a window"));
    QTemporaryDir profile;
    QStringList command{QStringLiteral(VOXBOARD_BINARY), QStringLiteral("--headless"),
                        QStringLiteral("--profile"),     profile.path(),
                        QStringLiteral("--sip_port"),    QStringLiteral("17060")};
    const QStringList arguments = app.arguments();
    if (const qsizetype at = arguments.indexOf(QStringLiteral("--")); at >= 0 && at + 1 < arguments.size())
        command = arguments.mid(at + 1);

    bench::Program program;
    const QString name = command.takeFirst();
    program.setStandardOutputFile(QProcess::nullDevice());
    program.start(name, command);
    if (!program.waitForStarted())
        return bench::fail(name + QStringLiteral(": ") + program.errorString());
    const bench::ProcessFigures figuresOf(program.processId());
    QThread::msleep(unsigned(settle * 1000));
    QElapsedTimer timer;
    const auto before = figuresOf.cpuSeconds();
    timer.start();
    QThread::msleep(unsigned(seconds * 1000));
    const auto after = figuresOf.cpuSeconds();
    const double elapsed = double(timer.nsecsElapsed()) / 1e9;
    const auto pss = figuresOf.megabytes("Pss"), rss = figuresOf.megabytes("Rss");
    if (program.waitForFinished(0) || !before || !after || !pss || !rss)
        return bench::fail(name + QStringLiteral(" ended, or its figures cannot be read"));
    if (!program.endsCleanly())
        return bench::fail(name + QStringLiteral(" did not end cleanly"));

    bench::Figures figures;
    figures.atMost(title + QStringLiteral(", processor"), (*after - *before) / elapsed * 100, QStringLiteral("% of a core"),
                   mostPercent);
    figures.atMost(title + QStringLiteral(", PSS"), *pss, QStringLiteral("MB"), mostMegabytes);
    figures.add(title + QStringLiteral(", RSS"), *rss, QStringLiteral("MB"));
    return figures.result();
}
