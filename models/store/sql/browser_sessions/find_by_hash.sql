-- The sign-in that a cookie stands for, and whose it is.
SELECT s.id, s.account_id, s.created_at, s.expires_at, s.last_seen_at, s.authenticated_at, s.address, s.user_agent, a.organization_id, a.email, a.kind, a.is_admin, a.disabled_at, m.role, o.plan, o.trial_ends_at, o.standard_count, o.ai_count, o.raise_factor, o.raised_until
FROM browser_sessions s JOIN accounts a ON a.id = s.account_id JOIN organizations o ON o.id = a.organization_id
LEFT JOIN memberships m ON m.organization_id = a.organization_id AND m.account_id = a.id WHERE s.hash = :hash
