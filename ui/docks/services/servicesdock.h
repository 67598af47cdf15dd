// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/dock.h"
#include "ui/common/host.h"

#include <QAbstractTableModel>
#include <QTimer>

namespace ui {

class EmptyPage;
class TableView;

/// One row a service that answers on the bus: rates and the last minute, sampled once a second while somebody looks.
class ServicesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { StateColumn, Service, Rate, Minute, P99, Errors, Queue, Workers, Since, Count };

    explicit ServicesModel(Host &host, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sample();
    int inTrouble() const;

private:
    struct Row
    {
        bus::QueueStats stats;
        quint64 before = 0;
        QList<float> minute; ///< bars of 3 s, oldest first
        float bar = 0;
        int inBar = 0;
        double rate = 0;
    };
    QString text(const Row &row, int column) const;

    Host &m_host;
    std::vector<Row> m_rows;
    core::Nanos m_sampledAt{0};
};

/// Services of the platform (design §12.9).
class ServicesDock : public Dock
{
    Q_OBJECT

public:
    explicit ServicesDock(Host &host, QWidget *parent = nullptr);

Q_SIGNALS:
    /// Show the log of a service.
    void logWanted(const QString &service);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void sample();

    Host &m_host;
    ServicesModel *m_model;
    TableView *m_table;
    EmptyPage *m_empty;
    QTimer m_timer;
};

} // namespace ui
