// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/testphone/soundsource.h"

#include "core/poster.h"
#include "telephony/media/wavfile.h"

#include <QFileInfo>
#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QThreadPool>

namespace app {
namespace media = telephony::media;

namespace {
bool isThisComputer(const QString &host)
{
    return host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0 || QHostAddress(host).isLoopback();
}
} // namespace

SoundSource::SoundSource(std::shared_ptr<core::Clock> clock, Done done) : m_clock(std::move(clock)), m_done(std::move(done)) {}

SoundSource::~SoundSource() { cancel(); }

void SoundSource::cancel()
{
    m_loading.reset();
    m_deadline.cancel();
    if (m_network)
        m_network.release()->deleteLater(); // cancel() may be called from a signal of its reply
}

void SoundSource::load(const QString &source)
{
    cancel();
    m_loading = std::make_shared<int>();
    const QUrl url(source);
    if (url.scheme() == QLatin1String("http"))
        return fetch(url);
    const QString path = url.isLocalFile() ? url.toLocalFile() : source;
    const QString name = QFileInfo(path).fileName();
    core::Poster::ofThisThread()->post([this, path, name, loading = std::weak_ptr(m_loading)] {
        if (!loading.lock())
            return;
        if (!QFileInfo(path).isFile())
            return finish({}, tr("There is no file %1.").arg(path));
        if (!QFileInfo(path).isReadable())
            return finish({}, tr("The file %1 may not be read.").arg(name));
        decode([path] { return media::readSound(path); }, tr("The file %1 holds no sound that can be played.").arg(name));
    });
}

void SoundSource::fetch(const QUrl &url)
{
    m_network = std::make_unique<QNetworkAccessManager>();
    m_network->setProxy(QNetworkProxy::NoProxy);
    m_abortReason.clear();
    if (!isThisComputer(url.host())) {
        core::Poster::ofThisThread()->post([this, url, loading = std::weak_ptr(m_loading)] {
            if (loading.lock())
                finish({}, tr("%1 is not an address of the platform on this computer.").arg(url.toDisplayString()));
        });
        return;
    }
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    QNetworkReply *reply = m_network->get(request);
    const auto abort = [this, reply, loading = std::weak_ptr(m_loading)](const QString &reason) {
        if (!loading.lock())
            return;
        m_abortReason = reason;
        reply->abort();
    };
    m_deadline =
        m_clock->after(downloadTimeout, [abort, url] { abort(tr("%1 did not answer in time.").arg(url.toDisplayString())); });
    const auto measure = [abort, reply, url] {
        if (std::max(reply->bytesAvailable(), reply->header(QNetworkRequest::ContentLengthHeader).toLongLong()) > largestDownload)
            abort(tr("%1 is larger than %2 MB.").arg(url.toDisplayString()).arg(largestDownload / 1'000'000));
    };
    QObject::connect(reply, &QNetworkReply::metaDataChanged, reply, measure);
    QObject::connect(reply, &QNetworkReply::readyRead, reply, measure);
    QObject::connect(reply, &QNetworkReply::finished, reply, [this, reply, loading = std::weak_ptr(m_loading)] {
        if (loading.lock())
            fetched(reply);
    });
}

void SoundSource::fetched(QNetworkReply *reply)
{
    m_deadline.cancel();
    const QString address = reply->url().toDisplayString();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (!m_abortReason.isEmpty())
        return finish({}, m_abortReason);
    if (status != 0 && status != 200)
        return finish({}, tr("%1 answered %2.").arg(address).arg(status));
    if (reply->error() != QNetworkReply::NoError)
        return finish({}, tr("%1 cannot be read: %2.").arg(address, reply->errorString()));
    const QByteArray bytes = reply->readAll();
    decode([bytes] { return media::readSoundBytes(bytes.constData(), size_t(bytes.size())); },
           tr("%1 holds no sound that can be played.").arg(address));
}

void SoundSource::decode(std::function<media::Samples()> read, const QString &unreadable)
{
    QThreadPool::globalInstance()->start(
        [this, read = std::move(read), unreadable, poster = core::Poster::ofThisThread(), loading = std::weak_ptr(m_loading)] {
            const media::Samples samples = read();
            poster->post([this, samples, unreadable, loading] {
                if (loading.lock())
                    finish(samples, samples ? QString() : unreadable);
            });
        });
}

void SoundSource::finish(media::Samples samples, const QString &problem)
{
    cancel();
    m_done(std::move(samples), problem);
}

} // namespace app
