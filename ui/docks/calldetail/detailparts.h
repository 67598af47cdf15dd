// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/flow.h"

#include <QSyntaxHighlighter>

class QLabel;
class QPlainTextEdit;
class QTableWidget;
class QToolButton;
class QWidget;

namespace ui {

/// Names of headers in accent, failing first lines in red.
class SipHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

protected:
    void highlightBlock(const QString &text) override;
};

QPlainTextEdit *makeTextView(const QString &accessibleName);
QToolButton *makeTool(const QString &icon, const QString &name, const QString &shortcut = {});
/// A row of controls at the left above the content.
QWidget *withBar(const QList<QWidget *> &controls, QWidget *content);
/// A title and tools at the right above the content.
QWidget *withTitle(QLabel *title, const QList<QWidget *> &tools, QWidget *content);

/// Table of executed steps: number, action, what it did, when, how long.
QTableWidget *makeStepsTable();
void fillSteps(QTableWidget &table, const std::vector<contract::Action> &steps);

} // namespace ui
