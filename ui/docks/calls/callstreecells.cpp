// SPDX-License-Identifier: GPL-3.0-or-later
// What the rows of live calls say, and what can be dragged from and dropped on them.
#include "ui/common/cells.h"
#include "ui/common/formats.h"
#include "ui/common/iconcache.h"
#include "ui/docks/calls/callstree.h"

#include <QMimeData>

namespace ui {
namespace {
QList<QUuid> callsIn(const QMimeData &data)
{
    QList<QUuid> ids;
    for (const QByteArray &line : data.data(CallsModel::callsMime).split('\n')) {
        if (const QUuid id = core::parseId(QString::fromLatin1(line)); !id.isNull())
            ids += id;
    }
    return ids;
}

QString technologyOf(const ChannelQuality &channel) { return channel.name.section(QLatin1Char('/'), 0, 0); }

/// It receives no RTP.
bool isInside(const ChannelQuality &channel)
{
    const QString technology = technologyOf(channel);
    return technology == QLatin1String("Snoop") || technology == QLatin1String("Local");
}

/// "incoming", "snoop": what a channel is there for.
QString kindOf(const ChannelQuality &channel, const contract::Call *call)
{
    const QString technology = technologyOf(channel);
    if (technology == QLatin1String("Snoop"))
        return CallsTree::tr("listens to the call");
    if (technology == QLatin1String("UnicastRTP") || technology == QLatin1String("AudioSocket") ||
        technology == QLatin1String("WebSocket"))
        return CallsTree::tr("external media, %1").arg(technology);
    if (technology == QLatin1String("Local"))
        return CallsTree::tr("inside the platform");
    const bool outgoing = call && call->direction == contract::direction::outgoing;
    return outgoing ? CallsTree::tr("outgoing, %1").arg(technology) : CallsTree::tr("incoming, %1").arg(technology);
}
} // namespace

QVariant CallsTree::data(const QModelIndex &index, int role) const
{
    const CallNode *node = nodeOf(index);
    if (!node)
        return {};
    switch (role) {
    case DepthRole: return node->depth;
    case ExpandableRole: return isExpandable(*node);
    case OpenRole: return isOpen(*node);
    case ChannelRole: return channelHeard(*node);
    case Qt::TextAlignmentRole: return m_calls.headerData(index.column(), Qt::Horizontal, role);
    case CallsModel::IdRole: return node->kind == Kind::Groupcall ? QVariant() : QVariant(node->id);
    case Qt::AccessibleDescriptionRole: return node->depth == 0 ? QVariant() : QVariant(tr("Level %1").arg(node->depth + 1));
    default: break;
    }
    switch (node->kind) {
    case Kind::Groupcall: return groupcallValue(*node, index.column(), role);
    case Kind::Channel: return channelValue(*node, index.column(), role);
    case Kind::Call: break;
    }
    return m_calls.cell(node->id, index.column(), role);
}

QString CallsTree::channelHeard(const CallNode &node) const
{
    const contract::Call *call = node.kind == Kind::Groupcall ? nullptr : m_calls.call(node.id);
    if (!call || call->status != contract::callstatus::progressing)
        return {};
    return node.kind == Kind::Channel ? node.channel : call->channelId;
}

int CallsTree::rowOf(const QUuid &call) const
{
    const CallNode *node = find(call);
    return node ? node->row : -1;
}

QVariant CallsTree::headerData(int section, Qt::Orientation orientation, int role) const
{
    return m_calls.headerData(section, orientation, role);
}

State CallsTree::groupcallState(const CallNode &node) const
{
    const contract::Groupcall *groupcall = m_groupcalls.find(node.id);
    bool lives = false;
    for (const CallNode *one : node.calls) {
        const contract::Call *call = one->kind == Kind::Call ? m_calls.call(one->id) : nullptr;
        if (call && call->status == contract::callstatus::progressing)
            return State::Progressing;
        lives = lives || !call || !CallsModel::isEnded(*call);
    }
    return !lives || (groupcall && groupcall->status == QLatin1String("hangup")) ? State::Hangup : State::Ringing;
}

QVariant CallsTree::groupcallValue(const CallNode &node, int column, int role) const
{
    const contract::Groupcall *groupcall = m_groupcalls.find(node.id);
    const State state = groupcallState(node);
    if (role == StateRole)
        return column == CallsModel::StateColumn ? QVariant::fromValue(state) : QVariant();
    if (role == DimRole)
        return state == State::Hangup;
    if (role == IconRole)
        return column == CallsModel::To ? QVariant(QStringLiteral("groupcall")) : QVariant();
    if (role == MonoRole)
        return column == CallsModel::Started ||
               (column == CallsModel::From && groupcall && m_calls.nameOf(groupcall->source).isEmpty());
    const contract::Address *only = groupcall && groupcall->destinations.size() == 1 ? &groupcall->destinations.front() : nullptr;
    if (role == SecondaryRole && column == CallsModel::To && only)
        return m_calls.nameOf(*only).isEmpty() ? QString() : format::groupedNumber(CallsModel::numberOf(*only));
    if (role == SecondaryRole && column == CallsModel::To && groupcall)
        return groupcall->ringMethod.isEmpty() ? QStringLiteral("ring_all") : groupcall->ringMethod;
    if (role == Qt::ToolTipRole && column == CallsModel::To && groupcall) {
        QStringList numbers{groupcall->ringMethod.isEmpty() ? QStringLiteral("ring_all") : groupcall->ringMethod};
        for (const contract::Address &one : groupcall->destinations)
            numbers += CallsModel::numberOf(one);
        return numbers.join(QLatin1Char('\n'));
    }
    if (role == CopyRole || role == Qt::ToolTipRole)
        return column == CallsModel::StateColumn || column == CallsModel::CallId ? QVariant(core::toText(node.id)) : QVariant();
    if ((role != Qt::DisplayRole && role != Qt::AccessibleTextRole) || !groupcall)
        return role == Qt::DisplayRole && column == CallsModel::StateColumn ? QVariant(stateWord(state)) : QVariant();
    switch (column) {
    case CallsModel::StateColumn: return stateWord(state);
    case CallsModel::From: return m_calls.partyOf(groupcall->source);
    case CallsModel::To: return only ? m_calls.partyOf(*only) : tr("Group of %Ln", nullptr, int(groupcall->destinations.size()));
    case CallsModel::Flow: return m_calls.flowName(groupcall->flowId);
    case CallsModel::Started: return format::clock(groupcall->tmCreate);
    case CallsModel::Duration: {
        const core::Timestamp end =
            state == State::Hangup && groupcall->tmUpdate.isSet() ? groupcall->tmUpdate : m_host.clock().wall();
        return format::duration(core::Millis((end.micros() - groupcall->tmCreate.micros()) / 1000));
    }
    case CallsModel::CallId: return format::shortId(node.id);
    default: return {};
    }
}

QVariant CallsTree::channelValue(const CallNode &node, int column, int role) const
{
    const ChannelQuality *channel = m_calls.quality(node.channel);
    const contract::Call *call = m_calls.call(node.id);
    const bool isOwn = call && call->channelId == node.channel;
    switch (role) {
    case MonoRole: return column == CallsModel::From || column == CallsModel::Flow || column == CallsModel::RtpPeer;
    case StateRole:
        return column == CallsModel::StateColumn ? QVariant::fromValue(isOwn     ? m_calls.stateOf(*call)
                                                                       : channel ? State::Progressing
                                                                                 : State::Unknown)
                                                 : QVariant();
    case LevelsRole:
        if (const auto now = column == CallsModel::Levels ? m_calls.levels(node.channel) : std::nullopt)
            return *now;
        return {};
    case CopyRole:
    case Qt::ToolTipRole: return column == CallsModel::From ? QVariant(node.channel) : QVariant();
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: break;
    default: return {};
    }
    const bool isMeasured = channel && channel->mos > 0 && !isInside(*channel);
    switch (column) {
    case CallsModel::StateColumn: return tr("Channel");
    case CallsModel::From: return channel && !channel->name.isEmpty() ? channel->name : node.channel;
    case CallsModel::To: return channel ? QVariant(kindOf(*channel, call)) : QVariant();
    case CallsModel::Flow: return channel && !channel->peer.isEmpty() ? QVariant(tr("rtp %1").arg(channel->peer)) : QVariant();
    case CallsModel::RtpPeer: return channel ? channel->peer : QString();
    case CallsModel::Codec: return channel && !channel->codec.isEmpty() ? channel->codec : format::none();
    case CallsModel::Mos: return isMeasured ? format::mos(channel->mos) : QString();
    case CallsModel::Jitter: return isMeasured ? QString::number(qRound(channel->jitterMs)) : QString();
    case CallsModel::Loss: return isMeasured ? format::loss(channel->lossPercent) : QString();
    case CallsModel::Duration: return isOwn ? m_calls.cell(node.id, column, Qt::DisplayRole) : QVariant();
    default: return {};
    }
}

QString CallsTree::searchOf(const CallNode &node) const
{
    if (node.kind == Kind::Call)
        return m_calls.searchText(node.id);
    QStringList words{core::toText(node.id)};
    for (const int column : {CallsModel::StateColumn, CallsModel::From, CallsModel::To, CallsModel::Flow})
        words += groupcallValue(node, column, Qt::DisplayRole).toString();
    return words.join(QLatin1Char(' ')).toLower();
}

Qt::ItemFlags CallsTree::flags(const QModelIndex &index) const
{
    const CallNode *node = nodeOf(index);
    if (!node)
        return Qt::NoItemFlags;
    const Qt::ItemFlags usual = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    const contract::Call *call = node->kind == Kind::Groupcall ? nullptr : m_calls.call(node->id);
    const bool canReceive = call && call->status == contract::callstatus::progressing;
    return usual | Qt::ItemIsDragEnabled | (canReceive ? Qt::ItemIsDropEnabled : Qt::NoItemFlags);
}

void CallsTree::collectCalls(const CallNode &node, QList<QUuid> &ids) const
{
    if (node.kind != Kind::Groupcall) {
        if (!ids.contains(node.id))
            ids += node.id;
        return;
    }
    for (const CallNode *one : node.calls)
        collectCalls(*one, ids);
}

QList<QUuid> CallsTree::callsOf(const QModelIndex &index) const
{
    QList<QUuid> ids;
    if (const CallNode *node = nodeOf(index))
        collectCalls(*node, ids);
    return ids;
}

QModelIndex CallsTree::parentRow(const QModelIndex &index) const
{
    const CallNode *node = nodeOf(index);
    return node && node->parent && node->parent->row >= 0 ? this->index(node->parent->row, 0) : QModelIndex();
}

QModelIndex CallsTree::reveal(const QUuid &call)
{
    CallNode *node = find(call);
    if (!node)
        return {};
    for (CallNode *above = node->parent; above; above = above->parent)
        setNodeOpen(*above, true);
    makeDirty(*node);
    settleDirty();
    announce();
    return node->row < 0 ? QModelIndex() : index(node->row, 0);
}

QMimeData *CallsTree::mimeData(const QModelIndexList &indexes) const
{
    QSet<QUuid> known;
    QStringList lines;
    for (const QModelIndex &one : indexes) {
        if (one.column() != 0)
            continue;
        for (const QUuid &id : callsOf(one)) {
            if (known.contains(id))
                continue;
            known.insert(id);
            lines += core::toText(id);
        }
    }
    auto *data = new QMimeData;
    data->setData(CallsModel::callsMime, lines.join(QLatin1Char('\n')).toLatin1());
    return data;
}

bool CallsTree::canDropMimeData(const QMimeData *data, Qt::DropAction, int, int, const QModelIndex &parent) const
{
    const CallNode *node = nodeOf(parent);
    const QList<QUuid> ids = callsIn(*data);
    return node && node->kind != Kind::Groupcall && !ids.isEmpty() && !ids.contains(node->id);
}

bool CallsTree::dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent)
{
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    Q_EMIT dropped(callsIn(*data), nodeOf(parent)->id);
    return true;
}

} // namespace ui
