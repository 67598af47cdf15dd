// SPDX-License-Identifier: GPL-3.0-or-later
// Confbridges and groupcalls of contract/call-manager.md §1.
#include "services/call/confbridges.h"
#include "services/call/externalmedias.h"
#include "services/call/groupcalls.h"
#include "services/call/handlers.h"
#include "services/call/recordings.h"
#include "services/call/replies.h"

namespace services::call {

using namespace contract;

namespace {
const QStringList groupcallFilters{QStringLiteral("customer_id"),    QStringLiteral("owner_id"),
                                   QStringLiteral("status"),         QStringLiteral("flow_id"),
                                   QStringLiteral("master_call_id"), QStringLiteral("master_groupcall_id"),
                                   QStringLiteral("ring_method"),    QStringLiteral("answer_method"),
                                   QStringLiteral("answer_call_id"), QStringLiteral("answer_groupcall_id"),
                                   QStringLiteral("deleted")};

Task<bus::Reply> emptyReply(Task<void> task)
{
    co_await task;
    co_return bus::Reply::ok();
}
} // namespace

Task<bus::Reply> Handlers::createConfbridge(Request request)
{
    auto body = request.body<ConfbridgeCreate>();
    co_return co_await answerOf(m.confbridges->create(std::move(body)));
}

Task<bus::Reply> Handlers::confbridge(Request request) { return answerOf(m.repo.confbridges.get(request.id())); }
Task<bus::Reply> Handlers::removeConfbridge(Request request) { return answerOf(m.confbridges->remove(request.id())); }

Task<bus::Reply> Handlers::joinConfbridge(Request request)
{
    return bare404(emptyReply(m.confbridges->join(request.id(0), request.id(1))));
}
Task<bus::Reply> Handlers::kickFromConfbridge(Request request)
{
    return bare404(emptyReply(m.confbridges->kick(request.id(0), request.id(1))));
}

Task<bus::Reply> Handlers::terminateConfbridge(Request request) { return answerOf(m.confbridges->terminate(request.id())); }
Task<bus::Reply> Handlers::ringConfbridge(Request request) { return emptyReply(m.confbridges->ringAll(request.id())); }
Task<bus::Reply> Handlers::answerConfbridge(Request request) { return emptyReply(m.confbridges->answerAll(request.id())); }

Task<bus::Reply> Handlers::addFlag(Request request)
{
    const Json body = request.body<Json>();
    co_return co_await answerOf(m.confbridges->setFlag(request.id(), member<QString>(body, "flag"), true));
}

Task<bus::Reply> Handlers::removeFlag(Request request)
{
    const Json body = request.body<Json>();
    co_return co_await answerOf(m.confbridges->setFlag(request.id(), member<QString>(body, "flag"), false));
}

Task<bus::Reply> Handlers::startRoomRecording(Request request)
{
    auto wish = request.body<RecordingStart>();
    co_return co_await answerOf(m.recordings->startForRoom(request.id(), std::move(wish)));
}

Task<bus::Reply> Handlers::stopRoomRecording(Request request) { return answerOf(m.recordings->stopForRoom(request.id())); }

Task<bus::Reply> Handlers::startRoomExternalMedia(Request request)
{
    auto wish = request.body<ExternalMediaStart>();
    co_return co_await only400(answerOf(m.externalMedias->startForRoom(request.id(), std::move(wish))));
}

Task<bus::Reply> Handlers::stopRoomExternalMedia(Request request)
{
    const QUuid id = member<QUuid>(request.request.data.toJson(), "external_media_id");
    co_return co_await only400(answerOf(m.externalMedias->stopForRoom(request.id(), id)));
}

Task<bus::Reply> Handlers::listGroupcalls(Request request)
{
    Json filters = request.filters();
    const auto found =
        co_await m.repo.groupcalls.list(std::move(filters), groupcallFilters, request.pageSize(), request.pageToken());
    co_return Reply::ok(found);
}

Task<bus::Reply> Handlers::createGroupcall(Request request)
{
    auto body = request.body<GroupcallCreate>();
    co_return co_await answerOf(m.groupcalls->create(std::move(body)));
}

Task<bus::Reply> Handlers::groupcall(Request request) { return answerOf(m.repo.groupcalls.get(request.id())); }
Task<bus::Reply> Handlers::removeGroupcall(Request request) { return answerOf(m.groupcalls->remove(request.id())); }
Task<bus::Reply> Handlers::hangupGroupcall(Request request) { return answerOf(m.groupcalls->hangup(request.id())); }
Task<bus::Reply> Handlers::groupcallLegEnded(Request request) { return answerOf(m.groupcalls->legEnded(request.id())); }
Task<bus::Reply> Handlers::groupcallGroupEnded(Request request) { return answerOf(m.groupcalls->groupEnded(request.id())); }
Task<bus::Reply> Handlers::hangupOthers(Request request) { return answerOf(m.groupcalls->hangupOthers(request.id())); }

Task<bus::Reply> Handlers::groupcallAnswered(Request request)
{
    const Json body = request.body<Json>();
    const auto answer = member<QUuid>(body, "answer_groupcall_id");
    co_return co_await answerOf(m.groupcalls->answeredByGroup(request.id(), answer));
}

} // namespace services::call
