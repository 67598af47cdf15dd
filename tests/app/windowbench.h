// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/embeddedhost.h"
#include "app/testphone/callmonitor.h"
#include "app/testphone/testphone.h"
#include "support/nextdialog.h"
#include "ui/common/callsmodel.h"
#include "ui/common/theme.h"
#include "ui/common/views.h"
#include "ui/docks/calls/callsdock.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/preferences.h"

#include <QAction>
#include <QApplication>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTimer>
#include <QToolButton>
#include <QTranslator>
#include <QtTest>

/// The window on the embedded platform, put together as the program does, in a profile of its own. The platform may outlive
/// windows; GUI thread.
class WindowBench
{
public:
    WindowBench()
    {
        qputenv("ALSA_CONFIG_PATH", m_folder.filePath(QStringLiteral("none.conf")).toLocal8Bit()); // no sound device here
        m_session.settings =
            core::Settings::resolve({QStringLiteral("--profile"), m_folder.path(), QStringLiteral("--sip_port=0")}, {});
        m_session.profile = core::Profile::below(m_folder.path());
        m_session.profile.create();
        m_host = std::make_unique<app::EmbeddedHost>(m_session);
        ui::Theme::instance().install(*qApp);
    }
    ~WindowBench() { closeWindow(); }

    /// The outcome is the host's `stageChanged`.
    void startPlatform() { m_host->start(); }
    /// False when the platform is not up in time. In English with its plural forms.
    bool start()
    {
        if (!m_plurals.load(QStringLiteral(":/i18n/voxboard_en.qm")) || !QCoreApplication::installTranslator(&m_plurals))
            return false;
        startPlatform();
        return QTest::qWaitFor([this] { return isUp(); }, startMs);
    }
    /// A new window as on the first start. False when it does not get its place.
    bool open()
    {
        forget();
        openWindow();
        return QTest::qWaitFor([this] { return isPlaced(); });
    }
    bool isUp() const { return m_host->stage() == ui::Host::Stage::Up; }

    void openWindow()
    {
        m_preferences = std::make_unique<ui::Preferences>(m_session.profile.state);
        m_phone = std::make_unique<app::TestPhone>(m_session.clock, [this] { return m_host->facts().sip; });
        m_preferences->keepDevices(*m_phone);
        m_phone->start();
        m_monitor = std::make_unique<app::CallMonitor>(*m_host, *m_phone);
        m_window = std::make_unique<ui::MainWindow>(*m_host, *m_phone, *m_monitor, *m_preferences);
        m_window->show();
    }
    /// False until the window has its layout; then it has the size of the design, also on a small screen.
    bool isPlaced()
    {
        if (!m_window->isActiveWindow() || !QApplication::focusWidget())
            return false;
        if (m_window->isMaximized())
            m_window->showNormal();
        m_window->resize(1600, 1000);
        return true;
    }
    /// As if the operator closed it, but without the question about live calls.
    void closeWindow()
    {
        if (m_phone)
            m_phone->hangup();
        m_window.reset();
        m_monitor.reset();
        m_phone.reset();
        m_preferences.reset();
    }
    /// What the operator chose for the window, forgotten.
    void forget() { QFile::remove(preferencesFile()); }
    QString preferencesFile() const { return m_session.profile.state + QStringLiteral("/window.ini"); }
    const core::Profile &profile() const { return m_session.profile; }

    app::EmbeddedHost &host() { return *m_host; }
    app::TestPhone &phone() { return *m_phone; }
    ui::MainWindow &window() { return *m_window; }
    template <typename T> T *find(const QString &name = {}) { return m_window->findChild<T *>(name); }

    ui::CallsDock &calls() { return *find<ui::CallsDock>(); }
    ui::TableView &table() { return *calls().findChild<ui::TableView *>(); }
    int rows() { return table().model()->rowCount(); }
    QModelIndex cell(int column, int row = 0) { return table().model()->index(row, column); }
    QString text(int column, int row = 0) { return cell(column, row).data().toString(); }
    /// The contract's call of a row; null when the row is not there.
    const contract::Call *call(int row = 0) { return calls().model().call(cell(0, row)); }
    int live() { return calls().model().live(); }

    /// The action of a command wherever it has been added; null when there is none.
    QAction *action(const QString &id)
    {
        QList<QWidget *> widgets = m_window->findChildren<QWidget *>();
        widgets.prepend(m_window.get());
        for (const QWidget *widget : std::as_const(widgets)) {
            for (QAction *one : widget->actions()) {
                if (one->objectName() == id)
                    return one;
            }
        }
        return nullptr;
    }
    ui::Extension extension(const QString &number)
    {
        for (const ui::Extension &one : m_host->facts().extensions) {
            if (one.number == number)
                return one;
        }
        return {};
    }

    /// The confirmation that comes next is answered; `*asked` gets its texts.
    static void answerNext(bool act, QStringList *asked)
    {
        support::withNextDialog([act, asked](QWidget &dialog) {
            if (dialog.objectName() != QLatin1String("confirm"))
                return false;
            for (const QPushButton *one : dialog.findChildren<QPushButton *>())
                *asked += one->text();
            if (act)
                return support::act(dialog);
            QTest::keyClick(&dialog, Qt::Key_Escape);
            return true;
        });
    }

private:
    static constexpr int startMs = 30'000;

    QTranslator m_plurals;
    QTemporaryDir m_folder;
    app::Session m_session;
    std::unique_ptr<app::EmbeddedHost> m_host;
    std::unique_ptr<ui::Preferences> m_preferences;
    std::unique_ptr<app::TestPhone> m_phone;
    std::unique_ptr<app::CallMonitor> m_monitor;
    std::unique_ptr<ui::MainWindow> m_window;
};
