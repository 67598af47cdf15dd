// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/call/recordings.h"

#include "services/call/confbridges.h"
#include "services/call/statemachine.h"

#include <QRegularExpression>

namespace services::call {

using namespace contract;
using core::log::Level;

namespace {
const QString ofCall = QStringLiteral("call");
const QString ofRoom = QStringLiteral("confbridge");
constexpr core::Millis stopGrace{10'000}; ///< between the wish to stop and the engine's word

[[noreturn]] void cannotRecord(const char *reason, const QString &why)
{
    throw core::Error(core::Errc::Internal, QLatin1String(reason), why);
}

QString nameOf(const Recording &recording, const QString &direction)
{
    return recording.recordingName + QLatin1Char('_') + direction;
}

/// What the arguments of a channel can carry (contract/asterisk-proxy.md §4), and the engine knows.
void requirePossible(const RecordingStart &wish)
{
    static const QRegularExpression formats(QStringLiteral("\\A[a-z0-9]{0,16}\\z"), QRegularExpression::CaseInsensitiveOption);
    static const QStringList keys{QString(), QStringLiteral("none"), QStringLiteral("any"), QStringLiteral("*"),
                                  QStringLiteral("#")};
    const auto invalid = [](const char *reason, const QString &why) {
        throw core::Error(core::Errc::InvalidArgument, QLatin1String(reason), why);
    };
    if (!formats.match(wish.format).hasMatch())
        invalid("INVALID_FORMAT", QStringLiteral("\"format\" must be a name such as wav."));
    if (!keys.contains(wish.endOfKey))
        invalid("INVALID_END_OF_KEY", QStringLiteral("\"end_of_key\" must be none, any, * or #."));
    if (wish.endOfSilence < 0)
        invalid("INVALID_END_OF_SILENCE", QStringLiteral("\"end_of_silence\" must not be below 0 seconds."));
    if (wish.duration < 0)
        invalid("INVALID_DURATION", QStringLiteral("\"duration\" must not be below 0 seconds."));
}

QString argumentOf(const Channel &channel, const char *name)
{
    const auto found = channel.stasisData.find(QLatin1String(name));
    return found == channel.stasisData.end() ? QString() : found->second;
}
} // namespace

std::map<QString, QString> Recordings::variablesOf(const Recording &recording)
{
    return {{QStringLiteral("voipbin.recording.id"), core::toText(recording.id)},
            {QStringLiteral("voipbin.recording.reference_type"), recording.referenceType},
            {QStringLiteral("voipbin.recording.reference_id"), core::toText(recording.referenceId)},
            {QStringLiteral("voipbin.recording.format"), recording.format},
            {QStringLiteral("voipbin.recording.recording_name"), recording.recordingName},
            {QStringLiteral("voipbin.recording.filenames"), recording.filenames.join(QLatin1Char(','))}};
}

Task<QString> Recordings::freeName(QString referenceType, QUuid referenceId)
{
    const QString second = m.clock->wall().toToken().left(19) + QLatin1Char('Z');
    const QString base = referenceType + QLatin1Char('_') + core::toText(referenceId) + QLatin1Char('_') + second;
    const QVariantList binds{referenceId.toRfc4122()};
    const auto former = co_await m.repo.recordings.where(QStringLiteral("reference_id = ?"), binds);
    QString name = base;
    const auto taken = [&] {
        return std::any_of(former.begin(), former.end(), [&](const Recording &one) { return one.recordingName == name; });
    };
    for (int i = 2; taken(); ++i)
        name = base + QStringLiteral("-%1").arg(i);
    co_return name;
}

Task<Recording> Recordings::start(RecordingStart wish)
{
    requirePossible(wish);
    Recording recording;
    QString engine, target;
    if (wish.referenceType == ofCall) {
        const auto call = co_await m.repo.calls.get(wish.referenceId);
        if (call->status != callstatus::progressing)
            cannotRecord("CALL_NOT_PROGRESSING", QStringLiteral("Only a call that was answered can be recorded."));
        engine = engineOf(m.repo, call->channelId);
        target = call->channelId;
        recording.customerId = call->customerId;
        recording.activeflowId = call->activeflowId;
    } else if (wish.referenceType == ofRoom) {
        const auto room = co_await m.repo.confbridges.get(wish.referenceId);
        if (room->tmDelete.isSet())
            cannotRecord("CONFBRIDGE_DELETED", QStringLiteral("The room has been deleted."));
        co_await m.confbridges->ensureBridge(room->id, QString());
        const RoomBridge bridge = co_await m.confbridges->bridgeOf(room->id);
        engine = bridge.asteriskId;
        target = bridge.id;
        recording.customerId = room->customerId;
        recording.activeflowId = room->activeflowId;
    } else {
        cannotRecord("REFERENCE_TYPE_UNKNOWN", QStringLiteral("\"%1\" cannot be recorded.").arg(wish.referenceType));
    }
    co_await requireBalance(m.billing, recording.customerId, QStringLiteral("recording"), QString());
    if (!wish.activeflowId.isNull())
        recording.activeflowId = wish.activeflowId;
    recording.id = core::newId();
    recording.referenceType = wish.referenceType;
    recording.referenceId = wish.referenceId;
    recording.status = recordingstatus::initiating;
    recording.format = wish.format.isEmpty() ? QStringLiteral("wav") : wish.format;
    recording.onEndFlowId = wish.onEndFlowId;
    recording.asteriskId = engine;
    recording.recordingName = co_await freeName(wish.referenceType, wish.referenceId);
    const QStringList directions = wish.referenceType == ofCall ? QStringList{QStringLiteral("in"), QStringLiteral("out")}
                                                                : QStringList{QStringLiteral("in")};
    for (const QString &direction : directions) {
        recording.filenames += nameOf(recording, direction) + QLatin1Char('.') + recording.format;
        m_unfinished[recording.id].insert(nameOf(recording, direction));
        if (wish.referenceType == ofCall)
            recording.channelIds += core::toText(core::newId());
    }
    if (!wish.endOfKey.isEmpty() && wish.endOfKey != QLatin1String("none"))
        m_endKeys.insert(recording.id, wish.endOfKey);
    recording = *co_await m.repo.recordings.insert(std::move(recording));
    if (!recording.activeflowId.isNull())
        m.background(recording.referenceId, "telling the flow of a recording",
                     m.flows.setVariables(recording.activeflowId, variablesOf(recording)));
    std::exception_ptr failure;
    try {
        co_await begin(recording, std::move(wish), engine, target);
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        const auto now = m.clock->wall();
        co_await m.repo.recordings.modify(recording.id, [now](Recording &row) {
            row.status = recordingstatus::ended;
            row.tmEnd = now;
            return true;
        });
        endSnoops(recording);
        m_unfinished.remove(recording.id);
        m_endKeys.remove(recording.id);
        m.repo.recordings.forget(recording.id);
        std::rethrow_exception(failure);
    }
    m.measures.recordingStarted(recording.referenceType);
    co_return recording;
}

Task<void> Recordings::begin(Recording recording, RecordingStart wish, QString engine, QString target)
{
    if (recording.referenceType == ofRoom) {
        Ari::RecordingWish sound{nameOf(recording, QStringLiteral("in")), recording.format, wish.duration, wish.endOfSilence,
                                 wish.endOfKey.isEmpty() ? QStringLiteral("none") : wish.endOfKey};
        co_await m.ari.recordBridge(engine, target, std::move(sound));
        co_return;
    }
    const QStringList directions{QStringLiteral("in"), QStringLiteral("out")};
    for (int i = 0; i < directions.size(); ++i) {
        const QString arguments =
            QStringLiteral("context_type=call,context=call-record,reference_type=%1,reference_id=%2,recording_id=%3,"
                           "recording_name=%4,recording_direction=%5,recording_format=%6,recording_end_of_silence=%7,"
                           "recording_end_of_key=%8,recording_duration=%9")
                .arg(recording.referenceType, core::toText(recording.referenceId), core::toText(recording.id),
                     recording.recordingName, directions[i], recording.format, QString::number(wish.endOfSilence), wish.endOfKey,
                     QString::number(wish.duration));
        const QString none;
        co_await m.ari.snoop(engine, target, recording.channelIds[i], directions[i], none, arguments);
    }
}

Task<void> Recordings::snoopEntered(Channel snoop)
{
    const auto recording = co_await m.repo.recordings.find(core::parseId(argumentOf(snoop, "recording_id")));
    if (recording && (recording->status == recordingstatus::stopping || recording->status == recordingstatus::ended)) {
        co_await m.ari.hangup(snoop.asteriskId, snoop.id, cause::normal); // who stopped it was faster
        co_return;
    }
    const QString key = argumentOf(snoop, "recording_end_of_key");
    Ari::RecordingWish sound;
    sound.name = argumentOf(snoop, "recording_name") + QLatin1Char('_') + argumentOf(snoop, "recording_direction");
    sound.format = argumentOf(snoop, "recording_format");
    sound.maxDurationSeconds = argumentOf(snoop, "recording_duration").toInt();
    sound.maxSilenceSeconds = argumentOf(snoop, "recording_end_of_silence").toInt();
    sound.terminateOn = key.isEmpty() ? QStringLiteral("none") : key;
    co_await m.ari.recordChannel(snoop.asteriskId, snoop.id, std::move(sound));
}

Task<Call> Recordings::startForCall(QUuid callId, RecordingStart wish)
{
    const auto call = co_await m.repo.calls.get(callId);
    if (!call->recordingId.isNull())
        cannotRecord("ALREADY_RECORDING", QStringLiteral("The call is being recorded."));
    wish.referenceType = ofCall;
    wish.referenceId = callId;
    const Recording recording = co_await start(std::move(wish));
    Call changed = *co_await m.repo.calls.modify(callId, [&recording](Call &row) {
        row.recordingId = recording.id;
        row.recordingIds.push_back(recording.id);
        return true;
    });
    co_return changed;
}

Task<Confbridge> Recordings::startForRoom(QUuid roomId, RecordingStart wish)
{
    const auto room = co_await m.repo.confbridges.get(roomId);
    if (!room->recordingId.isNull())
        cannotRecord("ALREADY_RECORDING", QStringLiteral("The room is being recorded."));
    wish.referenceType = ofRoom;
    wish.referenceId = roomId;
    const Recording recording = co_await start(std::move(wish));
    Confbridge changed = *co_await m.repo.confbridges.modify(roomId, [&recording](Confbridge &row) {
        row.recordingId = recording.id;
        row.recordingIds.push_back(recording.id);
        return true;
    });
    co_return changed;
}

Task<Recording> Recordings::stop(QUuid id)
{
    bool changed = false;
    Recording recording = *co_await m.repo.recordings.modify(id, [&changed](Recording &row) {
        changed = row.status == recordingstatus::initiating || row.status == recordingstatus::recording;
        if (changed)
            row.status = recordingstatus::stopping;
        return changed;
    });
    if (!changed)
        co_return recording;
    bool gone = false;
    try {
        if (recording.referenceType == ofRoom) {
            const QString name = nameOf(recording, QStringLiteral("in"));
            co_await m.ari.stopRecording(recording.asteriskId, name);
        } else {
            for (const QString &snoop : recording.channelIds)
                co_await m.ari.hangup(recording.asteriskId, snoop, cause::normal);
        }
    } catch (const core::Error &error) {
        gone = true;
        core::log::call(Level::Warn, "call", recording.referenceId, "the engine did not stop recording {}: {}", id,
                        error.message());
    }
    if (gone)
        co_await end(id);
    m_graces[core::toText(id)] = m.clock->after(
        stopGrace, [this, id] { m.background({}, "ending a recording that the engine does not end", giveUp(id)); });
    co_return recording;
}

Task<std::optional<Call>> Recordings::stopForCall(QUuid callId)
{
    const auto call = co_await m.repo.calls.get(callId);
    if (call->recordingId.isNull())
        co_return std::nullopt;
    co_await stop(call->recordingId);
    const auto changed = co_await m.repo.calls.modify(callId, [](Call &row) {
        row.recordingId = QUuid();
        return true;
    });
    co_return *changed;
}

Task<Confbridge> Recordings::stopForRoom(QUuid roomId)
{
    const auto room = co_await m.repo.confbridges.get(roomId);
    if (room->recordingId.isNull())
        cannotRecord("NOT_RECORDING", QStringLiteral("The room is not being recorded."));
    co_await stop(room->recordingId);
    Confbridge changed = *co_await m.repo.confbridges.modify(roomId, [](Confbridge &row) {
        row.recordingId = QUuid();
        return true;
    });
    co_return changed;
}

Task<Recording> Recordings::remove(QUuid id)
{
    Recording recording = co_await stop(id);
    if (recording.tmDelete.isSet())
        co_return recording;
    const auto now = m.clock->wall();
    recording = *co_await m.repo.recordings.modify(id, [now](Recording &row) {
        row.tmDelete = now;
        return true;
    });
    m.background(recording.referenceId, "deleting a recording's files", [](Context *context, QUuid recordingId) -> Task<void> {
        Json filters{{"reference_id", text(recordingId)}, {"deleted", false}};
        const Page all{1000, {}};
        const auto files = co_await context->storage.files(all, std::move(filters));
        for (const File &file : files)
            co_await context->storage.remove(file.id);
    }(&m, id));
    co_return recording;
}

} // namespace services::call
