// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/messagebar.h"

#include <QDockWidget>
#include <QPointer>

class QAction;
class QHBoxLayout;
class QLabel;
class QToolButton;
class QVBoxLayout;

namespace ui {

class Dock;

/// Title bar of a dock: icon, title, summary, tools, then maximise, detach and close. Shows the dock's subject instead of
/// icon and title while the dock is one of several tabs.
class DockHeader : public QWidget
{
    Q_OBJECT

public:
    explicit DockHeader(Dock *dock);

    /// "10 calls · 2 ringing"; plain text, elided.
    void setSummary(const QString &text);
    /// Replaces title and summary by a widget while tabbed, and stands behind the title otherwise; null removes it.
    void setSubject(QWidget *subject);
    /// At the right, left of the dock's own buttons, in the order of the calls.
    void addTool(QWidget *widget);
    QToolButton *addTool(QAction *action);
    void addSeparator();
    void setMaximised(bool maximised);
    /// Shows what the dock is now: its name, whether it floats, is one of several tabs.
    void refresh() { update_(); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    friend class Dock;
    void update_();
    QToolButton *button(const QString &icon, const QString &name);

    Dock *m_dock;
    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_summary;
    QWidget *m_subject = nullptr;
    QHBoxLayout *m_titles;
    QHBoxLayout *m_tools;
    QToolButton *m_maximise;
    QToolButton *m_detach;
    QToolButton *m_close;
};

/// Base of every dock: header, message bar, content, and a border that shows the focus.
class Dock : public QDockWidget
{
    Q_OBJECT

public:
    /// @param id     stable object name: `calls`, also in saved layouts.
    /// @param title  translated.
    Dock(const QString &id, const QString &title, const QString &icon, QWidget *parent = nullptr);
    ~Dock() override;

    QString id() const { return objectName(); }
    QString iconName() const { return m_iconName; }
    DockHeader *header() const { return m_header; }
    MessageBar *messages() const { return m_messages; }
    /// The widget below the message bar. `focus` gets the focus when the dock does; null: the first that takes it.
    void setContent(QWidget *content, QWidget *focus = nullptr);
    void setSummary(const QString &text) { m_header->setSummary(text); }
    /// Count behind the tab's text; 0 for none.
    void setBadge(int count);
    int badge() const { return m_badge; }
    /// Whether the focus is inside.
    bool isFocused() const { return m_focused; }
    bool isTabbed() const;
    /// Raises and shows it if needed and gives the focus to its content.
    void takeFocus();
    /// The last focused widget inside goes first.
    QWidget *focusTarget() const;

Q_SIGNALS:
    void maximiseRequested(ui::Dock *dock);
    void focused(ui::Dock *dock);
    void badgeChanged();

protected:
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override; ///< Ctrl+F leads to the filter from everywhere in the dock

private:
    friend class DockHeader;
    void focusMoved(QWidget *old, QWidget *now);

    QString m_iconName;
    DockHeader *m_header;
    MessageBar *m_messages;
    QVBoxLayout *m_body;
    QWidget *m_content = nullptr;
    QPointer<QWidget> m_focusWidget;
    QPointer<QWidget> m_lastFocus;
    int m_badge = 0;
    bool m_focused = false;
};

} // namespace ui
