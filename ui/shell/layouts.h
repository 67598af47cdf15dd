// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/dock.h"

#include <QMainWindow>
#include <QSettings>

namespace ui {

/// Where the docks stand in each perspective, kept per perspective in the settings; and the dock that fills the window.
class Layouts : public QObject
{
    Q_OBJECT

public:
    struct Perspective
    {
        QString id, name, icon;
    };

    Layouts(QMainWindow &window, QSettings &settings);

    static QList<Perspective> perspectives();
    static bool isPerspective(const QString &id);

    void add(Dock *dock);
    const QList<Dock *> &docks() const { return m_docks; }
    Dock *dock(const QString &id) const;
    QString current() const { return m_current; }
    /// Keeps the layout of the current perspective and shows the other.
    void show(const QString &id);
    /// The layout of the design.
    void reset();
    void save();
    /// Welcome stands in Operate. Taken into account when a layout is made anew.
    void setWelcome(bool on) { m_welcome = on; }
    /// One dock fills the window; again restores.
    void toggleMaximised(Dock *dock);
    bool isMaximised() const { return m_maximised; }
    /// The dock that has the focus, or had it last while a menu or the palette has it; null when it is not visible.
    Dock *focused() const;
    /// Focus to the next (1) or previous (-1) visible dock.
    void focusNext(int step);
    /// Raises the next tab of the dock's group.
    void nextTab();

Q_SIGNALS:
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void arrange(const QString &id);
    void place(Qt::DockWidgetArea area, const char *id);
    void tabify(const char *with, const char *id);
    QString key(const QString &id) const;
    void updateHeadersSoon();
    void tabClicked(int tab);

    QMainWindow &m_window;
    QSettings &m_settings;
    QList<Dock *> m_docks;
    QString m_current;
    bool m_areHeadersDue = false;
    QByteArray m_beforeMaximised;
    Dock *m_maximised = nullptr;
    Dock *m_lastFocused = nullptr;
    bool m_welcome = true;
};

} // namespace ui
