// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/dock.h"

#include "ui/common/filterfield.h"
#include "ui/common/iconcache.h"
#include "ui/common/labels.h"
#include "ui/common/reasons.h"

#include <QAction>
#include <QApplication>
#include <QBoxLayout>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

namespace ui {
namespace {
constexpr int headerHeight = 32;

QFrame *separator()
{
    auto *line = new QFrame;
    line->setFrameShape(QFrame::NoFrame);
    line->setFixedSize(1, 16);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    return line;
}

/// Draws the 1 px border round the dock, in accent while the focus is inside.
class DockFrame : public QWidget
{
public:
    explicit DockFrame(Dock *dock) : QWidget(dock), m_dock(dock) {}

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), color(Token::Base));
        painter.setPen(color(m_dock->isFocused() ? Token::Accent : Token::Line));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }

private:
    Dock *m_dock;
};
} // namespace

DockHeader::DockHeader(Dock *dock)
    : QWidget(dock),
      m_dock(dock),
      m_icon(new QLabel),
      m_title(new QLabel(dock->windowTitle())),
      m_summary(new ElidedLabel),
      m_titles(new QHBoxLayout),
      m_tools(new QHBoxLayout)
{
    m_title->setTextFormat(Qt::PlainText);
    m_titles->setSpacing(8);
    m_titles->addWidget(m_icon);
    m_titles->addWidget(m_title);
    m_titles->addWidget(m_summary, 1);
    m_tools->setSpacing(6);
    m_maximise = button(QStringLiteral("maximise"), tr("Maximise %1").arg(dock->windowTitle()));
    m_detach = button(QStringLiteral("detach"), tr("Detach %1").arg(dock->windowTitle()));
    m_close = button(QStringLiteral("close"), tr("Close %1").arg(dock->windowTitle()));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(10, 2, 5, 2);
    row->setSpacing(6);
    row->addLayout(m_titles, 1);
    row->addLayout(m_tools);
    row->addSpacing(2);
    row->addWidget(separator());
    row->addWidget(m_maximise);
    row->addWidget(m_detach);
    row->addWidget(m_close);
    connect(m_maximise, &QToolButton::clicked, dock, [dock] { Q_EMIT dock->maximiseRequested(dock); });
    connect(m_detach, &QToolButton::clicked, dock, [dock] { dock->setFloating(!dock->isFloating()); });
    connect(m_close, &QToolButton::clicked, dock, &QDockWidget::close);
    connect(&Theme::instance(), &Theme::changed, this, &DockHeader::update_);
    update_();
}

void DockHeader::setSummary(const QString &text)
{
    if (m_summary->text() == text)
        return;
    m_summary->setText(text);
    m_summary->setToolTip(text);
}

void DockHeader::setSubject(QWidget *subject)
{
    if (m_subject)
        m_subject->deleteLater();
    m_subject = subject;
    if (subject)
        m_titles->insertWidget(2, subject);
    update_();
}

void DockHeader::addTool(QWidget *widget) { m_tools->addWidget(widget); }

QToolButton *DockHeader::addTool(QAction *action)
{
    auto *made = new QToolButton;
    made->setDefaultAction(action);
    made->setFixedSize(26, 24);
    made->setFocusPolicy(Qt::TabFocus);
    made->setAccessibleName(action->text());
    connect(action, &QAction::changed, made, [made, action] {
        if (made->accessibleName() != action->text()) // "Hold", "Take off hold"
            made->setAccessibleName(action->text());
    });
    m_tools->addWidget(made);
    return made;
}

void DockHeader::addSeparator() { m_tools->addWidget(separator()); }

void DockHeader::setMaximised(bool maximised)
{
    m_maximise->setIcon(icon(maximised ? QStringLiteral("restore") : QStringLiteral("maximise")));
    setNames(m_maximise, maximised ? tr("Restore %1").arg(m_dock->windowTitle()) : tr("Maximise %1").arg(m_dock->windowTitle()),
             QStringLiteral("Ctrl+Shift+M"));
}

QSize DockHeader::sizeHint() const { return QSize(120, std::max(headerHeight, Theme::instance().scaled(headerHeight))); }

QSize DockHeader::minimumSizeHint() const { return QSize(80, sizeHint().height()); }

void DockHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Token::Raised));
    painter.setPen(color(m_dock->isFocused() ? Token::Accent : Token::Line));
    painter.drawLine(0, 0, width() - 1, 0);
    painter.drawLine(0, 0, 0, height());
    painter.drawLine(width() - 1, 0, width() - 1, height());
    painter.setPen(color(Token::Line));
    painter.drawLine(1, height() - 1, width() - 2, height() - 1);
}

void DockHeader::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_maximise->setVisible(width() > 260);
}

void DockHeader::mouseDoubleClickEvent(QMouseEvent *) { Q_EMIT m_dock->maximiseRequested(m_dock); }

void DockHeader::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu;
    menu.addAction(icon(QStringLiteral("maximise")), tr("Maximise or restore"), m_dock,
                   [this] { Q_EMIT m_dock->maximiseRequested(m_dock); });
    menu.addAction(icon(QStringLiteral("detach")), m_dock->isFloating() ? tr("Attach") : tr("Detach"), m_dock,
                   [this] { m_dock->setFloating(!m_dock->isFloating()); });
    menu.addSeparator();
    menu.addAction(icon(QStringLiteral("close")), tr("Close"), m_dock, &QDockWidget::close);
    menu.exec(event->globalPos());
}

void DockHeader::update_()
{
    const bool tabbed = m_dock->isTabbed();
    const Theme &theme = Theme::instance();
    m_icon->setPixmap(IconCache::instance().pixmap(m_dock->iconName(), 16, color(Token::Text2), devicePixelRatioF()));
    m_title->setFont(theme.font(Type::Strong));
    m_icon->setVisible(!tabbed);
    m_title->setVisible(!tabbed);
    m_title->setText(m_dock->windowTitle());
    QPalette grey = palette();
    grey.setColor(QPalette::WindowText, color(Token::Text2));
    m_summary->setPalette(grey);
    m_detach->setIcon(icon(m_dock->isFloating() ? QStringLiteral("dock") : QStringLiteral("detach")));
    setNames(m_detach,
             m_dock->isFloating() ? tr("Attach %1").arg(m_dock->windowTitle()) : tr("Detach %1").arg(m_dock->windowTitle()),
             QStringLiteral("Ctrl+Shift+D"));
    update();
}

QToolButton *DockHeader::button(const QString &iconName, const QString &name)
{
    auto *made = new QToolButton;
    made->setIcon(icon(iconName));
    made->setFixedSize(26, 24);
    made->setFocusPolicy(Qt::NoFocus);
    setNames(made, name);
    return made;
}

Dock::Dock(const QString &id, const QString &title, const QString &iconName, QWidget *parent)
    : QDockWidget(title, parent), m_iconName(iconName)
{
    setObjectName(id);
    setAccessibleName(title);
    setAllowedAreas(Qt::AllDockWidgetAreas);
    m_header = new DockHeader(this);
    setTitleBarWidget(m_header);
    auto *frame = new DockFrame(this);
    m_messages = new MessageBar;
    m_body = new QVBoxLayout(frame);
    m_body->setContentsMargins(1, 0, 1, 1);
    m_body->setSpacing(0);
    m_body->addWidget(m_messages);
    setWidget(frame);
    connect(this, &QDockWidget::topLevelChanged, m_header, &DockHeader::update_);
    connect(this, &QDockWidget::dockLocationChanged, m_header, &DockHeader::update_);
    connect(this, &QDockWidget::visibilityChanged, m_header, &DockHeader::update_);
    connect(qApp, &QApplication::focusChanged, this, &Dock::focusMoved);
    connect(&Theme::instance(), &Theme::changed, frame, qOverload<>(&QWidget::update));
}

void Dock::setContent(QWidget *content, QWidget *focus)
{
    m_content = content;
    m_focusWidget = focus;
    m_body->addWidget(content, 1);
}

void Dock::setBadge(int count)
{
    if (std::exchange(m_badge, count) != count)
        Q_EMIT badgeChanged();
}

bool Dock::isTabbed() const
{
    const auto *window = qobject_cast<const QMainWindow *>(parentWidget());
    if (!window || isFloating())
        return false;
    const auto others = window->tabifiedDockWidgets(const_cast<Dock *>(this));
    return std::any_of(others.begin(), others.end(), [](const QDockWidget *other) { return !other->isHidden(); });
}

void Dock::takeFocus()
{
    show();
    raise();
    if (isFloating())
        activateWindow();
    if (QWidget *target = focusTarget())
        target->setFocus(Qt::ShortcutFocusReason);
}

QWidget *Dock::focusTarget() const
{
    if (m_lastFocus && m_lastFocus->isVisible() && m_lastFocus->isEnabled())
        return m_lastFocus;
    if (m_focusWidget && m_focusWidget->isVisible() && m_focusWidget->isEnabled())
        return m_focusWidget;
    if (!m_content)
        return nullptr;
    const auto inside = m_content->findChildren<QWidget *>();
    for (QWidget *one : inside) {
        if (one->isVisible() && one->isEnabled() && (one->focusPolicy() & Qt::TabFocus))
            return one;
    }
    return m_content;
}

void Dock::changeEvent(QEvent *event)
{
    QDockWidget::changeEvent(event);
    if (event->type() == QEvent::WindowTitleChange && m_header)
        m_header->update_();
}

bool Dock::event(QEvent *event)
{
    const bool done = QDockWidget::event(event);
    if (event->type() == QEvent::Resize || event->type() == QEvent::ParentChange)
        m_header->update_();
    return done;
}

void Dock::keyPressEvent(QKeyEvent *event)
{
    auto *filter = event->matches(QKeySequence::Find) ? findChild<FilterField *>() : nullptr;
    if (!filter || !filter->isVisible())
        return QDockWidget::keyPressEvent(event);
    filter->setFocus(Qt::ShortcutFocusReason);
    filter->selectAll();
}

/// The focus leaves its children when it is a dock no more.
Dock::~Dock() { disconnect(qApp, nullptr, this, nullptr); }

void Dock::focusMoved(QWidget *, QWidget *now)
{
    const bool inside = now && isAncestorOf(now);
    if (inside)
        m_lastFocus = now;
    if (!now || std::exchange(m_focused, inside) == inside)
        return;
    m_header->update();
    if (widget())
        widget()->update();
    if (inside)
        Q_EMIT focused(this);
}

} // namespace ui
