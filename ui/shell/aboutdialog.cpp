// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/aboutdialog.h"

#include "ui/common/iconcache.h"

#include <QApplication>
#include <QBoxLayout>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>

namespace ui {
namespace {
QString text()
{
    return QApplication::translate("ui::AboutDialog", "Version %1, with Qt %2")
        .arg(QApplication::applicationVersion(), QString::fromLatin1(qVersion()));
}

QString licence()
{
    return QApplication::translate(
        "ui::AboutDialog",
        "Free software under the GNU General Public License, version 3 or later. There is no warranty. The plug-in "
        "interfaces are under the MIT licence.");
}

QString parts()
{
    return QApplication::translate(
        "ui::AboutDialog",
        "Built on Qt, QtHttpServer, Sofia-SIP, libsndfile, speexdsp, espeak-ng, PortAudio, QCoro, nlohmann/json, spdlog, prometheus-cpp, "
        "SQLite, Inter and JetBrains Mono.");
}
} // namespace

void showAboutDialog(QWidget *parent)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(QApplication::translate("ui::AboutDialog", "About Voxboard"));
    auto *logo = new QLabel;
    logo->setPixmap(IconCache::instance().logo(64, dialog->devicePixelRatioF()));
    auto *name = new QLabel(QStringLiteral("Voxboard"));
    name->setProperty("role", QStringLiteral("headline"));
    auto *column = new QVBoxLayout;
    column->setSpacing(8);
    column->addWidget(name);
    for (const QString &one : {text(), licence(), parts()}) {
        auto *label = new QLabel(one);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        column->addWidget(label);
    }
    auto *row = new QHBoxLayout;
    row->setSpacing(20);
    row->addWidget(logo, 0, Qt::AlignTop);
    row->addLayout(column, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto *all = new QVBoxLayout(dialog);
    all->setContentsMargins(24, 22, 24, 18);
    all->setSpacing(18);
    all->addLayout(row);
    all->addWidget(buttons);
    dialog->setFixedWidth(520);
    dialog->open();
}

} // namespace ui
