-- Attempts to connect, the newest first, from a cursor on.
SELECT t.id, t.client_id, t.client_name, t.account_id, a.email, t.address, t.user_agent, t.resource, t.started_at, t.last_at,
    t.reached, t.succeeded, t.stopped_because, t.entries
FROM connection_attempts t LEFT JOIN accounts a ON a.id = t.account_id
WHERE (t.started_at, t.id) < (:started_at, :cursor_id)
ORDER BY t.started_at DESC, t.id DESC LIMIT :limit
