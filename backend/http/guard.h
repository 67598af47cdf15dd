// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/head.h"

#include <QTcpServer>
#include <QTcpSocket>

#include <functional>
#include <optional>

namespace http {

/// A client's connection for one request. Reads and judges the head itself; bounded in bytes and in time at every stage.
class GuardedSocket : public QTcpSocket
{
    Q_OBJECT
public:
    /// @param count  of open connections; this one counts as long as it lives.
    GuardedSocket(std::shared_ptr<core::Clock> clock, Limits limits, std::shared_ptr<int> count, QObject *parent);
    ~GuardedSocket() override { --*m_count; }

    /// The head, once, when the whole request is there; null for anything that follows it on the same connection.
    std::optional<Head> takeHead();
    /// The request is not all there yet.
    bool isIncomplete() const { return m_stage == Stage::Head || m_stage == Stage::Body; }
    const Head &head() const { return m_head; }
    /// The connection is another protocol's from here on: no limits, nothing read here. Its bytes, head included, are unread.
    void release();
    /// Sends the answer and closes. Does nothing when the client has gone.
    void answer(const QByteArray &bytes);

Q_SIGNALS:
    void headComplete();

private:
    enum class Stage { Head, Body, Handling, Answering, Refused, Released };

    void readMore();
    void refuse(int status, const char *why);
    void arm(core::Millis limit);

    std::shared_ptr<core::Clock> m_clock;
    const Limits m_limits;
    const std::shared_ptr<int> m_count;
    Stage m_stage = Stage::Head;
    Head m_head;
    core::Timer m_timer;
};

/// Accepts connections up to a number, beyond it the oldest whose request is incomplete gives way, and gives the HTTP server only those whose request head is complete and sound.
class Guard : public QTcpServer
{
    Q_OBJECT
public:
    Guard(std::shared_ptr<core::Clock> clock, Limits limits);

    int connections() const { return *m_connections; }
    /// Asked for each connection whose head is complete; true: it has taken the connection.
    void setTaker(std::function<bool(GuardedSocket *)> taker) { m_taker = std::move(taker); }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    bool makeRoom();

    std::shared_ptr<core::Clock> m_clock;
    const Limits m_limits;
    std::function<bool(GuardedSocket *)> m_taker;
    const std::shared_ptr<int> m_connections = std::make_shared<int>(0);
};

} // namespace http
