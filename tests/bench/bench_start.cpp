// SPDX-License-Identifier: GPL-3.0-or-later
// From starting the program without a window to the first answered call that hears its own tone back: on a fresh profile and on
// one that has been used. `--program` names another one than the one built here.
#include "bench/figures.h"
#include "bench/process.h"
#include "support/sipphone.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

namespace {
constexpr double mostMilliseconds = 1500;
constexpr double audible = 500;

struct Times
{
    double ready = 0, answered = 0, heard = 0; ///< ms since the start
};

/// nullopt, with the reason on stderr, when no call came about.
std::optional<Times> startAndCall(const QString &program, const QString &profile)
{
    QElapsedTimer timer;
    timer.start();
    const auto now = [&timer] { return double(timer.nsecsElapsed()) / 1e6; };
    bench::Program app;
    app.start(program,
              {QStringLiteral("--headless"), QStringLiteral("--json"), QStringLiteral("--profile"), profile,
               QStringLiteral("--sip_port"), QStringLiteral("16060"), QStringLiteral("--log_level"), QStringLiteral("error")});
    const QJsonObject facts = QJsonDocument::fromJson(app.line()).object();
    Times times;
    times.ready = now();
    support::SipPhone phone(facts[QStringLiteral("sip")].toString(), "bench", {});
    const QString echo = facts[QStringLiteral("numbers")].toObject()[QStringLiteral("echo")].toString();
    if (const int status = phone.call(echo.toLatin1()); status != 200) {
        bench::fail(QStringLiteral("the call was answered %1").arg(status));
        return {};
    }
    times.answered = now();
    while (support::loudness(phone.talk(20, 440)) < audible) {
        if (timer.elapsed() > 20'000) {
            bench::fail(QStringLiteral("no echo came"));
            return {};
        }
    }
    times.heard = now();
    phone.hangup();
    if (!app.endsCleanly()) {
        bench::fail(QStringLiteral("the program did not end cleanly"));
        return {};
    }
    return times;
}
} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QString program = bench::option(QStringLiteral("program"), QStringLiteral(VOXBOARD_BINARY));
    const int rounds = bench::isSmoke() ? 1 : 7;
    bench::Figures figures;
    QTemporaryDir used;
    for (const bool fresh : {true, false}) {
        std::vector<double> ready, answered, heard;
        for (int i = 0; i < rounds; ++i) {
            QTemporaryDir profile;
            const auto times = startAndCall(program, fresh && i + 1 < rounds ? profile.path() : used.path());
            if (!times)
                return 1;
            ready.push_back(times->ready);
            answered.push_back(times->answered);
            heard.push_back(times->heard);
        }
        const QString title = fresh ? QStringLiteral("start on a fresh profile, ") : QStringLiteral("start on a used profile, ");
        const QString ms = QStringLiteral("ms");
        figures.add(title + "ready", bench::percentile(ready, 0.5), ms);
        figures.add(title + "first call answered", bench::percentile(answered, 0.5), ms);
        figures.atMost(title + "two-way RTP", bench::percentile(heard, 0.5), ms, mostMilliseconds);
        figures.atMost(title + "two-way RTP, worst", *std::max_element(heard.begin(), heard.end()), ms, mostMilliseconds);
    }
    return figures.result();
}
