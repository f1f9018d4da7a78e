-- The sessions that a program has in its own name and that nobody ended.
SELECT id FROM grants WHERE client_id = :client_id AND is_machine = 1 AND revoked_at IS NULL
