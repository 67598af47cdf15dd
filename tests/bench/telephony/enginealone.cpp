// SPDX-License-Identifier: GPL-3.0-or-later
// The switch alone, without a platform behind it, as the load of bench_telephony calls it: `ans` answers, `echo` echoes,
// `conf-…` joins the room of that name, `bridge` calls out to `--uas` and bridges the two.
#include "bench/figures.h"
#include "core/log.h"
#include "core/systemclock.h"
#include "telephony/softswitch/softswitch.h"

#include <QSet>

#include <csignal>

using core::Json;

namespace {
/// An ARI application that asks for what the dialled number stands for.
class Application
{
public:
    Application(telephony::TelephonyEngine &engine, QString uas) : m_engine(engine), m_uas(std::move(uas))
    {
        m_engine.setEventSink([this](const QString &, const telephony::ari::SharedEvent &event) { onEvent(*event); });
    }

private:
    void ask(const char *method, const QString &path, Json body = Json::object())
    {
        m_engine.request({QLatin1String(method), QLatin1String("/ari/") + path, std::move(body)});
    }
    void onEvent(const telephony::ari::Event &event)
    {
        if (!event.channel())
            return;
        if (event.type() == "StasisStart")
            entered(*event.channel(), event.members()["args"]);
        else if (event.type() == "ChannelStateChange" && event.channel()->state == QLatin1String("Up"))
            pickedUp(event.channel()->id);
        else if (event.type() == "ChannelDestroyed")
            ended(event.channel()->id);
    }

    void entered(const telephony::ari::Channel &channel, const Json &arguments)
    {
        const QString id = channel.id, dialled = channel.exten;
        if (arguments.dump().find("outgoing") != std::string::npos)
            return;
        if (dialled == QLatin1String("bridge"))
            return callOut(id);
        ask("POST", QStringLiteral("channels/%1/answer").arg(id));
        if (dialled == QLatin1String("echo"))
            ask("POST", QStringLiteral("channels/%1/continue").arg(id),
                {{"context", "svc-echo"}, {"extension", "s"}, {"priority", 1}});
        else if (dialled.startsWith(QLatin1String("conf-")))
            join(dialled, {id});
    }

    void callOut(const QString &caller)
    {
        const QString callee = QStringLiteral("out-%1").arg(++m_count);
        m_pairs.insert(callee, caller);
        m_pairs.insert(caller, callee);
        ask("POST", QStringLiteral("channels/create"),
            {{"endpoint", "PJSIP/call-out/sip:uas@" + m_uas.toStdString()},
             {"app", "voipbin"},
             {"appArgs", "context_type=call,context=call-out,direction=outgoing"},
             {"channelId", callee.toStdString()}});
        ask("POST", QStringLiteral("channels/%1/dial").arg(callee), {{"timeout", 30}});
    }

    void pickedUp(const QString &callee)
    {
        const QString caller = m_pairs.value(callee);
        if (!callee.startsWith(QLatin1String("out-")) || caller.isEmpty())
            return;
        ask("POST", QStringLiteral("channels/%1/answer").arg(caller));
        join(QLatin1String("pair-") + callee, {caller, callee});
    }

    void join(const QString &bridge, const QStringList &channels)
    {
        if (!m_bridges.contains(bridge)) {
            m_bridges.insert(bridge);
            ask("POST", QStringLiteral("bridges"), {{"bridgeId", bridge.toStdString()}, {"type", "mixing"}});
        }
        for (const QString &channel : channels)
            ask("POST", QStringLiteral("bridges/%1/addChannel").arg(bridge), {{"channel", channel.toStdString()}});
    }

    void ended(const QString &channel)
    {
        const QString other = m_pairs.take(channel);
        if (other.isEmpty())
            return;
        m_pairs.remove(other);
        ask("DELETE", QStringLiteral("channels/%1").arg(other));
        const QString bridge = QLatin1String("pair-") + (channel.startsWith(QLatin1String("out-")) ? channel : other);
        if (m_bridges.remove(bridge))
            ask("DELETE", QStringLiteral("bridges/%1").arg(bridge));
    }

    telephony::TelephonyEngine &m_engine;
    const QString m_uas;
    QHash<QString, QString> m_pairs; ///< both ways
    QSet<QString> m_bridges;
    int m_count = 0;
};
} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    signal(SIGTERM, [](int) { QCoreApplication::exit(0); });
    core::log::setLevel(core::log::Level::Error);
    telephony::softswitch::Config config;
    config.asteriskId = QStringLiteral("02:00:00:00:00:01");
    config.baseDomain = QStringLiteral("voipbin.net");
    config.realm = QStringLiteral("bench");
    config.sipPort = quint16(bench::option(QStringLiteral("port"), QStringLiteral("27060")).toUShort());
    telephony::softswitch::SoftSwitch engine(std::make_shared<core::SystemClock>(), nullptr, std::move(config));
    const Application application(engine, bench::option(QStringLiteral("uas"), QStringLiteral("127.0.0.4:5060")));
    engine.start();
    std::printf("%s\n", qPrintable(engine.sipAddress()));
    std::fflush(stdout);
    return QCoreApplication::exec();
}
