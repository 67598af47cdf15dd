// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fetch.h"
#include "core/metrics.h"
#include "store/cache.h"

#include <QStringList>

#include <memory>

namespace services::call {

/// Settings of call-manager (contract/call-manager.md §15).
struct Config
{
    QString baseDomain = QStringLiteral("voipbin.net"); ///< ending of the SIP domains
    std::shared_ptr<store::Cache> cache;
    QString bucket; ///< name of the bucket recordings are moved to
    QString homerAddress, homerToken;
    QStringList homerWhitelist;             ///< addresses of our load balancers
    std::shared_ptr<core::Fetcher> fetcher; ///< may reach Homer; null: no recovery
    core::Metrics *metrics = nullptr;       ///< null: nothing is counted; outlives the service
    int mediaWebSocketPort = 8088;          ///< of the engine, for external media over WebSocket
};

} // namespace services::call
