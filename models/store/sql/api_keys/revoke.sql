-- Ends a key for good; the first time counts.
UPDATE api_keys SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL
