// SPDX-License-Identifier: GPL-3.0-or-later
// What the dock asks of call-manager for rooms.
#include "clients/flowclient.h"
#include "ui/common/ask.h"
#include "ui/common/callactions.h"
#include "ui/common/callrequests.h"
#include "ui/common/confirm.h"
#include "ui/common/dialling.h"
#include "ui/common/views.h"
#include "ui/docks/confbridges/confbridgesdock.h"

#include <QSettings>

namespace ui {
namespace {
const QString madeKey = QStringLiteral("rooms/made");

clients::CallResourceClient roomsOf(Host *host) { return {host->bus(), contract::service::window}; }

/// Dials the number and takes who answers into the room: a flow of two actions that lasts as long as the call.
core::Task<void> dialInto(Host *host, QUuid room, QString roomName, QString number)
{
    contract::FlowCreate flow;
    flow.customerId = host->facts().customerId;
    flow.type = QStringLiteral("flow");
    flow.name = roomName;
    flow.actions.resize(2);
    flow.actions[0].type = QStringLiteral("confbridge_join");
    flow.actions[0].option = core::Json{{"confbridge_id", core::utf8(core::toText(room))}};
    flow.actions[1].type = QStringLiteral("hangup");
    const contract::Address to = dialled(*host, number);
    const QUuid own = co_await flowBehind(host, number);
    if (!own.isNull())
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("NUMBER_HAS_NO_PHONE"),
                          ConfbridgesDock::tr("Behind %1 is a flow, not a phone.").arg(to.target));
    clients::FlowClient flows(host->bus(), contract::service::window);
    const contract::Flow made = co_await flows.createFlow(flow);
    contract::CallsCreate body;
    body.flowId = made.id;
    body.customerId = host->facts().customerId;
    body.source.type = QStringLiteral("extension");
    body.source.name = roomName;
    for (const auto &one : host->facts().extensions) { // nobody is called by himself
        if (one.number != to.target && one.number != to.targetName) {
            body.source.target = one.number;
            break;
        }
    }
    body.destinations.push_back(to);
    clients::CallClient calls(host->bus(), contract::service::window);
    co_await calls.create(body);
}
} // namespace

void ConfbridgesDock::keepRooms(QSettings &store)
{
    QSet<QUuid> ids;
    for (const QString &one : store.value(madeKey).toStringList())
        ids.insert(core::parseId(one));
    ids.remove(QUuid());
    m_model->setMade(ids);
    connect(m_model, &RoomsModel::roomsChanged, this, [this, &store, kept = ids]() mutable {
        if (kept == m_model->made())
            return;
        kept = m_model->made();
        QStringList texts;
        for (const QUuid &one : std::as_const(kept))
            texts += core::toText(one);
        store.setValue(madeKey, texts);
    });
}

void ConfbridgesDock::create()
{
    const auto task = [](Host *host, QPointer<RoomsModel> model) -> core::Task<void> {
        auto client = roomsOf(host);
        const contract::Confbridge made = co_await client.createConfbridge(callrequest::newRoom(host->facts().customerId));
        if (!model)
            co_return;
        model->setMade(QSet<QUuid>(model->made()) << made.id);
        model->take(made);
    };
    m_tasks.act(tr("Room not made."), task(&m_host, m_model));
}

void ConfbridgesDock::kick()
{
    const auto task = [](Host *host, QUuid room, QUuid call) -> core::Task<void> {
        auto client = roomsOf(host);
        co_await client.kick(room, call);
    };
    m_tasks.act(tr("Not removed."), task(&m_host, currentRoom(), currentCall()));
}

void ConfbridgesDock::terminate()
{
    const RoomsModel::Room *room = m_model->room(currentRoom());
    if (!room)
        return;
    const QUuid chosen = room->confbridge.id; // the room may go while the question stands
    const int members = int(room->members.size());
    const Question question{
        tr("Terminate %1?").arg(m_model->roomName(*room)),
        tr("%Ln participant(s) leave. Each goes on in its flow; where nothing comes after the room, the call is "
           "hung up. Recordings stay.",
           nullptr, members),
        tr("Keep the room"), tr("Terminate the room"), [chosen] {
            return QStringList(
                requestText(contract::service::call, clients::post, clients::path("confbridges", chosen, "/terminate")));
        }};
    if (!confirm(this, question))
        return;
    const auto task = [](Host *host, QUuid id) -> core::Task<void> {
        auto client = roomsOf(host);
        co_await client.terminate(id);
    };
    m_tasks.act(tr("Terminate failed."), task(&m_host, chosen));
}

void ConfbridgesDock::toggleRecording()
{
    const RoomsModel::Room *room = m_model->room(currentRoom());
    if (!room)
        return;
    const auto task = [](Host *host, QPointer<RoomsModel> model, QUuid id, bool running) -> core::Task<void> {
        auto client = roomsOf(host);
        contract::Confbridge now;
        if (running) {
            now = co_await client.stopRecording(id);
        } else {
            contract::RecordingStart body;
            body.format = QStringLiteral("wav");
            now = co_await client.startRecording(id, body);
        }
        if (model && now.id == id)
            model->take(now);
    };
    m_tasks.act(tr("Recording failed."), task(&m_host, m_model, room->confbridge.id, !room->confbridge.recordingId.isNull()));
}

void ConfbridgesDock::toggleFlag()
{
    const RoomsModel::Room *room = m_model->room(currentRoom());
    if (!room)
        return;
    const QString flag = QStringLiteral("no_auto_leave");
    const auto task = [](Host *host, QPointer<RoomsModel> model, QUuid id, QString name, bool on) -> core::Task<void> {
        auto client = roomsOf(host);
        const contract::Confbridge now = co_await client.setFlag(id, name, on);
        if (model)
            model->take(now);
    };
    m_tasks.act(tr("Flag not set."), task(&m_host, m_model, room->confbridge.id, flag, !room->confbridge.flags.contains(flag)));
}

void ConfbridgesDock::addByDialling()
{
    const RoomsModel::Room *room = m_model->room(currentRoom());
    if (!room)
        return;
    const QUuid id = room->confbridge.id;
    const QString name = m_model->roomName(*room);
    const QString number = ask(this, {tr("Call somebody into %1").arg(name), tr("Number"), tr("Call"), QStringLiteral("1001"),
                                      dialPattern(), false, tr("An extension, +82 2 555 0142, or user@host.")});
    if (!number.isEmpty())
        m_tasks.act(tr("Call failed."), dialInto(&m_host, id, name, number));
}

} // namespace ui
