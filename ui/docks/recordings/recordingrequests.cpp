// SPDX-License-Identifier: GPL-3.0-or-later
// What the dock asks of call-manager and storage-manager, and what its keys do.
#include "clients/serviceclients.h"
#include "ui/common/callsmodel.h"
#include "ui/common/confirm.h"
#include "ui/common/filterfield.h"
#include "ui/common/formats.h"
#include "ui/common/views.h"
#include "ui/docks/recordings/clipplayer.h"
#include "ui/docks/recordings/recordingsdock.h"
#include "ui/docks/recordings/waveview.h"

#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QNetworkReply>
#include <QSaveFile>

#include <algorithm>

namespace ui {
namespace {
constexpr unsigned recordingsRead = 200;
constexpr double skipSeconds = 5;
constexpr int askAgainMs = 500;
constexpr core::Millis filesComeWithin{60'000};
constexpr qint64 largestFile = 512LL * 1024 * 1024;
} // namespace

void RecordingsDock::refresh()
{
    if (m_host.stage() == Host::Stage::Up)
        m_tasks.run(tr("Recordings not read."), load());
}

core::Task<void> RecordingsDock::load()
{
    const auto alive = m_alive.token();
    clients::CallResourceClient client(m_host.bus(), contract::service::window);
    const contract::Page page{recordingsRead, {}};
    core::Json filters{{"deleted", false}};
    const auto found = co_await client.recordings(page, filters);
    if (!alive.lock())
        co_return;
    for (const contract::Recording &one : found)
        take(one);
}

core::Task<void> RecordingsDock::loadParties(QUuid callId)
{
    const auto alive = m_alive.token();
    clients::CallClient client(m_host.bus(), contract::service::window);
    try {
        const contract::Call call = co_await client.call(callId);
        if (!alive.lock())
            co_return;
        m_parties[callId] = partiesIn(call);
    } catch (const core::Error &) { // a call of long ago: its id stays
        co_return;
    }
    takeAllOf(callId);
}

/// The name of its conference; without one the room's id stays.
core::Task<void> RecordingsDock::loadRoom(QUuid confbridgeId)
{
    const auto alive = m_alive.token();
    clients::CallResourceClient rooms(m_host.bus(), contract::service::window);
    clients::ConferenceClient conferences(m_host.bus(), contract::service::window);
    try {
        const contract::Confbridge room = co_await rooms.confbridge(confbridgeId);
        const QUuid conference = room.referenceId;
        if (room.referenceType != QLatin1String("conference") || conference.isNull())
            co_return;
        const contract::Conference found = co_await conferences.conference(conference);
        if (!alive.lock() || found.name.isEmpty())
            co_return;
        m_parties[confbridgeId] = {found.name, {}, {}};
    } catch (const core::Error &) {
        co_return;
    }
    takeAllOf(confbridgeId);
}

void RecordingsDock::takeAllOf(const QUuid &reference)
{
    const auto known = m_recordings.values();
    for (const contract::Recording &one : known) {
        if (one.referenceId == reference)
            take(one);
    }
    if (const contract::Recording *one = current(); one && one->referenceId == reference)
        m_title->setText(partiesOf(*one).text);
}

void RecordingsDock::showCurrent()
{
    const contract::Recording *one = current();
    m_player->setClip({});
    m_wave->setClip({});
    m_files.clear();
    m_open = {};
    m_title->setText(one ? partiesOf(*one).text : tr("Select a recording to hear it."));
    m_title->setToolTip(one ? one->recordingName : QString());
    m_foot->setText({});
    updatePlayer();
    if (!one)
        return;
    if (one->status != contract::recordingstatus::ended) {
        m_foot->setText(tr("Still being recorded."));
        return;
    }
    m_open = one->id;
    m_foot->setText(tr("Reading…"));
    m_tasks.run(tr("Files not read."), openFiles(*one));
}

core::Task<void> RecordingsDock::openFiles(contract::Recording recording)
{
    const auto alive = m_alive.token();
    clients::StorageClient client(m_host.bus(), contract::service::window);
    const contract::Page page{recordingsRead, {}};
    core::Json filters{{"deleted", false}, {"reference_id", core::utf8(core::toText(recording.id))}};
    const auto files = co_await client.files(page, filters);
    if (!alive.lock() || m_open != recording.id)
        co_return;
    const bool fresh = m_host.clock().wall().micros() - recording.tmEnd.micros() < filesComeWithin.count() * 1000;
    if (files.size() < std::max<size_t>(1, recording.filenames.size()) && fresh) {
        QTimer::singleShot(askAgainMs, this, [this, recording] { // it has ended, but is not stored yet
            if (m_open == recording.id)
                m_tasks.run(tr("Files not read."), openFiles(recording));
        });
        co_return;
    }
    if (files.empty())
        m_foot->setText(tr("storage-manager keeps no file of this recording."));
    for (contract::File file : files) {
        if (file.uriDownload.isEmpty()) {
            const QUuid id = file.id;
            file = co_await client.refreshDownload(id);
            if (!alive.lock())
                co_return;
        }
        fetch(recording.id, file.filename, file.uriDownload);
    }
}

void RecordingsDock::fetch(const QUuid &recording, const QString &name, const QString &url)
{
    QNetworkReply *reply = m_network.get(QNetworkRequest(QUrl(url)));
    connect(reply, &QNetworkReply::downloadProgress, reply, [reply](qint64 received, qint64) {
        if (received > largestFile)
            reply->abort();
    });
    connect(reply, &QNetworkReply::finished, this, [this, reply, recording, name] {
        reply->deleteLater();
        if (m_open != recording)
            return;
        if (reply->error() != QNetworkReply::NoError) {
            messages()->show(MessageBar::Kind::Error, tr("File not read."), reply->errorString());
            return;
        }
        m_files.insert(name, reply->readAll());
        assemble();
    });
}

void RecordingsDock::assemble()
{
    std::optional<SoundClip> in, out;
    for (auto file = m_files.cbegin(); file != m_files.cend(); ++file) {
        auto clip = readWav(*file);
        if (!clip) {
            m_foot->setText(tr("%1 is of a kind this window does not play. Save it and play it elsewhere.").arg(file.key()));
            continue;
        }
        (file.key().contains(QLatin1String("_out.")) ? out : in) = std::move(clip);
    }
    std::optional<SoundClip> clip = in && out ? joined(*in, *out) : in ? in : out;
    if (!clip)
        return;
    qint64 bytes = 0;
    for (const QByteArray &file : std::as_const(m_files))
        bytes += file.size();
    m_foot->setText(tr("%1 Hz, %2, %3")
                        .arg(clip->rate)
                        .arg(clip->isStereo() ? tr("left in, right out") : tr("one side"), format::size(bytes)));
    m_wave->setClip(*clip);
    m_player->setClip(std::move(*clip));
    updatePlayer();
}

QString RecordingsDock::whyNoClip() const { return m_player->clip().frames() == 0 ? tr("No recording is open.") : QString(); }

QString RecordingsDock::whyOneSide() const
{
    const QString none = whyNoClip();
    return none.isEmpty() ? tr("The recording has one side only.") : none;
}

QString RecordingsDock::whyNone() const { return current() ? QString() : tr("No recording is selected."); }

void RecordingsDock::addCommand(const QString &id, const QString &text, const QString &iconName, const QKeySequence &keys,
                                std::function<QString()> offReason, std::function<void()> run)
{
    Command command;
    command.id = id;
    command.text = text;
    command.icon = iconName;
    command.shortcut = keys;
    command.offReason = std::move(offReason);
    command.run = std::move(run);
    command.scope = this;
    command.menu = id == QLatin1String("recordings.refresh") ? Menu::View : Menu::Call;
    command.group = id == QLatin1String("recordings.refresh") ? 3 : 7;
    command.place = tr("Recordings");
    m_commands.add(std::move(command), this);
}

void RecordingsDock::addCommands()
{
    const auto open = [this] { return whyNoClip(); };
    const auto chosen = [this] { return whyNone(); };
    m_commands.setSubject(tr("Recordings"), [this] {
        const contract::Recording *one = current();
        return one ? tr("Recording: %1").arg(partiesOf(*one).text) : tr("Recording: none selected");
    });
    addCommand("recordings.refresh", tr("Read recordings again"), "refresh", QKeySequence(Qt::Key_F5), {}, [this] { refresh(); });
    const auto audible = [this] { return whyNoClip().isEmpty() ? m_player->whyNot() : whyNoClip(); };
    addCommand("recordings.play", tr("Play or pause"), "play", QKeySequence(Qt::Key_Space), audible, [this] { togglePlaying(); });
    addCommand("recordings.forward", tr("5 seconds on"), "continue", QKeySequence(Qt::Key_Right), open,
               [this] { seekBy(skipSeconds); });
    addCommand("recordings.back", tr("5 seconds back"), "undo", QKeySequence(Qt::Key_Left), open,
               [this] { seekBy(-skipSeconds); });
    addCommand("recordings.nextEvent", tr("To the next speech"), "event-next", QKeySequence(Qt::SHIFT | Qt::Key_Right), open,
               [this] { seekEvent(1); });
    addCommand("recordings.previousEvent", tr("To the speech before"), "event-previous", QKeySequence(Qt::SHIFT | Qt::Key_Left),
               open, [this] { seekEvent(-1); });
    addCommand("recordings.faster", tr("Faster"), "speed", QKeySequence(Qt::Key_BracketRight), open,
               [this] { m_speed->setCurrentIndex(std::min(m_speed->currentIndex() + 1, m_speed->count() - 1)); });
    addCommand("recordings.slower", tr("Slower"), "speed", QKeySequence(Qt::Key_BracketLeft), open,
               [this] { m_speed->setCurrentIndex(std::max(m_speed->currentIndex() - 1, 0)); });
    const std::pair<const char *, QString> sides[] = {{"recordings.both", tr("Hear both sides")},
                                                      {"recordings.left", tr("Hear the left side, what came in")},
                                                      {"recordings.right", tr("Hear the right side, what went out")}};
    for (int i = 0; i < 3; ++i) {
        const auto needed = [this, i] { return i == 0 || m_player->clip().isStereo() ? whyNoClip() : whyOneSide(); };
        const Qt::Key keys[] = {Qt::Key_3, Qt::Key_1, Qt::Key_2};
        addCommand(QLatin1String(sides[i].first), sides[i].second, "speaker", QKeySequence(keys[i]), needed,
                   [this, i] { m_side->setCurrentIndex(i); });
    }
    const auto kept = [this] { return m_files.isEmpty() ? whyNoClip() : QString(); };
    addCommand("recordings.download", tr("Save as WAV…"), "download", QKeySequence(Qt::CTRL | Qt::Key_S), kept,
               [this] { download(); });
    addCommand("recordings.remove", tr("Delete…"), "delete", QKeySequence(Qt::Key_Delete), chosen, [this] { remove(); });
}

void RecordingsDock::togglePlaying()
{
    if (m_player->isPlaying())
        m_player->stop();
    else if (m_player->clip().frames() > 0 && !m_player->play())
        messages()->show(MessageBar::Kind::Warn, tr("No speaker."),
                         tr("Connect one, or save the recording and play it elsewhere."));
}

void RecordingsDock::seekBy(double seconds)
{
    m_player->seekTo(m_player->position() + seconds * m_player->clip().rate);
    updatePlayer();
}

void RecordingsDock::seekEvent(int step)
{
    const auto &events = m_wave->events();
    const double now = m_player->position();
    const double jumpReach = m_player->clip().rate / 2.0; // pressed again soon after a jump back, it goes one further
    double target = -1;
    for (const size_t at : events) {
        if (step > 0 && double(at) > now + 1) {
            target = double(at);
            break;
        }
        if (step < 0 && double(at) < now - jumpReach)
            target = double(at);
    }
    if (target < 0)
        return;
    m_player->seekTo(target);
    updatePlayer();
}

void RecordingsDock::download()
{
    const contract::Recording *one = current();
    const QString name = one ? format::fileName(format::dateTime(one->tmCreate) + QLatin1Char(' ') + partiesOf(*one).text)
                             : QStringLiteral("recording");
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Save the recording"), name + QStringLiteral(".wav"), tr("Sound (*.wav)"));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    const SoundClip &clip = m_player->clip(); // one that is not played here is saved as it is
    const QByteArray bytes = clip.frames() > 0 ? writeWav(clip) : m_files.isEmpty() ? QByteArray() : *m_files.cbegin();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) < 0 || !file.commit())
        messages()->show(MessageBar::Kind::Error, tr("Recording not saved."), file.errorString());
}

void RecordingsDock::remove()
{
    const contract::Recording *one = current();
    if (!one)
        return;
    const QUuid chosen = one->id; // recordings come and go while the question stands
    const QString of = tr("%1, %2").arg(partiesOf(*one).text, format::clock(one->tmCreate));
    const auto request = [chosen] {
        return QStringList(requestText(contract::service::call, clients::del, clients::path("recordings", chosen)));
    };
    if (!confirm(this, {tr("Delete the recording of %1?").arg(of), tr("Its files are deleted for good. The call's record stays."),
                        tr("Keep the recording"), tr("Delete the recording"), request}))
        return;
    const auto task = [](RecordingsDock *dock, core::Alive::Token alive, Host *host, QUuid id) -> core::Task<void> {
        clients::CallResourceClient client(host->bus(), contract::service::window);
        contract::Recording gone = co_await client.removeRecording(id);
        if (!alive.lock())
            co_return;
        gone.id = id;
        if (!gone.tmDelete.isSet())
            gone.tmDelete = host->clock().wall();
        dock->take(gone);
    };
    m_tasks.act(tr("Not deleted."), task(this, m_alive.token(), &m_host, chosen));
}

} // namespace ui
