-- The sign-ins of one account that still hold, newest first.
SELECT s.id, s.account_id, s.created_at, s.expires_at, s.last_seen_at, s.authenticated_at, s.address, s.user_agent FROM browser_sessions s
WHERE s.account_id = :account_id AND s.expires_at > :now AND s.last_seen_at > :idle_since
ORDER BY s.created_at DESC, s.id DESC LIMIT :limit
