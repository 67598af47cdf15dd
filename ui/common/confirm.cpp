// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/confirm.h"

#include "ui/common/formats.h"
#include "ui/common/iconcache.h"
#include "ui/common/labels.h"
#include "ui/common/reasons.h"
#include "ui/common/theme.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QDialog>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>

namespace ui {
namespace {
constexpr int requestsShown = 50, requestLines = 8;

QString confirmTr(const char *text) { return QCoreApplication::translate("ui::confirm", text); }

/// "Show request", which opens `area` below the text.
QToolButton *makeOpener(QWidget *area, const RequestTexts &requests)
{
    auto *text = new QPlainTextEdit;
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    text->setWordWrapMode(QTextOption::WrapAnywhere);
    text->setAccessibleName(confirmTr("What would be sent"));
    useFont(text, Type::Mono);
    text->setFixedHeight(text->fontMetrics().lineSpacing() * requestLines);
    auto *copy = new QToolButton;
    copy->setIcon(icon(QStringLiteral("copy")));
    setNames(copy, confirmTr("Copy as request"));
    auto *row = new QHBoxLayout(area);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(text, 1);
    row->addWidget(copy, 0, Qt::AlignTop);
    auto *opener = new QToolButton;
    opener->setObjectName(QStringLiteral("showRequest"));
    opener->setProperty("role", QStringLiteral("link"));
    opener->setText(confirmTr("Show request"));
    opener->setCheckable(true);
    QObject::connect(opener, &QToolButton::toggled, area, [=](bool on) {
        opener->setText(on ? confirmTr("Hide request") : confirmTr("Show request"));
        if (on && text->document()->isEmpty()) {
            const QStringList all = requests();
            QStringList some = all.mid(0, requestsShown);
            if (some.size() < all.size())
                some += confirmTr("and %1 more").arg(format::count(all.size() - some.size()));
            text->setPlainText(some.join(QLatin1Char('\n')));
        }
        area->setVisible(on);
        area->window()->adjustSize();
    });
    QObject::connect(copy, &QToolButton::clicked, area,
                     [requests] { QApplication::clipboard()->setText(requests().join(QLatin1Char('\n'))); });
    return opener;
}
} // namespace

bool confirm(QWidget *parent, const Question &question)
{
    QDialog dialog(parent);
    dialog.setObjectName(QStringLiteral("confirm"));
    dialog.setWindowTitle(question.title);
    QLabel *title = heading(format::inTitle(question.title));
    title->setTextFormat(Qt::PlainText);
    title->setWordWrap(true);
    auto *text = new QLabel(question.text);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    auto *keep = new QPushButton(question.keep);
    auto *act = new QPushButton(question.act);
    act->setObjectName(QStringLiteral("act"));
    act->setProperty("role", QStringLiteral("dangerFinal"));
    act->setAutoDefault(false);
    keep->setDefault(true);
    auto *area = new QWidget;
    auto *buttons = new QHBoxLayout;
    if (question.requests)
        buttons->addWidget(makeOpener(area, question.requests));
    buttons->addStretch();
    buttons->addWidget(keep);
    buttons->addSpacing(16);
    buttons->addWidget(act);
    auto *column = new QVBoxLayout(&dialog);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(10);
    column->addWidget(title);
    column->addWidget(text);
    column->addWidget(area);
    area->setHidden(true);
    column->addSpacing(6);
    column->addLayout(buttons);
    dialog.setMinimumWidth(420);
    QObject::connect(keep, &QPushButton::clicked, &dialog, &QDialog::reject);
    QObject::connect(act, &QPushButton::clicked, &dialog, &QDialog::accept);
    keep->setFocus();
    return dialog.exec() == QDialog::Accepted;
}

} // namespace ui
