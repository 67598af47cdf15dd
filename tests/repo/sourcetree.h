// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QStringList>

#include <algorithm>

/// The tree that this build is made from, as data for the checks of tests/repo.
namespace repo {

inline QDir root() { return QDir(QStringLiteral(VOXBOARD_SOURCE_DIR)); }

inline QString textOf(const QString &path)
{
    QFile file(root().filePath(path));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// Paths relative to the root, sorted, of the files below `folders` whose names match one of `patterns`.
inline QStringList filesBelow(const QStringList &folders, const QStringList &patterns)
{
    QStringList result;
    for (const QString &folder : folders) {
        QDirIterator files(root().filePath(folder), patterns, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext())
            result << root().relativeFilePath(files.next());
    }
    std::sort(result.begin(), result.end());
    return result;
}

/// C++ without the insides of comments, strings and characters; lines stay where they are.
inline QString codeOnly(const QString &text)
{
    QString result;
    const auto keepLines = [&](qsizetype from, qsizetype to) { result += QString(text.mid(from, to - from).count('\n'), '\n'); };
    const auto endOf = [&](const QString &what, qsizetype from) {
        const qsizetype found = text.indexOf(what, from);
        return found < 0 ? text.size() : found + what.size();
    };
    for (qsizetype i = 0; i < text.size();) {
        const QChar c = text[i];
        const bool afterWord = i > 0 && (text[i - 1].isLetterOrNumber() || text[i - 1] == '_');
        qsizetype end = i;
        if (text.mid(i, 2) == "//") {
            const qsizetype newline = text.indexOf('\n', i);
            end = newline < 0 ? text.size() : newline;
        } else if (text.mid(i, 2) == "/*") {
            end = endOf("*/", i + 2);
        } else if (text.mid(i, 2) == "R\"" && !afterWord) {
            const qsizetype open = text.indexOf('(', i);
            end = endOf(')' + text.mid(i + 2, open - i - 2) + '"', open);
        } else if (c == '"' || (c == '\'' && !afterWord)) {
            for (end = i + 1; end < text.size() && text[end] != c; ++end)
                end += text[end] == '\\' ? 1 : 0;
            end = std::min(end + 1, text.size());
            result += QString(2, c);
        }
        if (end == i) {
            result += c;
            ++i;
            continue;
        }
        keepLines(i, end);
        i = end;
    }
    return result;
}

} // namespace repo
