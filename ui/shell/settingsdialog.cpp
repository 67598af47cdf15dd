// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settingsdialog.h"

#include "ui/common/filterfield.h"
#include "ui/common/iconcache.h"
#include "ui/common/messagebar.h"
#include "ui/shell/advancedpage.h"
#include "ui/shell/keyboardpage.h"

#include <QAbstractButton>
#include <QBoxLayout>
#include <QDialogButtonBox>
#include <QLabel>
#include <QListWidget>
#include <QStackedWidget>
#include <QStyle>

namespace ui {
namespace {
constexpr int pageRole = Qt::UserRole + 1, pagesWidth = 190;

QString textOf(const QWidget *widget)
{
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        return label->text();
    const auto *button = qobject_cast<const QAbstractButton *>(widget);
    return button ? button->text() : QString();
}
} // namespace

SettingsDialog::SettingsDialog(Host &host, Phone &phone, Preferences &preferences, CommandRegistry &commands, QWidget *parent)
    : QDialog(parent),
      m_host(host),
      m_phone(phone),
      m_preferences(preferences),
      m_list(new QListWidget),
      m_pages(new QStackedWidget),
      m_messages(new MessageBar)
{
    setObjectName(QStringLiteral("settings"));
    setWindowTitle(tr("Settings"));
    resize(860, 620);
    auto *search = new FilterField(tr("Search settings"));
    search->setFixedWidth(pagesWidth);
    m_list->setFixedWidth(pagesWidth);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setIconSize(QSize(16, 16));
    m_list->setSpacing(1);
    m_list->setAccessibleName(tr("Pages of the settings"));
    auto *left = new QVBoxLayout;
    left->setContentsMargins(12, 12, 12, 12);
    left->setSpacing(10);
    left->addWidget(search);
    left->addWidget(m_list, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto *right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 12);
    right->addWidget(m_messages);
    right->addWidget(m_pages, 1);
    right->addWidget(buttons);
    right->setAlignment(buttons, Qt::AlignRight);
    buttons->setContentsMargins(0, 0, 16, 0);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addLayout(left);
    row->addLayout(right, 1);

    addPage(QStringLiteral("general"), QStringLiteral("settings"), tr("General"), makeGeneral());
    addPage(QStringLiteral("audio"), QStringLiteral("speaker"), tr("Audio"), makeAudio());
    addPage(QStringLiteral("sip"), QStringLiteral("phone"), tr("Phones and SIP"), makeSip());
    addPage(QStringLiteral("keyboard"), QStringLiteral("keyboard"), tr("Keyboard"), new KeyboardPage(commands));
    addPage(advanced, QStringLiteral("service"), tr("Advanced"), new AdvancedPage(host, *m_messages));
    connect(m_list, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(search, &FilterField::filterChanged, this, &SettingsDialog::find);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_list->setCurrentRow(0);
}

void SettingsDialog::addPage(const QString &id, const QString &iconName, const QString &name, QWidget *page)
{
    auto *item = new QListWidgetItem(icon(iconName, Token::Text2), name, m_list);
    item->setData(pageRole, id);
    item->setSizeHint(QSize(0, 30));
    auto *title = new QLabel(name);
    title->setProperty("role", QStringLiteral("panelTitle"));
    auto *whole = new QWidget;
    auto *column = new QVBoxLayout(whole);
    column->setContentsMargins(16, 14, 20, 8);
    column->setSpacing(12);
    column->addWidget(title);
    column->addWidget(page, 1);
    m_pages->addWidget(whole);
}

void SettingsDialog::openPage(const QString &page, const QString &filter)
{
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->data(pageRole).toString() != page)
            continue;
        m_list->setCurrentRow(row);
        if (auto *field = m_pages->widget(row)->findChild<FilterField *>(); field && !filter.isEmpty())
            field->setText(filter);
    }
}

void SettingsDialog::find(const QString &text)
{
    const auto mark = [](QWidget *widget, bool on) {
        widget->setProperty("found", on);
        widget->style()->unpolish(widget);
        widget->style()->polish(widget);
    };
    if (QWidget *before = std::exchange(m_found, nullptr))
        mark(before, false);
    if (text.isEmpty())
        return;
    for (int page = 0; page < m_pages->count(); ++page) {
        for (QWidget *widget : m_pages->widget(page)->findChildren<QWidget *>()) {
            if (!textOf(widget).contains(text, Qt::CaseInsensitive))
                continue;
            m_list->setCurrentRow(page);
            m_found = widget;
            mark(widget, true);
            return;
        }
    }
}

} // namespace ui
