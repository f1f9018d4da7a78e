-- The session that a program has for a resource in its own name and that still works.
SELECT id FROM grants WHERE client_id = :client_id AND resource = :resource AND is_machine = 1 AND revoked_at IS NULL AND expires_at > :now
ORDER BY created_at DESC LIMIT 1
