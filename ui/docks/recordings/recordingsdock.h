// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clients/callclient.h"
#include "contract/storage.h"
#include "ui/common/commands.h"
#include "ui/common/dock.h"
#include "ui/common/host.h"
#include "ui/common/tasks.h"

#include <QNetworkAccessManager>
#include <QStandardItemModel>
#include <QTimer>

class QComboBox;
class QLabel;
class QSortFilterProxyModel;
class QToolButton;

namespace ui {

class CallsModel;
class ClipPlayer;
class EmptyPage;
class FilterField;
class TableView;
class WaveView;

/// Recordings (design §12.5): list, waveform and player.
class RecordingsDock : public Dock
{
    Q_OBJECT

public:
    enum Column { Recorded, Of, State, Length, Files, Count };

    RecordingsDock(Host &host, CallsModel &calls, CommandRegistry &commands, QWidget *parent = nullptr);
    QStandardItemModel &model() { return *m_model; }
    void refresh();

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makePlayer();
    void addCommands();
    void addCommand(const QString &id, const QString &text, const QString &icon, const QKeySequence &keys,
                    std::function<QString()> offReason, std::function<void()> run);
    core::Task<void> load();
    core::Task<void> openFiles(contract::Recording recording);
    void take(const contract::Recording &recording);
    void fetch(const QUuid &recording, const QString &name, const QString &url);
    void assemble();
    /// Of whom a recording is.
    struct Parties
    {
        QString text;   ///< "Mina Park to Welcome", or the name of a room
        QString number; ///< of the far end, where the text has its name
        QString found;  ///< more that the filter finds it by
    };
    Parties partiesIn(const contract::Call &call) const;
    /// Asked for when the call is not in the window.
    Parties partiesOf(const contract::Recording &recording);
    void updateEmptyPage();
    void showMenu(const QPoint &at);
    core::Task<void> loadParties(QUuid callId);
    core::Task<void> loadRoom(QUuid confbridgeId);
    void takeAllOf(const QUuid &reference);
    void showState(const contract::Recording &recording);
    void updateSummary();
    void showCurrent();
    void updatePlayer();
    void togglePlaying();
    void seekBy(double seconds);
    void seekEvent(int step);
    void download();
    void remove();
    QString whyNoClip() const;
    QString whyNone() const;
    QString whyOneSide() const;
    const contract::Recording *current() const;

    Host &m_host;
    CallsModel &m_calls;
    CommandRegistry &m_commands;
    core::Alive m_alive;
    QHash<QUuid, contract::Recording> m_recordings;
    QStandardItemModel *m_model;
    QSortFilterProxyModel *m_filter;
    TableView *m_table;
    FilterField *m_field;
    EmptyPage *m_empty;
    ClipPlayer *m_player;
    WaveView *m_wave;
    QLabel *m_title = nullptr, *m_time = nullptr, *m_foot = nullptr;
    QToolButton *m_play = nullptr;
    QComboBox *m_side = nullptr, *m_speed = nullptr;
    QList<QLabel *> m_captions;
    QNetworkAccessManager m_network;
    QHash<QUuid, Parties> m_parties;    ///< by call or room
    QUuid m_open;                       ///< recording whose sound is loaded
    QHash<QString, QByteArray> m_files; ///< name → bytes of m_open
    Tasks m_tasks;
    QTimer m_timer;
};

} // namespace ui
