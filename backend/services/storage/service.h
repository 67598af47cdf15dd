// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/storage.h"
#include "services/common/manager.h"

namespace services::storage {

/// storage-manager on a folder: files of customers, recordings above all (contract/business-services.md §13). What lies below
/// the folder has the paths of the bucket: `recording/<name>` as the engine's proxy leaves it, `bin/<id>` as files of customers.
/// Lives on the backend thread; touches the disk on a pool thread.
class Service : public Manager
{
public:
    /// @param folder       the bucket.
    /// @param bucket       its name on the wire, may be empty.
    /// @param downloadUrl  what a file's id is appended to; with a final slash.
    Service(bus::Bus &bus, store::Store &db, std::shared_ptr<core::Clock> clock, QString folder, QString bucket,
            QString downloadUrl);

private:
    Task<void> on(bus::Event event) override;
    Task<Reply> list(Request request);
    Task<Reply> create(Request request);
    Task<Reply> get(Request request);
    Task<Reply> remove(Request request);
    Task<Reply> refreshDownload(Request request);
    Task<contract::File> erase(contract::File file);
    contract::File withLink(contract::File file) const;
    /// @throws core::Error(ResourceExhausted) beyond 10 GiB per customer
    Task<void> requireQuota(QUuid customerId, qint64 bytes);
    Task<qint64> take(QString from, QString to);

    QString m_folder, m_bucket, m_downloadUrl;
    Resource<contract::File> m_files;
};

} // namespace services::storage
