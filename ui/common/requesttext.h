// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/json.h"

#include <QStringList>

#include <functional>

namespace ui {

/// What somebody is going to ask for, made when it is looked at: one text each, in order.
using RequestTexts = std::function<QStringList()>;

/// A request as the window makes it and *Copy as request* copies it: the queue of the service, a space, the envelope as JSON.
QString requestText(const QString &service, const QString &method, const QString &uri, const core::Json &data = {});

} // namespace ui
