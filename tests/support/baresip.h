// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QProcess>
#include <QTcpSocket>
#include <QTemporaryDir>

#include <vector>

namespace support {

/// One baresip, driven by its ctrl_tcp module: it registers, calls, says a tone and records what it hears. Its ports lie on
/// ownAddress(), so tests may run side by side. The process ends with this object. Blocks; for tests only.
///
/// Guard the test with `requireServer(Baresip::program(), Baresip::package())` first.
class Baresip
{
public:
    struct Account
    {
        QString user, password;
        QString domain; ///< host of the address of record; `ip:port` of the server when empty
        QString server; ///< `ip:port`
        bool answersItself = false;
        bool tcp = false;
        bool tls = false;
        QString authority;                         ///< PEM file: whose certificates it takes over TLS; empty: anybody's
        QString dtmf = QStringLiteral("rtpevent"); ///< or `info`
        QString codec = QStringLiteral("pcmu");    ///< `pcma`, `g722/16000/1`, `opus/48000/2` …
        QString encryption;                        ///< `srtp` (as a choice), `srtp-mand`, `srtp-mandf`; empty: none
    };

    /// @param index  distinguishes the phones of one test program, from 0 to 40.
    explicit Baresip(int index);
    ~Baresip();
    Baresip(const Baresip &) = delete;
    Baresip &operator=(const Baresip &) = delete;

    static QString program() { return QStringLiteral("baresip"); }
    static QString package() { return QStringLiteral("baresip-core"); }

    /// Starts it and connects to its control socket; registration is under way then.
    /// @param hertz  tone it says in every call, 0: silence.
    bool start(const Account &account, double hertz = 0);
    /// Closes calls and recordings. May be called twice.
    void stop();

    /// Waits for an event after the last one taken, and takes it: REGISTER_OK, REGISTER_FAIL, CALL_INCOMING, CALL_RINGING,
    /// CALL_ESTABLISHED, CALL_CLOSED … Its text is then in param().
    bool waitFor(const char *type, int ms = 5000);
    /// True when no such event comes within `ms`.
    bool staysWithout(const char *type, int ms);
    /// Text of the event that waitFor() took: of CALL_CLOSED the status and phrase, if any.
    QString param() const { return m_param; }

    void dial(const QString &uri);
    /// Answers the incoming call.
    void accept();
    /// Hangs up, cancels, or refuses with 486.
    void hangup();
    /// Re-INVITE with `sendonly`, or back to `sendrecv`.
    void hold(bool on);
    /// Digits by the account's way.
    void press(const QString &digits);

    /// Waits until `audioMs` more have been heard in this call, however long that takes; false after `ms` without.
    bool listen(int audioMs, int ms = 15'000);
    /// What the last call let it hear, 8 kHz; whole after stop().
    std::vector<qint16> heard() const;
    QByteArray log() const;
    QString error() const { return m_error; }

private:
    bool writeConfiguration(const Account &account, double hertz);
    void command(const QString &name, const QString &params = {});
    void readEvents(int ms);
    QString recording() const;

    int m_index;
    int m_bytesPerMs = 0; ///< of its recordings, which have the rate and channels of the codec
    QString m_address, m_account;
    QTemporaryDir m_folder;
    QProcess m_process;
    QTcpSocket m_control;
    QByteArray m_received;
    std::vector<QJsonObject> m_events;
    size_t m_taken = 0;
    QString m_param, m_error;
};

} // namespace support
