// SPDX-License-Identifier: GPL-3.0-or-later
// Ten thousand live calls in the real dock with 5,000 changes a second and meters that move: how long the GUI thread works for a
// frame. The bus hands the events out on the same thread here, so its share is in the figures.
#include "figures.h"
#include "services/fakemanager.h"
#include "ui/callshost.h"
#include "ui/common/callsmodel.h"
#include "ui/common/filterfield.h"
#include "ui/common/theme.h"
#include "ui/docks/calls/callsdock.h"
#include "ui/docks/calls/callsview.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QMainWindow>
#include <QThread>

#include <time.h>

namespace {
using ui::CallsModel;
constexpr int calls = 10'000, changesPerSecond = 5'000, framesPerSecond = 60, legsOfAGroup = 4, groups = 500;
constexpr double target = 16.7; ///< ms, a frame of 60 Hz
constexpr qint64 qualityEveryUs = 200'000;

/// The calls, and what happens to them.
class Load
{
public:
    explicit Load(CallsHost &host, FakeManager &manager) : m_host(host)
    {
        for (int i = 0; i < calls; ++i) {
            m_calls.push_back(host.make(i, i));
            contract::Call &call = m_calls.back();
            if (i < groups * legsOfAGroup) {
                if (i % legsOfAGroup == 0)
                    m_group = tellGroup(manager);
                call.groupcallId = m_group;
            }
            m_quality.insert(call.channelId, {QStringLiteral("PCMU"), 4.3, 3, 0.1, -30, -40, call.id, {}, {}});
            host.tell(QStringLiteral("call_created"), call);
        }
    }

    /// Of ten changes eight are of what a call does, one of its state, one a call that ends while another comes.
    void change()
    {
        const qint64 turn = m_turn++;
        contract::Call &call = m_calls[size_t(turn * 7919 % calls)];
        call.tmUpdate = m_host.now();
        if (turn % 10 == 0) {
            const bool up = call.status == contract::callstatus::progressing;
            call.status = up ? contract::callstatus::ringing : contract::callstatus::progressing;
        } else if (turn % 10 == 5) {
            m_host.tell(QStringLiteral("call_deleted"), call);
            const QString channel = call.channelId;
            call = m_host.make(int(turn % calls));
            call.channelId = channel;
            m_host.tell(QStringLiteral("call_created"), call);
            return;
        } else {
            call.action.type = turn % 2 ? QStringLiteral("talk") : QStringLiteral("digits_receive");
        }
        m_host.tell(QStringLiteral("call_updated"), call);
    }
    /// As the switch would answer; made beforehand, as another thread does it.
    void prepareQuality()
    {
        int number = 0;
        for (auto &one : m_quality) {
            one.mos = 1 + double((++number * 31 + m_round * 977) % 340) / 100;
            one.levelIn = float(-60 + (number + m_round * 7) % 60);
        }
        ++m_round;
        m_told = m_quality;
        m_told.detach();
    }
    void tellQuality() { m_host.tellQuality(m_told); }
    /// Of the rows in sight, as often as the dock asks.
    void tellLevels()
    {
        QHash<QString, QPointF> levels;
        for (const QString &one : m_host.channelsAsked()) {
            ++m_levelTurn;
            levels.insert(one, QPointF(-60 + m_levelTurn * 13 % 60, -60 + m_levelTurn * 29 % 60));
        }
        if (std::exchange(m_levelsTold, m_host.levelsAsked()) != m_host.levelsAsked())
            m_host.tellLevels(levels);
    }

private:
    QUuid tellGroup(FakeManager &manager)
    {
        contract::Groupcall group;
        group.id = core::newId();
        group.status = QStringLiteral("progressing");
        group.destinations.resize(legsOfAGroup);
        group.tmCreate = group.tmUpdate = m_host.now();
        manager.answer(QStringLiteral("GET /v1/groupcalls/") + core::toText(group.id), core::toJson(group));
        return group.id;
    }

    CallsHost &m_host;
    std::vector<contract::Call> m_calls;
    QHash<QString, ui::ChannelQuality> m_quality, m_told;
    QUuid m_group;
    qint64 m_turn = 0;
    int m_round = 0, m_levelTurn = 0, m_levelsTold = 0;
};

struct Run
{
    QString name;
    int sortColumn = -1;
    QString filter;
    bool isAllSelected = false;
};

/// ms that this thread has been on a processor: what others on the machine took does not count.
double onProcessor()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

/// Of each frame, in ms: how long it took, and how long of that the thread was on a processor.
struct Work
{
    std::vector<double> time, processor;
};

/// Works 60 frames a second and notes how long each took.
Work frames(Load &load, int count, double *rate)
{
    Work work;
    QElapsedTimer run, frame;
    qint64 told = 0, qualityAt = 0;
    run.start();
    for (int i = 0; i < count; ++i) {
        const bool isQualityDue = run.nsecsElapsed() / 1000 >= qualityAt;
        if (isQualityDue) {
            load.prepareQuality();
            qualityAt = run.nsecsElapsed() / 1000 + qualityEveryUs;
        }
        const double before = onProcessor();
        frame.start();
        for (const qint64 due = run.nsecsElapsed() * changesPerSecond / 1'000'000'000; told < due; ++told)
            load.change();
        if (isQualityDue)
            load.tellQuality();
        load.tellLevels();
        QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents();
        work.time.push_back(double(frame.nsecsElapsed()) / 1e6);
        work.processor.push_back(onProcessor() - before);
        const qint64 rest = qint64(i + 1) * 1'000'000 / framesPerSecond - run.nsecsElapsed() / 1000;
        if (rest > 0)
            QThread::usleep(static_cast<unsigned long>(rest));
    }
    *rate = double(told) * 1e9 / double(run.nsecsElapsed());
    return work;
}

bool waitFor(const std::function<bool()> &done)
{
    QElapsedTimer waited;
    waited.start();
    while (!done() && waited.elapsed() < 60'000)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 50);
    return done();
}
} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    ui::Theme::instance().install(application);
    CallsHost host;
    FakeManager manager(host.bus(), contract::service::call);
    ui::CommandRegistry commands;
    QMainWindow window;
    auto *dock = new ui::CallsDock(host, commands, &window);
    auto *view = dock->findChild<ui::CallsView *>();
    auto *field = dock->findChild<ui::FilterField *>();
    window.addDockWidget(Qt::LeftDockWidgetArea, dock);
    window.resize(1600, 1000);
    window.show();
    QElapsedTimer filling;
    filling.start();
    Load load(host, manager);
    load.prepareQuality();
    load.tellQuality();
    if (!waitFor([&] { return dock->model().live() == calls && view->model()->rowCount() == calls + groups; }))
        return bench::fail(
            QStringLiteral("the dock shows %1 rows of %2 calls").arg(view->model()->rowCount()).arg(dock->model().live()));

    const QString where = QGuiApplication::platformName();
    bench::Figures figures;
    figures.add(QStringLiteral("10,000 calls told one by one, shown (%1)").arg(where), double(filling.elapsed()),
                QStringLiteral("ms"));
    const QList<Run> runs{{QStringLiteral("default order"), -1, {}},
                          {QStringLiteral("sorted by MOS, which changes"), CallsModel::Mos, {}},
                          {QStringLiteral("sorted by number"), CallsModel::From, {}},
                          {QStringLiteral("all selected"), -1, {}, true},
                          {QStringLiteral("filter by number and state"), -1, QStringLiteral("5550 state:progressing")},
                          {QStringLiteral("filter by MOS, sorted by it"), CallsModel::Mos, QStringLiteral("mos<3")}};
    for (const Run &run : runs) {
        view->horizontalHeader()->setSortIndicator(run.sortColumn, Qt::AscendingOrder);
        field->setText(run.filter);
        const int all = view->model()->rowCount();
        if (!run.filter.isEmpty() && !waitFor([&] { return view->model()->rowCount() != all; }))
            return bench::fail(QStringLiteral("the filter %1 hides nothing").arg(run.filter));
        run.isAllSelected ? view->selectAll() : view->clearSelection();
        double rate = 0;
        frames(load, framesPerSecond / 2, &rate); // warm
        const Work work = frames(load, bench::isSmoke() ? 30 : 15 * framesPerSecond, &rate);
        const auto name = [&](const char *what) {
            return QStringLiteral("%1: %2 (%3)").arg(run.name, QLatin1String(what), where);
        };
        figures.add(name("changes told"), rate, QStringLiteral("1/s"));
        figures.add(name("work of a frame, median"), bench::percentile(work.time, 0.5), QStringLiteral("ms"));
        figures.atMost(name("work of a frame, 99 %"), bench::percentile(work.time, 0.99), QStringLiteral("ms"), target);
        figures.add(name("work of a frame, longest"), *std::max_element(work.time.begin(), work.time.end()),
                    QStringLiteral("ms"));
        figures.add(name("processor time of a frame, 99 %"), bench::percentile(work.processor, 0.99), QStringLiteral("ms"));
        if (!waitFor([&] { return dock->model().live() == calls; }))
            return bench::fail(QStringLiteral("%1 calls live, not all").arg(dock->model().live()));
    }
    return figures.result();
}
