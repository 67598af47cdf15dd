// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/services/servicesdock.h"

#include "ui/common/cells.h"
#include "ui/common/emptypage.h"
#include "ui/common/formats.h"
#include "ui/common/iconcache.h"
#include "ui/common/views.h"

#include <QMenu>

#include <algorithm>

namespace ui {
namespace {
constexpr int sampleMs = 1000, samplesPerBar = 3;
constexpr qsizetype bars = 20;
constexpr int longQueue = 100;

/// `flow-manager` of `bin-manager.flow-manager.request`; the queues named after engines are asterisk-proxy's; empty for others.
QString serviceOf(const QString &queue)
{
    if (!queue.endsWith(QLatin1String(".request")))
        return {};
    if (queue.startsWith(QLatin1String("asterisk.")))
        return contract::service::asteriskProxy;
    return queue.startsWith(QLatin1String("bin-manager.")) ? queue.section(QLatin1Char('.'), 1, -2) : QString();
}

/// One entry a service, named after it, in the order of the names.
std::vector<bus::QueueStats> byService(const std::vector<bus::QueueStats> &queues)
{
    std::map<QString, bus::QueueStats> services;
    for (const bus::QueueStats &one : queues) {
        const QString service = serviceOf(one.queue);
        if (service.isEmpty() || one.workers == 0)
            continue;
        bus::QueueStats &sum = services[service];
        sum.queue = service;
        sum.requests += one.requests;
        sum.errors += one.errors;
        sum.timeouts += one.timeouts;
        sum.depth += one.depth;
        sum.running += one.running;
        sum.workers += one.workers;
        sum.p99Ms = std::max(sum.p99Ms, one.p99Ms);
        sum.lastMs = std::max(sum.lastMs, one.lastMs);
        sum.breakerOpen = sum.breakerOpen || one.breakerOpen;
    }
    std::vector<bus::QueueStats> all;
    for (auto &[name, sum] : services)
        all.push_back(std::move(sum));
    return all;
}

State stateOf(const bus::QueueStats &stats)
{
    if (stats.breakerOpen)
        return State::Down;
    return stats.depth > longQueue ? State::Degraded : State::Ready;
}
} // namespace

ServicesModel::ServicesModel(Host &host, QObject *parent) : QAbstractTableModel(parent), m_host(host) {}

void ServicesModel::sample()
{
    if (m_host.stage() != Host::Stage::Up)
        return;
    const std::vector<bus::QueueStats> stats = byService(m_host.bus().stats());
    const core::Nanos now = m_host.clock().now();
    const double seconds = m_sampledAt.count() ? std::chrono::duration<double>(now - m_sampledAt).count() : 0;
    m_sampledAt = now;
    const bool same = std::equal(stats.begin(), stats.end(), m_rows.begin(), m_rows.end(),
                                 [](const auto &a, const Row &b) { return a.queue == b.stats.queue; });
    if (!same) {
        beginResetModel();
        m_rows.clear();
        for (const auto &one : stats)
            m_rows.push_back(Row{one, one.requests, QList<float>(bars, 0), 0, 0, 0});
        endResetModel();
        return;
    }
    for (size_t i = 0; i < stats.size(); ++i) {
        Row &row = m_rows[i];
        const float count = float(stats[i].requests - row.before);
        row.rate = seconds > 0 ? double(count) / seconds : 0;
        row.before = stats[i].requests;
        row.stats = stats[i];
        row.bar += count;
        if (++row.inBar == samplesPerBar) {
            row.minute.removeFirst();
            row.minute.append(row.bar);
            row.bar = 0;
            row.inBar = 0;
        }
    }
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, Count - 1));
}

int ServicesModel::inTrouble() const
{
    return int(std::count_if(m_rows.begin(), m_rows.end(), [](const Row &row) { return stateOf(row.stats) != State::Ready; }));
}

int ServicesModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

int ServicesModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : Count; }

QString ServicesModel::text(const Row &row, int column) const
{
    switch (Column(column)) {
    case StateColumn: return stateWord(stateOf(row.stats));
    case Service: return row.stats.queue;
    case Rate: return row.rate < 10 ? QString::number(row.rate, 'f', 1) : format::count(qint64(row.rate));
    case P99: return row.stats.requests ? format::millis(row.stats.p99Ms) : QString();
    case Errors: return format::count(qint64(row.stats.errors + row.stats.timeouts));
    case Queue: return format::count(row.stats.depth);
    case Workers: return QStringLiteral("%1/%2").arg(row.stats.running).arg(row.stats.workers);
    case Since: return format::count(qint64(row.stats.requests));
    case Minute:
    case Count: break;
    }
    return {};
}

QVariant ServicesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= int(m_rows.size()))
        return {};
    const Row &row = m_rows[size_t(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return text(row, column);
    case StateRole: return column == StateColumn ? QVariant::fromValue(stateOf(row.stats)) : QVariant();
    case SparkRole: return column == Minute ? QVariant::fromValue(row.minute) : QVariant();
    case TokenRole: {
        const bool bad = column == Errors && row.stats.errors + row.stats.timeouts > 0;
        return bad ? QVariant(int(Token::Warn)) : QVariant();
    }
    case Qt::TextAlignmentRole:
        return int((column >= Rate && column != Minute ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return row.stats.breakerOpen
                   ? tr("The circuit breaker is open: five requests in a row failed. It tries again after 30 s.")
                   : row.stats.queue;
    default: return {};
    }
}

QVariant ServicesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= Rate && section != Minute ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case StateColumn: return tr("State");
    case Service: return tr("Service");
    case Rate: return tr("Requests/s");
    case Minute: return tr("Last minute");
    case P99: return tr("p99 ms");
    case Errors: return tr("Errors");
    case Queue: return tr("Queue");
    case Workers: return tr("Workers");
    case Since: return tr("Requests");
    case Count: break;
    }
    return {};
}

ServicesDock::ServicesDock(Host &host, QWidget *parent)
    : Dock(QStringLiteral("services"), tr("Services"), QStringLiteral("service"), parent),
      m_host(host),
      m_model(new ServicesModel(host, this)),
      m_table(new TableView),
      m_empty(new EmptyPage)
{
    m_table->setAccessibleName(tr("Services"));
    m_table->support()->setEmptyPage(m_empty);
    m_table->setModel(m_model);
    m_table->support()->setColumns({{96}, {150, true}, {84}, {92}, {64}, {58}, {58}, {68}, {76}});
    m_table->setItemDelegateForColumn(ServicesModel::StateColumn, new StateDelegate(m_table));
    m_table->setItemDelegateForColumn(ServicesModel::Minute, new SparkDelegate(m_table));
    for (const int column : {ServicesModel::Rate, ServicesModel::P99, ServicesModel::Errors, ServicesModel::Queue,
                             ServicesModel::Workers, ServicesModel::Since})
        m_table->setItemDelegateForColumn(column, new NumberDelegate(m_table));
    setContent(m_table, m_table);
    m_timer.setInterval(sampleMs);
    connect(&m_timer, &QTimer::timeout, this, &ServicesDock::sample);
    connect(&host, &Host::stageChanged, this, &ServicesDock::sample);
    connect(m_table, &TableView::opened, this, [this](const QModelIndex &index) {
        Q_EMIT logWanted(index.siblingAtColumn(ServicesModel::Service).data().toString());
    });
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        const QModelIndex index = m_table->indexAt(at);
        if (!index.isValid())
            return;
        QMenu menu;
        menu.addAction(icon(QStringLiteral("log")), tr("Show log"), this, [this, index] { Q_EMIT m_table->opened(index); });
        menu.exec(m_table->viewport()->mapToGlobal(at));
    });
    sample();
}

void ServicesDock::sample()
{
    switch (m_host.stage()) {
    case Host::Stage::Starting:
        m_empty->set(QStringLiteral("service"), tr("The platform is starting"),
                     tr("%1 of %2 services").arg(m_host.servicesUp()).arg(m_host.servicesAll()));
        break;
    case Host::Stage::Failed:
        m_empty->set(QStringLiteral("error"), tr("The platform did not start"), m_host.failure(), Token::Failed);
        break;
    case Host::Stage::Up:
    case Host::Stage::Stopping: m_empty->set(QStringLiteral("service"), tr("No services"), {}); break;
    }
    m_model->sample();
    const int bad = m_model->inTrouble(), all = m_model->rowCount();
    setSummary(bad ? tr("%1 of %2 in trouble").arg(bad).arg(all) : tr("%1 of %2 up").arg(all).arg(all));
}

void ServicesDock::showEvent(QShowEvent *event)
{
    Dock::showEvent(event);
    sample();
    m_timer.start();
}

void ServicesDock::hideEvent(QHideEvent *event)
{
    Dock::hideEvent(event);
    m_timer.stop();
}

} // namespace ui
