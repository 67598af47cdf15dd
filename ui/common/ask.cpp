// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/ask.h"

#include "ui/common/formats.h"
#include "ui/common/labels.h"
#include "ui/common/reasons.h"
#include "ui/common/theme.h"

#include <QBoxLayout>
#include <QCoreApplication>
#include <QDialog>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>

namespace ui {

QString ask(QWidget *parent, const Asked &asked)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("ui::ask", text); };
    QDialog dialog(parent);
    dialog.setObjectName(QStringLiteral("ask"));
    dialog.setWindowTitle(asked.title);
    QLabel *title = heading(format::inTitle(asked.title));
    title->setTextFormat(Qt::PlainText);
    title->setWordWrap(true);
    auto *field = new QLineEdit;
    field->setPlaceholderText(asked.placeholder);
    field->setAccessibleName(asked.label);
    auto *row = new QHBoxLayout;
    row->addWidget(new QLabel(asked.label));
    row->addWidget(field, 1);
    if (asked.file) {
        auto *choose = new QPushButton(tr("Choose…"));
        choose->setAutoDefault(false);
        row->addWidget(choose);
        QObject::connect(choose, &QPushButton::clicked, &dialog, [&dialog, field, tr] {
            const QString path = QFileDialog::getOpenFileName(&dialog, tr("Choose a sound file"), {},
                                                              tr("Sound files (*.wav *.ogg *.mp3 *.flac)"));
            if (!path.isEmpty())
                field->setText(path);
        });
    }
    auto *hint = new QLabel;
    hint->setObjectName(QStringLiteral("hint"));
    hint->setTextFormat(Qt::PlainText);
    hint->setFont(Theme::instance().font(Type::Badge));
    hint->setForegroundRole(QPalette::PlaceholderText);
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    auto *act = new QPushButton(asked.act);
    act->setObjectName(QStringLiteral("act"));
    act->setProperty("role", QStringLiteral("primary"));
    act->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(act);
    auto *column = new QVBoxLayout(&dialog);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(12);
    column->addWidget(title);
    column->addLayout(row);
    column->addWidget(hint);
    column->addLayout(buttons);
    dialog.setMinimumWidth(460);
    const QRegularExpression pattern(QRegularExpression::anchoredPattern(asked.pattern));
    const auto check = [&] {
        const QString text = field->text().trimmed();
        const bool isFit = asked.pattern.isEmpty() || pattern.match(text).hasMatch();
        const QString misfit = asked.hint.isEmpty() ? tr("This cannot be sent.") : asked.hint;
        setOffIf(act, asked.act, text.isEmpty() ? tr("Type something first.") : isFit ? QString() : misfit);
        hint->setText(text.isEmpty() || isFit ? asked.hint : misfit);
        hint->setVisible(!hint->text().isEmpty());
    };
    QObject::connect(field, &QLineEdit::textChanged, &dialog, check);
    QObject::connect(cancel, &QPushButton::clicked, &dialog, &QDialog::reject);
    QObject::connect(act, &QPushButton::clicked, &dialog, &QDialog::accept);
    check();
    field->setFocus();
    return dialog.exec() == QDialog::Accepted ? field->text().trimmed() : QString();
}

} // namespace ui
