// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/theme.h"

#include <QWidget>

#include <functional>

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;

namespace ui {

/// What stands in place of rows: empty, busy, failed or not connected.
class EmptyPage : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyPage(QWidget *parent = nullptr);

    /// `icon` at 24 px in `token`; `title` bold, `sentence` below it. Removes the buttons and the bar.
    void set(const QString &icon, const QString &title, const QString &sentence, Token token = Token::Text2);
    QPushButton *addAction(const QString &text, std::function<void()> run, const QString &icon = {});
    /// 0 to 1 shows the bar, negative hides it.
    void setProgress(double part);
    QString title() const;

private:
    void restyle();

    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_sentence;
    QProgressBar *m_bar;
    QHBoxLayout *m_actions;
    QString m_iconName;
    Token m_token = Token::Text2;
};

} // namespace ui
