// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcessEnvironment>
#include <QStringList>

#include <map>
#include <vector>

namespace core {

/// What can be set. Settings have the reference's names and may come from anywhere; actions are told on the command line alone.
struct SettingInfo
{
    enum Kind { Text, Number, Switch, Secret };
    const char *name; ///< flag `--name` (or with hyphens), environment NAME, key of the file
    Kind kind;
    const char *fallback;
    const char *help;
    bool action = false;
    int lowest = 0;
    int highest = 65'535;
};

/// Options resolved flag > environment > file > default. A value; read it from any thread.
class Settings
{
public:
    enum class Source { Default, File, Environment, Flag };

    static const std::vector<SettingInfo> &known();

    /// @param arguments  without the program's name.
    /// @param file       INI; need not exist. Empty: `voxboard.ini` of the profile that the arguments name.
    /// @throws core::Error(InvalidArgument, BAD_OPTION | BAD_VALUE) with a sentence for the one who typed it.
    static Settings resolve(const QStringList &arguments, const QProcessEnvironment &environment, QString file = {});
    /// All options, one a line, for `--help`.
    static QString helpText();

    /// The name must be a known one.
    QString text(const char *name) const;
    int number(const char *name) const { return text(name).toInt(); }
    bool isOn(const char *name) const { return text(name) == QLatin1String("true"); }

    /// For a page that lists them; a secret's value is dots.
    struct Entry
    {
        const SettingInfo *info;
        QString value;
        Source source;
    };
    std::vector<Entry> entries() const;
    /// Keys of the file that mean nothing: to be told as a warning.
    const QStringList &unknownKeys() const { return m_unknownKeys; }
    const QString &file() const { return m_file; }

    /// Writes one setting into the file, for the next start. @throws core::Error(InvalidArgument, BAD_VALUE), or Unavailable.
    void save(const char *name, const QString &value) const;

private:
    struct Value
    {
        QString text;
        Source source = Source::Default;
    };
    std::map<QString, Value> m_values;
    QStringList m_unknownKeys;
    QString m_file;
};

} // namespace core
