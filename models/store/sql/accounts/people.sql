-- People who may sign in, those who administer this server first; as many as are needed to see that there are several.
SELECT a.id, a.organization_id, a.email, a.kind, a.is_admin, a.owner_id, a.disabled_at, a.created_at FROM accounts a
WHERE a.kind = 'person' AND a.disabled_at IS NULL ORDER BY a.is_admin DESC, a.created_at, a.id LIMIT :limit
