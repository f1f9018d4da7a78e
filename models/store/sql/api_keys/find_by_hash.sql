-- The key that a client presented, by the HMAC of its secret, and whose it is.
SELECT k.id, k.account_id, k.organization_id, k.project_id, a.email, k.kind, k.name, k.hint, k.scopes, k.networks, k.created_at, k.expires_at,
    k.disabled_at, k.revoked_at, k.last_used_at, k.last_used_address, k.last_used_client, k.replaces,
    (SELECT n.id FROM api_keys n WHERE n.replaces = k.id ORDER BY n.created_at DESC LIMIT 1), k.standard_count, k.ai_count, k.raise_factor, k.raised_until, k.cap_micros, k.alert_micros, a.kind, a.is_admin, a.disabled_at, m.role, o.plan, o.trial_ends_at, o.standard_count, o.ai_count, o.raise_factor, o.raised_until
FROM api_keys k JOIN accounts a ON a.id = k.account_id JOIN organizations o ON o.id = k.organization_id
LEFT JOIN memberships m ON m.organization_id = k.organization_id AND m.account_id = k.account_id WHERE k.hash = :hash
