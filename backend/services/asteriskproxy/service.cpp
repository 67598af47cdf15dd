// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/asteriskproxy/service.h"

#include "contract/ari.h"
#include "contract/names.h"
#include "core/log.h"
#include "services/common/body.h"
#include "services/common/pool.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

namespace services::asteriskproxy {

using contract::Reply;
namespace ari = telephony::ari;

namespace {
contract::AriEvent readable(const QString &application, const ari::SharedEvent &event)
{
    contract::AriEvent read;
    contract::readAriEvent(event->members(), read);
    read.type = core::fromUtf8(event->type());
    read.asteriskId = event->asteriskId();
    read.application = application;
    if (const ari::Channel *channel = event->channel()) {
        read.channelId = channel->id;
        read.channelName = channel->name;
        read.channelState = channel->state;
        read.callerName = channel->callerName;
        read.callerNumber = channel->callerNumber;
        read.exten = channel->exten;
    }
    if (const ari::Bridge *bridge = event->bridge()) {
        read.bridgeId = bridge->id;
        read.bridgeName = bridge->name;
        read.bridgeType = QLatin1String(bridge->typeName());
    }
    read.whole = [application, event] { return event->json(application); };
    return read;
}

/// A plain name, as call-manager makes them.
bool isFileName(const QString &name)
{
    static const QRegularExpression form(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9_.:+-]{0,254}\\z"));
    return form.match(name).hasMatch();
}

/// The file of the first failure; empty when all were moved. Earlier files stay moved.
QString moveFiles(const QStringList &names, const RecordingFolders &folders)
{
    QDir().mkpath(folders.to);
    for (const QString &name : names) {
        const QString target = folders.to + QLatin1Char('/') + name;
        if (!isFileName(name) || !QFile::rename(folders.from + QLatin1Char('/') + name, target))
            return name;
        QFile::setPermissions(target, QFile::ReadOwner | QFile::WriteOwner);
    }
    return {};
}
} // namespace

core::Task<void> Service::start()
{
    const QStringList queues{contract::asteriskQueue(m_engine.asteriskId()), contract::asteriskCallQueue,
                             contract::asteriskConferenceQueue};
    for (const QString &queue : queues)
        m_subscriptions.push_back(m_bus.serve(queue, [this](bus::Request request) { return handle(std::move(request)); }));
    m_engine.setEventSink([this](const QString &application, const ari::SharedEvent &event) {
        bus::Payload payload = bus::Payload::of(readable(application, event));
        bus::Event wrapped{QStringLiteral("ari_event"), contract::service::asteriskProxy, std::move(payload)};
        m_bus.publish(contract::asteriskEvents, std::move(wrapped));
    });
    co_return;
}

void Service::stop()
{
    m_engine.setEventSink({});
    m_subscriptions.clear();
}

core::Task<Reply> Service::handle(bus::Request request)
{
    const QString &uri = request.uri;
    if (uri == QLatin1String("/proxy/recording_file_move"))
        co_return co_await moveRecordings(std::move(request));
    if (!uri.startsWith(QLatin1String("/ari/")) && uri != QLatin1String("/ami") && !uri.startsWith(QLatin1String("/ami/")))
        co_return Reply::status(404);
    telephony::AriRequest wanted{request.method, uri, request.data.toJson()};
    const telephony::AriReply answer = co_await m_engine.request(std::move(wanted));
    Reply reply{answer.status, {}, contract::jsonType};
    if (!answer.body.is_null())
        reply.data = bus::Payload(answer.body);
    co_return reply;
}

core::Task<Reply> Service::moveRecordings(bus::Request request)
{
    QStringList names;
    try {
        names = member<QStringList>(request.data.toJson(), "filenames");
    } catch (const core::Error &) {
        co_return Reply::status(400);
    }
    if (request.method != QLatin1String("POST") || m_folders.from.isEmpty())
        co_return Reply::status(404);
    const QString failed = co_await onPool<QString>([names, folders = m_folders] { return moveFiles(names, folders); });
    if (!failed.isEmpty()) {
        core::log::warn("asterisk", "recording \"{}\" cannot be moved", failed);
        co_return Reply::status(500);
    }
    co_return Reply::ok();
}

} // namespace services::asteriskproxy
