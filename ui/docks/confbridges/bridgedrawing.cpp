// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/confbridges/bridgedrawing.h"
#include "ui/common/theme.h"

#include "ui/common/formats.h"
#include "ui/common/iconcache.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace ui {
namespace {
constexpr int boxWidth = 44, boxHeight = 28, bridgeWidth = 92, bridgeHeight = 40, markSize = 14;
constexpr double lineLength = 36; ///< at least, from box to bridge
constexpr size_t largest = 12;    ///< members and taps
} // namespace

BridgeDrawing::BridgeDrawing(const RoomsModel &model, QWidget *parent) : QWidget(parent), m_model(model)
{
    setAccessibleName(tr("Drawing of the room"));
    setFixedHeight(150);
    connect(&model, &RoomsModel::roomsChanged, this, qOverload<>(&QWidget::update));
    connect(&model, &RoomsModel::speakingChanged, this, qOverload<>(&QWidget::update));
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void BridgeDrawing::setRoom(const QUuid &id)
{
    m_room = id;
    update();
}

std::vector<BridgeDrawing::Node> BridgeDrawing::nodes() const
{
    std::vector<Node> made;
    const RoomsModel::Room *room = m_model.room(m_room);
    if (!room)
        return made;
    const size_t taps = std::min(m_model.externals(*room), largest / 2);
    for (const RoomsModel::Member &one : room->members) {
        if (made.size() + taps < largest)
            made.push_back({{},
                            one.call,
                            m_model.nameOf(one.call),
                            one.speaking,
                            false,
                            !one.isTapped                  ? QString()
                            : m_model.isRecorded(one.call) ? QStringLiteral("record")
                                                           : QStringLiteral("listen")});
    }
    for (size_t i = 0; i < taps; ++i) {
        const auto &known = room->confbridge.externalMediaIds;
        const QUuid one = i < known.size() ? known[i] : QUuid();
        made.push_back({{}, {}, !one.isNull() && m_model.isOwn(one) ? tr("You") : tr("External"), false, true, {}});
    }
    const size_t left = (made.size() + 1) / 2;
    for (size_t i = 0; i < made.size(); ++i) {
        const bool isLeft = i < left;
        const size_t count = isLeft ? left : made.size() - left, at = isLeft ? i : i - left;
        const double y = height() * (double(at) + 0.5) / double(count);
        const double middle =
            std::max(width() * 0.22, std::min(width() * 0.28, (width() - bridgeWidth - boxWidth) / 2.0 - lineLength));
        const double x = isLeft ? middle : width() - middle;
        const double high = std::min<double>(boxHeight, height() / double(count) - 3);
        made[i].box = QRectF(x - boxWidth / 2.0, y - high / 2, boxWidth, high);
    }
    return made;
}

void BridgeDrawing::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Token::Base));
    painter.setPen(color(Token::Line));
    painter.drawLine(0, 0, width(), 0);
    const RoomsModel::Room *room = m_model.room(m_room);
    if (!room) {
        painter.setPen(color(Token::Text3));
        painter.setFont(Theme::instance().font(Type::Body));
        painter.drawText(rect(), Qt::AlignCenter, tr("Select a room to see it drawn."));
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF bridge(width() / 2.0 - bridgeWidth / 2.0, height() / 2.0 - bridgeHeight / 2.0, bridgeWidth, bridgeHeight);
    const auto all = nodes();
    for (const Node &one : all) {
        const bool isLeft = one.box.center().x() < bridge.center().x();
        const QPointF from(isLeft ? one.box.right() : one.box.left(), one.box.center().y());
        const QPointF to(isLeft ? bridge.left() : bridge.right(), bridge.center().y());
        QPainterPath path(from);
        path.cubicTo(QPointF((from.x() + to.x()) / 2, from.y()), QPointF((from.x() + to.x()) / 2, to.y()), to);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color(one.speaking ? Token::Progressing : Token::LineStrong), one.speaking ? 3 : 1.5,
                            one.tap ? Qt::DashLine : Qt::SolidLine));
        painter.drawPath(path);
        painter.setPen(QPen(color(one.speaking ? Token::Progressing : Token::LineStrong), 1.5));
        painter.setBrush(color(Token::Raised));
        painter.drawRoundedRect(one.box, 4, 4);
        const QString picture = one.tap ? QStringLiteral("external-media") : QStringLiteral("participant");
        painter.drawPixmap(one.box.center() - QPointF(8, 8),
                           IconCache::instance().pixmap(picture, 16, color(Token::Text2), devicePixelRatioF()));
        if (!one.mark.isEmpty()) { // at the corner away from the bridge
            const QPointF corner(isLeft ? one.box.left() : one.box.right(), one.box.top());
            painter.setPen(Qt::NoPen);
            painter.setBrush(color(Token::Base));
            painter.drawEllipse(corner, markSize / 2.0 + 2, markSize / 2.0 + 2);
            const Token tint = one.mark == QLatin1String("record") ? Token::Failed : Token::Accent;
            painter.drawPixmap(corner - QPointF(markSize / 2.0, markSize / 2.0),
                               IconCache::instance().pixmap(one.mark, markSize, color(tint), devicePixelRatioF()));
        }
        painter.setFont(Theme::instance().font(Type::Badge));
        painter.setPen(color(Token::Text));
        const QRectF label = isLeft ? QRectF(2, one.box.y(), one.box.left() - 8, one.box.height())
                                    : QRectF(one.box.right() + 6, one.box.y(), width() - one.box.right() - 8, one.box.height());
        painter.drawText(label, int(Qt::AlignVCenter) | int(isLeft ? Qt::AlignRight : Qt::AlignLeft),
                         painter.fontMetrics().elidedText(format::isolated(one.name), Qt::ElideRight, int(label.width())));
    }
    painter.setPen(QPen(color(Token::LineStrong), 1));
    painter.setBrush(color(Token::Button));
    painter.drawRoundedRect(bridge, 6, 6);
    painter.setPen(color(Token::Text));
    painter.setFont(Theme::instance().font(Type::Strong));
    painter.drawText(bridge.adjusted(0, 2, 0, -bridgeHeight / 2.0), Qt::AlignCenter, tr("mixing"));
    painter.setPen(color(Token::Text2));
    painter.setFont(Theme::instance().font(Type::MonoAxis));
    painter.drawText(bridge.adjusted(4, bridgeHeight / 2.0 - 2, -4, 0), Qt::AlignCenter, room->confbridge.bridgeId.left(8));
    const auto present = room->members.size() + m_model.externals(*room);
    if (present > all.size()) {
        painter.setFont(Theme::instance().font(Type::Badge));
        painter.drawText(bridge.adjusted(-30, bridgeHeight, 30, bridgeHeight / 2.0), Qt::AlignCenter,
                         tr("and %Ln more", nullptr, int(present - all.size())));
    }
}

void BridgeDrawing::mousePressEvent(QMouseEvent *event)
{
    for (const Node &one : nodes()) {
        if (one.box.contains(event->position()) && !one.call.isNull())
            Q_EMIT picked(one.call);
    }
}

} // namespace ui
