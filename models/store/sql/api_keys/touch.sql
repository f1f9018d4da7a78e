-- Remembers the last use: when, from where, by what.
UPDATE api_keys SET last_used_at = :now, last_used_address = :address, last_used_client = :client
WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :now)
