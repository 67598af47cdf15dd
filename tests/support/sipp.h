// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>
#include <QProcess>
#include <QTemporaryDir>

namespace support {

/// One run of sipp, for one call: a scenario of tests/e2e/sipp with its `@names@` filled in. Its ports lie on ownAddress(),
/// so tests may run side by side. The process ends with this object. Blocks; for tests only.
///
/// Guard the test with `requireServer(Sipp::program(), Sipp::package())` first.
class Sipp
{
public:
    /// @param index  distinguishes the phones of one test program, from 0 to 40. Runs of one index have the same address.
    explicit Sipp(int index) : m_index(index) {}
    ~Sipp();
    Sipp(const Sipp &) = delete;
    Sipp &operator=(const Sipp &) = delete;

    /// The port it listens on, at ownAddress().
    static quint16 portOf(int index);
    static QString program() { return QStringLiteral("sipp"); }
    static QString package() { return QStringLiteral("sip-tester"); }

    /// Starts a scenario, as caller or callee.
    /// @param scenario  path of the XML.
    /// @param server    `ip:port`.
    /// @param values    for the `@names@` of the scenario.
    bool start(const QString &scenario, const QString &server, const QMap<QString, QString> &values, bool tcp = false);
    /// True when the scenario went to its end as written; why() tells otherwise.
    bool succeeds(int ms = 20'000);
    /// start() and succeeds().
    bool run(const QString &scenario, const QString &server, const QMap<QString, QString> &values, bool tcp = false);

    /// The SIP messages received, in order, as they came.
    QList<QByteArray> received() const;
    QByteArray why() const;

private:
    int m_index;
    QTemporaryDir m_folder;
    QProcess m_process;
};

} // namespace support
