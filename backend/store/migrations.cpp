// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/migrations.h"

#include "core/error.h"
#include "store/sqliteconnection.h"

#include <QFileInfo>

#include <algorithm>
#include <array>
#include <vector>

namespace store {
namespace {
/// Names and columns are those of contract/schema.md; SQLite types by its affinity rules.
const std::array migrations{
    std::vector<const char *>{
        "CREATE TABLE call_bridges (asterisk_id TEXT, id TEXT PRIMARY KEY NOT NULL, name TEXT, type TEXT, "
        "tech TEXT, class TEXT, creator TEXT, video_mode TEXT, video_source_id TEXT, channel_ids TEXT, "
        "reference_type TEXT, reference_id BLOB, record_channel_id TEXT, record_files TEXT, tm_create TEXT, "
        "tm_update TEXT, tm_delete TEXT)",
        "CREATE INDEX idx_call_bridges_asterisk_id_id ON call_bridges(asterisk_id,id)",
        "CREATE INDEX idx_call_bridges_create ON call_bridges(tm_create)",
        "CREATE INDEX idx_call_bridges_reference_id ON call_bridges(reference_id)",
        "CREATE TABLE call_calls (id BLOB PRIMARY KEY NOT NULL, customer_id BLOB, owner_type TEXT, owner_id "
        "BLOB, channel_id TEXT, bridge_id TEXT, flow_id BLOB, activeflow_id BLOB, confbridge_id BLOB, type "
        "TEXT, master_call_id BLOB, chained_call_ids TEXT, recording_id BLOB, recording_ids TEXT, "
        "external_media_ids TEXT, groupcall_id BLOB, source TEXT, source_target TEXT, destination TEXT, "
        "destination_target TEXT, status TEXT, data TEXT, metadata TEXT, action TEXT, action_next_hold "
        "INTEGER, direction TEXT, mute_direction TEXT, hangup_by TEXT, hangup_reason TEXT, dialroute_id BLOB, "
        "dialroutes TEXT, tm_create TEXT, tm_update TEXT, tm_delete TEXT, tm_progressing TEXT, tm_ringing "
        "TEXT, tm_hangup TEXT)",
        "CREATE INDEX idx_call_calls_activeflow_id ON call_calls(activeflow_id)",
        "CREATE INDEX idx_call_calls_channel_id ON call_calls(channel_id)",
        "CREATE INDEX idx_call_calls_create ON call_calls(tm_create)",
        "CREATE INDEX idx_call_calls_customer_id ON call_calls(customer_id)",
        "CREATE INDEX idx_call_calls_destination_target ON call_calls(destination_target)",
        "CREATE INDEX idx_call_calls_flow_id ON call_calls(flow_id)",
        "CREATE INDEX idx_call_calls_groupcall_id ON call_calls(groupcall_id)",
        "CREATE INDEX idx_call_calls_hangup ON call_calls(tm_hangup)",
        "CREATE INDEX idx_call_calls_owner_id ON call_calls(owner_id)",
        "CREATE INDEX idx_call_calls_source_target ON call_calls(source_target)",
        "CREATE TABLE call_channels (id TEXT PRIMARY KEY NOT NULL, asterisk_id TEXT, name TEXT, type TEXT, "
        "tech TEXT, sip_call_id TEXT, sip_transport TEXT, sip_data TEXT, src_name TEXT, src_number TEXT, "
        "dst_name TEXT, dst_number TEXT, state TEXT, data TEXT, stasis_name TEXT, stasis_data TEXT, bridge_id "
        "TEXT, playback_id TEXT, dial_result TEXT, hangup_cause INTEGER, direction TEXT, mute_direction TEXT, "
        "tm_create TEXT, tm_update TEXT, tm_delete TEXT, tm_answer TEXT, tm_ringing TEXT, tm_end TEXT)",
        "CREATE INDEX idx_call_channels_asterisk_id_type_create ON call_channels(asterisk_id,type,tm_create)",
        "CREATE INDEX idx_call_channels_create ON call_channels(tm_create)",
        "CREATE INDEX idx_call_channels_dst_number ON call_channels(dst_number)",
        "CREATE INDEX idx_call_channels_sip_call_id ON call_channels(sip_call_id)",
        "CREATE INDEX idx_call_channels_src_number ON call_channels(src_number)",
        "CREATE TABLE call_confbridges (id BLOB PRIMARY KEY NOT NULL, customer_id BLOB, activeflow_id BLOB, "
        "reference_type TEXT, reference_id BLOB, type TEXT, status TEXT, bridge_id TEXT, flags TEXT, "
        "channel_call_ids TEXT, recording_id BLOB, recording_ids TEXT, external_media_ids TEXT, tm_create "
        "TEXT, tm_update TEXT, tm_delete TEXT)",
        "CREATE INDEX idx_call_confbridges_activeflow_id ON call_confbridges(activeflow_id)",
        "CREATE INDEX idx_call_confbridges_bridge_id ON call_confbridges(bridge_id)",
        "CREATE INDEX idx_call_confbridges_create ON call_confbridges(tm_create)",
        "CREATE INDEX idx_call_confbridges_customer_id ON call_confbridges(customer_id)",
        "CREATE INDEX idx_call_confbridges_reference_id ON call_confbridges(reference_id)",
        "CREATE TABLE call_groupcalls (id BLOB PRIMARY KEY NOT NULL, customer_id BLOB, owner_type TEXT, "
        "owner_id BLOB, status TEXT, flow_id BLOB, source TEXT, destinations TEXT, master_call_id BLOB, "
        "master_groupcall_id BLOB, ring_method TEXT, answer_method TEXT, anonymous TEXT, answer_call_id BLOB, "
        "call_ids TEXT, answer_groupcall_id BLOB, groupcall_ids TEXT, call_count INTEGER, dial_index INTEGER, "
        "groupcall_count INTEGER, tm_create TEXT, tm_update TEXT, tm_delete TEXT)",
        "CREATE INDEX idx_call_groupcalls_customer_id ON call_groupcalls(customer_id)",
        "CREATE INDEX idx_call_groupcalls_owner_id ON call_groupcalls(owner_id)",
        "CREATE TABLE customer_customers (id BLOB PRIMARY KEY NOT NULL, name TEXT, detail TEXT, email TEXT, "
        "phone_number TEXT, address TEXT, webhook_method TEXT, webhook_uri TEXT, webhook_secret TEXT, "
        "billing_account_id BLOB, email_verified INTEGER, status TEXT, terms_agreed_version TEXT, "
        "terms_agreed_ip TEXT, tm_deletion_scheduled TEXT, tm_create TEXT, tm_update TEXT, tm_delete TEXT, "
        "metadata TEXT, identity_verification_status TEXT)",
        "CREATE INDEX idx_customer_customers_status ON customer_customers(status)",
        "CREATE TABLE flow_activeflows (id BLOB PRIMARY KEY NOT NULL, customer_id BLOB, status TEXT, flow_id "
        "BLOB, reference_type TEXT, reference_id BLOB, reference_activeflow_id BLOB, stack_map TEXT, "
        "current_stack_id BLOB, current_action TEXT, execute_count INTEGER, forward_stack_id BLOB, "
        "forward_action_id BLOB, executed_actions TEXT, tm_create TEXT, tm_update TEXT, tm_delete TEXT, "
        "on_complete_flow_id BLOB, webhook_uri TEXT, webhook_method TEXT)",
        "CREATE INDEX idx_flow_activeflows_customer_id ON flow_activeflows(customer_id)",
        "CREATE INDEX idx_flow_activeflows_flow_id ON flow_activeflows(flow_id)",
        "CREATE INDEX idx_flow_activeflows_reference_id ON flow_activeflows(reference_id)",
        "CREATE TABLE flow_flows (id BLOB PRIMARY KEY NOT NULL, customer_id BLOB, type TEXT, name TEXT, "
        "detail TEXT, actions TEXT, tm_create TEXT, tm_update TEXT, tm_delete TEXT, on_complete_flow_id BLOB, "
        "direct_id BLOB, direct_hash TEXT)",
        "CREATE INDEX idx_flow_flows_customer_id ON flow_flows(customer_id)",
        "CREATE TABLE number_numbers (id BLOB PRIMARY KEY NOT NULL, customer_id BLOB, call_flow_id BLOB, "
        "message_flow_id BLOB, name TEXT, detail TEXT, number TEXT, type TEXT, tm_create TEXT, tm_update "
        "TEXT, tm_delete TEXT, provider_name TEXT, provider_reference_id TEXT, status TEXT, t38_enabled "
        "INTEGER, emergency_enabled INTEGER, metadata TEXT, tm_purchase TEXT, tm_renew TEXT)",
        "CREATE INDEX idx_number_numbers_call_flow_id ON number_numbers(call_flow_id)",
        "CREATE INDEX idx_number_numbers_customer_id ON number_numbers(customer_id)",
        "CREATE INDEX idx_number_numbers_message_flow_id ON number_numbers(message_flow_id)",
        "CREATE INDEX idx_number_numbers_number ON number_numbers(number)",
        "CREATE INDEX idx_number_numbers_provider_name ON number_numbers(provider_name)",
        "CREATE INDEX idx_number_numbers_tm_renew ON number_numbers(tm_renew)",
        "CREATE INDEX idx_number_numbers_type ON number_numbers(type)",
        "CREATE TABLE registrar_extensions (id BLOB PRIMARY KEY NOT NULL, customer_id BLOB, name TEXT, detail "
        "TEXT, endpoint_id TEXT, aor_id TEXT, auth_id TEXT, extension TEXT, domain_name TEXT, realm TEXT, "
        "username TEXT, password TEXT, tm_create TEXT, tm_update TEXT, tm_delete TEXT, direct_id BLOB, "
        "direct_hash TEXT)",
        "CREATE INDEX idx_registrar_extensions_customer_id ON registrar_extensions(customer_id)",
        "CREATE INDEX idx_registrar_extensions_domain_name ON registrar_extensions(domain_name)",
        "CREATE INDEX idx_registrar_extensions_extension ON registrar_extensions(extension)",
        "CREATE INDEX idx_registrar_extensions_realm ON registrar_extensions(realm)",
        "CREATE INDEX idx_registrar_extensions_username ON registrar_extensions(username)",
        "CREATE TABLE registrar_sip_auths (id BLOB PRIMARY KEY NOT NULL, reference_type TEXT, auth_types "
        "TEXT, realm TEXT, username TEXT, password TEXT, allowed_ips TEXT, tm_create TEXT, tm_update TEXT)",
        "CREATE INDEX idx_registrar_sip_auths_realm ON registrar_sip_auths(realm)",
        "CREATE TABLE ps_contacts (id TEXT PRIMARY KEY NOT NULL, uri TEXT, expiration_time INTEGER, qualify_frequency INTEGER, "
        "outbound_proxy TEXT, path TEXT, user_agent TEXT, qualify_timeout REAL, reg_server TEXT, authenticate_qualify TEXT, "
        "via_addr TEXT, via_port INTEGER, call_id TEXT, endpoint TEXT, prune_on_boot TEXT)",
        "CREATE INDEX idx_ps_contacts_endpoint ON ps_contacts(endpoint)",
        "CREATE UNIQUE INDEX uq_registrar_extensions_live ON registrar_extensions(customer_id, extension) WHERE tm_delete IS NULL",
        "CREATE TABLE voxboard_settings (name TEXT PRIMARY KEY NOT NULL, value TEXT)",
    },
    std::vector<const char *>{
        "CREATE TABLE call_outbound_configs (id BLOB PRIMARY KEY NOT NULL, customer_id BLOB NOT NULL UNIQUE, name TEXT NOT NULL "
        "DEFAULT '', detail TEXT NOT NULL, destination_whitelist TEXT NOT NULL, codecs TEXT NOT NULL DEFAULT '', tm_create TEXT, "
        "tm_update TEXT, tm_delete TEXT, default_outgoing_source_number_id BLOB NOT NULL)",
        "CREATE TABLE call_recordings (id BLOB PRIMARY KEY NOT NULL, customer_id BLOB, owner_type TEXT, owner_id BLOB, "
        "activeflow_id BLOB, reference_type TEXT, reference_id BLOB, status TEXT, format TEXT, on_end_flow_id BLOB, "
        "recording_name TEXT, filenames TEXT, asterisk_id TEXT, channel_ids TEXT, tm_start TEXT, tm_end TEXT, tm_create TEXT, "
        "tm_update TEXT, tm_delete TEXT)",
        "CREATE INDEX idx_call_recordings_activeflow_id ON call_recordings(activeflow_id)",
        "CREATE INDEX idx_call_recordings_customer_id ON call_recordings(customer_id)",
        "CREATE INDEX idx_call_recordings_on_end_flow_id ON call_recordings(on_end_flow_id)",
        "CREATE INDEX idx_call_recordings_owner_id ON call_recordings(owner_id)",
        "CREATE INDEX idx_call_recordings_recording_name ON call_recordings(recording_name)",
        "CREATE INDEX idx_call_recordings_reference_id ON call_recordings(reference_id)",
        "CREATE INDEX idx_call_recordings_tm_start ON call_recordings(tm_start)",
        "CREATE TABLE conference_conferencecalls (id BLOB PRIMARY KEY NOT NULL, customer_id BLOB, activeflow_id BLOB, "
        "conference_id BLOB, reference_type TEXT, reference_id BLOB, status TEXT, tm_create TEXT, tm_update TEXT, tm_delete TEXT)",
        "CREATE INDEX conference_conferencecalls_activeflow_id ON conference_conferencecalls(activeflow_id)",
        "CREATE INDEX idx_conference_conferencecalls_conference_id ON conference_conferencecalls(conference_id)",
        "CREATE INDEX idx_conference_conferencecalls_create ON conference_conferencecalls(tm_create)",
        "CREATE INDEX idx_conference_conferencecalls_customer_id ON conference_conferencecalls(customer_id)",
        "CREATE INDEX idx_conference_conferencecalls_reference_id ON conference_conferencecalls(reference_id)",
        "CREATE TABLE conference_conferences (id BLOB PRIMARY KEY NOT NULL, customer_id BLOB, type TEXT, flow_id BLOB, "
        "confbridge_id BLOB, status TEXT, name TEXT, detail TEXT, data TEXT, timeout INTEGER, pre_flow_id BLOB, post_flow_id BLOB, "
        "conferencecall_ids TEXT, recording_id BLOB, recording_ids TEXT, transcribe_id BLOB, transcribe_ids TEXT, tm_end TEXT, "
        "tm_create TEXT, tm_update TEXT, tm_delete TEXT, direct_id BLOB, direct_hash TEXT)",
        "CREATE INDEX idx_conference_conferences_confbridge_id ON conference_conferences(confbridge_id)",
        "CREATE INDEX idx_conference_conferences_create ON conference_conferences(tm_create)",
        "CREATE INDEX idx_conference_conferences_customer_id ON conference_conferences(customer_id)",
        "CREATE INDEX idx_conference_conferences_flow_id ON conference_conferences(flow_id)",
        "CREATE TABLE registrar_trunks (id BLOB PRIMARY KEY NOT NULL, customer_id BLOB, name TEXT, detail TEXT, domain_name TEXT, "
        "auth_types TEXT, realm TEXT, username TEXT, password TEXT, allowed_ips TEXT, tm_create TEXT, tm_update TEXT, tm_delete "
        "TEXT)",
        "CREATE INDEX idx_registrar_trunks_customer_id ON registrar_trunks(customer_id)",
        "CREATE INDEX idx_registrar_trunks_domain_name ON registrar_trunks(domain_name)",
        "CREATE INDEX idx_registrar_trunks_realm ON registrar_trunks(realm)",
        "CREATE TABLE route_providers (id BLOB PRIMARY KEY NOT NULL, type TEXT, hostname TEXT, tech_prefix TEXT, tech_postfix "
        "TEXT, tech_headers TEXT, name TEXT, detail TEXT, tm_create TEXT, tm_update TEXT, tm_delete TEXT, health_status TEXT NOT "
        "NULL DEFAULT 'unknown', health_checked_at TEXT, metadata TEXT, codecs TEXT NOT NULL DEFAULT '')",
        "CREATE TABLE route_routes (id BLOB PRIMARY KEY NOT NULL, customer_id BLOB, name TEXT, detail TEXT, provider_id BLOB, "
        "priority INTEGER, target TEXT, tm_create TEXT, tm_update TEXT, tm_delete TEXT)",
        "CREATE INDEX idx_route_routes_customer_id ON route_routes(customer_id)",
        "CREATE INDEX idx_route_routes_provider_id ON route_routes(provider_id)",
        "CREATE TABLE storage_accounts (id BLOB PRIMARY KEY NOT NULL, customer_id BLOB, total_file_count INTEGER, "
        "total_file_size INTEGER, tm_create TEXT, tm_update TEXT, tm_delete TEXT)",
        "CREATE INDEX idx_storage_accounts_customer_id ON storage_accounts(customer_id)",
        "CREATE TABLE storage_files (id BLOB PRIMARY KEY NOT NULL, customer_id BLOB, account_id BLOB, owner_id BLOB, owner_type "
        "TEXT DEFAULT '', reference_type TEXT, reference_id BLOB, type TEXT NOT NULL DEFAULT '', name TEXT, detail TEXT, "
        "bucket_name TEXT, filename TEXT, filepath TEXT, filesize INTEGER, uri_bucket TEXT, uri_download TEXT, "
        "tm_download_expire TEXT, tm_create TEXT, tm_update TEXT, tm_delete TEXT)",
        "CREATE INDEX idx_storage_files_account_id ON storage_files(account_id)",
        "CREATE INDEX idx_storage_files_customer_id ON storage_files(customer_id)",
        "CREATE INDEX idx_storage_files_owner_id ON storage_files(owner_id)",
        "CREATE INDEX idx_storage_files_reference_id ON storage_files(reference_id)",
    },
    // Each call writes a page of each index of its rows; these were read by no request.
    std::vector<const char *>{
        "DROP INDEX idx_call_calls_destination_target",
        "DROP INDEX idx_call_calls_flow_id",
        "DROP INDEX idx_call_calls_groupcall_id",
        "DROP INDEX idx_call_calls_hangup",
        "DROP INDEX idx_call_calls_owner_id",
        "DROP INDEX idx_call_calls_source_target",
        "DROP INDEX idx_call_channels_asterisk_id_type_create",
        "DROP INDEX idx_call_channels_dst_number",
        "DROP INDEX idx_call_channels_sip_call_id",
        "DROP INDEX idx_call_channels_src_number",
        "DROP INDEX idx_flow_activeflows_flow_id",
    },
};

/// A whole check reads every page: beyond this size only the parts that are used tell.
constexpr qint64 checkedBytes = 64LL * 1024 * 1024;

int currentVersion(SqliteConnection &db)
{
    const Rows rows = db.select({QStringLiteral("SELECT COALESCE(MAX(version), 0) FROM schema_migrations"), {}});
    return rows.rows.front().front().toInt();
}
} // namespace

void inspect(const QString &path)
{
    const QFileInfo file(path);
    if (!file.exists() || file.size() == 0)
        return;
    SqliteConnection db(path, SqliteConnection::Inspect);
    const Rows tables = db.select({QStringLiteral("SELECT name FROM sqlite_master WHERE type = 'table'"), {}});
    const bool ours = std::any_of(tables.rows.begin(), tables.rows.end(),
                                  [](const Row &row) { return row.front() == QLatin1String("schema_migrations"); });
    if (!ours && !tables.rows.empty())
        throw core::Error(core::Errc::FailedPrecondition, QStringLiteral("STORE_FOREIGN"),
                          QStringLiteral("It belongs to another program."));
    if (ours && currentVersion(db) > int(migrations.size()))
        throw core::Error(core::Errc::FailedPrecondition, QStringLiteral("STORE_TOO_NEW"),
                          QStringLiteral("It was made by a newer Voxboard (schema %1, this one knows %2).")
                              .arg(currentVersion(db))
                              .arg(migrations.size()));
    if (file.size() > checkedBytes)
        return;
    const Rows check = db.select({QStringLiteral("PRAGMA quick_check(1)"), {}});
    const QString verdict = check.rows.front().front().toString();
    if (verdict != QLatin1String("ok"))
        throw core::Error(core::Errc::Unavailable, QStringLiteral("STORE_DAMAGED"), QStringLiteral("The file is damaged."),
                          verdict);
}

void migrate(SqliteConnection &db)
{
    db.run("CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY NOT NULL)");
    const int version = currentVersion(db);
    for (size_t step = size_t(version); step < migrations.size(); ++step) {
        db.run("BEGIN IMMEDIATE");
        try {
            for (const char *statement : migrations[step])
                db.run(statement);
            db.execute({QStringLiteral("INSERT INTO schema_migrations VALUES (?)"), {int(step) + 1}});
            db.run("COMMIT");
        } catch (...) {
            db.run("ROLLBACK");
            throw;
        }
    }
}

} // namespace store
