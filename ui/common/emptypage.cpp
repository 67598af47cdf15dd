// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/emptypage.h"

#include "ui/common/iconcache.h"

#include <QBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace ui {

EmptyPage::EmptyPage(QWidget *parent)
    : QWidget(parent),
      m_icon(new QLabel),
      m_title(new QLabel),
      m_sentence(new QLabel),
      m_bar(new QProgressBar),
      m_actions(new QHBoxLayout)
{
    m_title->setTextFormat(Qt::PlainText);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignHCenter);
    m_sentence->setMinimumWidth(120);
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(240);
    m_bar->setRange(0, 1000);
    m_bar->hide();
    m_actions->setSpacing(8);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 12, 24, 12);
    column->setSpacing(7);
    column->addStretch();
    column->addWidget(m_icon, 0, Qt::AlignHCenter);
    column->addWidget(m_title, 0, Qt::AlignHCenter);
    column->addWidget(m_sentence);
    column->addWidget(m_bar, 0, Qt::AlignHCenter);
    column->addSpacing(5);
    auto *centred = new QHBoxLayout;
    centred->addStretch();
    centred->addLayout(m_actions);
    centred->addStretch();
    column->addLayout(centred);
    column->addStretch();
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    connect(&Theme::instance(), &Theme::changed, this, &EmptyPage::restyle);
    restyle();
}

void EmptyPage::set(const QString &icon, const QString &title, const QString &sentence, Token token)
{
    m_iconName = icon;
    m_token = token;
    m_title->setText(title);
    m_sentence->setText(sentence);
    setAccessibleName(title);
    setAccessibleDescription(sentence);
    while (QLayoutItem *item = m_actions->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    m_bar->hide();
    restyle();
}

QPushButton *EmptyPage::addAction(const QString &text, std::function<void()> run, const QString &icon)
{
    auto *button = new QPushButton(text);
    if (!icon.isEmpty())
        button->setIcon(ui::icon(icon));
    connect(button, &QPushButton::clicked, this, [run = std::move(run)] { run(); });
    m_actions->addWidget(button);
    return button;
}

void EmptyPage::setProgress(double part)
{
    m_bar->setVisible(part >= 0);
    m_bar->setValue(int(part * 1000));
}

QString EmptyPage::title() const { return m_title->text(); }

void EmptyPage::restyle()
{
    const Theme &theme = Theme::instance();
    m_icon->setPixmap(m_iconName.isEmpty() ? QPixmap()
                                           : IconCache::instance().pixmap(m_iconName, 24, color(m_token), devicePixelRatioF()));
    m_title->setFont(theme.font(Type::Strong));
    QPalette grey = palette();
    grey.setColor(QPalette::WindowText, color(Token::Text2));
    m_sentence->setPalette(grey);
}

} // namespace ui
