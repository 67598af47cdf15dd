// SPDX-License-Identifier: GPL-3.0-or-later
// The torture messages of RFC 4475, whole, cut off anywhere and with bytes changed. What is not a request gets no answer; what
// the RFC lets an element repair or refuse has the answer that this stack chose.
#include "sipcall.h"

#include <QDir>
#include <QFile>
#include <QTcpSocket>

#include <random>

using testsip::Peer;
using testsip::Stack;

namespace {
constexpr auto sender = "127.0.0.66";

QByteArray exact(const QString &name)
{
    QFile file(QStringLiteral(RFC4475) + name + QLatin1String(".dat"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool byConnection(const QByteArray &text)
{
    const qsizetype datagram = text.indexOf("/UDP");
    const qsizetype stream = std::max(text.indexOf("/TCP"), text.indexOf("/TLS"));
    return stream >= 0 && (datagram < 0 || stream < datagram);
}

/// Answers go to port 5060 of the sender, as the messages' Via fields ask; so the sender has an address of its own.
QByteArray asDatagram(const QString &name)
{
    QByteArray text = exact(name);
    if (byConnection(text))
        text.replace("SIP/2.0/TCP", "SIP/2.0/UDP").replace("SIP/2.0/TLS", "SIP/2.0/UDP");
    return text.replace("192.0.2.59:5050", "192.0.2.59");
}

/// Sends messages, and looks for the status of the next final answer.
class Torturer
{
public:
    explicit Torturer(quint16 port) : m_port(port) { m_bound = m_socket.bind(QHostAddress(QLatin1String(sender)), 5060); }
    bool isBound() const { return m_bound; }
    void send(const QByteArray &bytes) { m_socket.writeDatagram(bytes, QHostAddress::LocalHost, m_port); }
    bool sendByConnection(const QByteArray &bytes)
    {
        m_stream.bind(QHostAddress(QLatin1String(sender)));
        m_stream.connectToHost(QHostAddress::LocalHost, m_port);
        return m_stream.waitForConnected(3000) && m_stream.write(bytes) == bytes.size() && m_stream.flush();
    }
    /// 0 after `waitMs`.
    int finalStatus(int waitMs)
    {
        int status = 0;
        const bool final = QTest::qWaitFor(
            [&] {
                while (m_socket.hasPendingDatagrams() && status < 200) {
                    QByteArray text(int(m_socket.pendingDatagramSize()), '\0');
                    m_socket.readDatagram(text.data(), text.size());
                    status = Peer::status(text);
                }
                if (m_stream.isOpen())
                    m_read += m_stream.readAll();
                for (const QByteArray &line : m_read.split('\n')) {
                    if (status < 200 && line.startsWith("SIP/2.0 "))
                        status = Peer::status(line);
                }
                return status >= 200;
            },
            waitMs);
        return final ? status : 0;
    }

private:
    QUdpSocket m_socket;
    QTcpSocket m_stream;
    QByteArray m_read;
    quint16 m_port;
    bool m_bound = false;
};

QStringList all()
{
    QStringList names;
    for (const QString &file : QDir(QStringLiteral(RFC4475)).entryList({QStringLiteral("*.dat")}))
        names += file.chopped(4);
    return names;
}

/// One to four times a byte changed, a piece left out, or a piece said twice.
QByteArray mutated(QByteArray text, std::mt19937 &random)
{
    for (unsigned n = 0; n < 1 + random() % 4 && !text.isEmpty(); ++n) {
        const auto at = qsizetype(random() % unsigned(text.size()));
        const auto size = qsizetype(1 + random() % 16);
        if (const unsigned kind = random() % 8; kind == 0)
            text.remove(at, size);
        else if (kind == 1)
            text.insert(at, text.mid(at, size));
        else
            text[at] = char(random());
    }
    return text;
}

constexpr int atOnce = 50; ///< messages that fit into the socket's buffer

auto quickly()
{
    auto config = Stack::config();
    config.transactionTimeout = std::chrono::milliseconds(400);
    config.requestsPerSecondPerSource = 1'000'000;
    return config;
}
} // namespace

class Rfc4475Test : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// The digest of those of the RFC's Appendix A, one after the other.
    void theyAreThoseOfTheRfc()
    {
        QCOMPARE(all().size(), 49);
        QCryptographicHash digest(QCryptographicHash::Sha256);
        for (const QString &name : all())
            digest.addData(exact(name));
        QCOMPARE(digest.result().toHex(), QByteArray("c130abdedde20f53b7f1c70181dc8fc115afd568a12977d7db3d597f39a21378"));
    }

    void aMessage_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QList<int>>("statuses"); // one of these; 0: no answer; 100: it is a call that waits
        const auto row = [](const char *section, const char *what, const char *name, const QList<int> &statuses) {
            QTest::addRow("RFC 4475 §%s: %s", section, what) << QString::fromLatin1(name) << statuses;
        };
        row("3.1.1.1", "a short tortuous INVITE, in a dialog that is not here", "wsinv", {481});
        row("3.1.1.2", "a wide range of valid characters", "intmeth", {405, 501});
        row("3.1.1.3", "valid use of the escape", "esc01", {100});
        row("3.1.1.4", "escaped nulls in URIs", "escnull", {401});
        row("3.1.1.5", "a percent sign that escapes nothing", "esc02", {405, 501});
        row("3.1.1.6", "no space before the bracket", "lwsdisp", {200});
        row("3.1.1.7", "long values", "longreq", {100});
        row("3.1.1.8", "octets behind the datagram's end", "dblreq", {401});
        row("3.1.1.9", "semicolons in the user part", "semiuri", {200});
        row("3.1.1.10", "unknown transports", "transports", {200});
        row("3.1.1.11", "several parts", "mpart01", {403, 405, 501});
        row("3.1.1.12", "an unusual reason phrase", "unreason", {0});
        row("3.1.1.13", "an empty reason phrase", "noreason", {0});
        row("3.1.2.1", "separators too many, also where the answer would go", "badinv01", {400, 0});
        row("3.1.2.2", "shorter than it says", "clerr", {400});
        row("3.1.2.3", "a negative length", "ncl", {400});
        row("3.1.2.4", "numbers too large", "scalar02", {400});
        row("3.1.2.5", "numbers too large in an answer", "scalarlg", {0});
        row("3.1.2.6", "a quotation without an end", "quotbal", {400});
        row("3.1.2.7", "brackets around the request URI", "ltgtruri", {400});
        row("3.1.2.8", "a space in the request URI", "lwsruri", {400, 0});
        row("3.1.2.9", "spaces between the elements", "lwsstart", {400, 100});
        row("3.1.2.10", "spaces at the end of the request line", "trws", {400, 200});
        row("3.1.2.11", "escaped headers in the request URI", "escruri", {400, 100});
        row("3.1.2.12", "a time zone that is not GMT", "baddate", {400, 100});
        row("3.1.2.13", "a URI that needs brackets", "regbadct", {400, 401});
        row("3.1.2.14", "spaces in an address", "badaspec", {400, 200});
        row("3.1.2.15", "a name that needs quotes", "baddn", {400, 200});
        row("3.1.2.16", "another version", "badvers", {505});
        row("3.1.2.17", "two methods", "mismatch01", {400});
        row("3.1.2.18", "an unknown method, and another", "mismatch02", {400, 501, 405});
        row("3.1.2.19", "an overlarge status", "bigcode", {0});
        row("3.2.1", "a branch that names nothing", "badbranch", {200, 400});
        row("3.3.1", "headers missing", "insuf", {400});
        row("3.3.2", "an unknown scheme", "unkscm", {416});
        row("3.3.3", "a scheme that is no address", "novelsc", {416});
        row("3.3.4", "unknown schemes in headers", "unksm2", {400, 401});
        row("3.3.5", "extensions nobody has", "bext01", {420});
        row("3.3.6", "an unknown body", "invut", {415});
        row("3.3.7", "an unknown kind of credentials", "regaut01", {401});
        row("3.3.8", "values too many", "multi01", {400});
        row("3.3.9", "two lengths", "mcl01", {400});
        row("3.3.10", "an answer that wants to be broadcast", "bcast", {0});
        row("3.3.11", "no hop left, and none needed", "zeromf", {200});
        row("3.3.12", "a parameter of the contact", "cparam01", {401});
        row("3.3.13", "a parameter of the URI", "cparam02", {401});
        row("3.3.14", "an escaped header in the contact", "regescrt", {401});
        row("3.3.15", "an answer that cannot be accepted", "sdp01", {406, 100});
        row("3.4.1", "a call of RFC 2543", "inv2543", {100});
    }
    void aMessage()
    {
        QFETCH(QString, name);
        QFETCH(QList<int>, statuses);
        Stack stack(quickly());
        Torturer torturer(stack.sip->port());
        QVERIFY(torturer.isBound());
        QByteArray text = exact(name);
        if (byConnection(text)) {
            text.replace("SIP/2.0/TLS", "SIP/2.0/TCP"); // the one that names TLS: tst_siptls covers how such lines arrive
            QVERIFY(torturer.sendByConnection(text));
        } else {
            torturer.send(asDatagram(name));
        }
        const bool quiet = statuses.contains(0) || statuses.contains(100);
        int status = torturer.finalStatus(quiet ? 300 : 2000);
        if (status == 0 && !stack.calls.empty())
            status = 100;
        QVERIFY2(statuses.contains(status), qPrintable(QString::number(status)));
        QVERIFY(status == 100 || stack.calls.empty());
        Peer bystander(stack);
        QCOMPARE(bystander.options(), 200);
    }

    void cutOffAnywhere()
    {
        Stack stack(quickly());
        Torturer torturer(stack.sip->port());
        Peer bystander(stack);
        for (const QString &name : all()) {
            const QByteArray text = asDatagram(name);
            for (qsizetype size = 1; size < text.size(); ++size) {
                torturer.send(text.left(size));
                QVERIFY2(size % atOnce != 0 || bystander.options() == 200, qPrintable(name));
            }
            QVERIFY2(bystander.options() == 200, qPrintable(name));
        }
    }

    /// VOXBOARD_TORTURES says how many in all.
    void withBytesChanged()
    {
        std::mt19937 random(4475);
        Stack stack(quickly());
        Torturer torturer(stack.sip->port());
        Peer bystander(stack);
        const int each = std::max(qEnvironmentVariableIntValue("VOXBOARD_TORTURES"), 4000) / int(all().size());
        for (const QString &name : all()) {
            const QByteArray text = asDatagram(name);
            for (int i = 1; i <= each; ++i) {
                torturer.send(mutated(text, random));
                QVERIFY2(i % atOnce != 0 || bystander.options() == 200, qPrintable(name));
            }
            QVERIFY2(bystander.options() == 200, qPrintable(name));
        }
    }
};

QTEST_GUILESS_MAIN(Rfc4475Test)
#include "tst_rfc4475.moc"
