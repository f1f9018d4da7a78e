-- One account by its normalised e-mail, with its password hash.
SELECT id, organization_id, email, kind, is_admin, created_at, password_hash FROM accounts WHERE email = :email
