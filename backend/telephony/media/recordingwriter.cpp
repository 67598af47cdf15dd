// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/recordingwriter.h"

#include "core/log.h"

#include <QFile>

#include <sndfile.h>

#include <algorithm>
#include <array>

namespace telephony::media {
namespace {
constexpr std::chrono::milliseconds emptyEvery(200);
constexpr size_t headerEvery = sampleRate; ///< samples

struct Format
{
    const char *name;
    int flags;
    bool appends;
};
constexpr std::array formats{Format{"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, true},
                             Format{"ulaw", SF_FORMAT_RAW | SF_FORMAT_ULAW, true},
                             Format{"ul", SF_FORMAT_RAW | SF_FORMAT_ULAW, true},
                             Format{"alaw", SF_FORMAT_RAW | SF_FORMAT_ALAW, true},
                             Format{"al", SF_FORMAT_RAW | SF_FORMAT_ALAW, true},
                             Format{"sln", SF_FORMAT_RAW | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE, true},
                             Format{"slin", SF_FORMAT_RAW | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE, true},
                             Format{"raw", SF_FORMAT_RAW | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE, true},
                             Format{"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, false},
                             Format{"ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, false}};

const Format *findFormat(const QString &name)
{
    const auto found = std::find_if(formats.begin(), formats.end(), [&name](const Format &one) {
        return name.compare(QLatin1String(one.name), Qt::CaseInsensitive) == 0;
    });
    return found == formats.end() ? nullptr : &*found;
}
} // namespace

bool isRecordingFormat(const QString &format) { return findFormat(format) != nullptr; }

class RecordingWriter::File
{
public:
    explicit File(Job job) : m_job(std::move(job)) {}
    ~File() { close(); }

    quint64 id() const { return m_job.id; }
    const QString &failed() const { return m_failed; }

    bool open()
    {
        const RecordingParameters &wanted = m_job.parameters;
        const Format *format = findFormat(wanted.format);
        const bool append = wanted.append && QFile::exists(wanted.path);
        if (!format || (append && !format->appends))
            return fail(QStringLiteral("files of this format cannot be continued"));
        SF_INFO info{};
        info.samplerate = sampleRate;
        info.channels = 1;
        info.format = format->flags;
        m_file = sf_open(QFile::encodeName(wanted.path).constData(), append ? SFM_RDWR : SFM_WRITE, &info);
        if (!m_file)
            return fail(QString::fromLocal8Bit(sf_strerror(nullptr)));
        if (append && (info.samplerate != sampleRate || info.channels != 1 || sf_seek(m_file, 0, SEEK_END) < 0))
            return fail(QStringLiteral("the file to continue has another shape"));
        m_isWav = (format->flags & SF_FORMAT_TYPEMASK) == SF_FORMAT_WAV;
        updateHeader();
        return true;
    }
    void empty()
    {
        std::array<int16_t, 8192> samples;
        while (const size_t count = m_failed.isEmpty() ? m_job.ring->take(samples) : 0) {
            if (sf_writef_short(m_file, samples.data(), sf_count_t(count)) != sf_count_t(count))
                fail(QString::fromLocal8Bit(sf_strerror(m_file)));
            m_unsaid += count;
        }
        if (m_unsaid >= headerEvery)
            updateHeader();
    }
    void close()
    {
        if (m_file && sf_close(std::exchange(m_file, nullptr)) != 0)
            fail(QStringLiteral("the file could not be closed"));
    }
    void remove()
    {
        close();
        QFile::remove(m_job.parameters.path);
    }

private:
    /// Raw files have none, and that of Ogg must not be written twice.
    void updateHeader()
    {
        if (m_isWav)
            sf_command(m_file, SFC_UPDATE_HEADER_NOW, nullptr, 0);
        m_unsaid = 0;
    }
    bool fail(const QString &why)
    {
        core::log::warn("media", "recording to {}: {}", m_job.parameters.path, why);
        if (m_failed.isEmpty())
            m_failed = why;
        return false;
    }

    const Job m_job;
    SNDFILE *m_file = nullptr;
    bool m_isWav = false;
    size_t m_unsaid = 0; ///< samples that the header does not count yet
    QString m_failed;
};

RecordingWriter::RecordingWriter(Report opened, Report closed) : m_opened(std::move(opened)), m_closed(std::move(closed)) {}

RecordingWriter::~RecordingWriter() { stop(); }

void RecordingWriter::start()
{
    m_thread = std::thread([this] { run(); });
}

void RecordingWriter::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        m_wake.notify_all();
    }
    if (m_thread.joinable())
        m_thread.join();
    for (const auto &file : m_files)
        file->empty();
    m_files.clear();
}

void RecordingWriter::open(Job job)
{
    const std::lock_guard lock(m_mutex);
    m_jobs.push_back(std::move(job));
    m_wake.notify_all();
}

void RecordingWriter::close(quint64 id, bool discard)
{
    const std::lock_guard lock(m_mutex);
    m_closing.push_back({id, discard});
    m_wake.notify_all();
}

void RecordingWriter::run()
{
    while (true) {
        std::vector<Job> jobs;
        std::vector<Closing> closing;
        {
            std::unique_lock lock(m_mutex);
            const auto called = [this] { return m_stopping || !m_jobs.empty() || !m_closing.empty(); };
            if (m_files.empty())
                m_wake.wait(lock, called);
            else
                m_wake.wait_for(lock, emptyEvery, called);
            if (m_stopping)
                return;
            jobs.swap(m_jobs);
            closing.swap(m_closing);
        }
        openAll(std::move(jobs));
        emptyAll();
        closeAll(closing);
    }
}

void RecordingWriter::openAll(std::vector<Job> jobs)
{
    for (Job &job : jobs) {
        auto file = std::make_unique<File>(std::move(job));
        const bool good = file->open();
        m_opened(file->id(), good ? QString() : file->failed());
        if (good)
            m_files.push_back(std::move(file));
    }
}

void RecordingWriter::emptyAll()
{
    for (const auto &file : m_files) {
        file->empty();
        if (!file->failed().isEmpty())
            m_closed(file->id(), file->failed());
    }
    std::erase_if(m_files, [](const auto &file) { return !file->failed().isEmpty(); });
}

void RecordingWriter::closeAll(const std::vector<Closing> &closing)
{
    for (const Closing &one : closing) {
        const auto found =
            std::find_if(m_files.begin(), m_files.end(), [&one](const auto &file) { return file->id() == one.id; });
        if (found == m_files.end())
            continue;
        const std::unique_ptr<File> file = std::move(*found);
        m_files.erase(found);
        if (one.discard)
            file->remove();
        else
            file->close();
        m_closed(one.id, one.discard ? QString() : file->failed());
    }
}

} // namespace telephony::media
