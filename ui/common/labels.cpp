// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/labels.h"

#include "ui/common/iconcache.h"

#include <QFrame>
#include <QPainter>

namespace ui {

void useFont(QWidget *widget, Type type)
{
    const auto fit = [widget, type] { widget->setFont(Theme::instance().font(type)); };
    QObject::connect(&Theme::instance(), &Theme::changed, widget, fit);
    fit();
}

void useWidth(QWidget *widget, int pixels)
{
    const auto fit = [widget, pixels] { widget->setFixedWidth(Theme::instance().scaled(pixels)); };
    QObject::connect(&Theme::instance(), &Theme::changed, widget, fit);
    fit();
}

QLabel *heading(const QString &text)
{
    auto *label = new QLabel(text);
    useFont(label, Type::PanelTitle);
    return label;
}

QLabel *caption(const QString &text)
{
    auto *label = new QLabel(text);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

QLabel *paragraph(const QString &text)
{
    QLabel *label = caption(text);
    label->setWordWrap(true);
    return label;
}

QLabel *monoLabel(const QString &text, int width)
{
    auto *label = new QLabel(text);
    useFont(label, Type::Mono);
    if (width > 0) {
        useWidth(label, width);
        label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }
    return label;
}

QLabel *pictogram(const QString &name)
{
    auto *label = new QLabel;
    const auto show = [label, name] {
        label->setPixmap(IconCache::instance().pixmap(name, 16, color(Token::Text2), label->devicePixelRatioF()));
    };
    QObject::connect(&Theme::instance(), &Theme::changed, label, show);
    show();
    return label;
}

QFrame *hairline()
{
    auto *line = new QFrame;
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    return line;
}

ElidedLabel::ElidedLabel(const QString &text, QWidget *parent) : QLabel(text, parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

QSize ElidedLabel::minimumSizeHint() const { return {20, QLabel::minimumSizeHint().height()}; }

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    const QRect area = contentsRect();
    painter.drawText(area, int(alignment() | Qt::AlignVCenter), fontMetrics().elidedText(text(), Qt::ElideRight, area.width()));
}

} // namespace ui
