// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings, external medias, outbound configs and recovery of contract/call-manager.md §1.
#include "services/call/externalmedias.h"
#include "services/call/handlers.h"
#include "services/call/outboundconfigs.h"
#include "services/call/recordings.h"
#include "services/call/recovery.h"
#include "services/call/replies.h"

namespace services::call {

using namespace contract;

namespace {
const QStringList recordingFilters{
    QStringLiteral("customer_id"),  QStringLiteral("owner_id"), QStringLiteral("activeflow_id"), QStringLiteral("reference_type"),
    QStringLiteral("reference_id"), QStringLiteral("status"),   QStringLiteral("format"),        QStringLiteral("on_end_flow_id"),
    QStringLiteral("asterisk_id"),  QStringLiteral("deleted")};
} // namespace

Task<bus::Reply> Handlers::listRecordings(Request request)
{
    Json filters = request.filters();
    const auto found =
        co_await m.repo.recordings.list(std::move(filters), recordingFilters, request.pageSize(), request.pageToken());
    co_return Reply::ok(found);
}

Task<bus::Reply> Handlers::createRecording(Request request)
{
    auto wish = request.body<RecordingStart>();
    co_return co_await answerOf(m.recordings->start(std::move(wish)));
}

Task<bus::Reply> Handlers::recording(Request request) { return answerOf(m.repo.recordings.get(request.id())); }
Task<bus::Reply> Handlers::removeRecording(Request request) { return bare404(answerOf(m.recordings->remove(request.id()))); }
Task<bus::Reply> Handlers::stopRecordingById(Request request) { return answerOf(m.recordings->stop(request.id())); }

Task<bus::Reply> Handlers::listExternalMedias(Request request)
{
    const auto reference = member<QUuid>(request.filters(), "reference_id");
    std::vector<ExternalMedia> found;
    if (!reference.isNull())
        found = co_await m.externalMedias->ofReference(reference);
    co_return Reply::ok(std::move(found));
}

Task<bus::Reply> Handlers::createExternalMedia(Request request)
{
    const Json body = request.body<Json>();
    auto wish = core::as<ExternalMediaStart>(body);
    take(body, "reference_typee", wish.referenceType); // January's spelling
    co_return co_await answerOf(m.externalMedias->start(std::move(wish)));
}

Task<bus::Reply> Handlers::externalMedia(Request request) { return answerOf(m.externalMedias->get(request.id())); }
Task<bus::Reply> Handlers::removeExternalMedia(Request request) { return answerOf(m.externalMedias->stop(request.id())); }

Task<bus::Reply> Handlers::listOutboundConfigs(Request request)
{
    auto customerId = core::parseId(request.query.value(QStringLiteral("customer_id")));
    take(request.filters(), "customer_id", customerId);
    auto found = co_await m.outboundConfigs->list(customerId, request.pageSize(), request.pageToken());
    co_return Reply::ok(std::move(found));
}

Task<bus::Reply> Handlers::createOutboundConfig(Request request)
{
    auto wish = request.body<OutboundConfigChange>();
    try {
        Reply reply = co_await answerOf(m.outboundConfigs->create(std::move(wish)));
        co_return reply;
    } catch (const core::Error &error) {
        if (error.code() != core::Errc::AlreadyExists)
            throw;
        co_return Reply::status(409);
    }
}

Task<bus::Reply> Handlers::outboundConfig(Request request) { return answerOf(m.outboundConfigs->get(request.id())); }
Task<bus::Reply> Handlers::removeOutboundConfig(Request request) { return answerOf(m.outboundConfigs->remove(request.id())); }
Task<bus::Reply> Handlers::updateOutboundConfig(Request request)
{
    auto wish = request.body<OutboundConfigChange>();
    co_return co_await answerOf(m.outboundConfigs->update(request.id(), std::move(wish)));
}

Task<bus::Reply> Handlers::recover(Request request)
{
    const Json body = request.body<Json>();
    co_return co_await only400(recoveryReply(member<QString>(body, "asterisk_id")));
}

Task<bus::Reply> Handlers::recoveryReply(QString asteriskId)
{
    co_await m.recovery->start(std::move(asteriskId));
    co_return Reply::ok();
}

} // namespace services::call
