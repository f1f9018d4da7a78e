-- One key by its id.
SELECT k.id, k.account_id, k.organization_id, k.project_id, a.email, k.kind, k.name, k.hint, k.scopes, k.created_at, k.expires_at, k.last_used_at, k.revoked_at
FROM api_keys k JOIN accounts a ON a.id = k.account_id WHERE k.id = :id
