// SPDX-License-Identifier: GPL-3.0-or-later
// The composition root of the embedded platform: the only file that names its adapters.
#include "app/platform.h"

#include "app/arihttp.h"
#include "app/engineconfig.h"
#include "app/registrations.h"
#include "app/seed.h"
#include "app/trunks.h"
#include "clients/businessclients.h"
#include "core/log.h"
#include "http/guardedfetcher.h"
#include "http/server.h"
#include "http/wavfolder.h"
#include "sdk/ttsprovider.h"
#include "services/asteriskproxy/service.h"
#include "services/call/service.h"
#include "services/conference/service.h"
#include "services/customer/service.h"
#include "services/flow/service.h"
#include "services/number/service.h"
#include "services/registrar/service.h"
#include "services/route/service.h"
#include "services/storage/service.h"
#include "services/tts/service.h"
#include "services/webhook/service.h"
#include "store/memorycache.h"
#include "store/sqlitestore.h"
#include "telephony/softswitch/softswitch.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QPluginLoader>
#include <QScopeGuard>

namespace app {
namespace {
constexpr core::Millis startStep{5};

std::vector<sdk::TtsProvider *> ttsProviders()
{
    std::vector<sdk::TtsProvider *> providers;
    for (QObject *plugin : QPluginLoader::staticInstances()) {
        if (auto *provider = qobject_cast<sdk::TtsProvider *>(plugin))
            providers.push_back(provider);
    }
    return providers;
}

} // namespace

class Platform::Private
{
public:
    Private(core::Settings s, core::Profile p, std::shared_ptr<core::Clock> c, core::Timeline *t)
        : settings(std::move(s)), profile(std::move(p)), clock(std::move(c)), timeline(t), bus(clock, timeline, &metrics)
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
        const auto known = co_await client.trunks(all, live);
        engine->setTrunks(withRegistrarTrunks(trunks, known));
    }

    void serveHttp();
    void serveMetrics();
    void makeServices();
    services::call::Config callConfig();
    std::shared_ptr<core::Fetcher> makeFetcher() const;
    void startEngine(const QUuid &customerId);
    PlatformFacts::Ari serveAri();

    core::Settings settings;
    core::Profile profile;
    std::shared_ptr<core::Clock> clock;
    core::Timeline *timeline;
    std::vector<telephony::sip::Trunk> trunks; ///< of the settings
    core::Metrics metrics;
    bus::LocalBus bus;
    http::Server http;
    std::unique_ptr<http::Server> metricsHttp;
    std::unique_ptr<store::SqliteStore> db;
    std::unique_ptr<telephony::softswitch::SoftSwitch> engine;
    std::unique_ptr<AriHttp> ari;
    std::unique_ptr<services::customer::Service> customers;
    std::unique_ptr<services::number::Service> numbers;
    std::unique_ptr<services::registrar::Service> registrar;
    std::unique_ptr<services::flow::Service> flows;
    std::unique_ptr<services::tts::Service> tts;
    std::unique_ptr<services::asteriskproxy::Service> proxy;
    std::unique_ptr<services::call::Service> calls;
    std::shared_ptr<core::Fetcher> web; ///< what customers name
    std::unique_ptr<services::webhook::Service> webhooks;
    std::unique_ptr<services::storage::Service> storage;
    std::unique_ptr<services::route::Service> routes;
    std::unique_ptr<services::conference::Service> conferences;
    bus::Subscription extensionEvents;
    size_t rtpKept = 0;
    bool starting = false;
    bool stopped = false;
};

void Platform::Private::serveHttp()
{
    const QString folder = profile.speechFolder();
    QDir().mkpath(folder);
    http.route("GET", QStringLiteral("/health"), [this](const http::Request &) {
        return http::Response::json({{"status", "up"}, {"calls", calls ? calls->liveCalls() : 0}, {"version", VOXBOARD_VERSION}});
    });
    http.route("GET", QStringLiteral("/speech/{name}"), http::wavFolder(folder));
    http.route("GET", QStringLiteral("/files/{name}"), http::storedFiles(profile.storageFolder() + QLatin1String("/bin")));
    serveMetrics();
    for (const QString &host : settings.text("http_allowed_hosts").split(QLatin1Char(','), Qt::SkipEmptyParts))
        http.allowHost(host.trimmed());
    http.listen(QHostAddress::LocalHost, quint16(settings.number("http_port")));
}

void Platform::Private::serveMetrics()
{
    const core::Gauge live = metrics.gauge("call_manager_calls", "Calls that have not ended.");
    const core::Gauge channels = metrics.gauge("softswitch_channels", "Channels of the embedded switch.");
    const auto text = [this, live, channels](const http::Request &) {
        live.set(calls ? calls->liveCalls() : 0);
        channels.set(engine ? engine->channels() : 0);
        for (const bus::QueueStats &one : bus.stats())
            metrics.gauge("rabbitmqhandler_queue_depth", "Requests that wait.", {{"queue", one.queue.toStdString()}})
                .set(one.depth);
        return http::Response::text(metrics.text(), "text/plain; version=0.0.4");
    };
    QString path = settings.text("prometheus_endpoint");
    if (!path.startsWith(QLatin1Char('/')))
        path.prepend(QLatin1Char('/'));
    const QString address = settings.text("prometheus_listen_address");
    if (address.isEmpty()) {
        http.route("GET", path, text);
        return;
    }
    const QString host = address.section(QLatin1Char(':'), 0, -2);
    bool good = false;
    const quint16 port = address.section(QLatin1Char(':'), -1).toUShort(&good);
    const QHostAddress where = host.isEmpty() ? QHostAddress(QHostAddress::AnyIPv4) : QHostAddress(host);
    if (!good || where.isNull())
        throw core::Error(core::Errc::InvalidArgument, QStringLiteral("BAD_VALUE"),
                          QStringLiteral("prometheus_listen_address must be address:port, not \"%1\".").arg(address));
    metricsHttp = std::make_unique<http::Server>();
    metricsHttp->route("GET", path, text);
    metricsHttp->listen(where, port);
}

services::call::Config Platform::Private::callConfig()
{
    services::call::Config config;
    config.baseDomain = settings.text("project_base_domain");
    config.cache = std::make_shared<store::MemoryCache>(clock);
    config.bucket = settings.text("project_bucket_name");
    config.homerAddress = settings.text("homer_api_address");
    config.homerToken = settings.text("homer_auth_token");
    config.homerWhitelist = settings.text("homer_whitelist").split(QLatin1Char(','), Qt::SkipEmptyParts);
    config.metrics = &metrics;
    config.mediaWebSocketPort = http.port(); // the embedded switch has it there; asterisk_ws_port is a real Asterisk's
    if (!config.homerAddress.isEmpty()) {
        http::Targets operatorsOwn;
        operatorsOwn.allow(QUrl(config.homerAddress).host());
        config.fetcher = std::make_shared<http::GuardedFetcher>(clock, std::move(operatorsOwn));
    }
    return config;
}

void Platform::Private::makeServices()
{
    const QString baseDomain = settings.text("project_base_domain");
    const QString here = QStringLiteral("http://127.0.0.1:%1/").arg(http.port());
    web = makeFetcher();
    customers = std::make_unique<services::customer::Service>(bus, *db, clock);
    numbers = std::make_unique<services::number::Service>(bus, *db, clock, true);
    registrar = std::make_unique<services::registrar::Service>(bus, *db, clock, baseDomain);
    flows = std::make_unique<services::flow::Service>(bus, *db, clock);
    tts = std::make_unique<services::tts::Service>(bus, ttsProviders(), profile.speechFolder(), here + QLatin1String("speech/"));
    webhooks = std::make_unique<services::webhook::Service>(bus, clock, *web);
    storage = std::make_unique<services::storage::Service>(bus, *db, clock, profile.storageFolder(),
                                                           settings.text("project_bucket_name"), here + QLatin1String("files/"));
    routes = std::make_unique<services::route::Service>(bus, *db, clock);
    conferences = std::make_unique<services::conference::Service>(bus, *db, clock);
    calls = std::make_unique<services::call::Service>(bus, *db, clock, callConfig());
}

std::shared_ptr<core::Fetcher> Platform::Private::makeFetcher() const
{
    http::Targets targets;
    for (const QString &host : settings.text("fetch_allowed_hosts").split(QLatin1Char(','), Qt::SkipEmptyParts))
        targets.allow(host.trimmed());
    return std::make_shared<http::GuardedFetcher>(clock, targets);
}

void Platform::Private::startEngine(const QUuid &customerId)
{
    telephony::softswitch::Config config = engineConfig(settings, profile, customerId);
    config.rtpKept = rtpKept;
    config.fetcher = makeFetcher();
    config.findMedia = [speeches = &tts->speeches()](const QString &uri) { return speeches->fileOf(uri); };
    config.say = [speeches = &tts->speeches()](QString text) -> core::Task<QString> {
        services::tts::Speeches *const voices = speeches;
        contract::SpeechCreate body;
        body.text = std::move(text);
        body.language = QStringLiteral("en-US");
        const contract::Speech speech = co_await voices->create(std::move(body));
        co_return voices->fileOf(speech.mediaFilepath);
    };
    engine = std::make_unique<telephony::softswitch::SoftSwitch>(clock, timeline, std::move(config));
    engine->onContacts([this](std::vector<telephony::sip::Contact> contacts) { registrar->setContacts(rowsOf(contacts)); });
}

PlatformFacts::Ari Platform::Private::serveAri()
{
    serveMedia(http, *engine);
    if (settings.text("ari_listen_address").isEmpty())
        return {};
    const auto [address, port] = ariAddress(settings);
    const AriAccount account = AriAccount::from(settings, profile);
    ari = std::make_unique<AriHttp>(*engine, account, clock);
    const QString url = ari->listen(address, port);
    return {url, account.user, account.password};
}

Platform::Platform(core::Settings settings, core::Profile profile, std::shared_ptr<core::Clock> clock, core::Timeline *timeline)
    : d(std::make_unique<Private>(std::move(settings), std::move(profile), std::move(clock), timeline))
{
}

Platform::~Platform() = default;

bus::Bus &Platform::bus() { return d->bus; }

void Platform::keepRtp(size_t bytes) { d->rtpKept = bytes; }

std::function<telephony::media::KeptRtp()> Platform::rtpOf(QUuid callId, QStringList channels) const
{
    return d->engine ? d->engine->rtpOf(callId, std::move(channels)) : nullptr;
}

core::Task<PlatformFacts> Platform::start(std::function<void(int)> progress)
{
    Private *p = d.get();
    p->starting = true;
    const auto started = qScopeGuard([p] { p->starting = false; });
    int up = 0;
    const auto one = [&] {
        ++up;
        if (progress)
            progress(up);
    };
    p->trunks = trunksOfSettings(p->settings, p->profile);
    p->db = std::make_unique<store::SqliteStore>(p->profile.database());
    QFile::setPermissions(p->profile.database(), QFile::ReadOwner | QFile::WriteOwner);
    p->serveHttp();
    p->makeServices();
    co_await p->customers->start();
    one();
    co_await p->numbers->start();
    one();
    co_await p->registrar->start();
    one();
    co_await p->flows->start();
    one();
    co_await p->tts->start();
    one();
    co_await p->webhooks->start();
    one();
    co_await p->storage->start();
    one();
    co_await p->routes->start();
    one();
    co_await p->conferences->start();
    one();
    co_await p->calls->serve();
    PlatformFacts facts = co_await seedAndRead(p->bus);
    p->startEngine(facts.customerId);
    services::asteriskproxy::RecordingFolders folders{p->profile.recordingFolder(),
                                                      p->profile.storageFolder() + QLatin1String("/recording")};
    p->proxy = std::make_unique<services::asteriskproxy::Service>(p->bus, *p->engine, std::move(folders));
    co_await p->proxy->start();
    one();
    co_await p->calls->start();
    co_await p->refreshCredentials();
    p->extensionEvents = p->bus.subscribe({}, {contract::eventExchange(contract::service::registrar)},
                                          [p](bus::Event) -> core::Task<void> { co_await p->refreshCredentials(); });
    const std::vector<contract::AstContact> registered = co_await p->registrar->keptContacts();
    p->engine->remember(contactsOf(registered));
    p->engine->start();
    one();
    facts.ari = p->serveAri();
    facts.sip = p->engine->sipAddress();
    facts.sips = p->engine->sipsAddress();
    facts.http = QStringLiteral("http://127.0.0.1:%1/").arg(p->http.port());
    const std::vector<sdk::TtsProvider *> voices = ttsProviders();
    facts.voice = voices.empty() ? QString() : voices.front()->name();
    const int wanted = p->settings.number("sip_port");
    const QString port = facts.sip.section(QLatin1Char(':'), -1);
    if (wanted != 0 && port.toInt() != wanted)
        facts.notice = QCoreApplication::translate("app", "Port %1 is taken. SIP answers on %2.").arg(wanted).arg(port);
    if (p->settings.isOn("sip_lan")) {
        try {
            p->engine->setLan(true);
        } catch (const core::Error &error) {
            facts.notice = QCoreApplication::translate("app", "SIP does not answer this network: %1").arg(error.message());
        }
    }
    if (!facts.notice.isEmpty())
        core::log::warn("app", "{}", facts.notice);
    core::log::info("app", "platform up: SIP {}, HTTP {}", facts.sip, facts.http);
    co_return facts;
}

void Platform::setLan(bool on) { d->engine->setLan(on); }

QStringList Platform::networkAddresses() const
{
    QStringList addresses = d->engine ? d->engine->sipAddresses() : QStringList();
    addresses.removeAll(d->engine ? d->engine->sipAddress() : QString());
    return addresses;
}

std::vector<telephony::softswitch::ChannelStats> Platform::channelStats() const
{
    return d->engine ? d->engine->channelStats() : std::vector<telephony::softswitch::ChannelStats>();
}

std::vector<std::pair<QString, telephony::softswitch::ChannelLevels>> Platform::levels(const QStringList &channels) const
{
    std::vector<std::pair<QString, telephony::softswitch::ChannelLevels>> all;
    for (const QString &one : channels) {
        if (const auto now = d->engine ? d->engine->levels(one) : std::nullopt)
            all.emplace_back(one, *now);
    }
    return all;
}

core::Task<void> Platform::stop()
{
    Private *p = d.get();
    if (std::exchange(p->stopped, true))
        co_return;
    while (p->starting)
        co_await core::sleep(p->clock, startStep);
    if (!p->engine)
        co_return;
    co_await p->calls->hangupAll();
    for (int i = 0; i < 60 && p->calls->liveCalls() > 0; ++i)
        co_await core::sleep(p->clock, core::Millis(50));
    p->ari.reset();
    co_await p->engine->stop();
    p->calls->stop();
    p->proxy->stop();
    p->extensionEvents.cancel();
    p->conferences->stop();
    p->routes->stop();
    p->storage->stop();
    p->webhooks->stop();
    p->tts->stop();
    p->flows->stop();
    p->registrar->stop();
    p->numbers->stop();
    p->customers->stop();
    co_await p->calls->durable();
    co_await p->flows->durable();
    co_await p->conferences->durable();
    co_await p->registrar->durable();
}

} // namespace app
