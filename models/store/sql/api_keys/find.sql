-- One key by its id.
SELECT k.id, k.account_id, k.organization_id, k.project_id, a.email, k.kind, k.name, k.hint, k.scopes, k.networks, k.created_at, k.expires_at,
    k.disabled_at, k.revoked_at, k.last_used_at, k.last_used_address, k.last_used_client, k.replaces,
    (SELECT n.id FROM api_keys n WHERE n.replaces = k.id ORDER BY n.created_at DESC LIMIT 1), k.standard_count, k.ai_count, k.raise_factor, k.raised_until, k.cap_micros, k.alert_micros
FROM api_keys k JOIN accounts a ON a.id = k.account_id WHERE k.id = :id
