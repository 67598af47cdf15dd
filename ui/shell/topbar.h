// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;
class QToolButton;
class QHBoxLayout;

namespace ui {

class Host;
class Layouts;
class Monitor;

/// Perspectives, the field that opens the palette, in whose audio the operator is, and the connection (design §9).
class TopBar : public QWidget
{
    Q_OBJECT

public:
    TopBar(Host &host, Layouts &layouts, Monitor &monitor, QWidget *parent = nullptr);
    QWidget *field() const;
    /// What leaves the call that the operator is in.
    void setStopKeys(const QKeySequence &keys);
    QSize sizeHint() const override;

Q_SIGNALS:
    void paletteWanted();
    void layoutMenuWanted(const QPoint &at);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void update_();

    Host &m_host;
    Layouts &m_layouts;
    QList<QToolButton *> m_tabs;
    class PaletteField *m_field;
    class ConnectionChip *m_connection;
    class AudioIndicator *m_audio;
};

} // namespace ui
