-- One OAuth session by its id, and whose it is.
SELECT g.id, g.account_id, g.organization_id, g.project_id, a.email, g.client_id, c.name, g.scopes, g.resource, g.created_at, g.expires_at, g.last_used_at, g.revoked_at, g.reused_at, g.is_machine, g.vouched_by, g.key_thumbprint, g.workload, a.kind, a.is_admin, a.disabled_at, m.role, o.plan, o.trial_ends_at, o.standard_count, o.ai_count, o.raise_factor, o.raised_until
FROM grants g JOIN accounts a ON a.id = g.account_id JOIN oauth_clients c ON c.id = g.client_id JOIN organizations o ON o.id = g.organization_id
LEFT JOIN memberships m ON m.organization_id = g.organization_id AND m.account_id = g.account_id WHERE g.id = :id
