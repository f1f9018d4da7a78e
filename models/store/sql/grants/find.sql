-- One OAuth session by its id, and of what kind its account is.
SELECT g.id, g.account_id, g.organization_id, a.email, g.client_id, c.name, g.scopes, g.resource, g.created_at, g.expires_at, g.last_used_at, g.revoked_at, a.kind, a.is_admin FROM grants g JOIN accounts a ON a.id = g.account_id JOIN oauth_clients c ON c.id = g.client_id WHERE g.id = :id
