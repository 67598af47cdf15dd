// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUuid>

#include <string>

namespace core {

/// Lower-case, hyphenated, no braces: the form of the wire.
QString toText(const QUuid &id);
std::string utf8(const QUuid &id);
/// A fresh random id (UUID v4).
inline QUuid newId() { return QUuid::createUuid(); }
/// Exactly 8-4-4-4-12 lower-case hex; otherwise nil and `*ok` false (an upper-case id is not an id on the wire).
QUuid parseId(QStringView text, bool *ok = nullptr);
/// Random text of `length` characters from letters and digits that are not easily mistaken for one another. For secrets.
QString randomSecret(int length);

} // namespace core
