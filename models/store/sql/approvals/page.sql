-- Consents: pending ones first, then those decided since a moment, newest first.
SELECT p.id, p.account_id, a.email, p.client_id, c.name, p.redirect_uri, p.scopes, p.resource, p.match_code, p.created_at, p.expires_at, p.decision, p.allowed_scopes, p.allowed_s FROM approvals p LEFT JOIN accounts a ON a.id = p.account_id JOIN oauth_clients c ON c.id = p.client_id
WHERE (p.decision = 'pending' AND p.expires_at > :now) OR coalesce(p.decided_at, p.expires_at) > :since
ORDER BY p.decision = 'pending' AND p.expires_at > :now DESC, p.created_at DESC, p.id DESC LIMIT :limit OFFSET :offset
