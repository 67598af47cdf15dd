// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <functional>

class QLabel;
class QToolButton;

namespace core {
class Error;
}

namespace ui {

/// One sentence under a dock's header, with at most one action. Hidden while empty. A newer message replaces the older one.
class MessageBar : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { Info, Warn, Error };

    explicit MessageBar(QWidget *parent = nullptr);

    /// @param strong  what happened, in bold, may be empty: "Hang up failed."
    /// @param text    what it means and what can be done, plain text.
    void show(Kind kind, const QString &strong, const QString &text);
    /// With a link at the right.
    void show(Kind kind, const QString &strong, const QString &text, const QString &action, std::function<void()> run);
    /// "Hang up failed. The call had already ended (CALL_NOT_FOUND)." `what` is the bold part.
    void showError(const QString &what, const core::Error &error);
    void clear();
    bool isShown() const;
    Kind kind() const { return m_kind; }
    /// Of the newest message, from 1.
    quint64 serial() const { return m_serial; }
    QString text() const;

Q_SIGNALS:
    void closed();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void restyle();

    QLabel *m_icon;
    QLabel *m_text;
    QToolButton *m_action;
    QToolButton *m_close;
    QString m_strong;
    QString m_plain;
    std::function<void()> m_run;
    Kind m_kind = Kind::Info;
    quint64 m_serial = 0;
};

} // namespace ui
