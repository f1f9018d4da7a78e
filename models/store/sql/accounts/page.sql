-- Accounts, newest first, from a cursor on.
SELECT a.id, a.organization_id, a.email, a.kind, a.is_admin, a.owner_id, a.disabled_at, a.created_at FROM accounts a
WHERE (a.created_at, a.id) < (:created_at, :id) ORDER BY a.created_at DESC, a.id DESC LIMIT :limit
