// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/recordings/recordingsdock.h"
#include "ui/common/labels.h"
#include "ui/common/theme.h"

#include "ui/common/callsmodel.h"
#include "ui/common/cells.h"
#include "ui/common/emptypage.h"
#include "ui/common/filterfield.h"
#include "ui/common/formats.h"
#include "ui/common/hostevents.h"
#include "ui/common/iconcache.h"
#include "ui/common/views.h"
#include "ui/docks/recordings/clipplayer.h"
#include "ui/docks/recordings/waveview.h"

#include <QAction>
#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QComboBox>
#include <QItemSelectionModel>
#include <QLabel>
#include <QMenu>
#include <QResizeEvent>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QToolButton>

namespace ui {
namespace {
constexpr int playheadMs = 50, playerWithCaptions = 680; ///< more than the player needs with them
enum RecordingRole { RecordingIdRole = Qt::UserRole + 1, RecordingSortRole, RecordingFilterRole };

QString statusWord(const QString &status)
{
    static const QHash<QString, const char *> words{{"initiating", QT_TRANSLATE_NOOP("ui::RecordingsDock", "Initiating")},
                                                    {"recording", QT_TRANSLATE_NOOP("ui::RecordingsDock", "Recording")},
                                                    {"stopping", QT_TRANSLATE_NOOP("ui::RecordingsDock", "Stopping")},
                                                    {"ended", QT_TRANSLATE_NOOP("ui::RecordingsDock", "Ended")}};
    const auto known = words.constFind(status);
    return known == words.cend() ? status : RecordingsDock::tr(*known);
}

core::Millis lengthOf(const contract::Recording &one)
{
    return one.tmStart.isSet() && one.tmEnd.isSet() ? core::Millis((one.tmEnd.micros() - one.tmStart.micros()) / 1000)
                                                    : core::Millis(0);
}
} // namespace

RecordingsDock::RecordingsDock(Host &host, CallsModel &calls, CommandRegistry &commands, QWidget *parent)
    : Dock(QStringLiteral("recordings"), tr("Recordings"), QStringLiteral("recordings"), parent),
      m_host(host),
      m_calls(calls),
      m_commands(commands),
      m_model(new QStandardItemModel(0, Count, this)),
      m_filter(new QSortFilterProxyModel(this)),
      m_table(new TableView),
      m_field(new FilterField(tr("number, date"))),
      m_empty(new EmptyPage),
      m_player(new ClipPlayer(this)),
      m_wave(new WaveView),
      m_tasks(messages())
{
    m_model->setHorizontalHeaderLabels({tr("Recorded"), tr("Of"), tr("State"), tr("Length"), tr("Files")});
    m_filter->setSourceModel(m_model);
    m_filter->setFilterKeyColumn(0);
    m_filter->setFilterRole(RecordingFilterRole);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setSortRole(RecordingSortRole);
    m_filter->sort(Recorded, Qt::DescendingOrder);
    m_table->setAccessibleName(tr("Recordings"));
    m_table->support()->setFilter(m_field);
    m_table->support()->setEmptyPage(m_empty);
    m_table->setModel(m_filter);
    m_table->support()->setColumns({{118}, {150, true}, {104, false, false, 1}, {76, false, false, 2}, {50, false, false, 3}});
    m_table->setItemDelegateForColumn(Length, new NumberDelegate(m_table));
    m_table->setItemDelegateForColumn(Files, new NumberDelegate(m_table));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    addCommands();
    updateEmptyPage();
    auto *splitter = new QSplitter(Qt::Horizontal);
    splitter->addWidget(m_table);
    splitter->addWidget(makePlayer());
    splitter->setSizes({480, 520});
    setContent(splitter, m_table);
    useWidth(m_field, 180);
    header()->addTool(m_field);
    for (const char *id : {"recordings.refresh", "recordings.download", "recordings.remove"})
        header()->addTool(commands.action(QLatin1String(id)));

    connect(m_field, &FilterField::filterChanged, this, [this](const QString &text) {
        m_filter->setFilterFixedString(text);
        updateEmptyPage();
    });
    connect(m_table, &QWidget::customContextMenuRequested, this, &RecordingsDock::showMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RecordingsDock::showCurrent);
    connect(m_table, &TableView::opened, this, &RecordingsDock::togglePlaying);
    connect(m_wave, &WaveView::sought, this, [this](double frame) {
        m_player->seekTo(frame);
        updatePlayer();
    });
    connect(m_player, &ClipPlayer::stateChanged, this, [this] {
        m_player->isPlaying() ? m_timer.start() : m_timer.stop();
        if (const auto one = m_recordings.constFind(m_open); one != m_recordings.cend())
            showState(*one);
        updatePlayer();
    });
    m_timer.setInterval(playheadMs);
    connect(&m_timer, &QTimer::timeout, this, &RecordingsDock::updatePlayer);
    connect(&host, &Host::stageChanged, this, [this] {
        if (m_host.stage() == Host::Stage::Stopping)
            m_player->stop();
    });
    const auto heard = [this](const bus::Event &event) {
        if (event.type.startsWith(QLatin1String("recording_")))
            take(event.data.as<contract::Recording>());
    };
    new HostEvents(host, {contract::service::call}, [this] { refresh(); }, heard, this);
    updatePlayer();
}

QWidget *RecordingsDock::makePlayer()
{
    m_title = new QLabel(tr("Select a recording to hear it."));
    m_title->setTextFormat(Qt::PlainText);
    useFont(m_title, Type::Strong);
    m_time = new QLabel;
    useFont(m_time, Type::MonoTimer);
    m_foot = new QLabel;
    m_foot->setForegroundRole(QPalette::PlaceholderText);
    m_foot->setWordWrap(true);
    m_play = new QToolButton;
    m_play->setDefaultAction(m_commands.action(QStringLiteral("recordings.play")));
    m_side = new QComboBox;
    m_side->setAccessibleName(tr("Channels"));
    m_side->addItems({tr("Both"), tr("Left"), tr("Right")});
    m_speed = new QComboBox;
    m_speed->setAccessibleName(tr("Speed"));
    for (const double speed : {0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0})
        m_speed->addItem(QStringLiteral("%1×").arg(speed), speed);
    m_speed->setCurrentIndex(2);
    connect(m_side, &QComboBox::currentIndexChanged, this, [this](int at) { m_player->setSide(ClipPlayer::Side(at)); });
    connect(m_speed, &QComboBox::currentIndexChanged, this, [this] { m_player->setSpeed(m_speed->currentData().toDouble()); });
    auto *transport = new QHBoxLayout;
    transport->setSpacing(8);
    transport->addWidget(m_play);
    for (const char *id : {"recordings.previousEvent", "recordings.nextEvent"}) {
        auto *jump = new QToolButton;
        jump->setDefaultAction(m_commands.action(QLatin1String(id)));
        transport->addWidget(jump);
    }
    transport->addWidget(m_time);
    transport->addStretch();
    for (const auto &[text, box] : {std::pair{tr("Channels"), m_side}, std::pair{tr("Speed"), m_speed}}) {
        auto *caption = new QLabel(text);
        caption->setBuddy(box);
        caption->hide();
        m_captions += caption;
        transport->addWidget(caption);
        transport->addWidget(box);
        box->setToolTip(text);
    }
    auto *whole = new QWidget;
    whole->installEventFilter(this);
    auto *column = new QVBoxLayout(whole);
    column->setContentsMargins(12, 8, 12, 8);
    column->addWidget(m_title);
    column->addWidget(m_wave, 1);
    column->addLayout(transport);
    column->addWidget(m_foot);
    return whole;
}

/// Without their captions the choices leave more room to the list.
bool RecordingsDock::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize) {
        const int width = static_cast<QResizeEvent *>(event)->size().width();
        for (QLabel *one : std::as_const(m_captions))
            one->setVisible(width >= Theme::instance().scaled(playerWithCaptions));
    }
    return Dock::eventFilter(watched, event);
}

void RecordingsDock::showEvent(QShowEvent *event)
{
    Dock::showEvent(event);
    m_commands.refresh();
}

void RecordingsDock::take(const contract::Recording &recording)
{
    QStandardItem *first = nullptr;
    for (int row = 0; row < m_model->rowCount() && !first; ++row) {
        if (m_model->item(row)->data(RecordingIdRole).toUuid() == recording.id)
            first = m_model->item(row);
    }
    if (recording.tmDelete.isSet()) {
        if (first)
            m_model->removeRow(first->row());
        m_recordings.remove(recording.id);
        updateSummary();
        return;
    }
    m_recordings.insert(recording.id, recording);
    if (!first) {
        QList<QStandardItem *> cells;
        for (int i = 0; i < Count; ++i)
            cells += new QStandardItem;
        first = cells.front();
        first->setData(recording.id, RecordingIdRole);
        first->setData(recording.tmCreate.micros(), RecordingSortRole);
        m_model->appendRow(cells);
    }
    const int row = first->row();
    const QString when = format::dateTime(recording.tmCreate);
    first->setText(when.mid(when.indexOf(QLatin1Char('-')) + 1)); // without the year
    first->setToolTip(when);
    first->setData(true, MonoRole);
    const Parties of = partiesOf(recording);
    m_model->item(row, Of)->setText(of.text);
    m_model->item(row, Of)->setData(of.number, SecondaryRole);
    m_model->item(row, Of)->setToolTip(QStringList{of.text, of.number, recording.recordingName}.join(QLatin1Char('\n')));
    showState(recording);
    first->setData(QStringList{when, of.text, of.number, of.found, recording.recordingName, statusWord(recording.status)}.join(
                       QLatin1Char('\n')),
                   RecordingFilterRole);
    m_model->item(row, Length)->setText(lengthOf(recording).count() > 0 ? format::duration(lengthOf(recording)) : QString());
    m_model->item(row, Files)->setText(QString::number(recording.filenames.size()));
    updateSummary();
    if (current() && current()->id == recording.id && recording.status == contract::recordingstatus::ended &&
        m_open != recording.id)
        showCurrent();
}

/// What is being recorded, and what is being played, is marked.
void RecordingsDock::showState(const contract::Recording &recording)
{
    const bool isPlayed = recording.id == m_open && m_player->isPlaying();
    const bool isRunning = recording.status != contract::recordingstatus::ended;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->item(row)->data(RecordingIdRole).toUuid() != recording.id)
            continue;
        QStandardItem *cell = m_model->item(row, State);
        cell->setText(isPlayed ? tr("Playing") : statusWord(recording.status));
        cell->setData(isPlayed    ? QVariant(QStringLiteral("play"))
                      : isRunning ? QVariant(QStringLiteral("record"))
                                  : QVariant(),
                      IconRole);
        cell->setData(int(isPlayed ? Token::Accent : Token::Failed), IconTokenRole);
        cell->setData(isPlayed, StrongRole);
    }
}

void RecordingsDock::updateSummary()
{
    const int count = m_model->rowCount();
    setSummary(tr("%Ln recording(s)", nullptr, count));
    setBadge(count);
    updateEmptyPage();
}

void RecordingsDock::updateEmptyPage()
{
    if (m_field->text().trimmed().isEmpty() || m_model->rowCount() == 0) {
        m_empty->set(QStringLiteral("recordings"), tr("No recordings yet"),
                     tr("Record a call from its row in Live calls, or with R."));
        return;
    }
    m_empty->set(QStringLiteral("filter"), tr("No recording matches “%1”").arg(m_field->text().trimmed()),
                 tr("%Ln hidden.", nullptr, m_model->rowCount()));
    m_empty->addAction(tr("Clear filter"), [this] { m_field->clear(); });
}

void RecordingsDock::showMenu(const QPoint &at)
{
    m_commands.refreshNow();
    QMenu menu(this);
    menu.setToolTipsVisible(true);
    menu.addAction(m_commands.action(QStringLiteral("recordings.play")));
    menu.addAction(m_commands.action(QStringLiteral("recordings.download")));
    menu.addSeparator();
    QAction *copy = menu.addAction(icon(QStringLiteral("copy")), tr("Copy rows"), this,
                                   [this] { QApplication::clipboard()->setText(m_table->support()->selectedText()); });
    copy->setEnabled(current() != nullptr);
    menu.addSeparator();
    menu.addAction(m_commands.action(QStringLiteral("recordings.remove")));
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

RecordingsDock::Parties RecordingsDock::partiesIn(const contract::Call &call) const
{
    const contract::Address &far = call.direction == contract::direction::outgoing ? call.destination : call.source;
    const QString number = CallsModel::numberOf(far);
    return {tr("%1 to %2").arg(m_calls.partyOf(call.source), m_calls.partyOf(call.destination)),
            m_calls.nameOf(far).isEmpty() ? QString() : format::groupedNumber(number),
            CallsModel::numberOf(call.source) + QLatin1Char('\n') + CallsModel::numberOf(call.destination)};
}

RecordingsDock::Parties RecordingsDock::partiesOf(const contract::Recording &recording)
{
    const QUuid id = recording.referenceId;
    const bool isRoom = recording.referenceType == QLatin1String("confbridge");
    if (const contract::Call *call = isRoom ? nullptr : m_calls.call(id))
        return m_parties[id] = partiesIn(*call);
    if (m_parties.contains(id))
        return m_parties.value(id);
    m_parties.insert(id, {(isRoom ? tr("Room %1") : tr("Call %1")).arg(format::shortId(id)), {}, {}});
    m_tasks.run({}, isRoom ? loadRoom(id) : loadParties(id));
    return m_parties.value(id);
}

const contract::Recording *RecordingsDock::current() const
{
    const QUuid id = m_table->currentIndex().siblingAtColumn(0).data(RecordingIdRole).toUuid();
    const auto found = m_recordings.constFind(id);
    return found == m_recordings.cend() ? nullptr : &*found;
}

void RecordingsDock::updatePlayer()
{
    const SoundClip &clip = m_player->clip();
    const auto time = [&](double frames) { return format::duration(core::Millis(qint64(frames * 1000 / clip.rate))); };
    m_wave->setPosition(m_player->position());
    m_time->setText(tr("%1 of %2").arg(time(m_player->position()), time(double(clip.frames()))));
    m_commands.action(QStringLiteral("recordings.play"))
        ->setIcon(icon(m_player->isPlaying() ? QStringLiteral("pause") : QStringLiteral("play")));
    m_commands.refresh();
}

} // namespace ui
