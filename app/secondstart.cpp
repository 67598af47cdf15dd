// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/secondstart.h"

#include "app/display.h"
#include "app/session.h"
#include "app/signals.h"
#include "ui/common/theme.h"

#include <QApplication>
#include <QFileDialog>
#include <QLocalSocket>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>

namespace app {
namespace {
constexpr int answerMs = 1000;

QString socketOf(const core::Profile &profile) { return profile.state + QLatin1String("/window"); }

bool showFirst(const core::Profile &profile)
{
    QLocalSocket socket;
    socket.connectToServer(socketOf(profile));
    return socket.waitForConnected(answerMs);
}
} // namespace

int offerOtherWindow(const core::Profile &profile, const QString &sentence, int argc, char **argv)
{
    if (!hasDisplay())
        return 1;
    prepareDisplay();
    QApplication application(argc, argv);
    ui::Theme::instance().install(application);
    QMessageBox box(QMessageBox::Information, QStringLiteral("Voxboard"),
                    QApplication::translate("app", "This profile is open already."));
    box.setInformativeText(sentence);
    QAbstractButton *show = box.addButton(QApplication::translate("app", "Show it"), QMessageBox::AcceptRole);
    QAbstractButton *other =
        box.addButton(QApplication::translate("app", "Start with another profile…"), QMessageBox::ActionRole);
    box.addButton(QMessageBox::Close);
    catchSignals([] { QApplication::closeAllWindows(); });
    box.exec();
    if (box.clickedButton() == show) {
        if (showFirst(profile))
            return 0;
        QMessageBox::warning(
            nullptr, QStringLiteral("Voxboard"),
            QApplication::translate("app", "The other Voxboard has no window. It runs with --headless, or it hangs."));
        return 1;
    }
    if (box.clickedButton() == other) {
        const QString folder =
            QFileDialog::getExistingDirectory(nullptr, QApplication::translate("app", "Folder of the other profile"));
        if (!folder.isEmpty() &&
            QProcess::startDetached(QApplication::applicationFilePath(), {QStringLiteral("--profile"), folder}))
            return 0;
    }
    return 1;
}

ShowRequests::ShowRequests(const core::Profile &profile)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    QLocalServer::removeServer(socketOf(profile)); // of a run that was killed; the profile's lock is ours
    m_server.listen(socketOf(profile));
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        m_server.nextPendingConnection()->deleteLater();
        Q_EMIT wanted();
    });
}

} // namespace app
