// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/common.h"

/// Models of storage-manager (contract/business-services.md §13).
namespace contract {

struct File
{
    QUuid id, customerId;
    QString ownerType;
    QUuid ownerId, accountId;
    QString referenceType; ///< empty, normal, recording
    QUuid referenceId;
    QString type; ///< empty, rag, talk, recording
    QString name, detail, bucketName, filename, filepath;
    qint64 filesize = 0; ///< bytes
    QString uriBucket;
    QString uriDownload; ///< empty until it is asked for where links expire
    Timestamp tmDownloadExpire, tmCreate, tmUpdate, tmDelete;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        v("id", &File::id);
        v("customer_id", &File::customerId);
        v("owner_type", &File::ownerType);
        v("owner_id", &File::ownerId);
        v("account_id", &File::accountId);
        v("reference_type", &File::referenceType);
        v("reference_id", &File::referenceId);
        v("type", &File::type);
        v("name", &File::name);
        v("detail", &File::detail);
        v("bucket_name", &File::bucketName);
        v("filename", &File::filename);
        v("filepath", &File::filepath);
        v("filesize", &File::filesize);
        v("uri_bucket", &File::uriBucket);
        v("uri_download", &File::uriDownload);
        v("tm_download_expire", &File::tmDownloadExpire);
        v("tm_create", &File::tmCreate);
        v("tm_update", &File::tmUpdate);
        v("tm_delete", &File::tmDelete);
    }
};

/// Body of POST /v1/files: an object that lies in the bucket already becomes a file of the customer's.
struct FileCreate
{
    QUuid customerId, ownerId;
    QString referenceType;
    QUuid referenceId;
    QString type, name, detail, filename, bucketName;
    QString filepath; ///< `recording/<name>`

    template <typename V> static void describe(V &v)
    {
        v("customer_id", &FileCreate::customerId);
        v("owner_id", &FileCreate::ownerId);
        v("reference_type", &FileCreate::referenceType);
        v("reference_id", &FileCreate::referenceId);
        v("type", &FileCreate::type);
        v("name", &FileCreate::name);
        v("detail", &FileCreate::detail);
        v("filename", &FileCreate::filename);
        v("bucket_name", &FileCreate::bucketName);
        v("filepath", &FileCreate::filepath);
    }
};

/// One customer's use of the storage.
struct StorageAccount
{
    QUuid id, customerId;
    qint64 totalFileCount = 0, totalFileSize = 0; ///< files, bytes
    Timestamp tmCreate, tmUpdate, tmDelete;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        v("id", &StorageAccount::id);
        v("customer_id", &StorageAccount::customerId);
        v("total_file_count", &StorageAccount::totalFileCount);
        v("total_file_size", &StorageAccount::totalFileSize);
        v("tm_create", &StorageAccount::tmCreate);
        v("tm_update", &StorageAccount::tmUpdate);
        v("tm_delete", &StorageAccount::tmDelete);
    }
};

} // namespace contract
