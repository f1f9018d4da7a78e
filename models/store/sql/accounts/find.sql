-- One account by its id, with its password hash.
SELECT a.id, a.organization_id, a.email, a.kind, a.is_admin, a.owner_id, a.disabled_at, a.created_at, a.password_hash FROM accounts a WHERE a.id = :id
