-- Remembers the last use.
UPDATE oauth_clients SET last_used_at = :now WHERE id = :id
