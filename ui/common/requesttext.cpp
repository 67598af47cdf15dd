// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/requesttext.h"

#include "clients/client.h"

namespace ui {

QString requestText(const QString &service, const QString &method, const QString &uri, const core::Json &data)
{
    bus::Request request;
    request.method = method;
    request.uri = uri;
    request.publisher = contract::service::window;
    if (!data.is_null())
        request.data = contract::Payload(core::Json(data));
    return contract::requestQueue(service) + QLatin1Char(' ') + core::fromUtf8(core::dumpJson(contract::toJson(request)));
}

} // namespace ui
