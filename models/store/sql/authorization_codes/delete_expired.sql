-- Clears out codes whose reuse no longer matters.
DELETE FROM authorization_codes WHERE expires_at <= :before
