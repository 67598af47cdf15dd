// SPDX-License-Identifier: GPL-3.0-or-later
#include "telephony/media/recordingwriter.h"

#include "core/log.h"
#include "telephony/media/halfband.h"

#include <QFile>

#include <sndfile.h>

#include <algorithm>
#include <array>
#include <span>
#include <tuple>

namespace telephony::media {
namespace {
constexpr std::chrono::milliseconds emptyEvery(200);
constexpr size_t headerEvery = sampleRate; ///< samples
constexpr int ticksPerSecond = 50;

struct Format
{
    const char *name;
    int flags;
    int rate;
    bool appends;
    int tickBytes; ///< of a file without a header; 0: it has one
};
constexpr int linear = SF_FORMAT_RAW | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE;
constexpr int g722 = SF_FORMAT_RAW | SF_FORMAT_PCM_U8; // a byte is a sample, and is coded by us
constexpr std::array formats{Format{"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, sampleRate, true, 0},
                             Format{"wav16", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 2 * sampleRate, true, 0},
                             Format{"ulaw", SF_FORMAT_RAW | SF_FORMAT_ULAW, sampleRate, true, 160},
                             Format{"ul", SF_FORMAT_RAW | SF_FORMAT_ULAW, sampleRate, true, 160},
                             Format{"alaw", SF_FORMAT_RAW | SF_FORMAT_ALAW, sampleRate, true, 160},
                             Format{"al", SF_FORMAT_RAW | SF_FORMAT_ALAW, sampleRate, true, 160},
                             Format{"sln", linear, sampleRate, true, 320},
                             Format{"slin", linear, sampleRate, true, 320},
                             Format{"raw", linear, sampleRate, true, 320},
                             Format{"sln16", linear, 2 * sampleRate, true, 640},
                             Format{"g722", g722, sampleRate, true, 160},
                             Format{"gsm", SF_FORMAT_RAW | SF_FORMAT_GSM610, sampleRate, false, 33},
                             Format{"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, sampleRate, false, 0},
                             Format{"ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, sampleRate, false, 0}};

const Format *findFormat(const QString &name)
{
    const auto found =
        std::find_if(formats.begin(), formats.end(), [&name](const Format &one) { return name == QLatin1String(one.name); });
    return found == formats.end() ? nullptr : &*found;
}
} // namespace

const QStringList &recordingFormats()
{
    static const QStringList names = [] {
        QStringList all;
        for (const Format &one : formats)
            all << QLatin1String(one.name);
        return all;
    }();
    return names;
}

class RecordingWriter::File
{
public:
    explicit File(Job job) : m_job(std::move(job)), m_format(findFormat(m_job.parameters.format)) {}
    ~File() { close(); }

    quint64 id() const { return m_job.id; }
    const QString &failed() const { return m_failed; }

    bool open()
    {
        const RecordingParameters &wanted = m_job.parameters;
        const bool append = wanted.append && QFile::exists(wanted.path);
        if (!m_format || (append && !m_format->appends))
            return fail(QStringLiteral("files of this format cannot be continued"));
        SF_INFO info{};
        info.samplerate = m_format->rate;
        info.channels = 1;
        info.format = m_format->flags;
        m_file = sf_open(QFile::encodeName(wanted.path).constData(), append ? SFM_RDWR : SFM_WRITE, &info);
        if (!m_file)
            return fail(QString::fromLocal8Bit(sf_strerror(nullptr)));
        if (append)
            m_frames = sf_seek(m_file, 0, SEEK_END);
        if (append && (info.samplerate != m_format->rate || info.channels != 1 || m_frames < 0))
            return fail(QStringLiteral("the file to continue has another shape"));
        if (m_format->flags == g722)
            m_coder = makeTranscoder({Codec::G722});
        updateHeader();
        return true;
    }
    void empty()
    {
        std::array<int16_t, 640> samples; // what a Transcoder takes at once
        while (const size_t count = m_failed.isEmpty() ? m_job.ring->take(samples) : 0) {
            if (!write(std::span(samples).first(count)))
                fail(QString::fromLocal8Bit(sf_strerror(m_file)));
            m_unsaid += count;
        }
        if (m_unsaid >= headerEvery)
            updateHeader();
    }
    void close(int idleTicks = 0)
    {
        if (!m_file)
            return;
        sf_count_t left = m_frames - idleTicks * sf_count_t(m_format->rate / ticksPerSecond);
        if (idleTicks > 0 && isWav())
            sf_command(m_file, SFC_FILE_TRUNCATE, &left, sizeof left);
        if (sf_close(std::exchange(m_file, nullptr)) != 0)
            fail(QStringLiteral("the file could not be closed"));
        QFile file(m_job.parameters.path);
        if (idleTicks > 0 && m_format->tickBytes > 0 && !file.resize(file.size() - idleTicks * m_format->tickBytes))
            fail(QStringLiteral("the file could not be cut"));
    }
    void remove()
    {
        close();
        QFile::remove(m_job.parameters.path);
    }

private:
    bool isWav() const { return (m_format->flags & SF_FORMAT_TYPEMASK) == SF_FORMAT_WAV; }
    bool write(std::span<const int16_t> samples)
    {
        if (m_coder) {
            std::array<uint8_t, Transcoder::maxPayload> bytes;
            const auto size = sf_count_t(m_coder->encode(samples, bytes));
            return sf_write_raw(m_file, bytes.data(), size) == size && size == sf_count_t(samples.size());
        }
        if (m_format->rate == sampleRate)
            return writeFrames(samples);
        std::array<int16_t, 1280> wide;
        for (size_t i = 0; i < samples.size(); ++i)
            std::tie(wide[2 * i], wide[2 * i + 1]) = m_doubler.take(samples[i]);
        return writeFrames(std::span(wide).first(2 * samples.size()));
    }
    bool writeFrames(std::span<const int16_t> samples)
    {
        const auto count = sf_count_t(samples.size());
        m_frames += count;
        return sf_writef_short(m_file, samples.data(), count) == count;
    }
    /// Raw files have none, and that of Ogg must not be written twice.
    void updateHeader()
    {
        if (isWav())
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
    const Format *const m_format;
    SNDFILE *m_file = nullptr;
    sf_count_t m_frames = 0; ///< in the file
    size_t m_unsaid = 0;     ///< samples that the header does not count yet
    std::unique_ptr<Transcoder> m_coder;
    Doubler m_doubler;
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

void RecordingWriter::close(quint64 id, bool discard, int idleTicks)
{
    const std::lock_guard lock(m_mutex);
    m_closing.push_back({id, discard, idleTicks});
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
            file->close(one.idleTicks);
        m_closed(one.id, one.discard ? QString() : file->failed());
    }
}

} // namespace telephony::media
