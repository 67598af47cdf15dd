// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"
#include "telephony/engine.h"

namespace services::asteriskproxy {

/// Where recordings lie: the engine writes into `from`; moved ones are in `to` (contract/asterisk-proxy.md §5).
struct RecordingFolders
{
    QString from; ///< empty: recordings cannot be moved
    QString to;
};

/// The bridge between the bus and one telephony engine (contract/asterisk-proxy.md §1 to §3).
class Service
{
public:
    Service(bus::Bus &bus, telephony::TelephonyEngine &engine, RecordingFolders folders = {})
        : m_bus(bus), m_engine(engine), m_folders(std::move(folders))
    {
    }
    core::Task<void> start();
    void stop();

private:
    core::Task<bus::Reply> handle(bus::Request request);
    core::Task<bus::Reply> moveRecordings(bus::Request request);

    bus::Bus &m_bus;
    telephony::TelephonyEngine &m_engine;
    RecordingFolders m_folders;
    std::vector<bus::Subscription> m_subscriptions;
};

} // namespace services::asteriskproxy
