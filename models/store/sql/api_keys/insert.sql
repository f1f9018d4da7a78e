-- A new key, unless the account has its full number of active ones (checked in the same statement: no race).
INSERT INTO api_keys (id, account_id, organization_id, project_id, kind, name, hint, hash, scopes, networks, created_at, expires_at, replaces,
    standard_count, ai_count, cap_micros, alert_micros)
SELECT :id, :account_id, :organization_id, :project_id, :kind, :name, :hint, :hash, :scopes, :networks, :created_at, :expires_at, :replaces,
    :standard_count, :ai_count, :cap_micros, :alert_micros
WHERE (SELECT count(*) FROM api_keys
       WHERE account_id = :account_id AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > :created_at)) < :most
