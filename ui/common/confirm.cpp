// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/confirm.h"

#include "ui/common/formats.h"
#include "ui/common/theme.h"

#include <QBoxLayout>
#include <QDialog>
#include <QLabel>
#include <QPushButton>

namespace ui {

bool confirm(QWidget *parent, const Question &question)
{
    QDialog dialog(parent);
    dialog.setObjectName(QStringLiteral("confirm"));
    dialog.setWindowTitle(question.title);
    auto *title = new QLabel(format::inTitle(question.title));
    title->setTextFormat(Qt::PlainText);
    title->setWordWrap(true);
    title->setFont(Theme::instance().font(Type::PanelTitle));
    auto *text = new QLabel(question.text);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    auto *keep = new QPushButton(question.keep);
    auto *act = new QPushButton(question.act);
    act->setObjectName(QStringLiteral("act"));
    act->setProperty("role", QStringLiteral("dangerFinal"));
    act->setAutoDefault(false);
    keep->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(keep);
    buttons->addSpacing(16);
    buttons->addWidget(act);
    auto *column = new QVBoxLayout(&dialog);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(10);
    column->addWidget(title);
    column->addWidget(text);
    column->addSpacing(6);
    column->addLayout(buttons);
    dialog.setMinimumWidth(420);
    QObject::connect(keep, &QPushButton::clicked, &dialog, &QDialog::reject);
    QObject::connect(act, &QPushButton::clicked, &dialog, &QDialog::accept);
    keep->setFocus();
    return dialog.exec() == QDialog::Accepted;
}

} // namespace ui
