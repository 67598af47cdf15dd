// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/docks/calls/callnode.h"

#include <Qt>

namespace ui {

/// The order of the roots of Live calls: by a column of CallsModel, or, without one, waiting calls first. What is equal by that is
/// newest first.
class CallsOrder
{
public:
    /// @param column  of CallsModel; −1: none. @return whether that is another order
    bool set(int column, Qt::SortOrder order);
    int column() const { return m_column; }
    Qt::SortOrder order() const { return m_sign > 0 ? Qt::AscendingOrder : Qt::DescendingOrder; }
    /// By what is measured, and told without an event of the call.
    bool isMeasured() const;
    /// By what changes all the time.
    bool isMoving() const;
    bool operator()(const CallNode *a, const CallNode *b) const;
    /// Puts those that are `isMoved` to their places among the others, which are in order.
    void arrange(std::vector<CallNode *> &roots) const;

private:
    void arrangeAll(std::vector<CallNode *> &roots) const;

    int m_column = -1, m_sign = 1;
};

} // namespace ui
