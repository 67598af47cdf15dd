// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/keyboardpage.h"

#include "ui/common/commands.h"
#include "ui/common/filterfield.h"
#include "ui/common/reasons.h"
#include "ui/common/theme.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>

namespace ui {
namespace {
constexpr int commandRole = Qt::UserRole + 1;

/// Keys that views and editors have by themselves, for the map to be whole.
QList<std::tuple<QString, QString, QString>> fixedKeys()
{
    const QString table = KeyboardPage::tr("Any table");
    return {{KeyboardPage::tr("Filter; Esc clears it and goes back"), table, QStringLiteral("Ctrl+F")},
            {KeyboardPage::tr("Copy rows as text with tabs"), table, QStringLiteral("Ctrl+C")},
            {KeyboardPage::tr("Open the detail"), table, QStringLiteral("Enter")},
            {KeyboardPage::tr("Columns"), table, QStringLiteral("Ctrl+Shift+L")},
            {KeyboardPage::tr("Context menu"), table, QStringLiteral("Shift+F10")},
            {KeyboardPage::tr("Send digits"), KeyboardPage::tr("Test phone"), QStringLiteral("0–9 * # A–D")}};
}
} // namespace

KeyboardPage::KeyboardPage(CommandRegistry &commands, QWidget *parent)
    : QWidget(parent),
      m_commands(commands),
      m_tree(new QTreeWidget),
      m_keys(new QKeySequenceEdit),
      m_set(new QPushButton(tr("Set"))),
      m_reset(new QPushButton(tr("Default"))),
      m_conflict(new QLabel)
{
    auto *filter = new FilterField(tr("command, place, keys"));
    filter->setView(m_tree);
    m_tree->setColumnCount(3);
    m_tree->setHeaderLabels({tr("Command"), tr("Where"), tr("Keys")});
    m_tree->setRootIsDecorated(false);
    m_tree->setUniformRowHeights(true);
    m_tree->setAlternatingRowColors(true);
    m_tree->setAccessibleName(tr("Keyboard map"));
    m_tree->header()->setStretchLastSection(true);
    m_tree->header()->resizeSection(Name, 300);
    m_tree->header()->resizeSection(Place, 130);
    m_keys->setAccessibleName(tr("New keys"));
    m_conflict->setProperty("role", QStringLiteral("warn"));
    auto *row = new QHBoxLayout;
    row->addWidget(new QLabel(tr("Keys of the current command")));
    row->addWidget(m_keys);
    row->addWidget(m_set);
    row->addWidget(m_reset);
    row->addStretch();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(filter);
    column->addWidget(m_tree, 1);
    column->addLayout(row);
    column->addWidget(m_conflict);
    fill();
    connect(filter, &FilterField::filterChanged, this, [this](const QString &text) {
        for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
            QTreeWidgetItem *item = m_tree->topLevelItem(i);
            const QString all = item->text(Name) + QLatin1Char(' ') + item->text(Place) + QLatin1Char(' ') + item->text(Keys);
            item->setHidden(!all.contains(text, Qt::CaseInsensitive));
        }
    });
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &KeyboardPage::showCurrent);
    connect(m_keys, &QKeySequenceEdit::keySequenceChanged, this, &KeyboardPage::change);
    connect(m_set, &QPushButton::clicked, this, [this] {
        m_commands.setShortcut(current(), m_keys->keySequence());
        fill();
    });
    connect(m_reset, &QPushButton::clicked, this, [this] {
        m_commands.resetShortcut(current());
        fill();
    });
    showCurrent();
}

QString KeyboardPage::current() const
{
    return m_tree->currentItem() ? m_tree->currentItem()->data(Name, commandRole).toString() : QString();
}

void KeyboardPage::fill()
{
    const QString before = current();
    m_tree->clear();
    const auto add = [this](const QString &name, const QString &place, const QString &keys, const QString &id) {
        auto *item = new QTreeWidgetItem(m_tree, {name, place, keys});
        item->setData(Name, commandRole, id);
        item->setFont(Keys, Theme::instance().font(Type::Mono));
        return item;
    };
    for (const Command *one : m_commands.all()) {
        const QString place = one->place.isEmpty() ? tr("Window") : one->place;
        auto *item = add(one->text, place, m_commands.shortcut(one->id).toString(QKeySequence::NativeText), one->id);
        if (one->id == before)
            m_tree->setCurrentItem(item);
    }
    for (const auto &[name, place, keys] : fixedKeys())
        add(name, place, keys, {});
}

void KeyboardPage::showCurrent()
{
    const QString id = current();
    m_keys->setKeySequence(m_commands.shortcut(id));
    const QString why = !m_tree->currentItem() ? tr("Choose a command in the list.")
                        : id.isEmpty()         ? tr("These keys are fixed.")
                                               : QString();
    setOffIf(m_keys, tr("Keys"), why);
    setOffIf(m_reset, tr("Default"),
             !why.isEmpty()                        ? why
             : m_commands.overrides().contains(id) ? QString()
                                                   : tr("The command has its default keys."));
    change();
}

void KeyboardPage::change()
{
    const QString id = current();
    const QString other = id.isEmpty() ? QString() : m_commands.conflict(id, m_keys->keySequence());
    const Command *taken = other.isEmpty() ? nullptr : m_commands.find(other);
    m_conflict->setText(taken ? tr("%1 already has these keys.").arg(taken->text) : QString());
    const bool same = m_keys->keySequence() == m_commands.shortcut(id);
    setOffIf(m_set, tr("Set"),
             id.isEmpty() ? tr("Choose a command in the list.")
             : taken      ? m_conflict->text()
             : same       ? tr("Nothing has changed.")
                          : QString());
}

} // namespace ui
