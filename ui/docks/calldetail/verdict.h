// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/docks/calldetail/callstory.h"

#include <QWidget>

class QLabel;

namespace ui {

class CallsModel;
class StateChip;

/// Why a call ended, in one sentence and as the chain of what led there; hidden while it lives and all is well.
class VerdictStrip : public QWidget
{
    Q_OBJECT

public:
    explicit VerdictStrip(const CallStory &story, QWidget *parent = nullptr);
    /// `calls` says how it ended. `steps`: what the flow did.
    void show(const CallsModel &calls, const std::vector<contract::Action> &steps);
    /// State and code: "Failed 486".
    QString stateText() const;
    QString sentence() const;

Q_SIGNALS:
    void chainLinkClicked(quint64 sequence);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showRefused();
    void showChain(const std::vector<contract::Action> &steps);
    void drawChain();
    QStringList chain(const std::vector<contract::Action> &steps) const;
    const StoryEntry *lastFailure() const;
    /// Why the flow could not go on; null when it did.
    const StoryEntry *flowError() const;

    const CallStory &m_story;
    StateChip *m_state;
    QLabel *m_sentence, *m_chain, *m_facts;
    QStringList m_links; ///< of the chain
};

} // namespace ui
