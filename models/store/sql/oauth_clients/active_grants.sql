-- The sessions of a client that still work.
SELECT id FROM grants WHERE client_id = :id AND revoked_at IS NULL
