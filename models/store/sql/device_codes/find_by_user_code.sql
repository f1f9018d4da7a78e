-- The code that somebody typed, by its HMAC, and what was decided.
SELECT d.client_id, d.scopes, d.resource, d.created_at, d.expires_at, d.interval_s, d.polled_at, d.approval_id, d.used_at, d.grant_id, p.decision, p.account_id, p.allowed_scopes, p.allowed_s
FROM device_codes d LEFT JOIN approvals p ON p.id = d.approval_id WHERE d.user_code_hash = :user_code_hash
