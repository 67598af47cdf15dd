// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/common.h"

/// Models of customer-, number- and registrar-manager (contract/business-services.md §1, §3, §4) and tts-manager.
namespace contract {

struct Customer
{
    QUuid id;
    QString name, detail, email, phoneNumber, address, webhookMethod, webhookUri, webhookSecret;
    QUuid billingAccountId;
    bool emailVerified = false;
    QString status = QStringLiteral("active"); ///< initial active frozen deleted expired
    QString identityVerificationStatus = QStringLiteral("none");
    QString termsAgreedVersion, termsAgreedIp;
    Json metadata = Json::object();
    Timestamp tmDeletionScheduled, tmCreate, tmUpdate, tmDelete;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        using namespace core;
        v("id", &Customer::id);
        v("name", &Customer::name, opt);
        v("detail", &Customer::detail, opt);
        v("email", &Customer::email, opt);
        v("phone_number", &Customer::phoneNumber, opt);
        v("address", &Customer::address, opt);
        v("webhook_method", &Customer::webhookMethod, opt);
        v("webhook_uri", &Customer::webhookUri, opt);
        v("webhook_secret", &Customer::webhookSecret, opt);
        v("billing_account_id", &Customer::billingAccountId);
        v("email_verified", &Customer::emailVerified);
        v("status", &Customer::status);
        v("identity_verification_status", &Customer::identityVerificationStatus);
        v("terms_agreed_version", &Customer::termsAgreedVersion, opt);
        v("terms_agreed_ip", &Customer::termsAgreedIp, opt);
        v("metadata", &Customer::metadata);
        v("tm_deletion_scheduled", &Customer::tmDeletionScheduled);
        v("tm_create", &Customer::tmCreate);
        v("tm_update", &Customer::tmUpdate);
        v("tm_delete", &Customer::tmDelete);
    }
};

struct Number
{
    QUuid id, customerId;
    QString number, type; ///< type: normal, virtual
    QUuid callFlowId, messageFlowId;
    QString name, detail, providerName, providerReferenceId, status;
    bool t38Enabled = false, emergencyEnabled = false;
    Json metadata = Json::object();
    Timestamp tmPurchase, tmRenew, tmCreate, tmUpdate, tmDelete;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        v("id", &Number::id);
        v("customer_id", &Number::customerId);
        v("number", &Number::number);
        v("type", &Number::type);
        v("call_flow_id", &Number::callFlowId);
        v("message_flow_id", &Number::messageFlowId);
        v("name", &Number::name);
        v("detail", &Number::detail);
        v("provider_name", &Number::providerName);
        v("provider_reference_id", &Number::providerReferenceId);
        v("status", &Number::status);
        v("t38_enabled", &Number::t38Enabled);
        v("emergency_enabled", &Number::emergencyEnabled);
        v("metadata", &Number::metadata);
        v("tm_purchase", &Number::tmPurchase);
        v("tm_renew", &Number::tmRenew);
        v("tm_create", &Number::tmCreate);
        v("tm_update", &Number::tmUpdate);
        v("tm_delete", &Number::tmDelete);
    }
};

struct Extension
{
    QUuid id, customerId;
    QString name, detail, endpointId, aorId, authId, extension, domainName, realm, username, password;
    QUuid directId;
    QString directHash;
    Timestamp tmCreate, tmUpdate, tmDelete;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        v("id", &Extension::id);
        v("customer_id", &Extension::customerId);
        v("name", &Extension::name);
        v("detail", &Extension::detail);
        v("endpoint_id", &Extension::endpointId);
        v("aor_id", &Extension::aorId);
        v("auth_id", &Extension::authId);
        v("extension", &Extension::extension);
        v("domain_name", &Extension::domainName);
        v("realm", &Extension::realm);
        v("username", &Extension::username);
        v("password", &Extension::password);
        v("direct_id", &Extension::directId);
        v("direct_hash", &Extension::directHash);
        v("tm_create", &Extension::tmCreate);
        v("tm_update", &Extension::tmUpdate);
        v("tm_delete", &Extension::tmDelete);
    }
};

/// What the edge proxy reads to check passwords (contract/business-services.md §3).
struct SipAuth
{
    QUuid id;
    QString referenceType;
    QStringList authTypes;
    QString realm, username, password;
    QStringList allowedIps;
    Timestamp tmCreate, tmUpdate;

    template <typename V> static void describe(V &v)
    {
        v("id", &SipAuth::id);
        v("reference_type", &SipAuth::referenceType);
        v("auth_types", &SipAuth::authTypes);
        v("realm", &SipAuth::realm);
        v("username", &SipAuth::username);
        v("password", &SipAuth::password);
        v("allowed_ips", &SipAuth::allowedIps);
        v("tm_create", &SipAuth::tmCreate);
        v("tm_update", &SipAuth::tmUpdate);
    }
};

/// A registration as registrar-manager answers it (table ps_contacts).
struct AstContact
{
    QString id, uri;
    qint64 expirationTime = 0; ///< Unix seconds
    int qualifyFrequency = 0;
    QString outboundProxy, path, userAgent;
    double qualifyTimeout = 3.0;
    QString regServer, authenticateQualify, viaAddr;
    int viaPort = 0;
    QString callId, endpoint, pruneOnBoot;
    Json extra;

    template <typename V> static void describe(V &v)
    {
        v("id", &AstContact::id);
        v("uri", &AstContact::uri);
        v("expiration_time", &AstContact::expirationTime);
        v("qualify_frequency", &AstContact::qualifyFrequency);
        v("outbound_proxy", &AstContact::outboundProxy);
        v("path", &AstContact::path);
        v("user_agent", &AstContact::userAgent);
        v("qualify_timeout", &AstContact::qualifyTimeout);
        v("reg_server", &AstContact::regServer);
        v("authenticate_qualify", &AstContact::authenticateQualify);
        v("via_addr", &AstContact::viaAddr);
        v("via_port", &AstContact::viaPort);
        v("call_id", &AstContact::callId);
        v("endpoint", &AstContact::endpoint);
        v("prune_on_boot", &AstContact::pruneOnBoot);
    }
};

/// Body of POST /v1/speeches (contract/tts-manager.md §3).
struct SpeechCreate
{
    QUuid callId;
    QString text, language, provider, voiceId, gender;

    template <typename V> static void describe(V &v)
    {
        v("call_id", &SpeechCreate::callId);
        v("text", &SpeechCreate::text);
        v("language", &SpeechCreate::language);
        v("provider", &SpeechCreate::provider, core::opt);
        v("voice_id", &SpeechCreate::voiceId, core::opt);
        v("gender", &SpeechCreate::gender, core::opt);
    }
};

struct Speech
{
    QString provider, voiceId, text, language, mediaFilepath;

    template <typename V> static void describe(V &v)
    {
        v("provider", &Speech::provider, core::opt);
        v("voice_id", &Speech::voiceId, core::opt);
        v("text", &Speech::text, core::opt);
        v("language", &Speech::language, core::opt);
        v("media_filepath", &Speech::mediaFilepath, core::opt);
    }
};

} // namespace contract
