// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/topbar.h"

#include "ui/common/filterfield.h"
#include "ui/common/host.h"
#include "ui/common/iconcache.h"
#include "ui/common/reasons.h"
#include "ui/shell/audioindicator.h"
#include "ui/shell/layouts.h"

#include <QBoxLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>

namespace ui {

/// Looks like a field, opens the palette.
class PaletteField : public QWidget
{
public:
    explicit PaletteField(TopBar *bar) : QWidget(bar), m_bar(bar)
    {
        setFixedHeight(28);
        setMinimumWidth(200);
        setMaximumWidth(340);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setCursor(Qt::IBeamCursor);
        setFocusPolicy(Qt::TabFocus);
        setAccessibleName(TopBar::tr("Find a call, flow or command"));
    }
    QSize sizeHint() const override { return QSize(330, 28); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(color(hasFocus() ? Token::Accent : Token::LineStrong), hasFocus() ? 2 : 1));
        painter.setBrush(color(Token::Base));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.drawPixmap(9, 6,
                           IconCache::instance().pixmap(QStringLiteral("search"), 16, color(Token::Text3), devicePixelRatioF()));
        const int keys = paintKeys(painter, rect().adjusted(0, 0, -6, 0), QStringLiteral("Ctrl K"), Qt::AlignRight);
        painter.setPen(color(Token::Text3));
        painter.setFont(Theme::instance().font(Type::Body));
        const QRect area = rect().adjusted(33, 0, -keys - 12, 0);
        painter.drawText(area, Qt::AlignVCenter,
                         QFontMetrics(painter.font()).elidedText(accessibleName(), Qt::ElideRight, area.width()));
    }
    void mousePressEvent(QMouseEvent *) override { Q_EMIT m_bar->paletteWanted(); }
    void keyPressEvent(QKeyEvent *event) override
    {
        const bool opens = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space ||
                           event->key() == Qt::Key_Down;
        if (opens)
            Q_EMIT m_bar->paletteWanted();
        else
            QWidget::keyPressEvent(event);
    }

private:
    TopBar *m_bar;
};

/// What the window is connected to.
class ConnectionChip : public QWidget
{
public:
    explicit ConnectionChip(QWidget *parent) : QWidget(parent)
    {
        setFixedHeight(28);
        setAccessibleName(TopBar::tr("Connection: embedded platform on this computer"));
        setToolTip(TopBar::tr("The platform runs inside this window, on this computer."));
    }
    QSize sizeHint() const override
    {
        const Theme &theme = Theme::instance();
        return QSize(QFontMetrics(theme.font(Type::Strong)).horizontalAdvance(name()) +
                         QFontMetrics(theme.font(Type::Mono)).horizontalAdvance(where()) + 60,
                     28);
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(color(Token::LineStrong));
        painter.setBrush(color(Token::Button));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.drawPixmap(10, 6,
                           IconCache::instance().pixmap(QStringLiteral("embedded"), 16, color(Token::Text), devicePixelRatioF()));
        const Theme &theme = Theme::instance();
        painter.setPen(color(Token::Text));
        painter.setFont(theme.font(Type::Strong));
        painter.drawText(rect().adjusted(34, 0, 0, 0), Qt::AlignVCenter, name());
        const int x = 34 + QFontMetrics(painter.font()).horizontalAdvance(name()) + 10;
        painter.setPen(color(Token::Text2));
        painter.setFont(theme.font(Type::Mono));
        painter.drawText(rect().adjusted(x, 0, 0, 0), Qt::AlignVCenter, where());
    }

private:
    static QString name() { return TopBar::tr("Embedded"); }
    static QString where() { return TopBar::tr("this computer"); }
};

TopBar::TopBar(Host &host, Layouts &layouts, Monitor &monitor, QWidget *parent)
    : QWidget(parent), m_host(host), m_layouts(layouts), m_field(new PaletteField(this)), m_connection(new ConnectionChip(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 5, 8, 6);
    row->setSpacing(4);
    int number = 0;
    for (const Layouts::Perspective &one : Layouts::perspectives()) {
        auto *tab = new QToolButton;
        tab->setObjectName(QStringLiteral("perspective_") + one.id);
        tab->setText(one.name);
        tab->setIcon(icon(one.icon));
        tab->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        tab->setCheckable(true);
        tab->setMinimumHeight(28);
        setNames(tab, tr("Perspective %1").arg(one.name), QStringLiteral("Ctrl+%1").arg(++number));
        connect(tab, &QToolButton::clicked, this, [this, id = one.id] {
            m_layouts.show(id);
            update_();
        });
        row->addWidget(tab);
        m_tabs += tab;
    }
    auto *layout = new QToolButton;
    layout->setIcon(icon(QStringLiteral("layout")));
    setNames(layout, tr("Docks and layout"));
    connect(layout, &QToolButton::clicked, this,
            [this, layout] { Q_EMIT layoutMenuWanted(layout->mapToGlobal(QPoint(0, layout->height()))); });
    row->addWidget(layout);
    row->addStretch(1);
    row->addWidget(m_field, 2);
    row->addStretch(1);
    m_audio = new AudioIndicator(monitor, host.clock());
    row->addWidget(m_audio);
    row->addSpacing(4);
    row->addWidget(m_connection);
    connect(&layouts, &Layouts::changed, this, &TopBar::update_);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    update_();
}

QWidget *TopBar::field() const { return m_field; }

void TopBar::setStopKeys(const QKeySequence &keys) { m_audio->setStopKeys(keys); }

QSize TopBar::sizeHint() const { return QSize(600, 40); }

void TopBar::update_()
{
    const auto all = Layouts::perspectives();
    for (qsizetype i = 0; i < m_tabs.size(); ++i)
        m_tabs[i]->setChecked(all[i].id == m_layouts.current());
}

void TopBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Token::Window));
    painter.fillRect(0, height() - 1, width(), 1, color(Token::Line));
}

} // namespace ui
