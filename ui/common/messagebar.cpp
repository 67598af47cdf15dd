// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/messagebar.h"

#include "core/error.h"
#include "ui/common/iconcache.h"
#include "ui/common/reasons.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace ui {
namespace {
Token tokenOf(MessageBar::Kind kind)
{
    switch (kind) {
    case MessageBar::Kind::Info: return Token::Info;
    case MessageBar::Kind::Warn: return Token::Warn;
    case MessageBar::Kind::Error: return Token::Failed;
    }
    return Token::Info;
}

QString iconOf(MessageBar::Kind kind)
{
    switch (kind) {
    case MessageBar::Kind::Info: return QStringLiteral("info");
    case MessageBar::Kind::Warn: return QStringLiteral("warning");
    case MessageBar::Kind::Error: return QStringLiteral("error");
    }
    return {};
}
} // namespace

MessageBar::MessageBar(QWidget *parent)
    : QWidget(parent), m_icon(new QLabel), m_text(new QLabel), m_action(new QToolButton), m_close(new QToolButton)
{
    m_text->setTextFormat(Qt::RichText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_text->setWordWrap(true);
    m_text->setMinimumWidth(80);
    m_close->setIcon(icon(QStringLiteral("close")));
    m_close->setAutoRaise(true);
    setNames(m_close, tr("Close this message"));
    m_action->setFocusPolicy(Qt::TabFocus);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 2, 6, 2);
    row->setSpacing(8);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    row->addWidget(m_action);
    row->addWidget(m_close);
    setMinimumHeight(32);
    hide();
    connect(m_close, &QToolButton::clicked, this, [this] {
        clear();
        Q_EMIT closed();
    });
    connect(m_action, &QToolButton::clicked, this, [this] {
        if (const auto run = m_run)
            run();
    });
    connect(&Theme::instance(), &Theme::changed, this, &MessageBar::restyle);
}

void MessageBar::show(Kind kind, const QString &strong, const QString &text) { show(kind, strong, text, {}, {}); }

void MessageBar::show(Kind kind, const QString &strong, const QString &text, const QString &action, std::function<void()> run)
{
    ++m_serial;
    m_kind = kind;
    m_strong = strong;
    m_plain = text;
    m_run = std::move(run);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    restyle();
    m_text->setToolTip(this->text());
    setAccessibleName(this->text());
    setVisible(true);
    if (kind == Kind::Error) {
        QAccessibleEvent event(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

void MessageBar::showError(const QString &what, const core::Error &error)
{
    show(Kind::Error, what, QStringLiteral("%1 (%2)").arg(error.message(), error.reason()));
}

void MessageBar::clear()
{
    m_run = {};
    m_strong.clear();
    m_plain.clear();
    hide();
}

bool MessageBar::isShown() const { return isVisibleTo(parentWidget()); }

QString MessageBar::text() const { return m_strong.isEmpty() ? m_plain : m_strong + QLatin1Char(' ') + m_plain; }

void MessageBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Token::Raised));
    painter.fillRect(0, 0, 3, height(), color(tokenOf(m_kind)));
    painter.fillRect(0, height() - 1, width(), 1, color(Token::Line));
}

void MessageBar::restyle()
{
    m_icon->setPixmap(IconCache::instance().pixmap(iconOf(m_kind), 16, color(tokenOf(m_kind)), devicePixelRatioF()));
    const QString strong = m_strong.isEmpty() ? QString() : QStringLiteral("<b>%1</b> ").arg(m_strong.toHtmlEscaped());
    m_text->setText(strong + m_plain.toHtmlEscaped());
    QPalette link = palette();
    link.setColor(QPalette::ButtonText, color(Token::Accent));
    m_action->setPalette(link);
    m_action->setStyleSheet(QStringLiteral("QToolButton { color: %1; }").arg(color(Token::Accent).name()));
    update();
}

} // namespace ui
