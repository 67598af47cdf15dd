// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/filterfield.h"

#include "ui/common/iconcache.h"

#include <QAction>
#include <QKeyEvent>
#include <QPainter>

namespace ui {

FilterField::FilterField(const QString &placeholder, QWidget *parent) : QLineEdit(parent)
{
    setPlaceholderText(placeholder);
    setAccessibleName(tr("Filter: %1").arg(placeholder));
    addAction(icon(QStringLiteral("filter"), Token::Text3), QLineEdit::LeadingPosition)->setText(tr("Filter"));
    setFixedHeight(26);
    connect(this, &QLineEdit::textChanged, this, [this](const QString &text) { Q_EMIT filterChanged(text.trimmed()); });
}

void FilterField::setHint(const QString &hint)
{
    m_hint = hint;
    update();
}

QSize FilterField::sizeHint() const { return QSize(230, 26); }

bool FilterField::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape &&
        (!text().isEmpty() || m_view)) {
        event->accept(); // before a command of the window
        return true;
    }
    return QLineEdit::event(event);
}

void FilterField::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    const int needed = fontMetrics().horizontalAdvance(placeholderText()) + 110;
    if (!text().isEmpty() || m_hint.isEmpty() || width() < needed)
        return;
    QPainter painter(this);
    paintKeys(painter, rect().adjusted(0, 0, -6, 0), m_hint, Qt::AlignRight);
}

void FilterField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        if (!text().isEmpty())
            clear();
        else if (m_view)
            m_view->setFocus(Qt::OtherFocusReason);
        return;
    }
    const bool leave = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Down;
    if (leave && m_view) {
        m_view->setFocus(Qt::OtherFocusReason);
        return;
    }
    QLineEdit::keyPressEvent(event);
}

int paintKeys(QPainter &painter, const QRect &area, const QString &keys, Qt::Alignment alignment)
{
    const QFont font = Theme::instance().font(Type::MonoAxis);
    const QFontMetrics metrics(font);
    const int width = metrics.horizontalAdvance(keys) + 12;
    const int height = metrics.height() + 2;
    const int x = alignment & Qt::AlignRight ? area.right() - width : area.x();
    const QRect box(x, area.y() + (area.height() - height) / 2, width, height);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(color(Token::Line));
    painter.setBrush(color(Token::Alt));
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    painter.setPen(color(Token::Text2));
    painter.setFont(font);
    painter.drawText(box, Qt::AlignCenter, keys);
    painter.restore();
    return width;
}

} // namespace ui
