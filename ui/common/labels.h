// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

class QFrame;

namespace ui {

enum class Type;

/// Labels of the design, §4. GUI thread; the caller's layout takes them.

/// Title of a panel.
QLabel *heading(const QString &text);
/// What stands beside or below a value, in grey.
QLabel *caption(const QString &text);
/// The same, breaking its lines.
QLabel *paragraph(const QString &text);
/// What came over the wire or changes; right-aligned when it has a width (pixels at 100 %).
QLabel *monoLabel(const QString &text = {}, int width = 0);
/// An icon of 16 px that follows the theme.
QLabel *pictogram(const QString &icon);
/// A horizontal line of 1 px.
QFrame *hairline();

/// One line of plain text that ends in an ellipsis where there is no room; it asks for none.
class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(const QString &text = {}, QWidget *parent = nullptr);
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

/// Both follow the size of the text when the operator changes it. `pixels` are at 100 %.
void useFont(QWidget *widget, Type type);
void useWidth(QWidget *widget, int pixels);

} // namespace ui
