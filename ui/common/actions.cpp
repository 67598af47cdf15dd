// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/actions.h"

#include <QCoreApplication>
#include <QHash>
#include <QRegularExpression>
#include <QStringList>

namespace ui {
namespace {
QString tr(const char *text) { return QCoreApplication::translate("ui::actions", text); }

QString textOf(const core::Json &option, const char *name)
{
    const auto found = option.find(name);
    if (found == option.end())
        return {};
    return found->is_string() ? core::fromUtf8(found->get<std::string>()) : core::fromUtf8(core::dumpJson(*found));
}

QString seconds(const core::Json &option, const char *name)
{
    const auto found = option.find(name);
    if (found == option.end() || !found->is_number())
        return {};
    const double ms = found->get<double>();
    if (ms >= 3'600'000)
        return tr("%1 h").arg(ms / 3'600'000, 0, 'g', 3);
    return tr("%1 s").arg(ms / 1000, 0, 'g', 4);
}

QString quoted(const QString &text) { return QChar(0x201C) + text + QChar(0x201D); }

QString listOf(const core::Json &option, const char *name)
{
    const auto found = option.find(name);
    if (found == option.end() || !found->is_array() || found->empty())
        return {};
    QStringList names;
    for (const auto &one : *found) {
        if (names.size() == 2)
            break;
        const QString text = one.is_string()   ? core::fromUtf8(one.get<std::string>())
                             : one.is_object() ? textOf(one, "target")
                                               : QString();
        names += text.section(QLatin1Char('/'), -1);
    }
    const int more = int(found->size() - size_t(names.size()));
    const QString shown = names.join(QStringLiteral(", "));
    return more > 0 ? tr("%1 and %2 more").arg(shown).arg(more) : shown;
}
} // namespace

QString actionIcon(const QString &type)
{
    static const QHash<QString, QString> icons{{"answer", "answer"},
                                               {"talk", "talk"},
                                               {"play", "play"},
                                               {"beep", "beep"},
                                               {"digits_receive", "digits"},
                                               {"digits_send", "digits-send"},
                                               {"branch", "branch"},
                                               {"goto", "goto"},
                                               {"sleep", "sleep"},
                                               {"recording_start", "record"},
                                               {"recording_stop", "record-stop"},
                                               {"connect", "connect"},
                                               {"call", "call"},
                                               {"conference_join", "conference"},
                                               {"confbridge_join", "conference"},
                                               {"queue_join", "queue"},
                                               {"fetch", "fetch"},
                                               {"fetch_flow", "fetch-flow"},
                                               {"variable_set", "variable"},
                                               {"hangup", "hangup"},
                                               {"webhook_send", "webhook"},
                                               {"message_send", "message"},
                                               {"conversation_send", "conversation"},
                                               {"email_send", "email"},
                                               {"ai_talk", "ai"},
                                               {"ai_task", "ai"},
                                               {"ai_summary", "ai"},
                                               {"transcribe_start", "transcribe"},
                                               {"transcribe_stop", "transcribe"},
                                               {"transcribe_recording", "transcribe"},
                                               {"echo", "echo"},
                                               {"amd", "amd"},
                                               {"stop", "stop"},
                                               {"block", "block"},
                                               {"case_create", "case"},
                                               {"external_media_start", "external-media"},
                                               {"external_media_stop", "external-media"}};
    if (type.startsWith(QLatin1String("condition_")))
        return QStringLiteral("action-condition");
    return QStringLiteral("action-") + icons.value(type, QStringLiteral("unknown"));
}

QString actionSummary(const contract::Action &action)
{
    const core::Json &option = action.option;
    if (!option.is_object())
        return {};
    const QString &type = action.type;
    if (type == QLatin1String("talk"))
        return quoted(textOf(option, "text"));
    if (type == QLatin1String("play"))
        return listOf(option, "stream_urls");
    if (type == QLatin1String("digits_receive")) {
        const auto length = option.find("length");
        const int keys = length != option.end() && length->is_number() ? length->get<int>() : 0;
        const QString within = seconds(option, "duration");
        const QString until = textOf(option, "key");
        const QString count = keys > 0          ? keys == 1 ? tr("1 key") : tr("%1 keys").arg(keys)
                                       : until.isEmpty() ? QString()
                                                : tr("until %1").arg(until);
        return QStringList{count, within}.filter(QRegularExpression(QStringLiteral("."))).join(QStringLiteral(", "));
    }
    if (type == QLatin1String("branch")) {
        const QString variable = textOf(option, "variable");
        return variable.isEmpty() ? tr("by the keys pressed") : tr("by %1").arg(variable);
    }
    if (type == QLatin1String("connect") || type == QLatin1String("call"))
        return listOf(option, "destinations");
    if (type == QLatin1String("variable_set"))
        return textOf(option, "key") + QStringLiteral(" = ") + textOf(option, "value");
    if (type == QLatin1String("goto")) {
        const QString times = textOf(option, "loop_count");
        return times.isEmpty() || times == QLatin1String("0") ? QString() : tr("%1 times").arg(times);
    }
    if (type.startsWith(QLatin1String("condition_")))
        return QStringList{textOf(option, "variable"), textOf(option, "condition"), textOf(option, "value")}
            .join(QLatin1Char(' '))
            .simplified();
    if (type == QLatin1String("digits_send"))
        return textOf(option, "digits");
    return seconds(option, "duration");
}

} // namespace ui
