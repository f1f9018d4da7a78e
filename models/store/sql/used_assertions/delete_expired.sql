-- Clears out assertions that would be refused for their age.
DELETE FROM used_assertions WHERE expires_at <= :before
