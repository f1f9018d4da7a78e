-- What its owner may change of a key that is not revoked.
UPDATE api_keys SET name = :name, networks = :networks, expires_at = :expires_at, disabled_at = :disabled_at
WHERE id = :id AND revoked_at IS NULL
