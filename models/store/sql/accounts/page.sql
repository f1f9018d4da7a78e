-- Accounts, newest first, from a cursor on.
SELECT id, organization_id, email, kind, is_admin, created_at FROM accounts WHERE (created_at, id) < (:created_at, :id) ORDER BY created_at DESC, id DESC LIMIT :limit
