-- What may be changed of a key that is not revoked.
UPDATE api_keys SET name = :name, networks = :networks, scopes = :scopes, expires_at = :expires_at, disabled_at = :disabled_at,
    standard_count = :standard_count, ai_count = :ai_count, raise_factor = :raise_factor, raised_until = :raised_until,
    cap_micros = :cap_micros, alert_micros = :alert_micros,
    expiry_told = CASE WHEN expires_at IS :expires_at THEN expiry_told END
WHERE id = :id AND revoked_at IS NULL
