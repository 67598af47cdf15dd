// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/preferences.h"

#include "ui/common/commands.h"
#include "ui/common/phone.h"
#include "ui/common/theme.h"

namespace ui {
namespace {
const QString schemeKey = QStringLiteral("look/theme"), textKey = QStringLiteral("look/text"),
              rowsKey = QStringLiteral("look/rows"), motionKey = QStringLiteral("look/reduceMotion"),
              contrastKey = QStringLiteral("look/highContrast"), microphoneKey = QStringLiteral("audio/microphone"),
              speakerKey = QStringLiteral("audio/speaker"), keysGroup = QStringLiteral("keys");

/// Only what the enumeration has; a hand-edited file must not break the window.
template <typename E> E choice(const QVariant &value, E fallback, E last)
{
    bool good = false;
    const int number = value.toInt(&good);
    return good && number >= 0 && number <= int(last) ? E(number) : fallback;
}
} // namespace

Preferences::Preferences(const QString &folder) : m_store(folder + QStringLiteral("/window.ini"), QSettings::IniFormat)
{
    Theme &theme = Theme::instance();
    theme.setScheme(choice(m_store.value(schemeKey), Scheme::System, Scheme::Light));
    theme.setTextScale(m_store.value(textKey, 100).toInt());
    theme.setRowSize(choice(m_store.value(rowsKey), RowSize::Normal, RowSize::Roomy));
    theme.setReduceMotion(m_store.value(motionKey, false).toBool());
    theme.setHighContrast(m_store.value(contrastKey, false).toBool());
    connect(&theme, &Theme::changed, this, &Preferences::keepTheme);
}

void Preferences::keepTheme()
{
    const Theme &theme = Theme::instance();
    m_store.setValue(schemeKey, int(theme.scheme()));
    m_store.setValue(textKey, theme.textScale());
    m_store.setValue(rowsKey, int(theme.rowSize()));
    m_store.setValue(motionKey, theme.reduceMotion());
    m_store.setValue(contrastKey, theme.highContrast());
}

void Preferences::keepKeys(CommandRegistry &commands)
{
    QHash<QString, QString> keys;
    m_store.beginGroup(keysGroup);
    for (const QString &id : m_store.childKeys())
        keys.insert(id, m_store.value(id).toString());
    m_store.endGroup();
    commands.setOverrides(std::move(keys));
    connect(&commands, &CommandRegistry::shortcutChanged, this, [this, &commands] {
        m_store.remove(keysGroup);
        const auto now = commands.overrides();
        for (auto one = now.begin(); one != now.end(); ++one)
            m_store.setValue(keysGroup + QLatin1Char('/') + one.key(), one.value());
    });
}

void Preferences::keepDevices(Phone &phone)
{
    m_phone = &phone;
    const QString microphone = m_store.value(microphoneKey).toString(), speaker = m_store.value(speakerKey).toString();
    if (!microphone.isEmpty() || !speaker.isEmpty())
        phone.chooseDevices(microphone, speaker);
}

void Preferences::setDevices(const QString &microphone, const QString &speaker)
{
    m_store.setValue(microphoneKey, microphone);
    m_store.setValue(speakerKey, speaker);
    m_phone->chooseDevices(microphone, speaker);
}

} // namespace ui
