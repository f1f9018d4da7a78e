-- Clears out what would be refused for its age.
DELETE FROM used_once WHERE expires_at <= :before
