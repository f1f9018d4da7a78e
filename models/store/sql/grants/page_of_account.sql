-- OAuth sessions of one account, newest first, from a cursor on.
SELECT g.id, g.account_id, g.organization_id, g.project_id, a.email, g.client_id, c.name, g.scopes, g.resource, g.created_at, g.expires_at, g.last_used_at, g.revoked_at, g.reused_at, g.is_machine, g.vouched_by, g.key_thumbprint, g.workload
FROM grants g JOIN accounts a ON a.id = g.account_id JOIN oauth_clients c ON c.id = g.client_id
WHERE g.account_id = :account_id AND (g.created_at, g.id) < (:created_at, :id) ORDER BY g.created_at DESC, g.id DESC LIMIT :limit
