-- A new password.
UPDATE accounts SET password_hash = :password_hash, password_changed_at = :now WHERE id = :id
