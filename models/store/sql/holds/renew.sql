-- The call is still under way.
UPDATE holds SET expires_at = :expires_at WHERE id = :id
