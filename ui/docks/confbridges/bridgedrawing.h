// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/docks/confbridges/roomsmodel.h"

#include <QWidget>

namespace ui {

/// One room drawn: the bridge in the middle, members around it, external media with dashed lines, who speaks in green, and who is
/// recorded or listened to with a mark.
class BridgeDrawing : public QWidget
{
    Q_OBJECT

public:
    explicit BridgeDrawing(const RoomsModel &model, QWidget *parent = nullptr);
    void setRoom(const QUuid &id);
    QSize sizeHint() const override { return {300, 150}; }

Q_SIGNALS:
    void picked(const QUuid &call);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    struct Node
    {
        QRectF box;
        QUuid call;
        QString name;
        bool speaking, tap;
        QString mark; ///< icon of what listens to it alone
    };
    std::vector<Node> nodes() const;

    const RoomsModel &m_model;
    QUuid m_room;
};

} // namespace ui
