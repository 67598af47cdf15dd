// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>

#include <functional>

namespace support {

/// Shows `use` the modal dialog that is open from now on, every 10 ms until it says that it is done.
inline void withNextDialog(std::function<bool(QWidget &)> use)
{
    auto *poll = new QTimer(qApp);
    QObject::connect(poll, &QTimer::timeout, poll, [poll, use = std::move(use)] {
        QWidget *dialog = QApplication::activeModalWidget();
        if (!dialog)
            return;
        poll->stop();
        if (use(*dialog))
            poll->deleteLater();
        else
            poll->start();
    });
    poll->start(10);
}

/// Writes the text, if there is a field for one, and does what the dialog asks about. False: it has no button for that.
inline bool act(QWidget &dialog, const QString &text = {})
{
    auto *button = dialog.findChild<QPushButton *>(QStringLiteral("act"));
    if (!button)
        return false;
    if (auto *field = dialog.findChild<QLineEdit *>())
        field->setText(text);
    button->click();
    return true;
}

} // namespace support
