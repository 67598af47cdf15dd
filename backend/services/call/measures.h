// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/call.h"
#include "contract/callmedia.h"
#include "core/metrics.h"

namespace services::call {

/// What call-manager counts (contract/call-manager.md §16). Without metrics nothing is counted.
class Measures
{
public:
    /// @param metrics  may be null; otherwise outlives this.
    explicit Measures(core::Metrics *metrics) : m_metrics(metrics) {}

    void callCreated(const contract::Call &call);
    void callEnded(const contract::Call &call);
    void action(const QString &type);
    void whitelistRejected(const QString &country);
    void configFetchFailed(const char *kind);
    void channelEntered(const contract::Channel &channel);
    void channelEnded(const contract::Channel &channel);
    void roomCreated();
    void roomClosed(const contract::Confbridge &room, core::Timestamp now);
    void recordingStarted(const QString &referenceType);
    void recordingEnded(const QString &referenceType);
    void externalMediaStarted(const contract::ExternalMedia &media);
    void externalMediaStopped(const QString &referenceType);

private:
    void count(const char *name, const char *help, core::Metrics::Labels labels = {});
    void seconds(const char *name, const char *help, core::Metrics::Labels labels, core::Timestamp from, core::Timestamp to);

    core::Metrics *m_metrics;
};

} // namespace services::call
