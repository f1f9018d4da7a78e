-- Clears out assertions that have run out.
DELETE FROM client_assertions WHERE expires_at < :now
