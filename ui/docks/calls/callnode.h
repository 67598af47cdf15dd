// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUuid>

#include <memory>
#include <vector>

namespace ui {

/// By what a row is placed among its like. Kept as it was when the row was placed, so that rows move only when the order is
/// made anew.
struct SortKey
{
    double number = 0;
    QString text;
    int rank = 0;       ///< waiting 0, live 1, ended 2
    qint64 created = 0; ///< µs since 1970
    quint64 late = 0;   ///< it came while nothing was to move: behind all others, in this order; 0: it did not
    friend bool operator==(const SortKey &, const SortKey &) = default;
};

/// Never the same again, as addresses are. GUI thread.
inline quint64 nextSerial()
{
    static quint64 last = 0;
    return ++last;
}

struct UuidHash
{
    size_t operator()(const QUuid &id) const { return qHash(id); }
};

/// One groupcall, call or channel of the tree of live calls.
struct CallNode
{
    enum class Kind { Groupcall, Call, Channel };

    const quint64 serial = nextSerial();
    Kind kind = Kind::Call;
    QUuid id;        ///< of a channel: its call
    QString channel; ///< of a channel alone
    CallNode *parent = nullptr;
    std::vector<std::unique_ptr<CallNode>> channels; ///< of an open call
    std::vector<CallNode *> calls;                   ///< legs, chained calls, and groupcalls that a call or groupcall started
    SortKey key;
    SortKey next;             ///< what the next order goes by, if `hasNext`
    QString search;           ///< empty: not made yet
    int row = -1;             ///< where it is shown
    int depth = 0;            ///< as it is shown
    bool isOpen = false;      ///< the operator sees what is below
    bool isChosen = false;    ///< the operator opened or closed it
    bool matches = true;      ///< it is what the filter asks for
    bool matchesBelow = true; ///< or something below is
    bool isHiding = false;    ///< its row goes
    bool isRoot = false;      ///< nothing is above it
    bool isInRoots = false;   ///< it stands in the list of roots, perhaps no longer rightly
    bool isDirty = false;     ///< root: its rows are to be looked at
    bool isKeyStale = false;  ///< what it is placed by has changed
    bool hasNext = false;     ///< `next` differs from `key`
    bool wasPlaced = false;   ///< root: it has had a place
    bool isMoved = false;     ///< root: not where its key puts it among the roots
    bool isTouched = false;   ///< its cells are being announced as changed
    QUuid waitsFor;           ///< its master, while that is not there
    bool isKept = false;      ///< selected, before the last selection is laid over it
    bool isNow = false;       ///< in the last selection
    quint16 traits = 0;       ///< of a selected call, as CallsSelection counted them

    CallNode *root()
    {
        CallNode *node = this;
        while (node->parent)
            node = node->parent;
        return node;
    }
};

} // namespace ui
