// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/advancedpage.h"

#include "ui/common/filterfield.h"
#include "ui/common/host.h"
#include "ui/common/messagebar.h"
#include "ui/common/reasons.h"
#include "ui/common/theme.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QStyledItemDelegate>
#include <QTreeWidget>

namespace ui {
namespace {

constexpr int savedRole = Qt::UserRole + 1;

/// Only values are edited.
class ValueDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return index.column() == AdvancedPage::Value ? QStyledItemDelegate::createEditor(parent, option, index) : nullptr;
    }
};
} // namespace

AdvancedPage::AdvancedPage(Host &host, MessageBar &messages, QWidget *parent)
    : QWidget(parent), m_host(host), m_messages(messages), m_tree(new QTreeWidget)
{
    auto *filter = new FilterField(tr("name, value, meaning"));
    auto *hint = new QLabel(tr(
        "A value may come from a flag, the environment, the settings file or be the default, in this order. Double click or F2 on a "
        "value writes it into the file; it holds from the next start on."));
    hint->setWordWrap(true);
    hint->setProperty("role", QStringLiteral("text3"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(hint);
    column->addWidget(filter);
    column->addWidget(m_tree, 1);
    filter->setView(m_tree);
    m_tree->setColumnCount(3);
    m_tree->setHeaderLabels({tr("Name"), tr("Value"), tr("Source")});
    m_tree->setRootIsDecorated(false);
    m_tree->setUniformRowHeights(true);
    m_tree->setAlternatingRowColors(true);
    m_tree->setItemDelegate(new ValueDelegate(m_tree));
    m_tree->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_tree->setAccessibleName(tr("Settings of the platform"));
    m_tree->header()->resizeSection(Name, 210);
    m_tree->header()->resizeSection(Value, 250);
    fill();
    connect(m_tree, &QTreeWidget::itemChanged, this, [this](QTreeWidgetItem *item, int changed) {
        if (changed == Value)
            save(item);
    });
    connect(filter, &FilterField::filterChanged, this, [this](const QString &text) {
        for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
            QTreeWidgetItem *item = m_tree->topLevelItem(i);
            const QString all = item->text(Name) + QLatin1Char(' ') + item->text(Value) + QLatin1Char(' ') + item->toolTip(Name);
            item->setHidden(!all.contains(text, Qt::CaseInsensitive));
        }
    });
}

void AdvancedPage::fill()
{
    const QSignalBlocker quiet(m_tree);
    m_tree->clear();
    for (const SettingRow &row : m_host.settings()) {
        auto *item = new QTreeWidgetItem(m_tree, {row.name, row.value, row.source});
        item->setFont(Name, Theme::instance().font(Type::Mono));
        item->setFont(Value, Theme::instance().font(Type::Mono));
        item->setData(Value, savedRole, row.value);
        item->setToolTip(Name, row.help);
        item->setToolTip(Value, row.offReason.isEmpty() ? row.help : offText(row.name, row.offReason));
        if (row.offReason.isEmpty())
            item->setFlags(item->flags() | Qt::ItemIsEditable);
    }
}

void AdvancedPage::save(QTreeWidgetItem *item)
{
    const QString before = item->data(Value, savedRole).toString(), now = item->text(Value);
    if (now == before)
        return;
    const QSignalBlocker quiet(m_tree);
    try {
        m_host.saveSetting(item->text(Name), now);
        item->setData(Value, savedRole, now);
        item->setText(Source, tr("file, from the next start on"));
        m_messages.clear();
    } catch (const core::Error &error) {
        item->setText(Value, before);
        m_messages.showError(tr("%1 was not changed.").arg(item->text(Name)), error);
    }
}

} // namespace ui
