// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/callsmodel.h"

#include "ui/common/hostevents.h"
#include "ui/common/sipanswers.h"

#include <QThreadPool>
#include <QTimerEvent>

#include <algorithm>

namespace ui {
namespace {
constexpr int frameMs = 16, sweepMs = 500;
constexpr core::Millis endedStays{5000}, failedStays{5 * 60'000}; // long enough to ask why
constexpr core::Millis answerComesWithin{2000};
constexpr int endedLimit = 1000;
constexpr size_t heardKept = 1000;
constexpr qsizetype manyChannels = 1000;

core::Timestamp newest(const contract::Call &call) { return call.tmUpdate.isSet() ? call.tmUpdate : call.tmCreate; }
} // namespace

CallsModel::CallsModel(Host &host, QObject *parent) : QAbstractTableModel(parent), m_host(host)
{
    connect(&host, &Host::quality, this, [this](const QHash<QString, ChannelQuality> &channels) {
        QHash<QString, ChannelQuality> before = std::exchange(m_quality, channels);
        m_levels.clear();
        Q_EMIT qualityChanged();
        if (before.size() > manyChannels) // a millisecond and more that a frame need not wait for
            QThreadPool::globalInstance()->start([old = std::move(before)] {});
    });
    connect(&host, &Host::levels, this, [this](const QHash<QString, QPointF> &channels) {
        m_levels.insert(channels);
        Q_EMIT levelsChanged();
    });
    const auto begun = [this] {
        for (const Extension &one : m_host.facts().extensions)
            m_extensionNames.insert(one.number, one.name);
        refresh();
    };
    new HostEvents(
        host, {contract::service::call, contract::service::flow}, begun, [this](const bus::Event &event) { receive(event); },
        this);
}

CallsModel::~CallsModel() = default;

void CallsModel::receive(const bus::Event &event)
{
    if (event.type.startsWith(QLatin1String("call_"))) {
        const auto call = event.data.as<contract::Call>();
        if (event.type == QLatin1String("call_deleted"))
            leave(call.id);
        else
            upsert(call);
    } else if (event.type.startsWith(QLatin1String("groupcall_"))) {
        Q_EMIT groupcallTold(event.data.as<contract::Groupcall>());
    } else if (event.type == QLatin1String("dtmf_received")) {
        const auto key = event.data.as<contract::Dtmf>();
        if (Row *row = find(key.callId)) {
            row->heard.digits += key.digit;
            mark(*row);
        }
    } else if (event.type == QLatin1String("recording_started") || event.type == QLatin1String("recording_finished")) {
        const auto recording = event.data.as<contract::Recording>();
        if (event.type == QLatin1String("recording_started"))
            recordingBegan(recording.referenceId, recording.id);
        else
            recordingEnded(recording.referenceId, recording.id);
    } else if (event.type.startsWith(QLatin1String("flow_"))) {
        const auto flow = event.data.as<contract::Flow>();
        noteFlow(flow);
    }
}

CallsModel::Row *CallsModel::find(const QUuid &id) const { return m_byId.value(id); }

void CallsModel::upsert(const contract::Call &call)
{
    Row *row = find(call.id);
    if (!row) {
        if (call.tmDelete.isSet())
            return;
        row = m_waiting.emplace_back(std::make_unique<Row>()).get();
        row->heard = m_heard.value(call.id);
        m_byId.insert(call.id, row);
    } else if (newest(row->call) > newest(call) || (isEnded(row->call) && !isEnded(call))) {
        return; // an older event may come late
    }
    if (isEnded(call) && (row->row < 0 || !isEnded(row->call)))
        row->endedAt = m_host.clock().now();
    if (isEnded(call) && !row->call.id.isNull() && !isEnded(row->call))
        ++m_endedSeen;
    row->call = call;
    lookForRefusal(*row);
    correctRecording(*row);
    noteAction(*row);
    mark(*row);
    if (isEnded(call) && !m_sweep.isActive())
        m_sweep.start(sweepMs, this);
}

void CallsModel::lookForRefusal(Row &row)
{
    if (row.refusal == 0 && isEnded(row.call) && !row.call.tmProgressing.isSet())
        row.refusal = ui::refusalOf(m_host.timeline(), row.call.id);
}

void CallsModel::noteAction(Row &row)
{
    const contract::Action &now = row.call.action;
    if (!now.tmExecute.isSet() || (!row.heard.actions.empty() && row.heard.actions.back().at >= now.tmExecute))
        return;
    if (row.heard.actions.size() >= actionsKept)
        row.heard.actions.erase(row.heard.actions.begin());
    row.heard.actions.push_back({now.id, now.type, now.tmExecute});
}

const std::vector<ActionStart> &CallsModel::actionsOf(const QUuid &id) const
{
    static const std::vector<ActionStart> none;
    const Row *row = find(id);
    const auto kept = m_heard.constFind(id);
    return row ? row->heard.actions : kept != m_heard.cend() ? kept->actions : none;
}

void CallsModel::mark(Row &row)
{
    const bool held = row.held && row.call.status == contract::callstatus::progressing;
    countAs(row, held ? State::Hold : stateOf(row.call));
    if (!std::exchange(row.isMarked, true))
        m_marked.push_back(&row);
    if (!m_frame.isActive())
        m_frame.start(frameMs, this);
}

void CallsModel::countAs(Row &row, State state)
{
    if (row.counted == state)
        return;
    --m_counts[size_t(row.counted)];
    ++m_counts[size_t(state)];
    row.counted = state;
    m_countsDirty = true;
}

void CallsModel::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_sweep.timerId()) {
        sweepEnded();
        return;
    }
    m_frame.stop();
    flush();
}

void CallsModel::flush()
{
    const std::vector<Row *> marked = std::exchange(m_marked, {});
    QList<QUuid> added, changed;
    std::vector<Row *> rows;
    for (Row *one : marked) {
        one->isMarked = false;
        if (one->row >= 0)
            rows.push_back(one);
        (one->row < 0 ? added : changed) += one->call.id;
    }
    insertWaiting();
    announce(std::move(rows));
    const QList<QUuid> removed = m_leaving;
    removeLeaving();
    Q_EMIT flushed(added, changed, removed);
    if (std::exchange(m_countsDirty, false))
        Q_EMIT countsChanged();
}

void CallsModel::insertWaiting()
{
    if (m_waiting.empty())
        return;
    const int first = int(m_rows.size());
    beginInsertRows({}, first, first + int(m_waiting.size()) - 1);
    for (auto &one : m_waiting) {
        one->row = int(m_rows.size());
        m_rows.push_back(std::move(one));
    }
    m_waiting.clear();
    endInsertRows();
}

void CallsModel::announce(std::vector<Row *> rows)
{
    if (rows.empty())
        return;
    const auto [first, last] =
        std::minmax_element(rows.begin(), rows.end(), [](const Row *a, const Row *b) { return a->row < b->row; });
    Q_EMIT dataChanged(index((*first)->row, 0), index((*last)->row, Count - 1));
}

void CallsModel::keepHeard(const QUuid &id, Heard heard)
{
    if (heard.digits.isEmpty() && heard.actions.empty())
        return;
    if (!m_heard.contains(id))
        m_heardOf.push_back(id);
    m_heard.insert(id, std::move(heard));
    if (m_heardOf.size() > heardKept) {
        m_heard.remove(m_heardOf.front());
        m_heardOf.pop_front();
    }
}

void CallsModel::leave(const QUuid &id)
{
    Row *row = m_byId.take(id);
    if (!row)
        return;
    countAs(*row, State::None);
    if (row->isMarked)
        std::erase(m_marked, row);
    row->isMarked = true; // never again
    keepHeard(id, row->heard);
    if (row->row < 0) {
        std::erase_if(m_waiting, [row](const auto &one) { return one.get() == row; });
        return;
    }
    m_leaving += id;
    m_gone.push_back(row);
    if (!m_frame.isActive())
        m_frame.start(frameMs, this);
}

void CallsModel::removeLeaving()
{
    if (m_leaving.isEmpty())
        return;
    m_leaving.clear();
    std::vector<int> rows;
    for (const Row *one : std::exchange(m_gone, {}))
        rows.push_back(one->row);
    std::sort(rows.begin(), rows.end(), std::greater<>());
    for (size_t i = 0; i < rows.size();) {
        const int last = rows[i];
        int first = last;
        while (++i < rows.size() && rows[i] == first - 1)
            --first;
        beginRemoveRows({}, first, last);
        m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
        endRemoveRows();
    }
    for (size_t i = size_t(rows.back()); i < m_rows.size(); ++i)
        m_rows[i]->row = int(i);
}

void CallsModel::sweepEnded()
{
    const core::Nanos now = m_host.clock().now();
    int ended = endedKept();
    bool more = false;
    for (const auto &row : m_rows) {
        if (!isEnded(row->call) || !m_byId.contains(row->call.id))
            continue;
        if (row->refusal == 0 && now - row->endedAt < answerComesWithin) { // it may be sent after the call is told to be over
            lookForRefusal(*row);
            if (row->refusal != 0)
                mark(*row);
        }
        const core::Millis stays = m_isInUse || stateOf(row->call) == State::Failed ? failedStays : endedStays;
        if (ended > endedLimit || (!m_keepEnded && now - row->endedAt > stays)) {
            --ended;
            leave(QUuid(row->call.id));
            continue;
        }
        more = true;
    }
    if (!more || m_keepEnded)
        m_sweep.stop();
}

void CallsModel::setHeld(const QUuid &id, bool held)
{
    if (Row *row = find(id)) {
        row->held = held;
        mark(*row);
    }
}

bool CallsModel::isHeld(const QUuid &id) const
{
    const Row *row = find(id);
    return row && row->held;
}

void CallsModel::setRoomName(const QUuid &room, const QString &name, const QList<QUuid> &members)
{
    if (name.isEmpty() ? m_roomNames.remove(room) == 0 : std::exchange(m_roomNames[room], name) == name)
        return;
    for (const QUuid &id : members) {
        if (Row *row = find(id))
            mark(*row);
    }
}

void CallsModel::setEntered(const Monitor::Status &status)
{
    const Monitor::Status before = std::exchange(m_entered, status);
    for (const QUuid &id : {before.subject.id, status.subject.id}) {
        if (Row *row = find(id))
            mark(*row);
    }
}

void CallsModel::recordingBegan(const QUuid &id, const QUuid &recording)
{
    Row *row = find(id);
    if (!row || row->lastRecording == recording)
        return;
    row->recording = recording;
    row->call.recordingId = recording;
    mark(*row);
}

void CallsModel::recordingEnded(const QUuid &id, const QUuid &recording)
{
    Row *row = find(id);
    if (!row)
        return;
    row->lastRecording = recording;
    if (row->recording == recording)
        row->recording = QUuid();
    if (row->call.recordingId == recording)
        row->call.recordingId = QUuid();
    mark(*row);
}

void CallsModel::setMusic(const QUuid &id, bool on)
{
    if (Row *row = find(id); row && std::exchange(row->music, on) != on)
        mark(*row);
}

bool CallsModel::hasMusic(const QUuid &id) const
{
    const Row *row = find(id);
    return row && row->music;
}

void CallsModel::setSilent(const QUuid &id, bool on)
{
    if (Row *row = find(id); row && std::exchange(row->silent, on) != on)
        mark(*row);
}

bool CallsModel::isSilent(const QUuid &id) const
{
    const Row *row = find(id);
    return row && row->silent;
}

void CallsModel::correctRecording(Row &row)
{
    if (row.call.recordingId.isNull() && !isEnded(row.call))
        row.call.recordingId = row.recording;
    if (row.call.recordingId == row.lastRecording)
        row.call.recordingId = QUuid();
}

void CallsModel::setKeepEnded(bool keep)
{
    if (std::exchange(m_keepEnded, keep) == keep)
        return;
    if (keep)
        refresh();
    m_sweep.start(sweepMs, this);
}

int CallsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

int CallsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : Count; }

const contract::Call *CallsModel::call(const QUuid &id) const
{
    const Row *row = find(id);
    return row ? &row->call : nullptr;
}

const contract::Call *CallsModel::call(const QModelIndex &index) const
{
    return index.isValid() ? call(index.data(IdRole).toUuid()) : nullptr;
}

const ChannelQuality *CallsModel::quality(const QString &channelId) const
{
    const auto known = m_quality.constFind(channelId);
    return known == m_quality.cend() ? nullptr : &*known;
}

std::optional<QPointF> CallsModel::levels(const QString &channelId) const
{
    if (const auto newer = m_levels.constFind(channelId); newer != m_levels.cend())
        return *newer;
    const ChannelQuality *one = quality(channelId);
    return one ? std::optional(QPointF(double(one->levelIn), double(one->levelOut))) : std::nullopt;
}

QModelIndex CallsModel::indexOf(const QUuid &id) const
{
    const Row *row = find(id);
    return row && row->row >= 0 ? index(row->row, 0) : QModelIndex();
}

} // namespace ui
