-- One account by its id.
SELECT id, organization_id, email, kind, is_admin, created_at FROM accounts WHERE id = :id
