// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/calldetail/detailparts.h"

#include "ui/common/actions.h"
#include "ui/common/cells.h"
#include "ui/common/formats.h"
#include "ui/common/iconcache.h"
#include "ui/common/labels.h"
#include "ui/common/reasons.h"
#include "ui/common/theme.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTableWidget>
#include <QToolButton>

namespace ui {

void SipHighlighter::highlightBlock(const QString &text)
{
    if (text.startsWith(QLatin1String("SIP/2.0 "))) {
        QTextCharFormat first;
        first.setForeground(color(text.mid(8, 3).toInt() >= 400 ? Token::Failed : Token::Text));
        first.setFontWeight(QFont::DemiBold);
        setFormat(0, int(text.size()), first);
        return;
    }
    const bool isNew = text.startsWith(QLatin1String("+ ")), isGone = text.startsWith(QStringLiteral("− "));
    if (isNew || isGone) {
        QTextCharFormat changed;
        changed.setBackground(color(isNew ? Token::DiffAdd : Token::DiffRemove));
        setFormat(0, int(text.size()), changed);
        return;
    }
    const qsizetype colon = text.indexOf(QLatin1Char(':'));
    if (colon <= 0 || text.left(colon).contains(QLatin1Char(' ')))
        return;
    setFormat(0, int(colon) + 1, color(Token::Accent));
}

QPlainTextEdit *makeTextView(const QString &accessibleName)
{
    auto *made = new QPlainTextEdit;
    made->setReadOnly(true);
    made->setFrameShape(QFrame::NoFrame);
    useFont(made, Type::Mono);
    made->setLineWrapMode(QPlainTextEdit::NoWrap);
    made->setAccessibleName(accessibleName);
    made->setTabChangesFocus(true);
    return made;
}

QToolButton *makeTool(const QString &iconName, const QString &name, const QString &shortcut)
{
    auto *made = new QToolButton;
    made->setIcon(icon(iconName));
    made->setFixedSize(26, 24);
    made->setFocusPolicy(Qt::TabFocus);
    setNames(made, name, shortcut);
    return made;
}

QWidget *withBar(const QList<QWidget *> &controls, QWidget *content)
{
    auto *whole = new QWidget;
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(10, 3, 10, 3);
    bar->setSpacing(10);
    for (QWidget *one : controls)
        bar->addWidget(one);
    bar->addStretch();
    auto *column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(content, 1);
    whole->setFocusProxy(content);
    return whole;
}

QWidget *withTitle(QLabel *title, const QList<QWidget *> &tools, QWidget *content)
{
    auto *whole = new QWidget;
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(10, 3, 6, 3);
    bar->setSpacing(4);
    bar->addWidget(title, 1);
    for (QWidget *one : tools)
        bar->addWidget(one);
    auto *column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(content, 1);
    return whole;
}

QTableWidget *makeStepsTable()
{
    auto *table = new QTableWidget(0, 5);
    table->setHorizontalHeaderLabels({QStringLiteral("n"), QTableWidget::tr("Action"), QTableWidget::tr("What it did"),
                                      QTableWidget::tr("At"), QTableWidget::tr("Took")});
    table->setAccessibleName(QTableWidget::tr("Steps of the flow that ran"));
    table->setFrameShape(QFrame::NoFrame);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setItemDelegate(new CellDelegate(table));
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->horizontalHeader()->setHighlightSections(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(Theme::instance().rowHeight());
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setSectionResizeMode(2, QHeaderView::Stretch);
    const int widths[] = {36, 134, 0, 106, 74};
    for (const int column : {0, 1, 3, 4})
        table->setColumnWidth(column, Theme::instance().scaled(widths[column]));
    return table;
}

void fillSteps(QTableWidget &table, const std::vector<contract::Action> &steps)
{
    table.setRowCount(int(steps.size()));
    for (size_t i = 0; i < steps.size(); ++i) {
        const auto next = std::find_if(steps.begin() + qsizetype(i) + 1, steps.end(), // those between took no time of the call
                                       [](const contract::Action &one) { return one.tmExecute.isSet(); });
        const bool hasNext = next != steps.end() && steps[i].tmExecute.isSet();
        const double ms = hasNext ? double(next->tmExecute.micros() - steps[i].tmExecute.micros()) / 1000 : 0;
        const QString cells[] = {QString::number(i + 1), steps[i].type, actionSummary(steps[i]),
                                 format::traceClock(steps[i].tmExecute),
                                 hasNext ? QTableWidget::tr("%1 ms").arg(format::millis(ms)) : QString()};
        for (int column = 0; column < 5; ++column) {
            QTableWidgetItem *item = table.item(int(i), column);
            if (!item) {
                item = new QTableWidgetItem;
                table.setItem(int(i), column, item);
            }
            item->setText(cells[column]); // tells nobody when it is the same
            if (column == 1)
                item->setData(IconRole, actionIcon(steps[i].type));
            if (column == 0 || column >= 3)
                item->setData(MonoRole, true);
        }
    }
}

} // namespace ui
