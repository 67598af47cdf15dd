// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/confbridges/roomsmodel.h"

#include "contract/conference.h"
#include "core/log.h"
#include "ui/common/callsmodel.h"
#include "ui/common/cells.h"
#include "ui/common/formats.h"
#include "ui/common/hostevents.h"
#include "ui/common/theme.h"

#include <QMimeData>

#include <algorithm>

namespace ui {
namespace {
constexpr double speechDb = -45;
constexpr qsizetype tipWidth = 120; ///< characters
constexpr core::Millis speakingStays{400};
const QStringList mediaTechnologies{"UnicastRTP", "AudioSocket", "WebSocket"};

bool isGone(const contract::Confbridge &one) { return one.status == QLatin1String("terminated") || one.tmDelete.isSet(); }
} // namespace

RoomsModel::RoomsModel(Host &host, CallsModel &calls, QObject *parent)
    : QStandardItemModel(0, Count, parent), m_host(host), m_calls(calls)
{
    setHorizontalHeaderLabels({tr("Participant"), tr("Level"), tr("Mic"), tr("Joined")});
    setHeaderData(Joined, Qt::Horizontal, int(Qt::AlignRight | Qt::AlignVCenter), Qt::TextAlignmentRole);
    connect(&host, &Host::quality, this, &RoomsModel::takeQuality);
    connect(&host, &Host::levels, this, &RoomsModel::takeLevels);
    connect(&calls, &CallsModel::loaded, this, &RoomsModel::refresh);
    connect(&calls, &CallsModel::flushed, this, [this](const QList<QUuid> &added, const QList<QUuid> &changed) {
        showChanged(added); // who joined before the call had a row has a name now
        showChanged(changed);
    });
    new HostEvents(
        host, {contract::service::call, contract::service::conference}, [this] { refresh(); },
        [this](const bus::Event &event) { receive(event); }, this);
}

void RoomsModel::refresh()
{
    QSet<QUuid> known = m_made;
    for (int row = 0; row < m_calls.rowCount(); ++row) {
        const contract::Call *call = m_calls.call(m_calls.index(row, 0));
        if (call && !call->confbridgeId.isNull() && !CallsModel::isEnded(*call))
            known.insert(call->confbridgeId);
    }
    for (const auto &[id, room] : m_rooms)
        known.insert(id); // it may have gone while nobody told
    for (const QUuid &id : std::as_const(known))
        load(id);
    if (m_host.stage() == Host::Stage::Up)
        loadConferences();
}

core::Task<void> RoomsModel::load(QUuid id)
{
    const auto alive = m_alive.token();
    clients::CallResourceClient client(m_host.bus(), contract::service::window);
    try {
        const auto found = co_await client.confbridge(id);
        if (!alive.lock())
            co_return;
        take(found);
        if (!found.bridgeId.isEmpty())
            loadChannels(id, found.bridgeId);
    } catch (const core::Error &error) {
        core::log::debug("window", "room {} not read: {}", core::toText(id), error.message());
        if (alive.lock() && error.code() == core::Errc::NotFound)
            remove(id);
    }
}

void RoomsModel::setEntered(const Monitor::Status &status)
{
    m_entered = status;
    for (const auto &[room, one] : m_rooms)
        show(one);
    Q_EMIT roomsChanged();
}

void RoomsModel::receive(const bus::Event &event)
{
    if (event.type == QLatin1String("conference_updated")) {
        const auto conference = event.data.as<contract::Conference>();
        if (m_names.contains(conference.id))
            loadName(conference.id);
        return;
    }
    if (!event.type.startsWith(QLatin1String("confbridge_")))
        return;
    const auto confbridge = event.data.as<contract::Confbridge>();
    if (event.type == QLatin1String("confbridge_deleted") || event.type == QLatin1String("confbridge_terminated"))
        remove(confbridge.id);
    else
        take(confbridge);
}

void RoomsModel::take(const contract::Confbridge &confbridge)
{
    if (isGone(confbridge))
        return remove(confbridge.id);
    Room &room = m_rooms[confbridge.id];
    const bool older = room.confbridge.tmUpdate > confbridge.tmUpdate;
    if (older)
        return;
    room.confbridge = confbridge;
    const QUuid &conference = confbridge.referenceId;
    if (confbridge.referenceType == QLatin1String("conference") && !conference.isNull() && !m_names.contains(conference)) {
        m_names.insert(conference, {});
        loadName(conference);
    }
    for (const Member &one : room.members)
        m_roomOf.remove(one.call);
    std::erase_if(room.members, [&](const Member &one) { return !confbridge.channelCallIds.contains(one.channel); });
    for (const auto &[channel, call] : confbridge.channelCallIds) {
        const auto isThis = [name = channel](const Member &one) { return one.channel == name; };
        if (std::none_of(room.members.begin(), room.members.end(), isThis))
            room.members.push_back({channel, call, false, false, core::Nanos(0), joinedAt(call)});
        m_roomOf.insert(call, confbridge.id);
    }
    show(room);
    Q_EMIT roomsChanged();
}

void RoomsModel::remove(const QUuid &id)
{
    const bool wasMade = m_made.remove(id);
    const auto found = m_rooms.find(id);
    if (found == m_rooms.end()) {
        if (wasMade)
            Q_EMIT roomsChanged();
        return;
    }
    for (const Member &one : found->second.members) {
        if (m_roomOf.value(one.call) == id)
            m_roomOf.remove(one.call);
    }
    m_rooms.erase(found);
    m_calls.setRoomName(id, {}, {});
    if (const QStandardItem *head = m_heads.take(id))
        removeRow(head->row());
    Q_EMIT roomsChanged();
}

void RoomsModel::showChanged(const QList<QUuid> &calls)
{
    for (const QUuid &call : calls) {
        const auto in = m_roomOf.constFind(call);
        const auto found = in == m_roomOf.cend() ? m_rooms.end() : m_rooms.find(*in);
        if (found == m_rooms.end())
            continue;
        showName(found->second);
        const std::vector<Member> &members = found->second.members;
        const auto member = std::find_if(members.begin(), members.end(), [&](const Member &one) { return one.call == call; });
        if (member != members.end())
            showMember(*headOf(*in), int(member - members.begin()), *member);
    }
}

bool RoomsModel::isMuted(const QUuid &callId) const
{
    const contract::Call *call = m_calls.call(callId);
    return call && (call->muteDirection == QLatin1String("in") || call->muteDirection == QLatin1String("both"));
}

/// In Live calls, too.
void RoomsModel::showName(const Room &room)
{
    const QString name = roomName(room);
    QStandardItem *head = headOf(room.confbridge.id);
    if (head->text() == name)
        return;
    head->setText(name);
    QList<QUuid> members;
    for (const Member &one : room.members)
        members += one.call;
    m_calls.setRoomName(room.confbridge.id, name, members);
}

void RoomsModel::show(const Room &room)
{
    const QUuid id = room.confbridge.id;
    QStandardItem *head = headOf(id);
    if (!head) {
        QList<QStandardItem *> cells;
        for (int i = 0; i < Count; ++i)
            cells += new QStandardItem;
        appendRow(cells);
        head = cells.front();
        m_heads.insert(id, head);
        head->setData(id, RoomRole);
        head->setData(true, StrongRole);
    }
    showName(room);
    head->setData(tr("%Ln in, %1", nullptr, int(room.members.size())).arg(room.confbridge.type), SecondaryRole);
    QStringList lines{format::shortened(roomName(room), tipWidth, tipWidth), core::toText(id)};
    if (!room.confbridge.flags.empty())
        lines += room.confbridge.flags.join(QLatin1String(", "));
    if (m_entered.isIn(id))
        lines += Monitor::sentenceOf(m_entered.mode);
    head->setToolTip(format::plainTip(lines.join(QLatin1Char('\n'))));
    head->setData(m_entered.isIn(id) ? Monitor::iconOf(m_entered.mode) : QStringLiteral("confbridge"), IconRole);
    head->setData(enteredToken(id), IconTokenRole);
    showRecording(room);
    setSince(*item(head->row(), Joined), room.confbridge.tmCreate);
    QList<QUuid> keys;
    for (const Member &one : room.members)
        keys += one.call;
    for (const QUuid &one : room.confbridge.externalMediaIds)
        keys += one;
    syncRows(*head, keys, id);
    int row = 0;
    for (const Member &one : room.members)
        showMember(*head, row++, one);
    for (const QUuid &one : room.confbridge.externalMediaIds)
        showTap(*head, row++, one);
}

/// Rows that stay keep their place, and with it the selection its participant.
void RoomsModel::syncRows(QStandardItem &head, const QList<QUuid> &keys, const QUuid &room)
{
    const auto keyAt = [&head](int row) { return head.child(row)->data(KeyRole).toUuid(); };
    const QSet<QUuid> wanted(keys.begin(), keys.end());
    for (int row = head.rowCount() - 1; row >= 0; --row) {
        if (!wanted.contains(keyAt(row)))
            head.removeRow(row);
    }
    for (int row = 0; row < keys.size(); ++row) {
        if (row < head.rowCount() && keyAt(row) == keys[row])
            continue;
        QList<QStandardItem *> cells;
        for (int column = 0; column < Count; ++column)
            cells += new QStandardItem;
        cells.front()->setData(keys[row], KeyRole);
        cells.front()->setData(room, RoomRole);
        head.insertRow(row, cells);
    }
}

void RoomsModel::showTap(QStandardItem &head, int row, const QUuid &id)
{
    QStandardItem *tap = head.child(row);
    tap->setText(isOwn(id) ? tr("You") : tr("External media"));
    tap->setData(isOwn(id) ? Monitor::iconOf(m_entered.mode) : QStringLiteral("external-media"), IconRole);
    tap->setData(format::shortId(id), SecondaryRole);
    tap->setToolTip(core::toText(id));
    head.child(row, Level)->setText(QString());
}

void RoomsModel::showMember(QStandardItem &head, int row, const Member &member)
{
    QStandardItem *name = head.child(row, Participant);
    const QString number = numberOf(member.call), known = nameOf(member.call);
    name->setText(known);
    name->setData(known == number, MonoRole);
    showGain(head, row, member, known == number ? QString() : number);
    name->setData(member.call, CallRole);
    const bool held = m_calls.isHeld(member.call), isEntered = m_entered.isIn(member.call);
    name->setData(isEntered         ? Monitor::iconOf(m_entered.mode)
                  : held            ? QStringLiteral("hold")
                  : member.speaking ? QStringLiteral("waveform")
                                    : QStringLiteral("participant"),
                  IconRole);
    name->setData(isEntered         ? enteredToken(member.call)
                  : held            ? QVariant(int(Token::Hold))
                  : member.speaking ? QVariant(int(Token::Progressing))
                                    : QVariant(),
                  IconTokenRole);
    name->setData(member.speaking, StrongRole);
    name->setData(held ? tr("on hold") : member.speaking ? tr("speaks") : QString(), Qt::AccessibleDescriptionRole);
    name->setToolTip(isEntered ? Monitor::sentenceOf(m_entered.mode) : held ? tr("On hold.") : QString());
    const bool muted = isMuted(member.call);
    QStandardItem *mic = head.child(row, Mic);
    mic->setData(muted ? QStringLiteral("mic-off") : QStringLiteral("mic"), IconRole);
    mic->setData(muted ? QVariant(int(Token::Warn)) : QVariant(), TokenRole);
    mic->setToolTip(muted ? tr("Muted. Click to unmute.") : tr("Click to mute."));
    setSince(*head.child(row, Joined), member.joined);
}

void RoomsModel::takeTaps(const QHash<QString, ChannelQuality> &channels)
{
    if (m_rooms.empty())
        return;
    QSet<QUuid> tapped;
    m_mediaChannels.clear();
    for (auto one = channels.cbegin(); one != channels.cend(); ++one) {
        const QString technology = one->name.section(QLatin1Char('/'), 0, 0);
        if (technology == QLatin1String("Snoop"))
            tapped.insert(one->callId);
        else if (mediaTechnologies.contains(technology))
            m_mediaChannels.insert(one.key());
    }
    bool changed = false;
    for (auto &[id, room] : m_rooms) {
        for (Member &member : room.members) {
            const bool isTapped = tapped.contains(member.call);
            changed = std::exchange(member.isTapped, isTapped) != isTapped || changed;
        }
    }
    if (changed)
        Q_EMIT speakingChanged();
}

void RoomsModel::takeQuality(const QHash<QString, ChannelQuality> &channels)
{
    takeTaps(channels);
    QHash<QString, QPointF> levels;
    for (const auto &[id, room] : m_rooms) {
        for (const Member &member : room.members) {
            if (const auto found = channels.constFind(member.channel); found != channels.cend())
                levels.insert(member.channel, QPointF(double(found->levelIn), double(found->levelOut)));
        }
    }
    takeLevels(levels);
}

void RoomsModel::takeLevels(const QHash<QString, QPointF> &channels)
{
    const core::Nanos now = m_host.clock().now();
    bool changed = false;
    for (auto &[id, room] : m_rooms) {
        QStandardItem *head = headOf(id);
        for (size_t i = 0; head && i < room.members.size(); ++i) {
            Member &member = room.members[i];
            const auto found = channels.constFind(member.channel);
            if (found == channels.cend())
                continue;
            if (found->x() > speechDb)
                member.spokeAt = now;
            const bool speaking = member.spokeAt.count() > 0 && now - member.spokeAt < speakingStays;
            head->child(int(i), Level)->setData(*found, LevelsRole);
            if (std::exchange(member.speaking, speaking) == speaking)
                continue;
            changed = true;
            showMember(*head, int(i), member);
        }
    }
    if (changed)
        Q_EMIT speakingChanged();
}

QString RoomsModel::channelOf(const QModelIndex &index) const
{
    const auto found = m_rooms.find(index.siblingAtColumn(0).data(RoomRole).toUuid());
    const QUuid call = index.siblingAtColumn(0).data(CallRole).toUuid();
    if (found == m_rooms.end() || call.isNull())
        return {};
    for (const Member &one : found->second.members) {
        if (one.call == call)
            return one.channel;
    }
    return {};
}

const RoomsModel::Room *RoomsModel::room(const QUuid &id) const
{
    const auto found = m_rooms.find(id);
    return found == m_rooms.end() ? nullptr : &found->second;
}

int RoomsModel::participants() const
{
    size_t all = 0;
    for (const auto &[id, one] : m_rooms)
        all += one.members.size();
    return int(all);
}

QStringList RoomsModel::mimeTypes() const { return {QString(CallsModel::callsMime)}; }

Qt::ItemFlags RoomsModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags usual = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    return index.isValid() ? usual | Qt::ItemIsDropEnabled : Qt::NoItemFlags;
}

bool RoomsModel::dropMimeData(const QMimeData *data, Qt::DropAction, int, int, const QModelIndex &parent)
{
    const QUuid room = parent.siblingAtColumn(0).data(RoomRole).toUuid();
    QList<QUuid> calls;
    for (const QByteArray &line : data->data(CallsModel::callsMime).split('\n')) {
        if (const QUuid id = core::parseId(QString::fromLatin1(line)); !id.isNull())
            calls += id;
    }
    if (room.isNull() || calls.isEmpty())
        return false;
    Q_EMIT joinWanted(calls, room);
    return true;
}

} // namespace ui
