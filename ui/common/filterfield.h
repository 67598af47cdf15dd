// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

namespace ui {

/// Filter of a view: icon, placeholder, "Ctrl F" at the right. Esc clears it, then goes back to the view.
class FilterField : public QLineEdit
{
    Q_OBJECT

public:
    /// `placeholder` names what is searched: "number, flow, state, id".
    explicit FilterField(const QString &placeholder, QWidget *parent = nullptr);

    /// Gets the focus on Esc, Enter and Down.
    void setView(QWidget *view) { m_view = view; }
    /// Keys shown at the right while the field is empty; empty for none.
    void setHint(const QString &hint);
    QSize sizeHint() const override;

Q_SIGNALS:
    /// Trimmed text, after each key.
    void filterChanged(const QString &text);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *m_view = nullptr;
    QString m_hint;
};

/// "Ctrl F" in a thin box, as drawn in fields, palette and Welcome. @return its width.
int paintKeys(class QPainter &painter, const QRect &area, const QString &keys, Qt::Alignment alignment);

} // namespace ui
