// SPDX-License-Identifier: GPL-3.0-or-later
// What belongs below what.
#include "ui/docks/calls/callstree.h"

#include <algorithm>

namespace ui {

CallsTree::CallsTree(Host &host, CallsModel &calls, QObject *parent)
    : QAbstractTableModel(parent), m_host(host), m_calls(calls), m_groupcalls(host, calls), m_shown(*this)
{
    connect(&calls, &CallsModel::flushed, this, &CallsTree::take);
    connect(&calls, &CallsModel::qualityChanged, this, &CallsTree::takeQuality);
    connect(&m_groupcalls, &Groupcalls::changed, this, &CallsTree::groupcallChanged);
    QList<QUuid> there;
    for (int row = 0; row < calls.rowCount(); ++row)
        there += calls.index(row, 0).data(CallsModel::IdRole).toUuid();
    take(there, {}, {});
}

CallsTree::~CallsTree() = default;

int CallsTree::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : m_shown.count(); }

int CallsTree::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : CallsModel::Count; }

CallNode *CallsTree::find(const QUuid &id) const
{
    const auto known = m_nodes.find(id);
    return known == m_nodes.end() ? nullptr : known->second.get();
}

CallNode *CallsTree::nodeOf(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_shown.count() ? m_shown.at(index.row()) : nullptr;
}

void CallsTree::take(const QList<QUuid> &added, const QList<QUuid> &changed, const QList<QUuid> &removed)
{
    for (const QUuid &id : added)
        add(id);
    for (const QUuid &id : changed)
        change(id);
    for (const QUuid &id : removed)
        remove(id);
    settleDirty();
    announce();
}

void CallsTree::look(CallNode &node)
{
    if (m_selection)
        m_selection->look(node);
}

void CallsTree::add(const QUuid &id)
{
    if (find(id) || !m_calls.call(id))
        return;
    auto made = std::make_unique<CallNode>();
    CallNode &node = *made;
    node.id = id;
    m_nodes.emplace(id, std::move(made));
    place(node);
    adoptOrphansOf(id);
}

void CallsTree::change(const QUuid &id)
{
    CallNode *node = find(id);
    const contract::Call *call = m_calls.call(id);
    if (!node || !call)
        return;
    node->search.clear();
    node->isKeyStale = true;
    if (wantedParent(*node) != node->parent) {
        detach(*node);
        place(*node);
    }
    CallNode *root = node->root();
    root->isKeyStale = true;
    const bool matched = node->matches, matchedBelow = root->matchesBelow;
    if (!m_filter.isEmpty())
        judgeRoot(*root);
    if (matched != node->matches || matchedBelow != root->matchesBelow)
        makeDirty(*root);
    if (CallsModel::isEnded(*call) && !node->channels.empty())
        updateChannels(*node, {});
    look(*node);
    touch(*node);
    startSorting();
}

/// What a groupcall or the arrow of a row says goes by what is below.
void CallsTree::touch(const CallNode &node)
{
    for (const CallNode *one = &node; one; one = one->parent)
        m_touched += one->id;
}

void CallsTree::remove(const QUuid &id)
{
    const auto found = m_nodes.find(id);
    if (found == m_nodes.end())
        return;
    CallNode *parent = found->second->parent;
    const std::vector<CallNode *> left = std::exchange(found->second->calls, {});
    if (found->second->row >= 0)
        m_shown.markHiding(found->second->row);
    detach(*found->second);
    m_openCalls.remove(id);
    m_orphans.remove(found->second->waitsFor, id);
    bury(found);
    for (CallNode *one : left) {
        one->parent = nullptr;
        place(*one);
    }
    while (parent && parent->kind == Kind::Groupcall && parent->calls.empty()) {
        CallNode *above = parent->parent;
        const QUuid groupcall = parent->id;
        if (parent->row >= 0)
            m_shown.markHiding(parent->row);
        detach(*parent);
        bury(m_nodes.find(groupcall));
        m_groupcalls.drop(groupcall);
        parent = above;
    }
}

void CallsTree::bury(Nodes::iterator node)
{
    if (std::exchange(node->second->isDirty, false))
        std::erase(m_dirty, node->second.get());
    m_buried.push_back(std::move(node->second));
    m_nodes.erase(node);
}

CallNode &CallsTree::groupcallNode(const QUuid &id)
{
    if (CallNode *known = find(id))
        return *known;
    auto made = std::make_unique<CallNode>();
    CallNode &node = *made;
    node.id = id;
    node.kind = Kind::Groupcall;
    node.isOpen = true;
    m_nodes.emplace(id, std::move(made));
    m_groupcalls.want(id);
    place(node);
    adoptOrphansOf(id);
    return node;
}

/// The groupcall it is a leg of, or the call it is chained to. In a circle nobody is above.
CallNode *CallsTree::wantedParent(CallNode &node)
{
    if (!m_isTree)
        return nullptr;
    QUuid master;
    const contract::Call *call = node.kind == Kind::Call ? m_calls.call(node.id) : nullptr;
    const contract::Groupcall *groupcall = node.kind == Kind::Groupcall ? m_groupcalls.find(node.id) : nullptr;
    CallNode *above = nullptr;
    if (call && !call->groupcallId.isNull())
        above = &groupcallNode(call->groupcallId);
    else if (call)
        master = call->masterCallId;
    else if (groupcall)
        master = groupcall->masterGroupcallId.isNull() ? groupcall->masterCallId : groupcall->masterGroupcallId;
    if (!master.isNull())
        above = find(master);
    if (!above && !master.isNull() && !m_orphans.contains(master, node.id)) {
        m_orphans.insert(master, node.id);
        node.waitsFor = master;
    }
    for (const CallNode *one = above; one; one = one->parent) {
        if (one == &node)
            return nullptr;
    }
    return above;
}

void CallsTree::place(CallNode &node)
{
    CallNode *parent = wantedParent(node);
    node.parent = parent;
    if (parent) {
        const auto created = [this](const CallNode *one) {
            const contract::Call *call = m_calls.call(one->id);
            return call ? call->tmCreate : core::Timestamp();
        };
        const auto at = std::upper_bound(parent->calls.begin(), parent->calls.end(), &node,
                                         [&](const CallNode *a, const CallNode *b) { return created(a) < created(b); });
        parent->calls.insert(at, &node);
        if (!parent->isChosen && parent->kind == Kind::Call)
            setNodeOpen(*parent, true);
    } else {
        node.isRoot = node.isMoved = true;
        if (!std::exchange(node.isInRoots, true))
            m_roots.push_back(&node);
    }
    look(node);
    makeDirty(node);
}

/// Takes it from where it is; its rows go with the frame.
void CallsTree::detach(CallNode &node)
{
    if (node.row >= 0)
        m_shown.markHiding(node.row);
    if (CallNode *parent = std::exchange(node.parent, nullptr)) {
        std::erase(parent->calls, &node);
        look(node);
        makeDirty(*parent);
        return;
    }
    if (std::exchange(node.isDirty, false))
        std::erase(m_dirty, &node);
    node.isRoot = false;
    m_areRootsStale = true;
}

void CallsTree::adoptOrphansOf(const QUuid &id)
{
    const QList<QUuid> waiting = m_orphans.values(id);
    m_orphans.remove(id);
    for (const QUuid &one : waiting) {
        CallNode *node = find(one);
        if (node && wantedParent(*node) != node->parent) {
            detach(*node);
            place(*node);
        }
    }
}

void CallsTree::groupcallChanged(const QUuid &id)
{
    CallNode *node = find(id);
    if (!node)
        return;
    node->search.clear();
    if (wantedParent(*node) != node->parent) {
        detach(*node);
        place(*node);
    }
    node->isKeyStale = true;
    makeDirty(*node);
    settleDirty();
    announce();
}

void CallsTree::makeDirty(CallNode &node)
{
    touch(node);
    CallNode *root = node.root();
    root->isKeyStale = true;
    startSorting();
    if (!std::exchange(root->isDirty, true))
        m_dirty.push_back(root);
}

void CallsTree::setNodeOpen(CallNode &node, bool open)
{
    node.isOpen = open;
    if (node.kind != Kind::Call)
        return;
    if (open)
        m_openCalls.insert(node.id);
    else
        m_openCalls.remove(node.id);
    const contract::Call *call = m_calls.call(node.id);
    const bool lives = open && call && !CallsModel::isEnded(*call) && !call->channelId.isEmpty();
    if (!lives || node.channels.empty())
        updateChannels(node, lives ? QStringList{call->channelId} : QStringList());
}

void CallsTree::setOpen(const QModelIndex &index, bool open)
{
    CallNode *node = nodeOf(index);
    if (!node || !isExpandable(*node) || isOpen(*node) == open)
        return;
    node->isChosen = true;
    setNodeOpen(*node, open);
    makeDirty(*node);
    settleDirty();
    announce();
}

void CallsTree::setTree(bool on)
{
    if (std::exchange(m_isTree, on) == on)
        return;
    std::vector<CallNode *> calls, groups;
    for (const auto &[id, node] : m_nodes)
        (node->kind == Kind::Call ? calls : groups).push_back(node.get());
    for (CallNode *one : calls) {
        if (wantedParent(*one) != one->parent) {
            detach(*one);
            place(*one);
        } else {
            makeDirty(*one);
        }
    }
    for (CallNode *one : groups)
        detach(*one);
    for (CallNode *one : groups) { // of what is there now they are made anew
        const QUuid id = one->id;
        bury(m_nodes.find(id));
        m_groupcalls.drop(id);
    }
    settleAll();
    announce();
    Q_EMIT treeChanged(on);
}

bool CallsTree::isExpandable(const CallNode &node) const
{
    if (!m_isTree)
        return false;
    if (node.kind != Kind::Call)
        return node.kind == Kind::Groupcall && !node.calls.empty();
    const contract::Call *call = m_calls.call(node.id);
    return !node.calls.empty() || (call && !CallsModel::isEnded(*call) && !call->channelId.isEmpty());
}

bool CallsTree::isOpen(const CallNode &node) const
{
    return (node.isOpen || (!m_filter.isEmpty() && !node.matches && node.matchesBelow)) && isExpandable(node);
}

void CallsTree::list(CallNode &node, int depth, std::vector<CallsRows::Entry> &rows) const
{
    rows.push_back({&node, depth});
    if (!isOpen(node))
        return;
    for (const auto &channel : node.channels)
        rows.push_back({channel.get(), depth + 1});
    for (CallNode *one : node.calls)
        list(*one, depth + 1, rows);
}

void CallsTree::updateChannels(CallNode &node, const QStringList &ids)
{
    const auto same = [](const std::unique_ptr<CallNode> &one, const QString &id) { return one->channel == id; };
    if (std::equal(node.channels.begin(), node.channels.end(), ids.begin(), ids.end(), same))
        return;
    std::vector<std::unique_ptr<CallNode>> next;
    for (const QString &id : ids) {
        const auto known =
            std::find_if(node.channels.begin(), node.channels.end(), [&](const auto &one) { return one && one->channel == id; });
        auto channel = known == node.channels.end() ? std::make_unique<CallNode>() : std::move(*known);
        channel->kind = Kind::Channel;
        channel->id = node.id;
        channel->channel = id;
        channel->parent = &node;
        next.push_back(std::move(channel));
    }
    for (auto &gone : node.channels) {
        if (gone && gone->row >= 0)
            m_shown.markHiding(gone->row);
        if (gone)
            m_buried.push_back(std::move(gone));
    }
    node.channels = std::move(next);
    makeDirty(node);
}

void CallsTree::takeQuality()
{
    QHash<QUuid, QStringList> channels;
    for (const QUuid &id : std::as_const(m_openCalls)) {
        const contract::Call *call = m_calls.call(id);
        if (call && !CallsModel::isEnded(*call) && !call->channelId.isEmpty())
            channels.insert(id, {call->channelId});
    }
    if (!channels.isEmpty()) {
        for (auto one = m_calls.channels().cbegin(); one != m_calls.channels().cend(); ++one) {
            const auto open = channels.find(one->callId);
            if (open != channels.end() && !open->contains(one.key()))
                open->append(one.key());
        }
        for (auto one = channels.begin(); one != channels.end(); ++one) {
            std::sort(one->begin() + 1, one->end());
            if (CallNode *node = find(one.key()))
                updateChannels(*node, *one);
        }
        settleDirty();
        announce();
    }
    if (m_order.isMeasured() || m_filter.isAboutQuality())
        startSorting();
    if (m_shown.count() > 0)
        Q_EMIT dataChanged(index(0, CallsModel::Levels), index(m_shown.count() - 1, CallsModel::Loss));
}

} // namespace ui
