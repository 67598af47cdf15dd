// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings.h"

#include "core/error.h"
#include "core/profile.h"

#include <QSettings>

#include <algorithm>

namespace core {
namespace {
[[noreturn]] void bad(const char *reason, const QString &message)
{
    throw Error(Errc::InvalidArgument, QLatin1String(reason), message);
}

const SettingInfo *infoOf(const QString &name)
{
    const auto &all = Settings::known();
    const auto at = std::find_if(all.begin(), all.end(), [&](const SettingInfo &one) { return name == QLatin1String(one.name); });
    return at == all.end() ? nullptr : &*at;
}

/// @param origin  how the one who set it calls it: `--sip_port`, `SIP_PORT`.
QString checked(const SettingInfo &info, const QString &value, const QString &origin)
{
    if (info.kind == SettingInfo::Switch) {
        const QString word = value.toLower();
        if (word == QLatin1String("true") || word == QLatin1String("1") || word == QLatin1String("yes") ||
            word == QLatin1String("on"))
            return QStringLiteral("true");
        if (word == QLatin1String("false") || word == QLatin1String("0") || word == QLatin1String("no") ||
            word == QLatin1String("off"))
            return QStringLiteral("false");
        bad("BAD_VALUE", QStringLiteral("%1 must be true or false.").arg(origin));
    }
    if (info.kind == SettingInfo::Number) {
        bool good = false;
        const int number = value.toInt(&good);
        if (!good || number < info.lowest || number > info.highest)
            bad("BAD_VALUE", QStringLiteral("%1 must be a number from %2 to %3.").arg(origin).arg(info.lowest).arg(info.highest));
        return QString::number(number);
    }
    static const QStringList levels{QStringLiteral("debug"), QStringLiteral("info"), QStringLiteral("warn"),
                                    QStringLiteral("error")};
    if (qstrcmp(info.name, "log_level") == 0 && !levels.contains(value))
        bad("BAD_VALUE", QStringLiteral("%1 must be one of %2.").arg(origin, levels.join(QLatin1String(", "))));
    return value;
}

std::map<QString, QString> readFlags(const QStringList &arguments)
{
    std::map<QString, QString> flags;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString &argument = arguments[i];
        if (!argument.startsWith(QLatin1String("--")))
            bad("BAD_OPTION", QStringLiteral("\"%1\" is not an option; --help lists them.").arg(argument));
        const qsizetype equals = argument.indexOf(QLatin1Char('='));
        const QString shown = argument.left(equals < 0 ? argument.size() : equals);
        const QString name = shown.mid(2).replace(QLatin1Char('-'), QLatin1Char('_'));
        const SettingInfo *info = infoOf(name);
        if (!info)
            bad("BAD_OPTION", QStringLiteral("There is no option %1; --help lists them.").arg(shown));
        QString value = equals < 0 ? QString() : argument.mid(equals + 1);
        if (equals < 0 && info->kind == SettingInfo::Switch) {
            value = QStringLiteral("true");
        } else if (equals < 0) {
            if (i + 1 >= arguments.size())
                bad("BAD_OPTION", QStringLiteral("%1 needs a value.").arg(shown));
            value = arguments[++i];
        }
        flags[name] = checked(*info, value, shown);
    }
    return flags;
}
} // namespace

const std::vector<SettingInfo> &Settings::known()
{
    using S = SettingInfo;
    static const std::vector<SettingInfo> all{
        {"help", S::Switch, "false", "Print this and end.", true},
        {"version", S::Switch, "false", "Print the version and end.", true},
        {"headless", S::Switch, "false", "Run without a window.", true},
        {"json", S::Switch, "false", "Print one line of JSON on stdout when everything is ready.", true},
        {"profile", S::Text, "", "Folder for all state; without it the folders of the desktop (XDG).", true},
        {"services", S::Text, "", "Services to run, with commas between; empty: all.", true},
        {"database_dsn", S::Secret, "", "MySQL database, as user:password@tcp(host:port)/name; empty: SQLite in the profile."},
        {"rabbitmq_address", S::Secret, "", "Broker, as amqp://user:password@host:port; empty: inside this process."},
        {"redis_address", S::Text, "", "Redis, as host:port; empty: in memory."},
        {"redis_password", S::Secret, "", "Password of Redis."},
        {"redis_database", S::Number, "0", "Number of the Redis database.", false, 0, 65'535},
        {"prometheus_endpoint", S::Text, "/metrics", "Path of the metrics."},
        {"prometheus_listen_address", S::Text, "", "Address of the metrics alone, as host:port; empty: on the HTTP port."},
        {"project_base_domain", S::Text, "voipbin.net", "Ending of the SIP domains."},
        {"project_bucket_name", S::Text, "", "Bucket of media files; empty: a folder of the profile."},
        {"homer_api_address", S::Text, "", "Address of a Homer with SIP traces."},
        {"homer_auth_token", S::Secret, "", "Token for Homer."},
        {"homer_whitelist", S::Text, "", "Addresses whose traces are shown, with commas between."},
        {"asterisk_ws_port", S::Number, "8088", "Port of Asterisk's media WebSocket.", false, 1, 65'535},
        {"sip_port", S::Number, "5060", "First SIP port that is tried; 0: any."},
        {"sip_codecs", S::Text, "PCMU,PCMA,G722,opus",
         "Codecs in the order they are offered, with commas between; also L16 and L16/16000."},
        {"sip_tls", S::Switch, "true", "SIP over TLS too, on a port of its own."},
        {"sip_tls_port", S::Number, "5061", "First port of SIP over TLS that is tried; 0: any."},
        {"sip_tls_ca", S::Text, "", "PEM file with authorities that calls out by TLS trust besides the system's."},
        {"sip_trunks", S::Text, "",
         "JSON file with connections to SIP providers; empty: trunks.json in the profile, if there is one."},
        {"sip_qualify_seconds", S::Number, "0", "Seconds between two OPTIONS to each registered phone; 0: none.", false, 0,
         86'400},
        {"sip_lan", S::Switch, "false", "SIP for phones on this network too, not on this computer alone."},
        {"rtp_kept_mb", S::Number, "32",
         "Megabytes of memory for RTP that PCAP exports may have, with a window; 0: none is kept.", false, 0, 4096},
        {"http_port", S::Number, "0", "HTTP port; 0: any."},
        {"ari_listen_address", S::Text, "", "Loopback address of ARI for programs, as 127.0.0.1:8088; empty: off."},
        {"ari_account", S::Secret, "", "Account of ARI, as user:password; empty: made once and kept in the profile."},
        {"http_allowed_hosts", S::Text, "", "Host names besides localhost that HTTP answers to, with commas between."},
        {"fetch_allowed_hosts", S::Text, "",
         "Hosts inside your network that media and webhooks may be fetched from, with commas between."},
        {"log_level", S::Text, "info", "debug, info, warn or error."},
    };
    return all;
}

Settings Settings::resolve(const QStringList &arguments, const QProcessEnvironment &environment, QString file)
{
    const std::map<QString, QString> flags = readFlags(arguments);
    if (file.isEmpty()) {
        const auto profile = flags.find(QStringLiteral("profile"));
        file = (profile == flags.end() ? Profile::xdg() : Profile::below(profile->second)).settingsFile();
    }
    Settings settings;
    settings.m_file = file;
    const QSettings ini(file, QSettings::IniFormat);
    if (ini.status() == QSettings::FormatError)
        bad("BAD_VALUE", QStringLiteral("The settings file %1 is malformed.").arg(file));
    for (const QString &key : ini.allKeys()) {
        const SettingInfo *info = infoOf(key);
        if (!info || info->action)
            settings.m_unknownKeys += key;
    }
    for (const SettingInfo &info : known()) {
        const QString name = QLatin1String(info.name), variable = name.toUpper();
        Value value{QLatin1String(info.fallback), Source::Default};
        if (const auto flag = flags.find(name); flag != flags.end())
            value = {flag->second, Source::Flag};
        else if (!info.action && environment.contains(variable))
            value = {checked(info, environment.value(variable), variable), Source::Environment};
        else if (!info.action && ini.contains(name)) // a comma makes a list of it
            value = {checked(info, ini.value(name).toStringList().join(QLatin1Char(',')), name + QLatin1String(" in ") + file),
                     Source::File};
        settings.m_values[name] = value;
    }
    return settings;
}

QString Settings::helpText()
{
    QString text;
    for (const SettingInfo &info : known()) {
        const QString value = info.kind == SettingInfo::Switch ? QString() : QStringLiteral(" VALUE");
        text += QStringLiteral("  %1 %2")
                    .arg(QLatin1String("--") + QLatin1String(info.name) + value, -36)
                    .arg(QLatin1String(info.help));
        if (*info.fallback && info.kind != SettingInfo::Switch)
            text += QStringLiteral(" [%1]").arg(QLatin1String(info.fallback));
        text += QLatin1Char('\n');
    }
    return text +
           QStringLiteral("Options that do something only once aside, each may also be an environment variable in upper case, "
                          "or a line in voxboard.ini of the profile.\n");
}

QString Settings::text(const char *name) const
{
    const auto found = m_values.find(QLatin1String(name));
    if (found == m_values.end())
        throw Error(Errc::Internal, QStringLiteral("NO_SUCH_SETTING"),
                    QStringLiteral("There is no setting %1.").arg(QLatin1String(name)));
    return found->second.text;
}

std::vector<Settings::Entry> Settings::entries() const
{
    std::vector<Entry> all;
    for (const SettingInfo &info : known()) {
        const Value &value = m_values.at(QLatin1String(info.name));
        const bool hidden = info.kind == SettingInfo::Secret && !value.text.isEmpty();
        all.push_back({&info, hidden ? QString(6, QChar(0x2022)) : value.text, value.source});
    }
    return all;
}

void Settings::save(const char *name, const QString &value) const
{
    const SettingInfo *info = infoOf(QLatin1String(name));
    if (!info || info->action)
        bad("BAD_OPTION", QStringLiteral("%1 cannot be saved.").arg(QLatin1String(name)));
    QSettings ini(m_file, QSettings::IniFormat);
    ini.setValue(QLatin1String(name), checked(*info, value, QLatin1String(name)));
    ini.sync();
    if (ini.status() != QSettings::NoError)
        throw Error(Errc::Unavailable, QStringLiteral("SETTINGS_NOT_WRITTEN"),
                    QStringLiteral("The settings file %1 cannot be written.").arg(m_file));
}

} // namespace core
