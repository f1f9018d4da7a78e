-- The sign-in that a cookie stands for, and whose it is.
SELECT s.id, s.account_id, s.created_at, s.expires_at, s.address, s.user_agent, a.organization_id, a.email, a.kind, a.is_admin
FROM browser_sessions s JOIN accounts a ON a.id = s.account_id WHERE s.hash = :hash
