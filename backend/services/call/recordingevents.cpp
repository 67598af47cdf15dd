// SPDX-License-Identifier: GPL-3.0-or-later
// From the engine's word on a recording to the stored file (contract/call-manager.md §10).
#include "services/call/recordings.h"
#include "services/call/statemachine.h"

namespace services::call {

using namespace contract;
using core::log::Level;

namespace {
const QString firstDirection = QStringLiteral("_in");
constexpr core::Millis snoopGrace{1000}; ///< between the end of a snoop and the engine's word on its recording
} // namespace

std::optional<QUuid> Recordings::ofName(const QString &name) const
{
    for (auto one = m_unfinished.cbegin(); one != m_unfinished.cend(); ++one) {
        if (one->contains(name))
            return one.key();
    }
    return std::nullopt;
}

Task<void> Recordings::started(QString name)
{
    const auto id = ofName(name);
    if (!id || !name.endsWith(firstDirection))
        co_return;
    bool changed = false;
    const auto now = m.clock->wall();
    const auto recording = co_await m.repo.recordings.modify(*id, [&changed, now](Recording &row) {
        changed = !row.tmStart.isSet() && row.status != recordingstatus::ended;
        if (changed)
            row.tmStart = now;
        if (changed && row.status == recordingstatus::initiating)
            row.status = recordingstatus::recording;
        return changed;
    });
    if (changed)
        m.announce(QStringLiteral("recording_started"), recording);
}

Task<void> Recordings::finished(QString name)
{
    const auto id = ofName(name);
    if (!id)
        co_return;
    const bool first = name.endsWith(firstDirection);
    if (first)
        co_await started(name); // events come in any order
    auto left = m_unfinished.find(*id);
    if (left == m_unfinished.end())
        co_return;
    left->remove(name);
    const bool last = left->isEmpty();
    if (first)
        co_await end(*id);
    if (last)
        co_await store(*id);
}

void Recordings::snoopEnded(const Channel &snoop)
{
    const auto part = [&snoop](const char *name) {
        const auto found = snoop.stasisData.find(QLatin1String(name));
        return found == snoop.stasisData.end() ? QString() : found->second;
    };
    const QUuid id = core::parseId(part("recording_id"));
    const QString name = part("recording_name") + QLatin1Char('_') + part("recording_direction");
    if (!m_unfinished.value(id).contains(name))
        return;
    m_graces[name] = m.clock->after(
        snoopGrace, [this, id, name] { m.background({}, "ending a recording without snoops", endWithoutSnoops(id, name)); });
}

void Recordings::keyPressed(const Call &call, const QString &key)
{
    QList<QUuid> ended;
    for (auto one = m_endKeys.cbegin(); one != m_endKeys.cend(); ++one) {
        const Recording *recording = m.repo.recordings.live(one.key());
        const bool fits = one.value() == key || one.value() == QLatin1String("any");
        if (fits && recording && (recording->referenceId == call.id || recording->referenceId == call.confbridgeId))
            ended += one.key();
    }
    for (const QUuid &id : ended) {
        m_endKeys.remove(id);
        m.background(call.id, "ending a recording by a key",
                     [](Recordings *self, QUuid recordingId) -> Task<void> { co_await self->stop(recordingId); }(this, id));
    }
}

Task<void> Recordings::endWithoutSnoops(QUuid id, QString name)
{
    m_graces.erase(name);
    if (!m_unfinished.value(id).contains(name))
        co_return;
    const auto recording = co_await m.repo.recordings.get(id);
    for (const QString &channel : recording->channelIds) {
        if (m.repo.channels.live(channel))
            co_return; // its fellow still records
    }
    co_await giveUp(id);
}

Task<void> Recordings::giveUp(QUuid id)
{
    m_graces.erase(core::toText(id));
    if (!m_unfinished.contains(id))
        co_return;
    co_await end(id);
    if (m_unfinished.contains(id))
        co_await store(id);
}

Task<void> Recordings::end(QUuid id)
{
    bool changed = false;
    const auto now = m.clock->wall();
    const auto recording = co_await m.repo.recordings.modify(id, [&changed, now](Recording &row) {
        changed = row.status != recordingstatus::ended;
        if (changed) {
            row.status = recordingstatus::ended;
            row.tmEnd = now;
        }
        return changed;
    });
    if (!changed)
        co_return;
    if (recording->tmStart.isSet()) // nobody has heard of one that could not begin
        m.announce(QStringLiteral("recording_finished"), recording);
    m.measures.recordingEnded(recording->referenceType);
    co_await leaveParent(*recording);
    endSnoops(*recording);
}

void Recordings::endSnoops(const Recording &recording)
{
    for (const QString &snoop : recording.channelIds) {
        if (m.repo.channels.live(snoop)) // it may have ended by silence or a key alone
            m.background(recording.referenceId, "ending a snoop", m.ari.hangup(recording.asteriskId, snoop, cause::normal));
    }
}

Task<void> Recordings::leaveParent(Recording recording)
{
    const QUuid id = recording.id;
    if (m.repo.calls.live(recording.referenceId)) {
        co_await m.repo.calls.modify(recording.referenceId, [id](Call &row) {
            const bool ours = row.recordingId == id && row.status != callstatus::hangup;
            if (ours)
                row.recordingId = QUuid();
            return ours;
        });
    } else if (m.repo.confbridges.live(recording.referenceId)) {
        co_await m.repo.confbridges.modify(recording.referenceId, [id](Confbridge &row) {
            const bool ours = row.recordingId == id;
            if (ours)
                row.recordingId = QUuid();
            return ours;
        });
    }
}

Task<void> Recordings::store(QUuid id)
{
    m_unfinished.remove(id);
    m_endKeys.remove(id);
    m_graces.erase(core::toText(id));
    const auto recording = co_await m.repo.recordings.get(id);
    m.repo.recordings.forget(id);
    if (!recording->tmStart.isSet())
        co_return;
    try {
        co_await m.ari.moveRecordingFiles(recording->asteriskId, recording->filenames);
        for (const QString &filename : recording->filenames) {
            FileCreate file;
            file.customerId = recording->customerId;
            file.ownerId = recording->ownerId;
            file.referenceType = QStringLiteral("recording");
            file.referenceId = recording->id;
            file.type = QStringLiteral("recording");
            file.name = filename;
            file.filename = filename;
            file.bucketName = m.config.bucket;
            file.filepath = QLatin1String("recording/") + filename;
            co_await m.storage.create(std::move(file));
        }
    } catch (const core::Error &error) {
        core::log::call(Level::Warn, "call", recording->referenceId, "the files of recording {} were not stored: {}", id,
                        error.message());
    }
    if (!recording->onEndFlowId.isNull())
        co_await runEndFlow(*recording);
}

Task<void> Recordings::runEndFlow(Recording recording)
{
    ActiveflowCreate wanted;
    wanted.customerId = recording.customerId;
    wanted.flowId = recording.onEndFlowId;
    wanted.referenceActiveflowId = recording.activeflowId;
    const Activeflow flow = co_await m.flows.createActiveflow(std::move(wanted));
    auto variables = variablesOf(recording);
    co_await m.flows.setVariables(flow.id, std::move(variables));
    co_await m.flows.execute(flow.id);
}

Task<void> Recordings::parentEnded(QUuid referenceId)
{
    QList<QUuid> running;
    for (auto one = m_unfinished.cbegin(); one != m_unfinished.cend(); ++one) {
        const Recording *recording = m.repo.recordings.live(one.key());
        if (recording && recording->referenceId == referenceId)
            running += one.key();
    }
    for (const QUuid &id : running)
        co_await stop(id);
}

Task<void> Recordings::reconcile()
{
    const QVariantList none;
    const QString open = QStringLiteral("status <> 'ended' AND tm_delete IS NULL");
    const auto former = co_await m.repo.recordings.where(open, none);
    for (const Recording &recording : former) {
        m.repo.recordings.adopt(recording);
        co_await end(recording.id);
        m.background(recording.referenceId, "storing what a former run recorded", store(recording.id));
    }
}

} // namespace services::call
