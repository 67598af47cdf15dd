// SPDX-License-Identifier: GPL-3.0-or-later
// The composition root of the embedded platform: the only file that names its adapters.
#include "app/platform.h"

#include "app/seed.h"
#include "clients/businessclients.h"
#include "core/log.h"
#include "http/server.h"
#include "http/wavfolder.h"
#include "sdk/ttsprovider.h"
#include "services/asteriskproxy/service.h"
#include "services/call/service.h"
#include "services/customer/service.h"
#include "services/flow/service.h"
#include "services/number/service.h"
#include "services/registrar/service.h"
#include "services/tts/service.h"
#include "store/sqlitestore.h"
#include "telephony/softswitch/softswitch.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QPluginLoader>
#include <QRandomGenerator>
#include <QSettings>

namespace app {
namespace {
/// A locally administered MAC address, made once per installation (contract/asterisk-proxy.md §1).
QString engineId(const QString &folder)
{
    QSettings settings(folder + QLatin1String("/engine.ini"), QSettings::IniFormat);
    QString id = settings.value(QStringLiteral("asterisk_id")).toString();
    if (id.isEmpty()) {
        id = QStringLiteral("02");
        for (int i = 0; i < 5; ++i)
            id += QStringLiteral(":%1").arg(QRandomGenerator::system()->bounded(256), 2, 16, QLatin1Char('0'));
        settings.setValue(QStringLiteral("asterisk_id"), id);
    }
    return id;
}

std::vector<sdk::TtsProvider *> ttsProviders()
{
    std::vector<sdk::TtsProvider *> providers;
    for (QObject *plugin : QPluginLoader::staticInstances()) {
        if (auto *provider = qobject_cast<sdk::TtsProvider *>(plugin))
            providers.push_back(provider);
    }
    return providers;
}

contract::AstContact toContract(const telephony::sip::Contact &contact)
{
    contract::AstContact made;
    made.uri = QString(contact.uri).replace(QLatin1Char(';'), QLatin1String("^3B"));
    made.endpoint = contact.user + QLatin1Char('@') + contact.realm;
    made.id = made.endpoint + QLatin1String("^3B@") + core::toText(QUuid::createUuidV5(QUuid(), contact.uri));
    made.expirationTime = contact.expiresAt;
    made.userAgent = contact.userAgent;
    made.callId = contact.callId;
    made.viaAddr = contact.source.section(QLatin1Char(':'), 0, -2);
    made.viaPort = contact.source.section(QLatin1Char(':'), -1).toInt();
    return made;
}
} // namespace

class Platform::Private
{
public:
    Private(PlatformOptions o, std::shared_ptr<core::Clock> c, core::Timeline *t)
        : options(std::move(o)), clock(std::move(c)), timeline(t), bus(clock, timeline)
    {
    }

    core::Task<void> refreshCredentials()
    {
        clients::RegistrarClient client(bus, QStringLiteral("voxboard"));
        const core::Json live{{"deleted", false}};
        const contract::Page all{1000, {}};
        const auto extensions = co_await client.extensions(all, live);
        std::vector<telephony::sip::Credential> credentials;
        for (const contract::Extension &one : extensions)
            credentials.push_back({one.extension, one.realm, one.password});
        engine->setCredentials(std::move(credentials));
    }

    void serveHttp();

    PlatformOptions options;
    std::shared_ptr<core::Clock> clock;
    core::Timeline *timeline;
    bus::LocalBus bus;
    http::Server http;
    std::unique_ptr<store::SqliteStore> db;
    std::unique_ptr<telephony::softswitch::SoftSwitch> engine;
    std::unique_ptr<services::customer::Service> customers;
    std::unique_ptr<services::number::Service> numbers;
    std::unique_ptr<services::registrar::Service> registrar;
    std::unique_ptr<services::flow::Service> flows;
    std::unique_ptr<services::tts::Service> tts;
    std::unique_ptr<services::asteriskproxy::Service> proxy;
    std::unique_ptr<services::call::Service> calls;
    bus::Subscription extensionEvents;
    bool stopped = false;
};

void Platform::Private::serveHttp()
{
    const QString folder = options.folder + QLatin1String("/speech");
    QDir().mkpath(folder);
    http.route("GET", QStringLiteral("/health"), [this](const http::Request &) {
        return http::Response::json({{"status", "up"}, {"calls", calls ? calls->liveCalls() : 0}, {"version", VOXBOARD_VERSION}});
    });
    http.route("GET", QStringLiteral("/metrics"), [this](const http::Request &) {
        QByteArray text = "# TYPE voxboard_requests_total counter\n# TYPE voxboard_queue_depth gauge\n";
        for (const bus::QueueStats &one : bus.stats()) {
            const QByteArray label = "{queue=\"" + one.queue.toUtf8() + "\"} ";
            text += "voxboard_requests_total" + label + QByteArray::number(one.requests) + '\n';
            text += "voxboard_queue_depth" + label + QByteArray::number(one.depth) + '\n';
        }
        return http::Response::text(text, "text/plain; version=0.0.4");
    });
    http.route("GET", QStringLiteral("/speech/{name}"), http::wavFolder(folder));
    http.listen(QHostAddress::LocalHost, options.httpPort);
}

Platform::Platform(PlatformOptions options, std::shared_ptr<core::Clock> clock, core::Timeline *timeline)
    : d(std::make_unique<Private>(std::move(options), std::move(clock), timeline))
{
}

Platform::~Platform() = default;

bus::Bus &Platform::bus() { return d->bus; }

core::Task<PlatformFacts> Platform::start()
{
    Private *p = d.get();
    const PlatformOptions &o = p->options;
    p->db = std::make_unique<store::SqliteStore>(o.folder + QLatin1String("/voxboard.db"));
    QFile::setPermissions(o.folder + QLatin1String("/voxboard.db"), QFile::ReadOwner | QFile::WriteOwner);
    p->serveHttp();
    const QString speechUrl = QStringLiteral("http://127.0.0.1:%1/speech/").arg(p->http.port());
    p->customers = std::make_unique<services::customer::Service>(p->bus, *p->db, p->clock);
    p->numbers = std::make_unique<services::number::Service>(p->bus, *p->db, p->clock, true);
    p->registrar = std::make_unique<services::registrar::Service>(p->bus, *p->db, p->clock, o.baseDomain);
    p->flows = std::make_unique<services::flow::Service>(p->bus, *p->db, p->clock);
    p->tts = std::make_unique<services::tts::Service>(p->bus, ttsProviders(), o.folder + QLatin1String("/speech"), speechUrl);
    p->calls = std::make_unique<services::call::Service>(p->bus, *p->db, p->clock, o.baseDomain);
    co_await p->customers->start();
    co_await p->numbers->start();
    co_await p->registrar->start();
    co_await p->flows->start();
    co_await p->tts->start();
    PlatformFacts facts = co_await seedAndRead(p->bus);

    telephony::softswitch::Config config;
    config.asteriskId = engineId(o.folder);
    config.baseDomain = o.baseDomain;
    config.realm = core::toText(facts.customerId) + QLatin1String(".registrar.") + o.baseDomain;
    config.address = o.sipAddress;
    config.sipPort = o.sipPort;
    config.findMedia = [speeches = &p->tts->speeches()](const QString &uri) { return speeches->fileOf(uri); };
    p->engine = std::make_unique<telephony::softswitch::SoftSwitch>(p->clock, p->timeline, std::move(config));
    p->engine->onContacts([p](std::vector<telephony::sip::Contact> contacts) {
        std::vector<contract::AstContact> rows;
        for (const auto &contact : contacts)
            rows.push_back(toContract(contact));
        p->registrar->setContacts(std::move(rows));
    });
    p->proxy = std::make_unique<services::asteriskproxy::Service>(p->bus, *p->engine);
    co_await p->proxy->start();
    co_await p->calls->start();
    co_await p->refreshCredentials();
    p->extensionEvents = p->bus.subscribe({}, {contract::eventExchange(contract::service::registrar)},
                                          [p](bus::Event) -> core::Task<void> { co_await p->refreshCredentials(); });
    p->engine->start();
    facts.sip = p->engine->sipAddress();
    facts.http = QStringLiteral("http://127.0.0.1:%1/").arg(p->http.port());
    core::log::info("app", "platform up: SIP {}, HTTP {}", facts.sip, facts.http);
    co_return facts;
}

core::Task<void> Platform::stop()
{
    Private *p = d.get();
    if (std::exchange(p->stopped, true) || !p->engine)
        co_return;
    co_await p->calls->hangupAll();
    for (int i = 0; i < 60 && p->calls->liveCalls() > 0; ++i)
        co_await core::sleep(p->clock, core::Millis(50));
    co_await p->engine->stop();
    p->calls->stop();
    p->proxy->stop();
    p->extensionEvents.cancel();
    p->tts->stop();
    p->flows->stop();
    p->registrar->stop();
    p->numbers->stop();
    p->customers->stop();
}

} // namespace app
